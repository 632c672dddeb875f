"""A small made-up agency with real rows in a real database: nine square beats, three shifts."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from geo_rtcc.cells import cells_of
from geo_rtcc.models import Category, Shift, ShiftPlan
from geo_rtcc.shifts import ShiftCalendar
from geo_rtcc.store.database import Connection, Database
from geo_rtcc.store.shift_plans import save_shift_plan, shift_plans

WEST, SOUTH, STEP = -93.10, 45.00, 0.022
SIDE = 3
EFFECTIVE_ON = date(2020, 1, 1)
TYPES = [
    ("ASLT", "Assault", Category.VIOLENCE), ("GUN", "Person with a gun", Category.WEAPONS),
    ("BURG", "Burglary", Category.PROPERTY), ("TAFV", "Stolen vehicle", Category.VEHICLE),
    ("DIST", "Disturbance", Category.DISORDER), ("CRSH", "Crash", Category.TRAFFIC),
    ("WELF", "Welfare check", Category.WELFARE), ("ALRM", "Burglar alarm", Category.ALARM),
    ("INFO", "Information <b>only</b> & more", Category.OTHER),
]  # fmt: skip
PLAN = ShiftPlan(
    code="small",
    zone="America/Chicago",
    effective_on=EFFECTIVE_ON,
    shifts=(
        Shift(code="A", name="Day", start_minute=420, end_minute=900),
        Shift(code="B", name="Evening", start_minute=900, end_minute=1380),
        Shift(code="C", name="Night", start_minute=1380, end_minute=420),
    ),
)
_CALL_COLUMNS = (
    "call_id, received_at, dispatched_at, on_scene_at, closed_at, cell, point, call_type_id, "
    "area_id, operational_on, uncertainty_m, category, match_type, source_id, shift_id, priority, "
    "is_on_view, is_area_ambiguous, external_id, address, other_area_ids"
)


@dataclass(frozen=True, kw_only=True)
class SmallCity:
    """What was made: the newest call's instant (UTC) and how many calls there are."""

    newest_at: datetime
    call_count: int


@dataclass(frozen=True, kw_only=True)
class Agency:
    """What a call is put into: ids of the beats and call types, and the shifts."""

    beats: list[int]
    types: list[int]
    calendar: ShiftCalendar


def fill(
    database: Database, *, newest_at: datetime, call_count: int = 4000, days: int = 63
) -> SmallCity:
    """Fill an empty migrated database, the same for the same arguments.

    One call in fifty has no point, one in five is on-view, some lie outside every beat.
    """
    dice = random.Random(5)
    ages = sorted(dice.uniform(0, days * 86_400) for _ in range(call_count - 1))
    instants = [newest_at - timedelta(seconds=int(age)) for age in [0.0, *ages]]
    with database.transaction() as connection:
        save_shift_plan(connection, PLAN, now=newest_at)
        agency = Agency(
            beats=_boundaries(connection),
            types=_types(connection),
            calendar=ShiftCalendar(shift_plans(connection)),
        )
        _base_map(connection)
        connection.execute(
            "insert into installation values ('name', '\"Small City Police\"') "
            "on conflict do nothing"
        )
        _calls(connection, agency, instants)
        count_anew(connection)
        count_reads(connection)
    with database.transaction() as connection:
        connection.execute("analyze")
    return SmallCity(newest_at=newest_at, call_count=call_count)


def count_anew(connection: Connection) -> None:
    """Fill cell_count from the calls."""
    connection.execute("truncate cell_count")
    connection.execute(
        "insert into cell_count select operational_on, coalesce(area_id, 0), coalesce(cell, 0), "
        "coalesce(shift_id, 0), case when is_on_view then 'on_view' else 'call' end::count_kind, "
        "category, count(*) from call_for_service group by 1, 2, 3, 4, 5, 6"
    )


def count_reads(connection: Connection) -> None:
    """Count reads and hits where calls are, a day longer: no page may take them for calls."""
    connection.execute(
        "insert into cell_count select operational_on + day, area_id, cell, shift_id, "
        "extra::count_kind, 'other', 5 from cell_count, generate_series(0, 1) as day, "
        "unnest(array['read', 'hit']) as extra"
    )


