"""The shapes of answers, for the OpenAPI document."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

Rows = list[dict[str, Any]]  # a name of its own, for models with a field called list
Responses = dict[int | str, dict[str, Any]]


class Problem(BaseModel):
    """Why a request was refused."""

    model_config = ConfigDict(extra="allow")
    error: str = Field(description="What is wrong, and what to do.")


class Rejection(BaseModel):
    """Why one record can't be used."""

    record: int = Field(description="Its place in the payload, from 1.")
    field: str = Field(description="The sender's own key; empty: the whole record.")
    reason: str


class ReceiptAnswer(BaseModel):
    """What became of a payload's records, all of it committed. Each is one of the first six."""

    added: int = Field(ge=0)
    updated: int = Field(ge=0)
    repeated: int = Field(ge=0, description="Stored already.")
    stale: int = Field(ge=0, description="Older than what is stored.")
    expired: int = Field(ge=0, description="Older than such records are kept; not stored.")
    rejected: int = Field(ge=0, description="In quarantine, with the reason.")
    unplaced: int = Field(ge=0, description="Stored without a point: the coordinates are unusable.")
    ignored: int = Field(ge=0, description="Heartbeats and tests.")
    hits: int = Field(ge=0, description="Unverified matches of added reads with hot lists.")
    rejections: list[Rejection] = Field(description="The first hundred rejected records.")


class RejectedAnswer(ReceiptAnswer, Problem):
    """None of the records can be used; they are kept in quarantine."""


class HotListChanges(BaseModel):
    """What a replacement or a delta did, all of it committed."""

    list: str
    entries: int = Field(ge=0, description="On the list now.")
    added: int = Field(ge=0)
    changed: int = Field(ge=0)
    unchanged: int = Field(ge=0)
    removed: int = Field(ge=0)
    repeated: int = Field(ge=0, description="Replaced by a later entry of the same id.")
    rejected: int = Field(ge=0, description="In quarantine, with the reason.")
    version: int = Field(ge=0, description="Of all hot lists, after the change.")
    as_of: datetime
    zone: str = Field(description="Of dates that carry none.")
    rejections: Rows = Field(description="The first hundred rejected rows.")


class ListAge(BaseModel):
    """One hot list, and how old it is."""

    list: str
    entries: int = Field(ge=0)
    as_of: datetime | None = Field(description="When the list says that it was made.")
    replaced_at: datetime | None = Field(description="The last full replacement.")
    changed_at: datetime = Field(description="The last change of any kind.")
    age_s: float = Field(description="Seconds since as_of, else since the last change.")
    is_stale: bool = Field(description="Older than this list may be.")


class HotListAges(BaseModel):
    """Every hot list and its age."""

    hot_lists: list[ListAge]


class Health(BaseModel):
    """The process lives."""

    status: str


class Readiness(BaseModel):
    """Whether records can be stored now."""

    ready: bool
    reasons: list[str] = Field(description="Why not.")


def problems(*statuses: HTTPStatus) -> Responses:
    """Return the documentation of refusals."""
    headers = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
    return {
        int(status): {
            "model": Problem,
            "description": _MEANINGS.get(status, status.phrase),
            **({"headers": headers} if status in (429, 503) else {}),
        }
        for status in (HTTPStatus.FORBIDDEN, *statuses)
    }


_MEANINGS = {
    HTTPStatus.BAD_REQUEST: "The query or the body's encoding can't be read.",
    HTTPStatus.FORBIDDEN: "Not from this machine, or from another site's page.",
    HTTPStatus.REQUEST_TIMEOUT: "The body did not arrive in time.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body holds more than it may; send less at a time.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The Content-Encoding is not known.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too much is waiting; come again.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database can't be used now; come again.",
}
BODY_PROBLEMS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
