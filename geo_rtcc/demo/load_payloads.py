"""Records for load measurements, made from templates so that making them costs next to nothing."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from geo_rtcc.demo.call_types import CALL_TYPES
from geo_rtcc.demo.geometry import CENTRE_LAT, CENTRE_LON
from geo_rtcc.errors import InputError

PATHS = {"reads": "/v1/reads", "calls": "/v1/calls", "fixes": "/v1/fixes"}
_TEMPLATES, _SPREAD = 4096, 0.05  # degrees around the demo city's centre
_LETTERS, _DIGITS = "ABCDEFGHJKLMNPRSTUVWXYZ", "0123456789"
_ID, _AT = "@id@", "@at@"
_UNITS, _CAMERAS = 10_000, 400
_LONGEST_PLATE = 12


@dataclass(frozen=True, kw_only=True)
class Payloads:
    """Makes the body of each request from its number.

    Parameters
    ----------
    templates
        Records with two gaps: external id and instant.
    unit_count
        Of fixes, how many units send them in turn; 0 for other records.
    """

    prefix: str
    templates: Sequence[bytes]
    unit_count: int = 0

    def ids(self, first: int, count: int, now: datetime) -> list[str]:
        """Return what tells records apart: external ids; of fixes, unit and instant."""
        at = f" {_text(now)}" if self.unit_count else ""
        return [f"{self._id(number)}{at}" for number in range(first, first + count)]

    def body(self, first: int, count: int, now: datetime) -> bytes:
        """Return records as a JSON array, all of the instant ``now`` to the microsecond."""
        at, size = _text(now).encode(), len(self.templates)
        records = [
            self.templates[number % size] % (self._id(number).encode(), at)
            for number in range(first, first + count)
        ]
        return b"[" + b",".join(records) + b"]"

    def _id(self, number: int) -> str:
        return f"{self.prefix}{number % self.unit_count if self.unit_count else number:010d}"


def payloads(
    kind: str, *, prefix: str, seed: int, plates: Sequence[str] = (), share: float = 0.0
) -> Payloads:
    """Prepare records of a kind: reads, calls or fixes.

    Parameters
    ----------
    plates, share
        So much of the reads bear one of these plates; the others' are random.
    """
    chance = random.Random(seed)  # noqa: S311
    make = {"reads": _read, "calls": _call, "fixes": _fix}[kind]
    rows = [make(chance, plates, share) for _ in range(_TEMPLATES)]
    return Payloads(
        prefix=prefix,
        templates=[_template(row) for row in rows],
        unit_count=_UNITS if kind == "fixes" else 0,
    )


def plates_in(path: Path) -> list[str]:
    """Return the plates of a file: the column ``plate`` of a CSV, or else one a line.

    Raises InputError where it can't be read or holds none.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: can't be read as text.") from error
    header = [name.strip().lower() for name in lines[0].split(",")] if lines else []
    column = header.index("plate") if "plate" in header else None
    words = (line.split(",") for line in (lines if column is None else lines[1:]))
    found = [row[column or 0].strip() for row in words if len(row) > (column or 0)]
    found = [word for word in found if word.isalnum() and len(word) <= _LONGEST_PLATE]
    if not found:
        raise InputError(f"{path.name}: there is no plate in it, one a line or in a column plate.")
    return found


def _text(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="microseconds")


def _template(record: dict[str, object]) -> bytes:
    text = json.dumps(record, separators=(",", ":"), ensure_ascii=True).replace("%", "%%")
    before, _, rest = text.partition(_ID)
    middle, _, after = rest.partition(_AT)
    return f"{before}%s{middle}%s{after}".encode()


_Make = Callable[[random.Random, Sequence[str], float], dict[str, object]]


def _plate(chance: random.Random) -> str:
    return "".join(chance.choices(_LETTERS, k=3)) + "".join(chance.choices(_DIGITS, k=4))


def _place(chance: random.Random) -> dict[str, float]:
    return {
        "lon": round(CENTRE_LON + chance.uniform(-_SPREAD, _SPREAD), 6),
        "lat": round(CENTRE_LAT + chance.uniform(-_SPREAD, _SPREAD), 6),
    }


def _read(chance: random.Random, plates: Sequence[str], share: float) -> dict[str, object]:
    wanted = bool(plates) and chance.random() < share
    return {
        "external_id": _ID,
        "captured_at": _AT,
        "plate": chance.choice(plates) if wanted else _plate(chance),
        "state": "IL",
        "confidence": round(chance.uniform(0.6, 1.0), 3),
        "camera": f"LOAD-{chance.randrange(_CAMERAS):03d}",
        **_place(chance),
        "vehicle_make": "Ford",
        "vehicle_color": "white",
    }


def _call(chance: random.Random, _plates: Sequence[str], _share: float) -> dict[str, object]:
    kind = chance.choice(CALL_TYPES)
    return {
        "external_id": _ID,
        "received_at": _AT,
        "call_type": kind.code,
        "call_type_name": kind.name,
        "category": kind.category.value,
        "priority": kind.priority,
        "address": f"{chance.randrange(100, 9900)} LOAD ST",
        **_place(chance),
    }


def _fix(chance: random.Random, _plates: Sequence[str], _share: float) -> dict[str, object]:
    return {
        "unit": _ID,
        "fix_at": _AT,
        **_place(chance),
        "speed_mps": round(chance.uniform(0, 25), 1),
        "status": "available",
    }
