"""Payloads of more messages than one request may hold are refused before they are taken apart.

A message can be as short as two bytes and costs a few hundred in memory, so that the size of a
payload alone says little about what parsing it takes.
"""

import json
from http import HTTPStatus

from geo_rtcc.api.limits import MOST_MESSAGES
from geo_rtcc.api.refusals import RequestRefusedError

_SPACE = " \t\r\n"
_scan = json.JSONDecoder().raw_decode


def check_messages(payload: bytes) -> None:
    """Raise RequestRefusedError (413) where there are more than MOST_MESSAGES lines or items."""
    is_array = payload[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    if is_array:
        too_many = payload.count(b",") >= MOST_MESSAGES and _has_many_items(payload)
    else:
        too_many = payload.count(b"\n") > MOST_MESSAGES
    if too_many:
        raise RequestRefusedError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"The body holds more than {MOST_MESSAGES:,} lines or records. Send fewer at a time.",
        )


def _has_many_items(payload: bytes) -> bool:
    """Whether an array has too many items; they are looked at one by one and not kept."""
    text = payload.decode("utf-8", "replace")
    at, count = text.index("[") + 1, 0
    try:
        while count <= MOST_MESSAGES:
            at = _after_space(text, at)
            if text[at] == "]":
                return False
            _, at = _scan(text, at)
            count += 1
            at = _after_space(text, at)
            if text[at] != ",":
                return False
            at += 1
    except (ValueError, IndexError, RecursionError):
        return False  # no JSON: one message as a whole
    return True


def _after_space(text: str, at: int) -> int:
    while text[at] in _SPACE:
        at += 1
    return at
