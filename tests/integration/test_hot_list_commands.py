"""``geo-rtcc load hotlist`` and ``geo-rtcc hotlist``, as they are used."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from geo_rtcc.errors import InputError

Run = Callable[..., Result]
LIST = "PlateNumber;Category;PlateState;ExpiryDate\nABC-1234;Stolen;TX;2030-01-01\nXYZ9;Gang;;\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "stolen.csv"
    path.write_text(LIST)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def load(run: Run, file: Path, *more: str) -> Result:
    return run("load", "hotlist", file, "--list", "stolen", "--preset", "genetec", "--json", *more)


def test_a_list_is_as_old_as_its_file(run: Run, file: Path) -> None:
    answer = load(run, file)
    assert answer.exit_code == 0
    summary = json.loads(answer.stdout)
    assert (summary["added"], summary["as_of"]) == (2, "2023-11-14T22:13:20+00:00")
    (age,) = map(json.loads, run("hotlist", "list", "--json").stdout.splitlines())
    assert (age["list"], age["entries"], age["is_stale"]) == ("stolen", 2, True)


def test_rejected_rows_show_in_the_exit_code(run: Run, file: Path) -> None:
    file.write_text(LIST + "--;x;;\n")
    answer = load(run, file)
    assert answer.exit_code == 3
    assert json.loads(answer.stdout)["rejections"][0]["row"] == 3


def test_a_delta_changes_the_list_and_show_finds_it(run: Run, file: Path, tmp_path: Path) -> None:
    load(run, file)
    delta = tmp_path / "delta.ndjson"
    delta.write_text('{"change": "remove", "plate": "XYZ9", "category": "Gang"}\n{"plate": "N1"}\n')
    answer = run("load", "hotlist", delta, "--list", "stolen", "--delta", "--json")
    assert json.loads(answer.stdout)["removed"] == 1
    shown = run("hotlist", "show", "stolen", "--json").stdout.splitlines()
    assert [json.loads(line)["plate"] for line in shown] == ["N1", "ABC1234"]
    one = run("hotlist", "show", "stolen", "--plate", "abc 1234").stdout
    assert "Stolen" in one
    assert "N1" not in one


def test_an_older_file_needs_force(run: Run, file: Path) -> None:
    load(run, file)
    with pytest.raises(InputError, match="before the list stolen"):
        load(run, file, "--as-of", "2020-01-01T00:00:00Z")
    forced = load(run, file, "--as-of", "2020-01-01T00:00:00Z", "--force")
    assert json.loads(forced.stdout)["as_of"] == "2020-01-01T00:00:00+00:00"


def test_a_suppression_is_made_listed_and_ended(run: Run, file: Path) -> None:
    load(run, file)
    made = run("hotlist", "suppress", "ABC1234", "--list", "stolen", "--reason", "r", "--by", "me")
    assert made.exit_code == 0
    (one,) = map(json.loads, run("hotlist", "suppressions", "--json").stdout.splitlines())
    assert (one["plate"], one["list"], one["suppressed_by"]) == ("ABC1234", "stolen", "me")
    run("hotlist", "unsuppress", one["suppression_id"])
    assert run("hotlist", "suppressions", "--json").stdout == ""


def test_stale_after_is_kept(run: Run, file: Path) -> None:
    load(run, file)
    assert run("hotlist", "stale-after", "stolen", "8000").exit_code == 0
    (age,) = map(json.loads, run("hotlist", "list", "--json").stdout.splitlines())
    assert age["stale_after_h"] == 8000
    with pytest.raises(InputError, match="no hot list"):
        run("hotlist", "stale-after", "other", "1")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--zone", "Mars/Base"), "IANA"),
        (("--as-of", "yesterday"), "--as-of"),
        (("--delimiter", "::"), "one character"),
        (("--encoding", "klingon"), "No encoding"),
    ],
)
def test_wrong_options_are_refused_with_a_sentence(
    run: Run, file: Path, more: tuple[str, str], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        load(run, file, *more)


def test_the_plain_words_for_people_fit_the_numbers(run: Run, file: Path) -> None:
    answer = run("load", "hotlist", file, "--list", "stolen", "--preset", "genetec")
    assert "stolen: 2 entries" in answer.stderr
    assert "stolen" in run("hotlist", "list").stdout
