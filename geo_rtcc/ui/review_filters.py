"""The shift review's choices: operational date, shift, categories, on-view, cell size."""

from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from geo_rtcc.models import ShiftWindow
from geo_rtcc.shifts import ShiftCalendar
from geo_rtcc.situation.review import ReviewFilter
from geo_rtcc.ui.context import Context
from geo_rtcc.ui.filters import call_types, categories

WHOLE_DAY = "*"
_SIZES = {9: "Small cells (0.1 km²)", 8: "Large cells (0.7 km²)"}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What to review; ``window`` is None for a whole day, ``resolution`` the cells' H3 one."""

    which: ReviewFilter
    window: ShiftWindow | None
    is_complete: bool
    resolution: int


def review_filter(here: Context) -> Choice:
    """Show the choices in the sidebar; return what they say.

    Starts at the latest shift that the data covers to its end, without a shift plan at the day
    before the last.
    """
    calendar = ShiftCalendar(here.known.plans)
    first_on, last_on = here.known.first_on or date.min, here.known.last_on or date.max
    latest = _latest_complete(here, calendar, last_on)
    day_before = max(first_on, last_on - timedelta(days=1))
    start_on = latest.operational_on if latest else day_before
    with st.sidebar:
        on = st.date_input(
            "Operational date", start_on, key="on",
            min_value=first_on, max_value=last_on, format="YYYY-MM-DD", bind="query-params",
        )  # fmt: skip
        on = on if isinstance(on, date) else last_on
        windows = {window.shift.code: window for window in calendar.windows(on, on)}
        code = _shift(windows, latest if latest and latest.operational_on == on else None)
        chosen, types = categories(), call_types()
        with_on_view = st.toggle("Include on-view calls", key="on_view", bind="query-params")
        size = st.radio("Cells", list(_SIZES.values()), key="cells", bind="query-params")
    which = ReviewFilter(
        operational_on=on,
        shifts=() if code == WHOLE_DAY else (code,),
        categories=chosen,
        call_types=types,
        with_on_view=with_on_view,
    )
    resolution = next(res for res, label in _SIZES.items() if label == size)
    chosen_windows = [windows[code]] if code in windows else list(windows.values())
    return Choice(
        which=which,
        window=windows.get(code),
        is_complete=_is_complete(here, on, chosen_windows),
        resolution=resolution,
    )


def _is_complete(here: Context, on: date, windows: list[ShiftWindow]) -> bool:
    """Say whether the data reaches to the end of the chosen time."""
    newest, last_on = here.known.last_at, here.known.last_on
    if not windows:
        return last_on is not None and on < last_on
    return newest is not None and max(window.end_at for window in windows) <= newest


def _shift(windows: dict[str, ShiftWindow], latest: ShiftWindow | None) -> str:
    if not windows:
        return WHOLE_DAY
    codes = [*windows, WHOLE_DAY]
    names = {code: window.shift.name for code, window in windows.items()}
    first = codes.index(latest.shift.code) if latest and latest.shift.code in windows else 0
    chosen = st.selectbox(
        "Shift", codes, index=first, key="shift", bind="query-params",
        format_func=lambda code: names.get(code, "All shifts"),
    )  # fmt: skip
    return str(chosen)


def _latest_complete(here: Context, calendar: ShiftCalendar, last_on: date) -> ShiftWindow | None:
    """Return the last shift that ended before the newest call; None without a plan."""
    windows = calendar.windows(last_on - timedelta(days=3), last_on)
    newest = here.known.last_at
    ended = [window for window in windows if newest and window.end_at <= newest]
    return ended[-1] if ended else None
