"""The demo city's beats, sectors and districts, as built and as committed."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from geo_rtcc.demo.city import City, build_city
from geo_rtcc.demo.export import FILES, boundaries_dir, boundary_file
from geo_rtcc.feeds.boundaries import read_boundaries
from geo_rtcc.feeds.shift_plan import read_shift_plan
from geo_rtcc.models import AreaKind


@pytest.fixture(scope="module")
def city() -> City:
    return build_city()


@pytest.mark.parametrize("kind", FILES)
def test_the_generator_reproduces_the_committed_file(city: City, kind: AreaKind) -> None:
    committed = (boundaries_dir() / FILES[kind]).read_text("utf-8")
    assert boundary_file(city, kind) == committed


def test_there_are_3_districts_9_sectors_36_beats(city: City) -> None:
    assert [len(f) for f in (city.districts, city.sectors, city.beats)] == [3, 9, 36]


@pytest.mark.parametrize("level", ["beats", "sectors", "districts"])
def test_areas_tile_the_city_with_shared_vertices(city: City, level: str) -> None:
    outlines = getattr(city, level).geometry.to_numpy()
    assert shapely.coverage_is_valid(outlines)
    whole = shapely.union_all(outlines)
    assert shapely.equals(whole, city.limit)
    assert shapely.get_num_interior_rings(whole) == 0
    assert shapely.area(outlines).sum() == pytest.approx(city.limit.area, rel=1e-12)


@pytest.mark.parametrize(("finer", "coarser"), [("beats", "sectors"), ("sectors", "districts")])
def test_each_coarser_area_is_the_union_of_its_finer_ones(
    city: City, finer: str, coarser: str
) -> None:
    parts = getattr(city, finer)
    for area in getattr(city, coarser).itertuples():
        mine = parts[parts["parent_code"] == area.code]
        assert shapely.equals(shapely.union_all(mine.geometry.to_numpy()), area.geometry)
        assert mine["code"].str.startswith(area.code).all()


def test_downtown_beats_are_small_and_outer_ones_large(city: City) -> None:
    square_km = dict(zip(city.beats["code"], city.beats.to_crs(32615).area / 1e6, strict=True))
    downtown = [size for code, size in square_km.items() if code.startswith("11")]
    assert max(downtown) < np.median(list(square_km.values())) < max(square_km.values()) / 2


def test_the_committed_files_load_without_a_warning() -> None:
    for kind, name in FILES.items():
        file = read_boundaries(boundaries_dir() / name, kind=kind, code_field="code")
        assert file.warnings() == []


def test_the_shift_plan_is_three_eights_in_the_citys_zone(city: City) -> None:
    plan = read_shift_plan(boundaries_dir() / "shifts.toml")
    assert plan.zone == city.zone
    assert [shift.start_minute // 60 for shift in plan.shifts] == [7, 15, 23]


def test_streets_kept_on_disk_are_the_streets_built(city: City, tmp_path: Path) -> None:
    build_city.__wrapped__(keep_in=tmp_path)
    read = build_city.__wrapped__(keep_in=tmp_path)
    assert read.streets.equals(city.streets)
