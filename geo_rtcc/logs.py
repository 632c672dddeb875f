"""Structured logs: one JSON object a line; actions, ids and counts, never a value of a record."""

import logging
import sys
import traceback
from contextlib import suppress
from types import TracebackType
from typing import Any, TextIO

import msgspec
import structlog

_DEEPEST = 20  # frames of a traceback, the innermost ones


class _Lines:
    """A stream that never fails: a log that can't be written must not stop the work."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            self._stream.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()


class _Foreign(logging.Handler):
    """Turn what libraries log into lines of ours: their sentence without the values put into it."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        logger().log(
            record.levelno,
            "library",
            library=record.name,
            says=str(record.msg).strip(),
            **(failure(error) if error else {}),
        )


def configure(stream: TextIO | None = None) -> None:
    """Write all logs of this process to ``stream`` (standard error) as JSON lines."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _as_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(_Lines(stream or sys.stderr)),  # type: ignore[arg-type]
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[_Foreign()], level=logging.WARNING, force=True)


def logger() -> Any:
    """Return the logger: ``logger().info("action", some_id=1)``."""
    return structlog.get_logger()


def failure(error: BaseException) -> dict[str, Any]:
    """Return an error's type, its causes' types and where it happened, without its text.

    Texts of errors repeat what they choke on: plates, addresses, whole rows.
    """
    chain: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(chain) < _DEEPEST:
        chain.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return {"error": chain, "frames": _frames(error.__traceback__)}


def _frames(found: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(found)[-_DEEPEST:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _as_json(_logger: object, _method: str, event: Any) -> str:
    return msgspec.json.encode(event, enc_hook=str).decode()
