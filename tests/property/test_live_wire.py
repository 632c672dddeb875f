"""Whatever the records are, a browser that follows docs/live-map.md gets them back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from live_messages import calls_in, calls_of, cells_in, told

from geo_rtcc.cells import cell_of, name_of, outline, parents
from geo_rtcc.models import Category
from geo_rtcc.views import words
from geo_rtcc.views.live_wire import id_of, key_of

IDS = st.integers(0, 2**63 - 1)
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
TEXTS = st.none() | st.text(max_size=12)
PLACES = st.tuples(st.floats(-180, 180), st.floats(-85, 85)) | st.none()


@st.composite
def calls(draw: st.DrawFn) -> dict[str, Any]:
    received_at, place = draw(INSTANTS), draw(PLACES)
    later = st.none() | st.timedeltas(timedelta(hours=-3), timedelta(days=9))
    ends = {name: draw(later) for name in ("dispatched_at", "on_scene_at", "closed_at")}
    lon, lat = (round(degrees, 6) for degrees in place) if place else (None, None)
    return {
        "call_id": draw(IDS), "received_at": received_at, "lon": lon, "lat": lat,
        **{name: None if span is None else received_at + span for name, span in ends.items()},
        "cell": cell_of(lon, lat) if place else None,
        "is_closing_known": draw(st.booleans()),
        "category": str(draw(st.sampled_from(Category))),
        "priority": draw(st.none() | st.integers(-1, 30)),
        "is_on_view": draw(st.booleans()), "is_area_ambiguous": draw(st.booleans()),
        **{name: draw(TEXTS) for name in ("address", "area", "shift", "other_areas")},
        "call_type": draw(st.text(max_size=8)), "source": draw(st.text(max_size=8)),
        "match_type": draw(st.sampled_from(["given", "none"])),
        "uncertainty_m": draw(st.none() | st.floats(0, 5000, width=32)),
        "units": draw(st.none() | st.lists(st.text(max_size=4), max_size=3)),
    }  # fmt: skip


def expected(call: dict[str, Any]) -> dict[str, Any]:
    at = int(call["received_at"].timestamp() // 1)
    steps = (("closed_at", 3), (None, 4), ("on_scene_at", 2), ("dispatched_at", 1))
    reached = (n for name, n in steps if (call[name] if name else not call["is_closing_known"]))
    return {
        "key": f"{call['call_id'] >> 32}.{call['call_id'] & 0xFFFFFFFF}",
        "at": at,
        "closed": int(call["closed_at"].timestamp() // 1) if call["closed_at"] else None,
        "lon": call["lon"], "lat": call["lat"],
        "radius": round(call["uncertainty_m"] or 0, 1),
        "cell": name_of(call["cell"]) if call["cell"] else "",
        "units": [] if call["closed_at"] else call["units"] or [],
        "others": (call["other_areas"] or "") if call["is_area_ambiguous"] else "",
        "step": next(reached, 0),
        "category": list(Category).index(Category(call["category"])),
        "priority": min(max(call["priority"] or 0, 0), 9),
        "flags": call["is_on_view"] + 2 * call["is_area_ambiguous"],
        "type": call["call_type"], "source": call["source"],
        **{name: call[name] or "" for name in ("address", "area", "shift")},
        "sure": words.certainty(call["match_type"], call["uncertainty_m"]),
    }  # fmt: skip


@given(st.lists(calls(), min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_calls_come_back_as_they_were(rows: list[dict[str, Any]]) -> None:
    message = told(calls=calls_of(*rows))
    assert calls_in(message) == [expected(row) for row in rows]
    assert message["texts"][0] == ""
    assert len(set(message["texts"])) == len(message["texts"])


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-85, 85)), min_size=1, max_size=30))
@settings(max_examples=100, deadline=None)
def test_cells_come_with_their_parents_and_shapes(places: list[tuple[float, float]]) -> None:
    own = {cell_of(*place) for place in places}
    found = cells_in(told(calls=calls_of(*({"cell": cell} for cell in own))))
    coarse = dict(zip(own, parents(np.array([*own]), 8).tolist(), strict=True))
    assert [each["name"] for each in found] == sorted(
        name_of(cell) for cell in {*own, *coarse.values()}
    )
    parent_of = {each["name"]: each["parent"] for each in found}
    assert all(parent_of[name_of(cell)] == name_of(one) for cell, one in coarse.items())
    assert worst_m(found) < 1


def worst_m(cells: list[dict[str, Any]]) -> float:
    """Return how far, in metres, any corner is from where H3 has it."""
    pairs = [
        (ours, true)
        for each in cells
        for ours, true in zip(each["corners"], outline(int(each["name"], 16)), strict=True)
    ]
    frame = np.array(pairs).reshape(-1, 4)
    east = (frame[:, 0] - frame[:, 2] + 180) % 360 - 180
    narrow = np.cos(np.radians(frame[:, 3]))
    return float(np.hypot(east * narrow, frame[:, 1] - frame[:, 3]).max() * 111_320)


@given(IDS)
def test_a_key_is_its_id(record_id: int) -> None:
    assert id_of(key_of(record_id)) == record_id


@given(st.text(max_size=24))
def test_what_is_no_key_is_refused_or_an_id(text: str) -> None:
    try:
        record_id = id_of(text)
    except ValueError:
        return
    assert 0 <= record_id < 2**63
