"""What came of another try at rejected records."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RetrySummary:
    """Records tried, and of these the ones that could be used now."""

    tried: int
    resolved: int