def _boundaries(connection: Connection) -> list[int]:
    set_id = connection.execute(
        "insert into area_set (kind, effective_on, file_name, file_sha256, loaded_at) "
        "values ('beat', %s, 'small', '', now()) returning set_id",
        [EFFECTIVE_ON],
    ).fetchone()[0]
    ids = []
    for index in range(SIDE * SIDE):
        west, south = WEST + STEP * (index % SIDE), SOUTH + STEP * (index // SIDE)
        ids += connection.execute(
            "insert into area (set_id, code, name, outline) values (%s, %s, %s, "
            "st_multi(st_makeenvelope(%s, %s, %s, %s, 4326))) returning area_id",
            [set_id, f"{index // SIDE + 1}{index % SIDE + 1}", f"Beat {index + 1}", west, south,
             west + STEP, south + STEP],
        ).fetchone()  # fmt: skip
    connection.execute("select prepare_area_tiles(%s)", [set_id])
    return ids


def _types(connection: Connection) -> list[int]:
    source = connection.execute(
        "insert into source (code, zone) values ('small', 'America/Chicago') returning source_id"
    ).fetchone()[0]
    return [
        connection.execute(
            "insert into call_type (source_id, code, name, category) values (%s, %s, %s, %s) "
            "returning call_type_id",
            [source, code, name, str(category)],
        ).fetchone()[0]
        for code, name, category in TYPES
    ]


def _base_map(connection: Connection) -> None:
    reach = STEP * SIDE
    lines = (
        "insert into base_feature (layer, class, name, shape) "
        "values (%s, %s, %s, st_geomfromtext(%s, 4326))"
    )
    for index in range(25):
        at = index * reach / 24
        klass = "arterial" if index % 8 == 0 else "collector" if index % 4 == 0 else "local"
        for name, x1, y1, x2, y2 in (
            (f"{index} Street", WEST, SOUTH + at, WEST + reach, SOUTH + at),
            (f"{index} Avenue", WEST + at, SOUTH, WEST + at, SOUTH + reach),
        ):
            connection.execute(lines, ["street", klass, name, f"LINESTRING({x1} {y1},{x2} {y2})"])
    x, y = WEST + reach * 0.6, SOUTH + reach * 0.1
    box = f"POLYGON(({x} {y},{x + 0.01} {y},{x + 0.01} {y + 0.008},{x} {y + 0.008},{x} {y}))"
    connection.execute(lines, ["park", "park", "Elm Park", box])
    bend = f"{WEST + 0.03} {SOUTH + 0.035}"
    river = f"LINESTRING({WEST} {SOUTH + 0.04},{bend},{WEST + reach} {SOUTH + 0.05})"
    connection.execute(lines, ["water", "river", "Mill River", river])
    connection.execute("select prepare_base_tiles()")


def _calls(connection: Connection, agency: Agency, instants: list[datetime]) -> None:
    dice = random.Random(7)
    lon = np.array([WEST + STEP * SIDE * min(1.02, abs(dice.gauss(0.45, 0.22))) for _ in instants])
    lat = np.array([SOUTH + STEP * SIDE * min(1.02, abs(dice.gauss(0.5, 0.25))) for _ in instants])
    kinds = [min(8, int(abs(dice.gauss(4.5, 3)))) for _ in instants]
    for year, month in {(at.year, at.month) for at in instants}:
        connection.execute("select ensure_call_partition(%s, true)", [date(year, month, 1)])
    places = zip(
        instants, lon.tolist(), lat.tolist(), cells_of(lon, lat).tolist(), kinds, strict=True
    )
    with connection.cursor().copy(f"copy call_for_service ({_CALL_COLUMNS}) from stdin") as copy:
        for i, place in enumerate(places):
            copy.write_row(_row(agency, i, place))


def _row(agency: Agency, i: int, place: tuple[datetime, float, float, int, int]) -> list[object]:
    at, lon, lat, cell, kind = place
    column, row = int((lon - WEST) // STEP), int((lat - SOUTH) // STEP)
    inside, located = 0 <= column < SIDE and 0 <= row < SIDE, i % 50 != 49
    ambiguous = located and inside and (lon - WEST) % STEP < 0.0004
    shift, on = agency.calendar.at(at)
    return [
        i + 1, at, at + timedelta(seconds=90), at + timedelta(seconds=200 + i % 700),
        None if i < 12 else at + timedelta(minutes=50), cell if located else None,
        f"SRID=4326;POINT({lon} {lat})" if located else None, agency.types[kind],
        agency.beats[row * SIDE + column] if inside and located else None, on,
        12.0 if i % 3 else None, str(TYPES[kind][2]), "given" if located else "none", 1,
        shift.shift_id, 1 + i % 5, i % 5 == 4, ambiguous, f"S{i}",
        f"{100 + i % 900} {i % 25} Street", agency.beats[:1] if ambiguous else None,
    ]  # fmt: skip
