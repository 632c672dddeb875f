"""Files and feeds → located, counted, committed rows; what can't be used goes to quarantine."""

from geo_rtcc.ingest.load import LoadSummary, load_calls
from geo_rtcc.ingest.locator import Located, Locator
from geo_rtcc.ingest.quarantine import retry_quarantine
from geo_rtcc.ingest.relocate import RelocateSummary, relocate
from geo_rtcc.ingest.retry_messages import retry_messages
from geo_rtcc.ingest.retry_reads import retry_reads

__all__ = [
    "LoadSummary",
    "Located",
    "Locator",
    "RelocateSummary",
    "load_calls",
    "relocate",
    "retry_messages",
    "retry_quarantine",
    "retry_reads",
]
