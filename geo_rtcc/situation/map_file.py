"""A PMTiles file in place of the agency's own streets (``GEO_RTCC_BASE_MAP``)."""

import gzip
import mmap
import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pmtiles.tile import (
    Compression,
    Entry,
    HeaderDict,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

from geo_rtcc.errors import SettingsError
from geo_rtcc.logs import logger
from geo_rtcc.settings import Settings

VARIABLE = "GEO_RTCC_BASE_MAP"
_HEADER_BYTES = 127
_DEEPEST = 4  # directories below directories, as the format allows
_ADVICE = f"Set {VARIABLE} to a PMTiles file of vector tiles, or to nothing for the agency's own."
_BROKEN = (OSError, EOFError, ValueError, IndexError, zlib.error)


@dataclass(frozen=True, eq=False)
class MapFile:
    """An open PMTiles file of vector tiles; ``stamp`` changes when the file is another one."""

    path: Path
    stamp: str
    header: HeaderDict = field(repr=False)
    content: mmap.mmap = field(repr=False)
    directories: dict[tuple[int, int], list[Entry]] = field(default_factory=dict, repr=False)

    @property
    def max_zoom(self) -> int:
        """The last zoom it has tiles of."""
        return self.header["max_zoom"]

    def tile(self, z: int, x: int, y: int) -> bytes:
        """Return the vector tile, not compressed; empty where the file has none.

        Raises SettingsError if the file turns out to be damaged.
        """
        try:
            found = self._find(zxy_to_tileid(z, x, y))
            packed = self.header["tile_compression"] == Compression.GZIP
            return gzip.decompress(found) if packed and found else found
        except _BROKEN as error:
            raise _refusal(self.path, "it is damaged") from error

    def _find(self, tile_id: int) -> bytes:
        offset, length = self.header["root_offset"], self.header["root_length"]
        for _ in range(_DEEPEST):
            entry = find_tile(self._directory(offset, length), tile_id)
            if entry is None:
                return b""
            if entry.run_length:
                return self._read(self.header["tile_data_offset"] + entry.offset, entry.length)
            offset = self.header["leaf_directory_offset"] + entry.offset
            length = entry.length
        return b""

    def _directory(self, offset: int, length: int) -> list[Entry]:
        if (offset, length) not in self.directories:
            self.directories[offset, length] = deserialize_directory(self._read(offset, length))
        return self.directories[offset, length]

    def _read(self, offset: int, length: int) -> bytes:
        return self.content[offset : offset + length]


def open_map_file(path: Path) -> MapFile:
    """Open a PMTiles file; raise SettingsError naming the variable, the file and what is wrong."""
    try:
        facts = path.stat()
        with path.open("rb") as stream:
            content = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        header = deserialize_header(content[:_HEADER_BYTES])
        stamp = f"{facts.st_mtime_ns:x}.{facts.st_size:x}"
        opened = MapFile(path=path, stamp=stamp, header=header, content=content)
        opened._directory(header["root_offset"], header["root_length"])
    except (MagicNumberNotFound, SpecVersionUnsupported) as error:
        raise _refusal(path, "it is no PMTiles file of version 3") from error
    except OSError as error:
        raise _refusal(path, f"it can't be read ({error.strerror or 'damaged'})") from error
    except _BROKEN as error:
        raise _refusal(path, "it is damaged") from error
    _check(opened)
    return opened


def map_file(settings: Settings) -> MapFile | None:
    """Return the file that the settings name, opened once; None without one.

    None, too, if it can't be used: the agency's own base map is shown then, and the log and
    ``map_file_problem`` say why.
    """
    found = _found(settings)
    return found if isinstance(found, MapFile) else None


def map_file_problem(settings: Settings) -> str | None:
    """Say why the file that the settings name can't be used; None where all is well."""
    found = _found(settings)
    return found if isinstance(found, str) else None


def _found(settings: Settings) -> MapFile | str | None:
    if settings.base_map is None:
        return None
    try:
        facts = settings.base_map.stat()
        state = (facts.st_mtime_ns, facts.st_size)
    except OSError:
        state = (0, 0)
    return _opened(settings.base_map, state)


@lru_cache(maxsize=2)
def _opened(path: Path, _state: tuple[int, int]) -> MapFile | str:
    """Open a file once for each state of it; a text says why it can't be."""
    try:
        return open_map_file(path)
    except SettingsError as error:
        logger().error("base_map_refused", reason=str(error))
        return str(error)


def _check(opened: MapFile) -> None:
    header = opened.header
    if header["tile_type"] != TileType.MVT:
        raise _refusal(opened.path, "its tiles are not vector tiles (MVT)")
    if header["tile_compression"] not in (Compression.NONE, Compression.GZIP):
        raise _refusal(opened.path, "its tiles are not compressed by gzip")
    end = header["tile_data_offset"] + header["tile_data_length"]
    if end > len(opened.content):
        raise _refusal(opened.path, "it ends too early; copy it again")


def _refusal(path: Path, reason: str) -> SettingsError:
    return SettingsError(f"{VARIABLE}={path} can't be used: {reason}. {_ADVICE}")
