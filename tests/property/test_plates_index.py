"""Hot-list matching: the index answers like comparing each read with each entry."""

import math
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_rtcc.plates import HotListIndex, likelihood

ENTRY = {
    "entry_id": pl.Int64,
    "list_id": pl.Int16,
    "plate": pl.String,
    "state": pl.String,
    "effective_us": pl.Int64,
    "expires_us": pl.Int64,
}
READ = {
    "plate": pl.String,
    "state": pl.String,
    "confidence": pl.Float32,
    "state_confidence": pl.Float32,
    "captured_us": pl.Int64,
    "candidates": pl.List(pl.String),
    "candidate_confidences": pl.List(pl.Float64),
}
SUPPRESSION = {
    "list_id": pl.Int16,
    "plate": pl.String,
    "state": pl.String,
    "read_plate": pl.String,
    "from_us": pl.Int64,
    "until_us": pl.Int64,
}
Row = dict[str, Any]

plates = st.one_of(
    st.text("0OD8B3", max_size=3),
    st.sampled_from(["ABC1234", "A8C1234", "ABCI234", "ABC1Z34", "ABC12345678", "ÅBC", "B" * 13]),
    st.sampled_from(["8" * 12, "8" * 11 + "B", "B" * 12, "8" * 10_000, "OOO0OOO"]),
)
states = st.sampled_from(["WA", "OR", None])
instants = st.integers(-3, 3)
shares = st.one_of(st.none(), st.integers(0, 8).map(lambda eighths: eighths / 8))


@st.composite
def entry(draw: st.DrawFn) -> Row:
    ends = st.one_of(st.none(), instants)
    return {
        "list_id": draw(st.integers(1, 2)),
        "plate": draw(plates),
        "state": draw(states),
        "effective_us": draw(ends),
        "expires_us": draw(ends),
    }


@st.composite
def suppression(draw: st.DrawFn) -> Row:
    return {
        "list_id": draw(st.sampled_from([1, 2, None])),
        "plate": draw(plates),
        "state": draw(states),
        "read_plate": draw(st.one_of(st.none(), plates)),
        "from_us": draw(instants),
        "until_us": draw(st.one_of(st.none(), instants)),
    }


@st.composite
def read(draw: st.DrawFn) -> Row:
    offered = draw(st.one_of(st.none(), st.lists(st.tuples(plates, shares), max_size=3)))
    return {
        "plate": draw(plates),
        "state": draw(states),
        "confidence": draw(shares),
        "state_confidence": draw(shares),
        "captured_us": draw(instants),
        "candidates": None if offered is None else [plate for plate, _ in offered],
        "candidate_confidences": None if offered is None else [share for _, share in offered],
    }


def frame(rows: list[Row], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema)


def numbered(rows: list[Row]) -> list[Row]:
    return [{"entry_id": 100 + at, **row} for at, row in enumerate(rows)]


def odds(one: str, other: str) -> float:
    pair = likelihood.LOOK_ALIKES
    return pair.get(one + other) or pair.get(other + one) or 0.0


def share_of_misreads(wanted: str, seen: str) -> float:
    usual = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if len(wanted) != len(seen) or len(seen) > 12 or not usual.issuperset(wanted + seen):
        return 0.0
    differing = [(a, b) for a, b in zip(wanted, seen, strict=True) if a != b]
    if len(differing) != 1:
        return 0.0
    others = math.prod(
        1 + likelihood.OTHER_CHARACTER + sum(odds(c, o) for o in usual if o != c) for c in seen
    )
    return odds(*differing[0]) / (others - 1 + likelihood.OTHER_TEXT)


def offered(a_read: Row, wanted: str) -> tuple[float, float]:
    texts, weights = a_read["candidates"] or [], a_read["candidate_confidences"] or []
    pairs = [
        (text, 0.5 if weight is None else weight)
        for text, weight in zip(texts, weights, strict=True)
        if text not in ("", a_read["plate"])
    ]
    total = 1 + sum(weight for _, weight in pairs)
    return sum(weight for text, weight in pairs if text == wanted) / total, 1 - 1 / total


def text_probability(a_read: Row, wanted: str) -> float:
    stated = a_read["confidence"]
    trust = 0.8 if stated is None else 0.1 + 0.85 * stated
    if a_read["plate"] == wanted:
        return trust
    by_camera, of_any = offered(a_read, wanted)
    share = by_camera + (1 - of_any) * share_of_misreads(wanted, a_read["plate"])
    return min(trust, (1 - trust) * share)


