"""A mapping in TOML, an agency's or a shipped one: read, checked, and refused in a sentence."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from geo_rtcc.errors import MappingError

Made = TypeVar("Made")


def read_toml(path: Path, make: Callable[[dict[str, Any]], Made]) -> Made:
    """Return what ``make`` makes of the file's table; raise MappingError naming file and key."""
    try:
        return make(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise MappingError(f"{path.name}: can't be read: {error.strerror}.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MappingError(f"{path.name}: can't be read as TOML: {error}") from error
    except MappingError as error:
        raise MappingError(f"{path.name}: {error}") from error
