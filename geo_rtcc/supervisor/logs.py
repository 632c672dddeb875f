"""Log files: closed to others, and never much larger than their limit."""

import json
import os
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

LIMIT_BYTES = 10_000_000
FOLDER_MODE, FILE_MODE = 0o700, 0o600


def make_folder(folder: Path) -> Path:
    """Create a folder of ours; the data folder above it must let the database's account through."""
    if not folder.parent.is_dir():
        folder.parent.mkdir(0o711 if os.geteuid() == 0 else FOLDER_MODE, parents=True)
    folder.mkdir(FOLDER_MODE, exist_ok=True)
    return folder


def open_log(path: Path) -> int:
    """Open a log for appending; the caller closes the descriptor."""
    make_folder(path.parent)
    rotate(path)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, FILE_MODE)


def rotate(path: Path) -> None:
    """Keep what is beyond the limit as ``NAME.log.1``, in place of what was there.

    Copied and cut rather than renamed: the part that writes to it keeps its descriptor, and
    appends from the new end on. What it writes between the two is lost.
    """
    with suppress(OSError):
        if path.stat().st_size > LIMIT_BYTES:
            shutil.copy2(path, path.with_suffix(".log.1"))
            os.truncate(path, 0)


class Journal:
    """The supervisor's own log: one JSON object a line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def note(self, part: str, action: str, **facts: int | float | str | None) -> None:
        """Append a line; a full disk must not stop who keeps the parts alive."""
        known = {name: value for name, value in facts.items() if value is not None}
        line = {"at": datetime.now(UTC).isoformat(), "part": part, "action": action, **known}
        with suppress(OSError):
            handle = open_log(self.path)
            try:
                os.write(handle, (json.dumps(line) + "\n").encode())
            finally:
                os.close(handle)
