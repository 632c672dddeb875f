"""Records that can't be used, kept as they came."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class RejectedRecord:
    """A record that can't be used, with the reason and its raw payload, so that nothing is lost.

    Parameters
    ----------
    row_number
        1-based data row in its file (headers not counted).
    field_name
        The agency's own column or key, or "" when the whole record is at fault.
    reason
        A sentence for people; it never repeats an address, a plate or a caller.
    raw
        The record as it came, column → text.
    quarantine_id, load_id
        0 until stored; the load that brought it last.
    """

    row_number: int
    field_name: str
    reason: str
    raw: dict[str, str | None] = field(repr=False)
    quarantine_id: int = 0
    load_id: int = 0