def state_probability(a_read: Row, an_entry: Row) -> tuple[str, float]:
    stated = a_read["state_confidence"]
    sure = 0.9 if stated is None else stated
    if a_read["state"] is None or an_entry["state"] is None:
        return "unknown", 0.7
    if a_read["state"] == an_entry["state"]:
        return "same", 0.7 + 0.28 * sure
    return "different", 0.7 * (1 - 0.98 * sure)


def covers(rule: Row, a_read: Row, an_entry: Row) -> bool:
    return (
        rule["list_id"] in (None, an_entry["list_id"])
        and rule["plate"] == an_entry["plate"]
        and rule["state"] in (None, an_entry["state"])
        and rule["read_plate"] in (None, a_read["plate"])
        and rule["from_us"] <= a_read["captured_us"]
        and (rule["until_us"] is None or a_read["captured_us"] < rule["until_us"])
    )


def compared(a_read: Row, an_entry: Row, rules: list[Row]) -> tuple[str, str, float, bool] | None:
    at, starts, ends = a_read["captured_us"], an_entry["effective_us"], an_entry["expires_us"]
    if (starts is not None and at < starts) or (ends is not None and at >= ends):
        return None
    if not an_entry["plate"]:
        return None
    state_match, of_state = state_probability(a_read, an_entry)
    kind = "exact" if a_read["plate"] == an_entry["plate"] else "look_alike"
    probability = text_probability(a_read, an_entry["plate"]) * of_state
    return kind, state_match, probability, any(covers(r, a_read, an_entry) for r in rules)


@settings(max_examples=300, deadline=None)
@given(
    entries=st.lists(entry(), max_size=8).map(numbered),
    rules=st.lists(suppression(), max_size=3),
    reads=st.lists(read(), max_size=5),
    least=st.sampled_from([1e-6, 0.01, 0.05, 0.4]),
)
def test_the_index_answers_like_comparing_each_read_with_each_entry(
    entries: list[Row], rules: list[Row], reads: list[Row], least: float
) -> None:
    index = HotListIndex(frame(entries, ENTRY), frame(rules, SUPPRESSION), min_probability=least)
    answers = index.match(frame(reads, READ))
    found = {(row, of): rest for row, of, *rest in answers.iter_rows()}
    assert len(found) == len(answers)
    for row, a_read in enumerate(reads):
        for an_entry in entries:
            answer = found.pop((row, an_entry["entry_id"]), None)
            wanted = compared(a_read, an_entry, rules)
            if wanted is None or wanted[2] < least * (1 - 1e-9):
                assert answer is None
            elif wanted[2] > least * (1 + 1e-9):
                assert answer is not None
                assert (answer[0], answer[1], answer[3]) == (wanted[0], wanted[1], wanted[3])
                assert math.isclose(answer[2], wanted[2], rel_tol=1e-5)
    assert not found


def probability(a_read: Row, an_entry: Row) -> float:
    index = HotListIndex(
        frame(numbered([an_entry]), ENTRY), frame([], SUPPRESSION), min_probability=0.0
    )
    answers = index.match(frame([a_read], READ))
    return float(answers["probability"][0]) if len(answers) else 0.0


@settings(max_examples=150, deadline=None)
@given(entry(), read(), st.floats(0, 1), st.floats(0, 1))
def test_more_confidence_never_lowers_an_exact_match(
    an_entry: Row, a_read: Row, one: float, other: float
) -> None:
    a_read["plate"] = an_entry["plate"]
    low, high = sorted([one, other])
    less = probability({**a_read, "confidence": low}, an_entry)
    more = probability({**a_read, "confidence": high}, an_entry)
    assert less <= more < 1


@settings(max_examples=150, deadline=None)
@given(entry(), read())
def test_a_look_alike_is_never_more_probable_than_an_exact_match(
    an_entry: Row, a_read: Row
) -> None:
    if not an_entry["plate"]:
        return
    exact = probability({**a_read, "plate": an_entry["plate"]}, an_entry)
    assert probability(a_read, an_entry) <= exact


@settings(max_examples=150, deadline=None)
@given(entry(), read())
def test_the_same_state_is_most_probable_and_a_different_one_least(
    an_entry: Row, a_read: Row
) -> None:
    an_entry["state"] = "WA"
    same, unknown, different = (
        probability({**a_read, "state": state}, an_entry) for state in ("WA", None, "OR")
    )
    assert same >= unknown >= different
