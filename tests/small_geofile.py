"""The small city's beats, and a few of its streets as a geofile, put straight into their tables."""

from datetime import datetime

from small_city import EFFECTIVE_ON, SIDE, SOUTH, STEP, WEST

from geo_rtcc.store.database import Connection, Database

WEST_BEAT, EAST_BEAT = "11", "33"
MIDDLE = (SOUTH + STEP / 2, SOUTH + STEP * 5 / 2)  # of the southern and of the northern beats
# Street, first number, and where its block of a hundred numbers begins and ends.
BLOCKS = [
    ("Main St", 100, (WEST + 0.008, MIDDLE[0]), (WEST + 0.010, MIDDLE[0])),
    ("Main St", 200, (WEST + 0.010, MIDDLE[0]), (WEST + 0.012, MIDDLE[0])),
    ("5th Ave", 100, (WEST + 0.010, MIDDLE[0] - 0.001), (WEST + 0.010, MIDDLE[0])),
    ("5th Ave", 200, (WEST + 0.010, MIDDLE[0]), (WEST + 0.010, MIDDLE[0] + 0.001)),
    # one name twice: only the beat tells them apart
    ("Oak St", 100, (WEST + 0.008, MIDDLE[0] + 0.005), (WEST + 0.009, MIDDLE[0] + 0.005)),
    ("Oak St", 100, (WEST + STEP * 2.5, MIDDLE[1]), (WEST + STEP * 2.5 + 0.001, MIDDLE[1])),
]


def put_beats(database: Database, now: datetime) -> None:
    """Put the nine beats in force, with nothing else of the city."""
    with database.transaction() as connection:
        connection.execute(
            "insert into area_set (kind, effective_on, file_name, file_sha256, loaded_at) "
            "values ('beat', %s, 'small', '', %s)",
            [EFFECTIVE_ON, now],
        )
        connection.execute(
            "insert into area (set_id, code, name, outline) select set_id, concat(y + 1, x + 1), "
            "'', st_multi(st_makeenvelope(%(west)s + x * %(step)s, %(south)s + y * %(step)s, "
            "%(west)s + (x + 1) * %(step)s, %(south)s + (y + 1) * %(step)s, 4326)) "
            "from area_set, generate_series(0, %(last)s) as x, generate_series(0, %(last)s) as y",
            {"west": WEST, "south": SOUTH, "step": STEP, "last": SIDE - 1},
        )


def put(database: Database, now: datetime, blocks: list[tuple] = BLOCKS) -> None:
    """Put the blocks in place of all roads."""
    with database.transaction() as connection:
        connection.execute("select pg_advisory_xact_lock(hashtext('geofile'))")
        connection.execute("delete from geofile_set")
        set_id = connection.execute(
            "insert into geofile_set (kind, name, preset, file_name, file_sha256, loaded_at, n) "
            "values ('roads', 'main', 'nena', 'small', '', %s, %s) returning set_id",
            [now, len(blocks)],
        ).fetchone()[0]
        for block in blocks:
            _road(connection, set_id, *block)
        connection.execute("update geofile_version set version = version + 1")


def _road(
    connection: Connection, set_id: int, street: str, low: int, *ends: tuple[float, float]
) -> None:
    name, kind = street.split()
    connection.execute(
        "insert into geofile_road (set_id, street, name, post_type, from_left, to_left, "
        "from_right, to_right, parity_left, parity_right, shape) values "
        "(%s, %s, %s, %s, %s, %s, %s, %s, 'O', 'E', st_makeline(st_point(%s, %s, 4326), "
        "st_point(%s, %s, 4326)))",
        [set_id, street, name, kind, low + 1, low + 99, low, low + 98, *ends[0], *ends[1]],
    )
