"""Hot-list matching, case by case."""

from typing import Any

import polars as pl
import pytest

from geo_rtcc.plates import HotListIndex
from geo_rtcc.plates.likelihood import LOOK_ALIKES

DAY_US = 86_400_000_000
ENTRY = {"entry_id": 1, "list_id": 1, "plate": "ABC1230", "state": "WA"}
READ = {"plate": "ABC1230", "state": "WA", "confidence": 0.9, "state_confidence": 0.9}
ENTRIES = pl.Schema(
    {"entry_id": pl.Int64, "list_id": pl.Int16, "plate": pl.String, "state": pl.String}
    | {"effective_us": pl.Int64, "expires_us": pl.Int64}
)
SUPPRESSIONS = pl.Schema(
    {"list_id": pl.Int16, "plate": pl.String, "state": pl.String, "read_plate": pl.String}
    | {"from_us": pl.Int64, "until_us": pl.Int64}
)
READS = pl.Schema(
    {"plate": pl.String, "state": pl.String, "confidence": pl.Float64}
    | {"state_confidence": pl.Float64, "captured_us": pl.Int64}
    | {"candidates": pl.List(pl.String), "candidate_confidences": pl.List(pl.Float64)}
)


def matches(
    reads: list[dict[str, Any]],
    *entries: dict[str, Any],
    suppressed: tuple[dict[str, Any], ...] = (),
    least: float = 0.01,
) -> list[tuple[Any, ...]]:
    index = HotListIndex(
        pl.DataFrame([{"entry_id": at} | ENTRY | e for at, e in enumerate(entries)], ENTRIES),
        pl.DataFrame([{"from_us": 0} | rule for rule in suppressed], SUPPRESSIONS),
        min_probability=least,
    )
    return index.match(
        pl.DataFrame([READ | {"captured_us": DAY_US} | r for r in reads], READS)
    ).rows()


def test_an_exact_match_in_the_same_state_is_probable_but_never_sure() -> None:
    (match,) = matches([READ | {"confidence": 1.0, "state_confidence": 1.0}], ENTRY)
    assert match[:4] == (0, 1, "exact", "same")
    assert match[4] == pytest.approx(0.95 * 0.98)


@pytest.mark.parametrize(
    ("wanted", "read"),
    [("ABC1230", "ABC123O"), ("ABC1230", "A8C1230"), ("5KJW350", "5KJW750"), ("KXY7", "KXY2")],
)
def test_a_misread_character_is_a_look_alike(wanted: str, read: str) -> None:
    (match,) = matches([{"plate": read, "confidence": 0.5}], {"plate": wanted})
    assert match[2] == "look_alike"
    assert 0.01 <= match[4] < 0.5


@pytest.mark.parametrize("pair", LOOK_ALIKES)
def test_a_look_alike_is_found_down_to_its_probability(pair: str) -> None:
    read = [{"plate": f"K{pair[0]}", "confidence": 0.1}]
    (match,) = matches(read, {"plate": f"K{pair[1]}"}, least=0.0)
    assert matches(read, {"plate": f"K{pair[1]}"}, least=match[4] * 0.999)
    assert not matches(read, {"plate": f"K{pair[1]}"}, least=match[4] * 1.001)


def test_characters_that_look_different_do_not_match() -> None:
    assert not matches([{"plate": "ABC123X"}, {"plate": "ABC12"}], ENTRY)


def test_a_sure_other_state_is_no_match() -> None:
    assert not matches([{"state": "OR", "state_confidence": 0.97}], ENTRY, least=0.05)


def test_an_unsure_other_state_is_a_less_probable_match() -> None:
    different, same = matches([{"state": "OR", "state_confidence": 0.3}, {}], ENTRY, least=0.05)
    assert different[3] == "different"
    assert different[4] < same[4]


def test_an_unknown_state_on_either_side_stays_unknown() -> None:
    found = matches([{"state": None}, {}], ENTRY, ENTRY | {"entry_id": 2, "state": None})
    assert [match[3] for match in found] == ["unknown", "unknown", "same", "unknown"]


