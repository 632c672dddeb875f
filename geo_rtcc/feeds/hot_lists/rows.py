"""A hot list's text → rows of its columns, delimited or of fixed width; no row is lost.

A stray quotation mark must not swallow the plates of the lines after it: a record whose quotes
don't close, or that takes several lines and has the wrong number of fields, or takes in a line that
looks like a row itself, is read again as one line in which quotation marks mean nothing.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

from geo_rtcc.errors import InputError, MappingError
from geo_rtcc.feeds.hot_lists.mapping import HotListMapping, key
from geo_rtcc.feeds.hot_lists.text import lines_of
from geo_rtcc.models import RejectedRecord

_DELIMITERS = (";", ",", "\t", "|", ":")
_MOST_LINES = 20  # of one record in quotes
_LONGEST_LINE = 65_536  # characters
MOST_ROWS = 2_000_000
MOST_REJECTED = 20_000


@dataclass
class Rows:
    """Rows as they came.

    Parameters
    ----------
    columns
        The list's own names.
    fields, numbers
        Of each row: its texts, and its place among the data rows from 1.
    rejected
        Rows that have not as many fields as the list has columns.
    """

    columns: list[str]
    fields: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    rejected: list[RejectedRecord] = field(default_factory=list)


def rows_of(text: str, mapping: HotListMapping) -> Rows:
    """Split a list into rows; raise MappingError, naming its columns, where none is the plate's."""
    if text.count("\n") > 2 * MOST_ROWS or text.count("\r") > 2 * MOST_ROWS:
        raise InputError(f"The list has more than {MOST_ROWS:,} rows.")
    lines = lines_of(text)[mapping.skip_lines :]
    if mapping.fixed_width:
        return _fixed_width(lines, mapping)
    start = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    first = lines[start][:_LONGEST_LINE] if start < len(lines) else ""
    delimiter = mapping.delimiter or _delimiter_of(first, mapping)
    columns = list(mapping.header) or _header(first, delimiter)
    lines = lines[start:] if mapping.header else lines[start + 1 :]
    _refuse_unfit(columns, mapping)
    return _delimited(lines, columns, delimiter)


def _fixed_width(lines: list[str], mapping: HotListMapping) -> Rows:
    spans = [(first - 1, last) for first, last in mapping.fixed_width.values()]
    found = Rows(list(mapping.fixed_width))
    _refuse_unfit(found.columns, mapping)
    for line in (one.rstrip("\r\n") for one in lines):
        if line.strip():
            found.fields.append([line[first:last] for first, last in spans])
    found.numbers = list(range(1, len(found.fields) + 1))
    return found


def _delimited(lines: list[str], columns: list[str], delimiter: str) -> Rows:
    found, width = Rows(columns), len(columns)
    for number, (cells, text) in enumerate(_records(lines, delimiter, width), 1):
        if len(cells) > width and not any(cells[width:]):
            del cells[width:]
        if len(cells) == width:
            found.fields.append(cells)
            found.numbers.append(number)
        else:
            count = f"{len(cells):,} fields" if cells else "too many characters"
            reason = f"Row {number} has {count}, the list {width} columns."
            add_rejected(found.rejected, number, "", reason, {"text": text})
    return found


def add_rejected(
    rejected: list[RejectedRecord],
    number: int,
    field_name: str,
    reason: str,
    raw: dict[str, str | None],
) -> None:
    """Add a row that can't be used; raise InputError where so many can't that none may be meant."""
    if len(rejected) >= MOST_REJECTED:
        raise InputError(
            f"More than {MOST_REJECTED:,} rows can't be used, the first of them row "
            f"{rejected[0].row_number} ({rejected[0].field_name or 'its form'}): "
            f"{rejected[0].reason} Use another preset, or a mapping of your own."
        )
    rejected.append(
        RejectedRecord(row_number=number, field_name=field_name, reason=reason, raw=raw)
    )


def _records(lines: list[str], delimiter: str, width: int) -> Iterator[tuple[list[str], str]]:
    """Yield each record's fields and its first line; blank lines are none."""
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while source.next_record():
        first = source.at
        text = lines[first][:_LONGEST_LINE].rstrip("\r\n")
        if len(lines[first]) > _LONGEST_LINE:
            source.at += 1
            yield [], text
            continue
        try:
            cells = next(reader)
            more = lines[first + 1 : source.at]
            is_sound = not more or (
                len(cells) == width and width not in (len(_bare(one, delimiter)) for one in more)
            )
        except csv.Error:
            cells, is_sound = [], False
        if not is_sound:
            source.at = first + 1
            cells = _bare(lines[first], delimiter)
        yield cells, text


class _Lines:
    """Lines for a CSV reader, which can be sent back; no record gets more than _MOST_LINES."""

    def __init__(self, lines: list[str]) -> None:
        self._lines, self.at, self._end = lines, 0, 0

    def next_record(self) -> bool:
        """Go to the next line that is not blank; return whether there is one."""
        while self.at < len(self._lines) and not self._lines[self.at].strip():
            self.at += 1
        self._end = min(self.at + _MOST_LINES, len(self._lines))
        return self.at < len(self._lines)

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self.at >= self._end or len(self._lines[self.at]) > _LONGEST_LINE:
            raise StopIteration
        self.at += 1
        return self._lines[self.at - 1]


def _bare(line: str, delimiter: str) -> list[str]:
    return line.rstrip("\r\n").split(delimiter)


def _delimiter_of(header: str, mapping: HotListMapping) -> str:
    """Return the delimiter that shows most of our columns in the header, or fits their number."""
    if mapping.header:
        widths = {one: abs(header.count(one) + 1 - len(mapping.header)) for one in _DELIMITERS}
        return min(_DELIMITERS, key=widths.__getitem__)
    return max(_DELIMITERS, key=lambda one: mapping.recognised(_header(header, one)))


def _header(line: str, delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        cells = _bare(line, delimiter)
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return [name or f"column {number}" for number, name in enumerate(names, 1)]


def _refuse_unfit(columns: list[str], mapping: HotListMapping) -> None:
    shown = ", ".join(name[:40] for name in columns[:40]) or "none"
    if mapping.column_of("plate", columns) is None:
        wanted = " or ".join(mapping.columns["plate"])
        raise MappingError(
            f"The list has no column {wanted} for the plate. It has: {shown}. "
            "Use another preset, or a mapping of your own."
        )
    names = [key(name) for name in columns]
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    if repeated:
        raise MappingError(f"The list has more than one column {', '.join(repeated)[:200]}.")
