"""The ring of changes: who says where it was gets all that follows, or is told to begin anew."""

import pytest

from geo_rtcc.ui.live.ring import CHUNK_BYTES, Place, Ring, event


def filled(*cursors: int, **limits: int) -> Ring:
    """Return a ring begun at 100, with a change for each cursor."""
    ring = Ring(**limits)
    ring.begin(100)
    for cursor in cursors:
        ring.change(cursor, b'"%d"' % cursor)
    return ring


def told(ring: Ring, place: Place | None) -> list[str]:
    """Return the data of all that follows a place; ``["reset"]`` where that is lost."""
    bodies = b""
    while place:
        found = ring.after(place)
        if found is None:
            return ["reset"]
        body, place = found
        if not body:
            return [
                line[6:].strip('"') for line in bodies.decode().splitlines() if line[:5] == "data:"
            ]
        bodies += body
    return ["reset"]


def since(ring: Ring, cursor: int) -> list[str]:
    return told(ring, ring.place(f"{ring.epoch}.{cursor}"))


def test_an_event_is_one_block_with_its_id() -> None:
    assert event("change", b"{}", event_id="e.7") == b"id: e.7\nevent: change\ndata: {}\n\n"
    assert event("bye") == b"event: bye\ndata: {}\n\n"


@pytest.mark.parametrize(
    ("cursor", "expected"),
    [
        (100, ["105", "110", "120"]),
        (105, ["110", "120"]),
        (107, ["110", "120"]),  # a change that straddles what was seen is told whole
        (120, []),
        (500, []),  # a snapshot may be ahead of the follower
        (99, ["reset"]),
    ],
)
def test_what_follows_an_id_is_told(cursor: int, expected: list[str]) -> None:
    assert since(filled(105, 110, 120), cursor) == expected


@pytest.mark.parametrize("text", ["", ".", "100", "other.100", "{epoch}.", "{epoch}.-1",
                                  "{epoch}.1e3", "{epoch}.²", "{epoch}." + "9" * 5000])  # fmt: skip
def test_an_unknown_id_has_no_place(text: str) -> None:
    ring = filled(105)
    assert ring.place(text.replace("{epoch}", ring.epoch)) is None


def test_before_it_has_begun_nothing_has_a_place() -> None:
    ring = Ring()
    assert ring.place(f"{ring.epoch}.0") is None


def test_what_has_nothing_to_tell_moves_no_viewer_out() -> None:
    ring = filled(105)
    for cursor in range(106, 200):
        ring.advance(cursor)
    assert ring.now() == (ring.epoch, 199)
    assert since(ring, 100) == ["105"]


@pytest.mark.parametrize("limits", [{"most_frames": 3}, {"most_bytes": 140}])
def test_the_oldest_go_first_and_who_needs_them_begins_anew(limits: dict[str, int]) -> None:
    ring = filled(101, 102, 103, 104, 105, **limits)
    assert since(ring, 101) == ["reset"]
    assert since(ring, 102) == ["103", "104", "105"]


def test_a_viewer_that_falls_out_begins_anew() -> None:
    ring = filled(101, most_frames=3)
    slow = ring.place(f"{ring.epoch}.100")
    for cursor in (102, 103):
        ring.change(cursor, b'"%d"' % cursor)
    assert told(ring, slow) == ["101", "102", "103"]
    ring.change(104, b'"104"')
    assert told(ring, slow) == ["reset"]


def test_a_change_larger_than_the_ring_is_lost_for_everybody() -> None:
    ring = filled(101, most_bytes=1000)
    ring.change(102, b"x" * 2000)
    assert since(ring, 101) == ["reset"]
    assert since(ring, 102) == []


def test_after_a_break_every_earlier_id_is_unknown() -> None:
    ring = filled(105)
    place, before = ring.place(f"{ring.epoch}.105"), ring.epoch
    ring.begin(100)
    ring.change(106, b'"106"')
    assert ring.place(f"{before}.105") is None
    assert told(ring, place) == ["reset"]
    assert since(ring, 105) == ["106"]


def test_what_was_passed_over_makes_everybody_begin_anew() -> None:
    ring = filled(105)
    place = ring.place(f"{ring.epoch}.105")
    ring.skip(140)
    assert told(ring, place) == since(ring, 105) == ["reset"]
    assert since(ring, 140) == []


def test_a_refresh_makes_what_is_before_it_needless() -> None:
    ring = filled(105, 110)
    ring.refresh(120)
    ring.change(130, b'"130"')
    assert since(ring, 100) == [f'{{"after":"{ring.epoch}.120"}}', "130"]
    assert since(ring, 125) == ["130"]


def test_much_is_told_in_chunks() -> None:
    ring = filled()
    for cursor in range(101, 111):
        ring.change(cursor, b"x" * (CHUNK_BYTES // 3))
    body, place = ring.after(ring.place(f"{ring.epoch}.100")) or (b"", None)
    assert 0 < len(body) <= CHUNK_BYTES
    assert len(told(ring, place)) == 8


def test_two_processes_have_different_epochs() -> None:
    assert Ring().epoch != Ring().epoch
