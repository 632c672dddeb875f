"""Read a file of the geofile: find its form, read each table by it, reject what can't be used."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import polars as pl

from geo_rtcc.errors import InputError
from geo_rtcc.feeds.geofile import spots
from geo_rtcc.feeds.geofile.fields import Fields
from geo_rtcc.feeds.geofile.presets import PLAIN, Form, forms_of
from geo_rtcc.feeds.geofile.records import (
    FIELD,
    PLACED_BY,
    REASON,
    ROW,
    Built,
    GeofileFile,
    RejectedRow,
)
from geo_rtcc.feeds.geofile.roads import roads
from geo_rtcc.feeds.geofile.shapes import (
    DEGREES,
    crs_of,
    lines_of,
    with_column_points,
    with_feature_points,
    with_lines,
)
from geo_rtcc.feeds.geofile.tables import Table, tables
from geo_rtcc.feeds.geojson_rows import LONGITUDE
from geo_rtcc.models.geofile import GeofileKind

# Above this share of unfit rows, and this number, a file is taken for damaged.
DAMAGED_SHARE, DAMAGED_COUNT = 0.1, 10
_EXPIRED = "expired"
_BUILDERS = {
    GeofileKind.ROADS: roads,
    GeofileKind.ADDRESSES: spots.addresses,
    GeofileKind.PLACES: spots.places,
    GeofileKind.INTERSECTIONS: spots.intersections,
    GeofileKind.ALIASES: spots.aliases,
}
_DATES = ("%Y-%m-%d", "%m/%d/%Y", "%Y/%m/%d", "%Y%m%d")


def read_geofile(
    path: Path,
    kind: GeofileKind,
    preset: str | None = None,
    *,
    layer: str | None = None,
    crs: str | None = None,
    is_forced: bool = False,
    now: datetime | None = None,
) -> GeofileFile:
    """Read one file of roads, addresses, places, intersections or aliases.

    Parameters
    ----------
    preset
        A shipped one, or a mapping's TOML file; None: found by the file's fields.
    layer
        Of a GeoPackage with several; None: those that the preset names.
    crs
        Of the coordinates in the columns of a CSV, such as EPSG:2232; None: degrees.
    is_forced
        Take a file that seems damaged all the same.
    now
        What has expired before is left out; None: nothing is.

    Raises
    ------
    InputError
        Naming file and row or field: it can't be read, has no field for what is needed, states no
        coordinate reference system or a wrong one, or too many of its rows can't be used.
    """
    forms = forms_of(kind, preset)
    read = [
        (table, *_built(table, _form(table, forms), crs=crs, now=now))
        for table in tables(path, kind, forms, layer)
    ]
    rejected = tuple(one for table, _, built in read for one in _rejected(table, built))
    frame = pl.concat([built.fit(kind) for _, _, built in read])
    left_out = _summed([built.left_out for _, _, built in read])
    rows = sum(len(table.frame) + len(table.rejected) for table, _, _ in read)
    used = rows - sum(left_out.values())
    _refuse_damaged(path.name, kind, rejected, used, is_forced=is_forced)
    remarks = [f"{path.name}: {len(frame):,} {kind} from {rows:,} rows, by the preset "
               f"{read[0][1].preset}."]  # fmt: skip
    remarks += [f"{path.name}: {n:,} left out: {why}." for why, n in left_out.items()]
    remarks += [f"{table.file}: {remark}" for table, _, built in read for remark in built.remarks]
    return GeofileFile(
        file=path.name,
        kind=kind,
        preset=read[0][1].preset,
        rows=rows,
        frame=frame,
        rejected=rejected,
        left_out=left_out,
        remarks=tuple(remarks),
    )


def _form(table: Table, forms: Sequence[Form]) -> Form:
    """Return the form that the fields tell, else one that has what is needed; plain at last."""
    fitting = [form for form in forms if form.fits(table.fields)]
    plain = [form for form in forms if form.preset == PLAIN]
    named = list(forms) if len({form.preset for form in forms}) == 1 else []
    usable = [
        form
        for form in (*fitting, *(named or plain))
        if not Fields(form, table.file, table.fields).missing()
    ]
    return (usable or fitting or named or plain)[0]


def _built(
    table: Table, form: Form, *, crs: str | None, now: datetime | None
) -> tuple[Form, Built]:
    fields = Fields(form, table.file, table.fields)
    fields.refuse_missing()
    said = fields.said(table.frame).with_columns(table.frame[ROW])
    placed = _placed(table, form, fields, said, crs)
    is_over = _expired(now) if now and "expires" in said.columns else pl.lit(False)
    over = placed.select(is_over.sum()).item()
    built = _BUILDERS[form.kind](placed.filter(~is_over), fields)
    left_out = {**({_EXPIRED: over} if over else {}), **built.left_out}
    return form, Built(frame=built.frame, left_out=left_out, remarks=built.remarks)


def _placed(
    table: Table, form: Form, fields: Fields, said: pl.DataFrame, crs: str | None
) -> pl.DataFrame:
    """Return the rows with their points or lines; aliases have none."""
    if form.kind is GeofileKind.ALIASES:
        return said
    if table.shapes is not None and crs:
        raise InputError(f"{table.file} states what its coordinates are in; leave out --crs.")
    is_road = form.kind is GeofileKind.ROADS
    by = (
        "geometry"
        if table.shapes is not None
        else fields.name("shape" if is_road else "x", "point")
    )
    said = said.with_columns(pl.lit(by).alias(PLACED_BY))
    if table.shapes is not None:
        with_shapes = with_lines if is_road else with_feature_points
        return with_shapes(said, table.file, table.shapes, table.crs)
    stated = crs or form.crs
    if not is_road and not fields.has("x", "point") and LONGITUDE not in table.fields:
        raise InputError(
            f"{table.file}: no column says where a row lies. Name its coordinates LON and LAT, or "
            "say in a TOML file which columns they are: --preset my.toml."
        )
    if not is_road:
        return with_column_points(said, table.frame, table.file, stated)
    lines = said["shape"]
    if lines.null_count() == len(lines):
        raise InputError(f"{table.file}: no column holds its lines; roads need one with WKT.")
    system = crs_of(stated or DEGREES)
    return with_lines(said.drop("shape"), table.file, lines_of(lines), system)


def _expired(now: datetime) -> pl.Expr:
    day = pl.col("expires").str.extract(r"^(\S+?)(?:[T ]|$)")
    dates = [day.str.to_date(form, strict=False) for form in _DATES]
    return (pl.coalesce(dates) < now.date()).fill_null(False)


def _rejected(table: Table, built: Built) -> list[RejectedRow]:
    unfit = built.frame.filter(pl.col(REASON).is_not_null()).sort(ROW)
    return [
        *table.rejected,
        *(
            RejectedRow(file=table.file, row=row, field=field, reason=reason)
            for row, field, reason in unfit.select(ROW, FIELD, REASON).iter_rows()
        ),
    ]


def _summed(counts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    whys = dict.fromkeys(why for each in counts for why in each)
    return {why: sum(each.get(why, 0) for each in counts) for why in whys}


def _refuse_damaged(
    name: str, kind: GeofileKind, rejected: Sequence[RejectedRow], used: int, *, is_forced: bool
) -> None:
    if not used:
        raise InputError(f"{name}: every row is left out, so it has no {kind}.")
    most = max(DAMAGED_COUNT, DAMAGED_SHARE * used)
    if len(rejected) < used and (is_forced or len(rejected) <= most):
        return
    shown = " ".join(f"Row {each.row}, {each.field}: {each.reason}" for each in rejected[:3])
    advice = "" if len(rejected) == used else " If the rest is right, say --force."
    raise InputError(
        f"{name}: {len(rejected):,} of {used:,} rows can't be used as {kind}. {shown} "
        f"Is it the right file, and whole?{advice}"
    )
