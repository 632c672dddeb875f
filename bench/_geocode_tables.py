"""The tables of docs/geocoder.md, from one run of all trials."""

from collections.abc import Sequence

from tests.geocode_truth import Asked, Trial, by_form, precision, score

Rows = Sequence[tuple[Trial, Sequence[Asked], Sequence[Asked]]]

RESULTS = ("set", "form", "asked", "answerable", "matched", "median m", "p90 m", "p99 m",
           "≤ 25 m", "> 150 m", "within own radius")  # fmt: skip


def markdown(rows: Rows) -> str:
    """Return denominators, results by set and form, and precision at each threshold.

    A row is a trial, the answers to its questions and those to the questions left apart, which
    count for nothing else.
    """
    parts = [_denominators(rows), _results(rows), _precision(rows)]
    return "\n\n".join(parts) + "\n"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines)


def _denominators(rows: Rows) -> str:
    lines = []
    for trial, _, _ in rows:
        counts = ", ".join(f"{count:,} {what}" for what, count in trial.denominators.items())
        apart = f"; {len(trial.apart):,} left apart" if trial.apart else ""
        lines.append((f"`{trial.name}`", counts + apart))
    return _table(("set", "how many of how many"), lines)


def _results(rows: Rows) -> str:
    lines = []
    for trial, asked, apart in rows:
        forms = by_form(asked)
        is_mixed = len(forms) > 1
        lines.append(_result(f"`{trial.name}`", "all" if is_mixed else next(iter(forms)), asked))
        lines += [_result("", form, ones) for form, ones in forms.items() if is_mixed]
        lines += [_result("", "left apart", apart)] if apart else []
    lines.append(_result("all sets", "all", [one for _, asked, _ in rows for one in asked]))
    return _table(RESULTS, lines)


def _result(name: str, form: str, asked: Sequence[Asked]) -> tuple[str, ...]:
    one = score(asked)
    matched = f"{one.matched:.1%}" if one.answerable else f"({one.outcomes.get('matched', 0)})"
    return (
        name, form, f"{one.asked:,}", f"{one.answerable:,}", matched, f"{one.median_m:.1f}",
        f"{one.p90_m:.1f}", f"{one.p99_m:,.0f}", f"{one.within_near:.1%}",
        f"{one.wrong:,} ({one.wrong_share:.2%})", f"{one.coverage:.1%}",
    )  # fmt: skip


def _precision(rows: Rows) -> str:
    sets = [*((f"`{trial.name}`", asked) for trial, asked, _ in rows),
            ("all sets", [one for _, asked, _ in rows for one in asked])]  # fmt: skip
    head = ("set", *(f"≥ {one.threshold:.2f}" for one in precision(())))
    lines = [(name, *(_share(asked, at) for at in range(len(head) - 1))) for name, asked in sets]
    return _table(head, lines)


def _share(asked: Sequence[Asked], at: int) -> str:
    one = precision(asked)[at]
    return f"{one.within_150_m:.2%} / {one.within_50_m:.1%} of {one.answers:,}"
