"""Maps carry compact data, our own assets only, and no markup from data."""

import json
import re
from datetime import date
from itertools import accumulate

import polars as pl
import pytest

from geo_rtcc import cells
from geo_rtcc.models import AreaKind
from geo_rtcc.situation.installation import AreaMap, AreaShape
from geo_rtcc.situation.tiles import TileFacts
from geo_rtcc.ui.tokens import map_token
from geo_rtcc.views.hexagons import cell_totals, hexagons
from geo_rtcc.views.maps import SCRIPTS, STYLES, Addresses, OwnMap, city_map, deltas, page_of
from geo_rtcc.views.palette import MAP_COLOURS, THEMES, Theme

ADDRESSES = Addresses(
    assets={name: f"/assets/{name}?v=1" for name in (*SCRIPTS, *STYLES)},
    module="/assets/own-1/map/folium.js",
    modules=("/assets/own-1/map/folium.js", "/assets/own-1/map/base.js"),
    tiles=TileFacts(version="v1", on=date(2026, 3, 8), schema="agency", max_zoom=15),
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


def a_map(theme: Theme) -> OwnMap:
    return city_map("m", AREAS, ADDRESSES, theme, None)


def test_deltas_give_the_degrees_back() -> None:
    degrees = [-93.1234564, -93.1234567, 0.0, 179.9999999]
    back = [whole / 1e6 for whole in accumulate(deltas(degrees))]
    assert back == pytest.approx(degrees, abs=6e-7)
    assert deltas([]) == []


def test_a_map_loads_only_our_own_files() -> None:
    html = page_of(a_map("light"), "light")
    loaded = re.findall(r'(?:src|href)="([^"]+)"|import\("([^"]+)"\)', html)
    own = {*ADDRESSES.assets.values(), *ADDRESSES.modules}
    assert {address for pair in loaded for address in pair if address} == own
    assert not re.search(r"(https?:)?//[a-z0-9-]+\.[a-z]", html.replace("http://www.w3.org", ""))


@pytest.mark.parametrize("theme", THEMES)
def test_the_same_map_has_the_same_html_and_no_token(theme: Theme) -> None:
    first, second = (page_of(a_map(theme), theme) for _ in range(2))
    assert first == second
    assert map_token().split(".")[0] not in first
    assert "bearer" not in first.lower()


def test_the_program_draws_frame_base_map_and_cells_in_this_order() -> None:
    city = a_map("light")
    counts = counts_of(("12", cells.cell_of(-93.05, 45.05), "alarm", 1))
    city.add_child(hexagons(counts, 9, AreaKind.BEAT, "light"), name="cells")
    html = page_of(city, "light")
    assert re.findall(r"own\.(\w+)\(map_m,", html) == ["frame", "base", "cells"]
    assert html.index("const program = import(") < html.index("own.frame(")


def test_the_base_map_is_of_the_day_and_theme_that_are_shown() -> None:
    html = page_of(a_map("dark"), "dark")
    assert '"tiles":{"version":"v1","on":"2026-03-08","schema":"agency","maxZoom":15}' in html
    assert f'"land":"{MAP_COLOURS["dark"]["land"]}"' in html
    assert MAP_COLOURS["light"]["land"] not in html


def counts_of(*rows: tuple[str | None, int, str, int]) -> pl.DataFrame:
    schema = {"area": pl.String, "cell": pl.Int64, "category": pl.String, "n": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_data_cannot_end_the_script() -> None:
    evil = "</script><img src=x onerror=alert(1)>"
    city = a_map("light")
    counts = counts_of((evil, cells.cell_of(-93.05, 45.05), "alarm", 1))
    city.add_child(hexagons(counts, 9, AreaKind.BEAT, "light"), name="cells")
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
    counts = counts_of(("12", cell, "violence", 1), ("13", cell, "alarm", 4), (None, 0, "alarm", 9))
    data = json.loads(hexagons(counts, 9, AreaKind.BEAT, "light").data)
    assert (data["n"], data["words"], data["areas"]) == ([5], ["Alarm 4, Violence 1"], ["12, 13"])
    assert (data["resolution"], data["look"]["theme"]) == (9, "light")
    assert len(data["lon"]) == len(data["lat"]) == int(data["corners"])
