"""The program and the database agree on what makes two location strings one."""

from datetime import timedelta

import small_geofile
from feed_records import NOW, call, submission

from geo_rtcc.ingest.pipeline import Pipeline
from geo_rtcc.ingest.regeocode import regeocode_waiting
from geo_rtcc.models import location_key
from geo_rtcc.settings import Settings
from geo_rtcc.store import Database, geofile
from geo_rtcc.store.taught import forget_street, reference_version
from geo_rtcc.store.waiting import waiting

SPACES = "\t\n\x0b\x1c\x1f\x85\xa0\u1680\u180e\u2003\u2007\u2028\u202f\u205f\u3000"
LETTERS = ("straße", "ñandú", "ﬁn", "ǰ", "i\u0307", *(f"a{space} b" for space in SPACES))


def test_both_make_the_same_key(database: Database) -> None:
    texts = [f" {text}  1 " for text in LETTERS] + ["x" * 400]
    with database.transaction() as connection:
        found = connection.execute(
            "select location_key(t) from unnest(%s::text[]) with ordinality as u (t, at) "
            "order by at",
            [texts],
        ).fetchall()
    assert [key for (key,) in found] == [location_key(text) for text in texts]


def test_what_is_taught_of_a_key_places_its_calls(database: Database, settings: Settings) -> None:
    small_geofile.put_beats(database, NOW)
    messages = [call("1", address="The\xa0pond"), call("2", address="Seestraße")]
    Pipeline(database, settings).store([submission(messages)], now=NOW)
    with database.transaction() as connection:
        keys = [one.key for one in waiting(connection, limit=9)]
        for key in keys:
            geofile.teach_place(connection, key=key, lon=-93.05, lat=45.05, uncertainty_m=20,
                                reference="There", by="desk", now=NOW)  # fmt: skip
    assert regeocode_waiting(database, settings, keys=keys, now=NOW).located == 2


def test_a_street_taught_by_a_slow_clock_is_news(database: Database) -> None:
    versions = []
    for alias, name, at in (("A", "Elm", NOW), ("B", "Elm", NOW),
                            ("B", "Oak", NOW - timedelta(hours=1))):  # fmt: skip
        with database.transaction() as connection:
            geofile.teach_street(connection, alias=alias, name=name, by="desk", now=at)
        versions.append(reference_version(database))
    with database.transaction() as connection:
        forget_street(connection, alias="A")
        geofile.teach_street(connection, alias="C", name="Elm", by="desk", now=NOW)
    assert len({*versions, reference_version(database)}) == 4
