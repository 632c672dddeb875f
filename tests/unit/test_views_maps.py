"""Maps carry compact data, our own assets only, and no markup from data."""

import json
import re
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

import polars as pl
import pytest

from geo_rtcc import cells
from geo_rtcc.models import AreaKind
from geo_rtcc.situation.installation import AreaMap, AreaShape
from geo_rtcc.situation.live import _COLUMNS
from geo_rtcc.views.hexagons import cell_totals, hexagons
from geo_rtcc.views.maps import SCRIPTS, STYLES, Addresses, city_map, deltas, page_of
from geo_rtcc.views.points import points

ADDRESSES = Addresses(
    assets={name: f"/assets/{name}?v=1" for name in (*SCRIPTS, *STYLES)},
    base_map={"street": "/base-map/street.json?v=1"},
)
RING = ((-93.1, 45.0), (-93.0, 45.0), (-93.0, 45.1), (-93.1, 45.0))
AREAS = AreaMap(
    areas=(
        AreaShape(
            area_id=1, code="12", name="North", parent_code=None, label_at=(-93.05, 45.02),
            rings=(RING,),
        ),
    )
)  # fmt: skip
AT = datetime(2026, 3, 8, 12, 0, tzinfo=UTC)


def a_call(**changes: Any) -> dict[str, Any]:
    call = {
        "call_id": 1, "received_at": AT, "lon": -93.05, "lat": 45.05, "category": "violence",
        "priority": 1, "call_type": "Assault", "address": "1 Elm St", "area": "12", "shift": "Day",
        "is_on_view": False, "is_area_ambiguous": False, "other_areas": "", "match_type": "given",
        "uncertainty_m": None, "disposition": None, "closed_at": None,
    }  # fmt: skip
    return call | changes


def drawn(*calls: dict[str, Any]) -> dict[str, Any]:
    frame = pl.DataFrame(list(calls), schema=_COLUMNS)
    return json.loads(points(frame, AreaKind.BEAT, "America/Chicago", "light").data)


def test_deltas_give_the_degrees_back() -> None:
    degrees = [-93.1234564, -93.1234567, 0.0, 179.9999999]
    back = [whole / 1e6 for whole in accumulate(deltas(degrees))]
    assert back == pytest.approx(degrees, abs=6e-7)
    assert deltas([]) == []


def test_a_map_loads_only_our_own_files() -> None:
    html = page_of(city_map("m", AREAS, ADDRESSES, "light", None), "light")
    loaded = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert {*loaded} == {*ADDRESSES.assets.values()}
    assert not re.search(r"(https?:)?//[a-z0-9-]+\.[a-z]", html.replace("http://www.w3.org", ""))


def test_the_same_map_has_the_same_html() -> None:
    first, second = (
        page_of(city_map("m", AREAS, ADDRESSES, "dark", None), "dark") for _ in range(2)
    )
    assert first == second


def test_the_most_urgent_call_is_drawn_last() -> None:
    urgent = a_call(address="urgent", received_at=AT - timedelta(hours=1))
    data = drawn(urgent, a_call(priority=3, address="later"), a_call(priority=None, address="?"))
    assert [data["addresses"][i] for i in data["address"]] == ["?", "later", "urgent"]
    assert data["size"] == "031"


def test_times_add_up_to_the_instants() -> None:
    data = drawn(a_call(received_at=AT), a_call(received_at=AT - timedelta(days=3)))
    assert sorted(accumulate(data["time"])) == [
        (AT - timedelta(days=3)).timestamp(),
        AT.timestamp(),
    ]


def test_an_ambiguous_call_names_the_other_area() -> None:
    data = drawn(a_call(), a_call(is_area_ambiguous=True, other_areas="13", priority=2))
    assert data["others"] == {"0": "13"}


def test_uncertainty_is_said_and_drawn() -> None:
    data = drawn(a_call(uncertainty_m=25.0))
    assert data["certainties"] == ["Point given by the source, ±25 m"]
    assert data["radiiM"] == [25.0]


def test_data_cannot_end_the_script() -> None:
    evil = "</script><img src=x onerror=alert(1)>"
    city = city_map("m", AREAS, ADDRESSES, "light", None)
    frame = pl.DataFrame([a_call(address=evil)], schema=_COLUMNS)
    city.add_child(points(frame, AreaKind.BEAT, "UTC", "light"), name="points")
    html = page_of(city, "light")
    assert "onerror=alert" in html
    assert evil not in html
    assert "<img" not in html


def test_parents_hold_the_sum_of_their_cells() -> None:
    cell = cells.cell_of(-93.05, 45.05)
    children = cells.disk(cell, 3)
    counts = pl.DataFrame(
        {"area": ["12"] * len(children), "cell": children, "category": "violence", "n": 1},
        schema_overrides={"cell": pl.Int64},
    )
    totals = cell_totals(counts, 8)
    assert totals["n"].sum() == len(children)
    assert {cells.resolution_of(int(parent)) for parent in totals["cell"]} == {8}


def test_a_cell_lists_its_areas_and_categories() -> None:
    cell = cells.cell_of(-93.05, 45.05)
    counts = pl.DataFrame(
        [("12", cell, "violence", 1), ("13", cell, "alarm", 4), (None, 0, "alarm", 9)],
        schema={"area": pl.String, "cell": pl.Int64, "category": pl.String, "n": pl.Int64},
        orient="row",
    )
    data = json.loads(hexagons(counts, 9, AreaKind.BEAT, "light").data)
    assert (data["n"], data["words"], data["areas"]) == ([5], ["Alarm 4, Violence 1"], ["12, 13"])
    assert data["bin"] == "3"
    assert len(data["lon"]) == len(data["lat"]) == int(data["corners"])
