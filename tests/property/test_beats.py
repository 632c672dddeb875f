"""Beats: for any areas and points, the grid's answers are those of testing every polygon."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_rtcc.beats import OUTSIDE, BeatIndex, metres_per_degree
from geo_rtcc.models import Beat

WEST, SOUTH = -90.0, 40.0
TOLERANCE_M = 5.0


def areas(seed: int, n: int, *, size: float, overlap: bool) -> list[Beat]:
    """Make Voronoi areas over a square of ``size`` degrees, some overlapping when asked."""
    rng = np.random.default_rng(seed)
    frame = shapely.box(WEST, SOUTH, WEST + size, SOUTH + size)
    seeds = shapely.MultiPoint(rng.uniform((WEST, SOUTH), (WEST + size, SOUTH + size), (n, 2)))
    shapes = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=frame))
    shapes = shapely.intersection(shapes, frame)
    if overlap:
        shapes = shapely.buffer(shapes, size / 40, quad_segs=2)
    return [
        Beat(code=f"{at}", name="", outline=shapely.MultiPolygon([shape]))
        for at, shape in enumerate(shapes)
    ]


def brute_force(
    beats: list[Beat], lon: np.ndarray, lat: np.ndarray
) -> tuple[list[int], np.ndarray]:
    """Test every polygon, and measure every boundary in metres."""
    outlines = np.array([beat.outline for beat in beats])
    holds = np.array([shapely.intersects_xy(outline, lon, lat) for outline in outlines])
    position = np.where(holds.any(axis=0), holds.argmax(axis=0), OUTSIDE)
    per_degree = np.array(metres_per_degree(float(np.mean(shapely.total_bounds(outlines)[1::2]))))
    metric = shapely.transform(shapely.boundary(outlines), lambda c: c * per_degree)
    spots = shapely.points(np.column_stack([lon, lat]) * per_degree)
    return position.tolist(), np.min([shapely.distance(line, spots) for line in metric], axis=0)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(1, 30),
    size=st.sampled_from([0.001, 0.02, 0.3]),
    overlap=st.booleans(),
    squares=st.sampled_from([3, 64, 700]),
)
def test_the_grid_answers_like_every_polygon(
    seed: int, n: int, size: float, overlap: bool, squares: int
) -> None:
    beats = areas(seed, n, size=size, overlap=overlap)
    rng = np.random.default_rng(seed)
    lon = rng.uniform(WEST - size / 10, WEST + size * 1.1, 400)
    lat = rng.uniform(SOUTH - size / 10, SOUTH + size * 1.1, 400)
    found = BeatIndex(beats, tolerance_m=TOLERANCE_M, squares=squares).locate(lon, lat)
    position, distance_m = brute_force(beats, lon, lat)
    assert found.position.tolist() == position
    surely = np.abs(distance_m - TOLERANCE_M) > 1e-6
    near = distance_m <= TOLERANCE_M
    if not overlap:
        assert (found.is_ambiguous == near)[surely].all()
    assert found.is_ambiguous[near & surely].all()
    assert set(found.others) <= set(np.flatnonzero(found.is_ambiguous).tolist())
