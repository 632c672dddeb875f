"""The installation's own state as cards and tables: a word and a figure for every age."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from typing import Literal

from geo_rtcc.situation.parts import PartReport, PartState
from geo_rtcc.situation.system import LIVE_WITHIN, FeedAge, HotListAge, System, WorkerTask
from geo_rtcc.views import words

Tone = Literal["good", "bad", "quiet"]
TENTHS_BELOW = timedelta(seconds=10)
_KINDS = {
    "call_for_service": "Calls for service",
    "plate_read": "Plate reads",
    "avl_fix": "Unit positions",
    "hot_list_entry": "Hot-list entries",
    "camera": "Cameras",
}
_TONES: dict[PartState, Tone] = {
    PartState.RUNNING: "good",
    PartState.STARTING: "quiet",
    PartState.STOPPED: "quiet",
    PartState.WAITING: "bad",
    PartState.FAILING: "bad",
}


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A state in words, and how it is to be taken."""

    text: str
    tone: Tone

    def html(self) -> str:
        """Return it with a shape for its tone, so that colour is not the only cue."""
        return f'<span class="rtcc-mark-state" data-tone="{self.tone}">{escape(self.text)}</span>'


def kind_words(kind: str) -> str:
    """Return a kind of record as people call it."""
    return _KINDS.get(kind, kind.replace("_", " "))


def age_figure(age: timedelta) -> str:
    """Return an age in its largest unit, with tenths where they matter: 0.8 s, 42 s, 7 min."""
    age = max(age, timedelta())
    if age < TENTHS_BELOW:
        return f"{words.one_decimal(age.total_seconds())} s"
    return words.duration(age)


def feed_age(feed: FeedAge, now: datetime) -> Mark:
    """Say how old a feed's news is: LIVE 0.8 s, STALE 42 s.

    A record in the future counts as age 0. Kinds that come now and then have an age only.
    """
    within = LIVE_WITHIN.get(feed.kind)
    if within is None:
        return Mark(text=age_figure(now - feed.last_stored_at), tone="quiet")
    if feed.last_record_at is None:
        return Mark(text="NO DATA", tone="quiet")
    age = now - feed.last_record_at
    if age <= within:
        return Mark(text=f"LIVE {age_figure(age)}", tone="good")
    tone: Tone = "bad" if feed.is_silent(now) else "quiet"
    return Mark(text=f"STALE {age_figure(age)}", tone=tone)


def list_age(each: HotListAge, now: datetime) -> Mark:
    """Say how old a hot list is."""
    is_stale = each.is_stale(now)
    age = age_figure(now - each.made_at)
    return Mark(
        text=f"{'STALE' if is_stale else 'CURRENT'} {age}", tone="bad" if is_stale else "good"
    )


def heading(found: System) -> str:
    """Say in one line whether all is well, as HTML, then each thing that is not."""
    problems = found.problems()
    at = f"{words.local_time(found.at, found.zone)} {words.zone_label(found.at, found.zone)}"
    n = len(problems)
    said = "All is well" if not n else f"{n} thing{'s' * (n != 1)} not well"
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in problems)
    return (
        f'<h1 class="rtcc-heading">{said}<small>{escape(at)}</small></h1>'
        f'<ul class="rtcc-problems" aria-live="polite">{items}</ul>'
    )


def part_cards(found: System) -> str:
    """Return a card for every part: state, since when, restarts, how it last ended."""
    cards = "".join(_card(part, found) for part in found.run.parts)
    return f'<div class="rtcc-parts">{cards}</div>' if cards else ""


def feed_table(found: System) -> str:
    """Return the feeds with their ages and counts."""
    head = ("Feed", "Source", "Newest record", "Age", "Added", "Updated", "Rejected")
    return table("Feeds", head, [_feed_line(feed, found) for feed in found.feeds],
                  "No feed has brought anything yet.", figures=3)  # fmt: skip


def list_table(found: System) -> str:
    """Return the hot lists with their ages."""
    lines = [
        (escape(each.code), _clock(each.made_at, found), list_age(each, found.at).html(),
         f"{each.entries:,}")
        for each in found.hot_lists
    ]  # fmt: skip
    head = ("Hot list", "Made", "Age", "Entries")
    return table("Hot lists", head, lines, "No hot list is loaded.", figures=1)


def task_table(found: System) -> str:
    """Return what the worker did last."""
    lines = [
        (escape(task.name.replace("_", " ")), _clock(task.ran_at, found), _outcome(task).html(),
         f"{task.took_ms:,} ms")
        for task in found.tasks
    ]  # fmt: skip
    head = ("Worker task", "Last run", "Outcome", "Took")
    return table("Worker", head, lines, "The worker has not run yet.", figures=1)


def quarantine_table(found: System) -> str:
    """Return open records by reason, most first."""
    lines = [
        (escape(kind_words(each.kind)), escape(each.source), escape(each.field_name),
         escape(each.reason), _clock(each.newest_at, found), f"{each.records:,}")
        for each in found.quarantine
    ]  # fmt: skip
    head = ("Quarantine", "Source", "Field", "Reason", "Newest", "Records")
    return table("Open records in quarantine", head, lines, "Quarantine is empty.", figures=1)


def _card(part: PartReport, found: System) -> str:
    mark = Mark(text=part.state.upper(), tone=_TONES[part.state])
    lasted = words.duration(max(found.at - part.since, timedelta()))
    lines = [f"for {lasted} · {part.restarts} restart{'s' * (part.restarts != 1)}"]
    if part.pid:
        lines.append(f"process {part.pid}")
    if part.next_try_at:
        wait = words.duration(max(part.next_try_at - found.at, timedelta()))
        lines.append(f"next try in {wait}")
    if part.why:
        lines.append(f"last end: {part.why}")
    lines.append(part.url or "/".join(Path(part.log_file).parts[-2:]))
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f'<section data-part="{escape(part.name)}"><h3>{escape(part.name)}</h3>{mark.html()}'
        f'<div title="{escape(part.log_file)}">{body}</div></section>'
    )


def _feed_line(feed: FeedAge, found: System) -> tuple[str, ...]:
    newest = _clock(feed.last_record_at, found) if feed.last_record_at else "–"
    return (
        escape(kind_words(feed.kind)), escape(feed.source), newest,
        feed_age(feed, found.at).html(), f"{feed.added:,}", f"{feed.updated:,}",
        f"{feed.rejected:,}",
    )  # fmt: skip


def _outcome(task: WorkerTask) -> Mark:
    return Mark(text=task.error, tone="bad") if task.error else Mark(text="done", tone="good")


def _clock(instant: datetime, found: System) -> str:
    return escape(words.local_time(instant, found.zone))


def table(
    title: str, head: Sequence[str], lines: Iterable[Sequence[str]], empty: str, *, figures: int
) -> str:
    """Return a table whose last ``figures`` columns are numbers; its cells are HTML already."""
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in lines)
    if not rows:
        return f'<p class="rtcc-empty">{escape(empty)}</p>'
    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    return (
        f'<div class="rtcc-scroll"><table class="rtcc-table" data-figures="{figures}" '
        f'aria-label="{escape(title)}"><thead><tr>{names}</tr></thead><tbody>{rows}</tbody>'
        "</table></div>"
    )
