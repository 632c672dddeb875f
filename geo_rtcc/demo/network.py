"""Cleaning of a noded street network: doubles, stubs, crowded nodes, islands. Plane metres."""

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString

from geo_rtcc.demo.geometry import Floats

Lines = npt.NDArray[np.object_]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

DOUBLE_M, STUB_M, CROWD_M = 36.0, 34.0, 16.0
_LOOP_M = 60.0


def cleaned(lines: Lines, rank: Ints) -> tuple[Ints, Lines]:
    """Return the indices of the segments that stay, and their lines with merged end points.

    Parameters
    ----------
    lines
        Noded segments.
    rank
        Road class of each, 0 the most important; minor roads give way.
    """
    keep = np.flatnonzero(~_doubles(lines, rank))
    keep = keep[_without_stubs(lines[keep], rank[keep])]
    merged = _merge_crowded(lines[keep], rank[keep])
    alive = shapely.length(merged) > 0
    keep, merged = keep[alive], merged[alive]
    unique = _first_of_pair(merged, rank[keep])
    keep, merged = keep[unique], merged[unique]
    apart = ~_crossing(merged, rank[keep])
    keep, merged = keep[apart], merged[apart]
    stay = _without_stubs(merged, rank[keep])
    keep, merged = keep[stay], merged[stay]
    main = _largest(merged)
    return keep[main], merged[main]


def ends(lines: Lines) -> tuple[Ints, Floats]:
    """Return an (n, 2) array of node numbers, and the nodes' coordinates."""
    xy = np.concatenate([shapely.get_coordinates(shapely.get_point(lines, at)) for at in (0, -1)])
    nodes, number = np.unique(np.round(xy, 3), axis=0, return_inverse=True)
    return number.reshape(2, -1).T, nodes


def components(edges: Ints, count: int) -> Ints:
    """Return for each of ``count`` nodes the smallest node it is connected to."""
    label = np.arange(count)
    while True:
        low = label.copy()
        both = np.minimum(label[edges[:, 0]], label[edges[:, 1]])
        np.minimum.at(low, edges[:, 0], both)
        np.minimum.at(low, edges[:, 1], both)
        low = low[low]
        if np.array_equal(low, label):
            return label
        label = low


def _doubles(lines: Lines, rank: Ints) -> Bools:
    """Find minor segments that run beside a more important road for all their length."""
    double = np.zeros(len(lines), dtype=bool)
    for level in (2, 3):
        major = shapely.union_all(lines[rank < min(level, 2)])
        shapely.prepare(major)
        minor = np.flatnonzero(rank == level)
        middle = shapely.line_interpolate_point(lines[minor], 0.5, normalized=True)
        minor = minor[shapely.dwithin(middle, major, DOUBLE_M)]
        shares = (0.03, 0.25, 0.5, 0.75, 0.97)
        at = shapely.line_interpolate_point(lines[minor][:, None], shares, normalized=True)
        away = shapely.distance(at, major)
        parallel = np.ptp(away, axis=1) < 0.5 * shapely.length(lines[minor])
        beside = parallel & (away.max(axis=1) < DOUBLE_M)
        double[minor[beside]] = True
    return double


def _without_stubs(lines: Lines, rank: Ints) -> Ints:
    keep = np.arange(len(lines))
    for _ in range(4):
        nodes, points = ends(lines[keep])
        degree = np.bincount(nodes.ravel(), minlength=len(points))
        dangling = (degree[nodes] == 1).any(axis=1)
        stub = dangling & (shapely.length(lines[keep]) < STUB_M) & (rank[keep] > 0)
        if not stub.any():
            break
        keep = keep[~stub]
    return keep


def _merge_crowded(lines: Lines, rank: Ints) -> Lines:
    """Move nodes closer than 16 m onto that of the main road; segments within a crowd vanish."""
    nodes, points = ends(lines)
    dots = np.asarray(shapely.points(points))
    pairs = shapely.STRtree(dots).query(dots, predicate="dwithin", distance=CROWD_M).T
    home = points[_hosts(components(pairs, len(points)), nodes, rank)]
    coords, of = shapely.get_coordinates(lines, return_index=True)
    first = np.flatnonzero(np.r_[True, np.diff(of) > 0])
    last = np.r_[first[1:] - 1, len(of) - 1]
    coords[first], coords[last] = home[nodes[:, 0]], home[nodes[:, 1]]
    moved: Lines = shapely.set_coordinates(lines.copy(), coords)
    closed = (home[nodes[:, 0]] == home[nodes[:, 1]]).all(axis=1) & (
        shapely.length(lines) < _LOOP_M
    )
    moved[closed] = LineString()
    return moved


def _hosts(crowd: Ints, nodes: Ints, rank: Ints) -> Ints:
    """Return for each node the one of its crowd with the most important road."""
    best = np.full(len(crowd), 9)
    np.minimum.at(best, nodes.ravel(), np.repeat(rank, 2))
    order = np.lexsort((np.arange(len(crowd)), best, crowd))
    crowds, first = np.unique(crowd[order], return_index=True)
    hosts: Ints = order[first][np.searchsorted(crowds, crowd)]
    return hosts


def _first_of_pair(lines: Lines, rank: Ints) -> Ints:
    """Where two segments join the same nodes with almost the same length, keep the major one."""
    nodes, _ = ends(lines)
    order = np.argsort(rank, kind="stable")
    low_high = np.sort(nodes, axis=1)
    key = np.column_stack([low_high, np.round(shapely.length(lines) / 25)])[order]
    _, first = np.unique(key, axis=0, return_index=True)
    return np.sort(order[first])


def _crossing(lines: Lines, rank: Ints) -> Bools:
    """Find the minor one of each pair that the moving of nodes has made cross."""
    pairs = shapely.STRtree(lines).query(lines, predicate="crosses").T
    minor = pairs[np.arange(len(pairs)), rank[pairs].argmax(axis=1)]
    crossing = np.zeros(len(lines), dtype=bool)
    crossing[minor] = True
    return crossing


def _largest(lines: Lines) -> Bools:
    nodes, points = ends(lines)
    label = components(nodes, len(points))[nodes[:, 0]]
    main: Bools = label == np.bincount(label).argmax()
    return main
