"""Looks on their way from the process that leads to those that follow: a head of JSON and a body.

They go through a socket between processes of the same user, and are never written to disk: bodies
hold secrets.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel

from sstui.servicestage import errors
from sstui.servicestage.bodies import decode as decode_body
from sstui.servicestage.errors import Missing, ServiceStageError, UnreachableKind
from sstui.servicestage.models import Problem, document_of, parse_instance, with_problems
from sstui.servicestage.refs import InstanceRef
from sstui.servicestage.source import Answer, Overview

# What one class of error has beside the fields of all.
_OWN_FIELDS = (
    "kind", "what", "retry_after", "wait", "expired", "skew", "permission", "from_iam",
)  # fmt: skip
_WORDS = {"kind": UnreachableKind, "what": Missing}


@dataclass(frozen=True, slots=True)
class Told:
    """What one call told: an answer, an overview or an error. ``key`` names the call;
    ``started`` and ``at`` are monotonic seconds of this machine, ``time`` epoch seconds."""

    key: str
    started: float
    at: float
    time: float
    answer: Answer | None = None
    overview: Overview | None = None
    error: ServiceStageError | None = None


class _ErrorHead(BaseModel):
    name: str
    message: str
    cause: str
    remedy: str
    host: str
    status: int | None
    code: str | None
    request_id: str | None
    date: datetime | None
    own: dict[str, bool | float | str | None]


class _Head(BaseModel):
    key: str
    started: float
    at: float
    time: float
    date: datetime | None = None
    request_id: str | None = None
    pages: int | None = None
    error: _ErrorHead | None = None


def look_key(ref: InstanceRef) -> str:
    return f"look {ref}"


def sweep_key(application: str) -> str:
    return f"sweep {application}"


def encode(told: Told) -> tuple[bytes, bytes]:
    """Head and body."""
    head = _Head(key=told.key, started=told.started, at=told.at, time=told.time)
    body = b""
    if told.error is not None:
        head.error = _error_head(told.error)
    elif told.answer is not None:
        head.date, head.request_id = told.answer.date, told.answer.request_id
        body = told.answer.body
    elif told.overview is not None:
        head.pages = told.overview.pages
        body = _overview_body(told.overview)
    return head.model_dump_json().encode(), body


def decode(head: bytes, body: bytes) -> Told:
    """Raises `ValueError` for what no sstui of this version sent."""
    read = _Head.model_validate_json(head)
    answer = overview = error = None
    if read.error is not None:
        error = _error(read.error)
    elif read.pages is not None:
        overview = Overview(_answers(body), read.pages)
    else:
        instance = parse_instance(decode_body(body))
        answer = Answer(instance, body, read.date, read.request_id)
    return Told(read.key, read.started, read.at, read.time, answer, overview, error)


def _overview_body(overview: Overview) -> bytes:
    """The instances as they were read, with what could not be."""
    told = []
    for ref, answer in overview.answers.items():
        ids = [ref.application, ref.component, ref.instance]
        told.append([ids, document_of(answer.instance), answer.instance.problems])
    return json.dumps(told).encode()


def _answers(body: bytes) -> dict[InstanceRef, Answer]:
    answers = {}
    for ids, document, problems in json.loads(body):
        read = parse_instance(document)
        instance = with_problems(read, (Problem(*each) for each in problems))
        answers[InstanceRef(*ids)] = Answer(instance, b"", None, None, overview=True)
    return answers


def _error_head(error: ServiceStageError) -> _ErrorHead:
    own = {name: getattr(error, name) for name in _OWN_FIELDS if hasattr(error, name)}
    return _ErrorHead(
        name=type(error).__name__,
        message=str(error),
        cause=error.cause,
        remedy=error.remedy,
        host=error.host,
        status=error.status,
        code=error.code,
        request_id=error.request_id,
        date=error.date,
        own=own,
    )


def _error(head: _ErrorHead) -> ServiceStageError:
    kind = getattr(errors, head.name, None)
    if not (isinstance(kind, type) and issubclass(kind, ServiceStageError)):
        raise ValueError(f"no error of ours: {head.name}")
    error = kind(
        head.message,
        cause=head.cause,
        remedy=head.remedy,
        host=head.host,
        status=head.status,
        code=head.code,
        request_id=head.request_id,
        date=head.date,
    )
    for name, value in head.own.items():
        if name in _OWN_FIELDS:
            word = _WORDS.get(name)
            setattr(error, name, value if word is None else word(str(value)))
    return error