def test_another_candidate_of_the_camera_is_a_look_alike() -> None:
    read = {"plate": "ABC", "candidates": ["ABC1230", "ABC"], "candidate_confidences": [0.8, 0.9]}
    (match,) = matches([read], ENTRY)
    assert match[2] == "look_alike"
    assert match[4] > 0.05


def test_a_candidate_equal_to_the_read_adds_nothing() -> None:
    read = {"candidates": ["ABC1230"], "candidate_confidences": [0.8]}
    assert matches([read], ENTRY) == matches([{}], ENTRY)


def test_a_read_matches_from_the_effective_instant_until_the_expiry() -> None:
    entry = ENTRY | {"effective_us": DAY_US, "expires_us": 2 * DAY_US}
    at = [DAY_US - 1, DAY_US, 2 * DAY_US - 1, 2 * DAY_US]
    assert [m[0] for m in matches([{"captured_us": us} for us in at], entry)] == [1, 2]


def test_the_exact_match_of_a_read_comes_first_then_the_more_probable() -> None:
    entries = [{"entry_id": 7, "plate": "ABC123O"}, {"entry_id": 9, "plate": "A8C1230"}]
    found = matches([{"confidence": 0.5}], *entries, ENTRY)
    assert [(match[1], match[2]) for match in found] == [
        (1, "exact"),
        (7, "look_alike"),
        (9, "look_alike"),
    ]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"plate": "ABC1230"}, [True, True]),
        ({"plate": "ABC1230", "read_plate": "ABC123O"}, [False, True]),
        ({"plate": "ABC1230", "state": "WA", "list_id": 1}, [True, True]),
        ({"plate": "ABC1230", "state": "OR"}, [False, False]),
        ({"plate": "ABC1230", "list_id": 2}, [False, False]),
        ({"plate": "ABC1230", "until_us": DAY_US}, [False, False]),
        ({"plate": "ABC123O"}, [False, False]),
    ],
)
def test_a_suppression_marks_what_it_names_and_removes_nothing(
    rule: dict[str, Any], expected: list[bool]
) -> None:
    reads = [{}, {"plate": "ABC123O", "confidence": 0.5}]
    assert [match[5] for match in matches(reads, ENTRY, suppressed=(rule,))] == expected


@pytest.mark.parametrize("plate", ["A" * 13, "A" * 10_000, "ÄBC", "Ａ１"])
def test_a_plate_too_long_or_strange_for_a_code_matches_by_equal_text(plate: str) -> None:
    found = matches([{"plate": plate}, {"plate": plate + "1"}], {"plate": plate})
    assert [(match[0], match[2]) for match in found] == [(0, "exact")]


def test_an_empty_plate_never_matches() -> None:
    reads = [{"plate": ""}, {"plate": "X", "candidates": [""], "candidate_confidences": [0.9]}]
    assert not matches(reads, {"plate": ""}, {"plate": ""})


def test_an_empty_list_and_an_empty_batch_match_nothing() -> None:
    assert not matches([{}, {"plate": "A" * 20}])
    assert not matches([], ENTRY)


def test_confidences_that_are_no_numbers_count_as_not_stated() -> None:
    nan = float("nan")
    odd = {"confidence": nan, "state_confidence": nan}
    assert matches([odd], ENTRY) == matches([{"confidence": None, "state_confidence": None}], ENTRY)


def test_candidates_without_their_confidences_are_still_looked_at() -> None:
    read = {"plate": "ABC", "candidates": ["XYZ", "ABC1230"]}
    one, other = matches([read, read | {"candidate_confidences": [0.5]}], ENTRY)
    assert one[4] == other[4]


def test_candidates_beyond_the_twentieth_do_not_count() -> None:
    ahead = [f"XYZ{at}" for at in range(20)]
    reads = [{"plate": "ABC", "candidates": [*ahead[:19], "ABC1230"]}]
    assert matches(reads, ENTRY, least=0.0)
    assert not matches([{"plate": "ABC", "candidates": [*ahead, "ABC1230"]}], ENTRY, least=0.0)
