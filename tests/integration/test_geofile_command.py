"""``geo-rtcc geofile``: sets are listed, and one that was a mistake is removed."""

import json

import pytest
import small_geofile
from feed_records import NOW

from geo_rtcc.errors import InputError
from geo_rtcc.store import Database
from tests.integration.conftest import Run


def test_a_set_is_listed_and_removed_with_its_rows(run: Run, database: Database) -> None:
    small_geofile.put(database, NOW)
    assert "main" in run("geofile", "list").stdout
    [each] = map(json.loads, run("geofile", "list", "--json").stdout.splitlines())
    assert (each["kind"], each["name"], each["n"]) == ("roads", "main", 6)
    assert "with 6 rows" in run("geofile", "remove", "roads", "main").stdout
    with database.transaction() as connection:
        left = connection.execute(
            "select version, topic, (select count(*) from geofile_road) "
            "from geofile_version, outbox"
        ).fetchall()
    assert left == [(2, "geofile.changed", 0)]
    assert "No set is loaded" in run("geofile", "list").stdout


def test_a_set_that_is_not_there_is_said_with_those_that_are(run: Run, database: Database) -> None:
    small_geofile.put(database, NOW)
    with pytest.raises(InputError, match=r"no set main of places\. Loaded: roads main\."):
        run("geofile", "remove", "places", "main")
