"""Files of any kind → tables of text with their geometries: vector files, CSV, JSON, Parquet."""

import gzip
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import polars.selectors as cs
import pyogrio
from numpy.typing import NDArray

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.geofile.presets import Form
from geo_rtcc.feeds.geofile.records import ROW, RejectedRow
from geo_rtcc.feeds.polygons import Shapes
from geo_rtcc.feeds.tables import read_batches
from geo_rtcc.feeds.vector_file import READABLE, read_features
from geo_rtcc.models.geofile import GeofileKind

_VECTOR = (*READABLE, ".zip", ".geojsonl", ".geojsons", ".ndjson")


@dataclass(frozen=True, kw_only=True)
class Table:
    """One file, or one layer of it, as it came.

    Parameters
    ----------
    file
        For people: with its layer where the file has several.
    frame
        The fields as text, and ``ROW``, from 1.
    shapes, crs
        A vector file's geometries and what they are in; None where columns say the place.
    rejected
        Rows that could not be split into fields.
    """

    file: str
    layer: str | None = None
    frame: pl.DataFrame = field(repr=False)
    shapes: Shapes | None = field(default=None, repr=False)
    crs: Any = None
    rejected: tuple[RejectedRow, ...] = ()

    @property
    def fields(self) -> list[str]:
        """The file's own fields."""
        return [name for name in self.frame.columns if name != ROW]


def tables(path: Path, kind: GeofileKind, forms: Sequence[Form], layer: str | None) -> list[Table]:
    """Return a file's table, or those of its layers that belong to the forms.

    Raises InputError naming the file where it can't be read, is empty, or has several layers of
    which none is named or known.
    """
    if not path.is_file():
        raise InputError(f"There is no file {path}.")
    with _plain(path) as readable:
        is_vector = readable.suffix.lower() in _VECTOR and kind is not GeofileKind.ALIASES
        if not is_vector:
            if layer:
                raise InputError(f"{path.name} has no layers, so no {layer}.")
            return [_columns(readable, path.name)]
        layers = [layer] if layer else _layers(readable, forms)
        several = len(layers) > 1
        return [_features(readable, kind, path.name, one, several=several) for one in layers]


@contextmanager
def _plain(path: Path) -> Iterator[Path]:
    """Give a path that GDAL can read: JSON unzipped where it is gz; any other as it is."""
    if path.suffix.lower() != ".gz" or Path(path.stem).suffix.lower() not in _VECTOR:
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / path.stem
        try:
            with gzip.open(path) as zipped, plain.open("wb") as file:
                shutil.copyfileobj(zipped, file)
        except (OSError, EOFError) as error:
            raise InputError(f"{path.name}: can't be unzipped: {error}") from error
        yield plain


def _layers(path: Path, forms: Sequence[Form]) -> list[str | None]:
    """Return the layers of a GeoPackage that the forms name and that aren't empty."""
    if path.suffix.lower() != ".gpkg":
        return [None]
    try:
        found = [str(name) for name, shape in pyogrio.list_layers(path) if shape is not None]
    except pyogrio.errors.DataSourceError:
        return [None]  # reading it says what is wrong
    wanted = {name.casefold() for form in forms for name in form.layers}
    known = [name for name in found if name.casefold() in wanted]
    if len(found) == 1 or not known:
        return [None]
    filled = [name for name in known if pyogrio.read_info(path, layer=name)["features"]]
    if not filled:
        raise InputError(f"{path.name}: nothing is in its layer {' or '.join(known)}.")
    return [*filled]


def _features(
    path: Path, kind: GeofileKind, file: str, layer: str | None, *, several: bool
) -> Table:
    frame = read_features(path, layer, what=str(kind))
    geometry = frame.geometry.name
    columns = {
        str(name): _text(frame[name]) for name in frame.columns if name not in (geometry, ROW)
    }
    rows = pl.Series(ROW, np.arange(1, len(frame) + 1))
    return Table(
        file=f"{file}:{layer}" if several else file,
        layer=layer,
        frame=pl.DataFrame(columns).with_columns(rows),
        shapes=np.asarray(frame.geometry.to_numpy(), object),
        crs=frame.crs,
    )


def _text(column: "pd.Series[Any]") -> pl.Series:
    """Return values as text; a whole number that an empty neighbour made a float stays whole."""
    if pd.api.types.is_float_dtype(column.dtype):
        numbers: NDArray[np.float64] = column.to_numpy(np.float64, na_value=np.nan)
        text = pl.Series(numbers).fill_nan(None)
        whole = text.cast(pl.Int64, strict=False)
        exact = (whole == text).fill_null(False)
        return whole.cast(pl.String).zip_with(exact, text.cast(pl.String))
    missing = column.isna().to_numpy()
    values = column.astype(str).to_numpy(object)
    values[missing] = None
    return pl.Series(values.tolist(), dtype=pl.String)


def _columns(path: Path, file: str) -> Table:
    frames, rejected = [], []
    for batch in read_batches(path):
        rejected += [
            RejectedRow(file=file, row=each.row_number or 0, field="", reason=each.reason)
            for each in batch.rejected
        ]
        if len(batch.frame):
            text = batch.frame.select((~cs.nested() & ~cs.binary()).cast(pl.String, strict=False))
            frames.append(text.with_columns(pl.Series(ROW, batch.row_numbers)))
    if not frames:
        raise InputError(f"{file}: there is no row in it.")
    whole = pl.concat(frames, how="diagonal")
    return Table(file=file, frame=whole, rejected=tuple(rejected))
