"""Which encodings of an answer a browser takes."""

import re
from collections.abc import Mapping

_REFUSED = re.compile(r"q=0(\.0*)?")


def accepts_gzip(headers: Mapping[str, str]) -> bool:
    """Return whether a request takes a gzipped answer: named and not refused, or any encoding."""
    choices = headers.get("accept-encoding", "").lower().replace(" ", "").split(",")
    taken = {
        name: not _REFUSED.fullmatch(quality)
        for name, _, quality in (choice.partition(";") for choice in choices)
    }
    return taken.get("gzip", taken.get("*", False))
