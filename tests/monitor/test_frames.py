"""What the process that leads tells arrives as it was seen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sstui.monitor.frames import Told, decode, encode
from sstui.servicestage.errors import (
    Missing,
    NotFound,
    Rejected,
    ServiceStageError,
    Throttled,
    Unauthorized,
    Unreachable,
    UnreachableKind,
)
from sstui.servicestage.models import parse_instance
from sstui.servicestage.source import Answer, Overview
from tests.cases import every
from tests.monitor.scripted import (
    answer,
    body,
    forbidden,
    not_found,
    ref_of,
    throttled,
    unauthorized,
    unreachable,
)

DATE = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def carried(told: Told) -> Told:
    return decode(*encode(told))


def test_an_answer_arrives_to_the_byte() -> None:
    seen = answer(body(configuration={"env": [{"name": "PASSWORD", "value": "hunter2"}]}))
    told = Told("look", 1.5, 2.25, 1e9, Answer(seen.instance, seen.body, DATE, "request-1"))
    assert carried(told) == told


def test_an_overview_arrives_with_exactly_the_fields_that_it_carried() -> None:
    document = body(configuration=None, unknown_field={"a": [1]}, version=7)
    instance = parse_instance(document)
    overview = Overview({ref_of(1): Answer(instance, b"", None, None, overview=True)}, 3)
    heard = carried(Told("sweep", 1.0, 2.0, 3.0, overview=overview)).overview
    assert heard is not None
    assert heard.pages == 3
    again = heard.answers[ref_of(1)].instance
    assert again == instance
    assert again.model_fields_set == instance.model_fields_set


@every(
    "error",
    [unreachable(UnreachableKind.DNS), not_found(), throttled(30.0), unauthorized(), forbidden()],
)
def test_an_error_arrives_as_the_one_that_it_is(error: ServiceStageError) -> None:
    error.date = DATE
    if isinstance(error, Rejected):
        error.from_iam = True
    heard = carried(Told("look", 1.0, 2.0, 3.0, error=error)).error
    assert heard is not None
    assert type(heard) is type(error)
    assert str(heard) == str(error)
    assert vars(heard).items() >= vars(error).items()


def test_words_arrive_as_words() -> None:
    for error in (unreachable(UnreachableKind.TLS), not_found(Missing.COMPONENT)):
        heard = carried(Told("look", 1.0, 2.0, 3.0, error=error)).error
        match heard:
            case Unreachable():
                assert heard.kind is UnreachableKind.TLS
            case NotFound():
                assert heard.what is Missing.COMPONENT
            case _:
                raise AssertionError(heard)


def test_waits_arrive() -> None:
    refused = unauthorized(expired=True)
    refused.wait = 12.0
    heard = carried(Told("look", 1.0, 2.0, 3.0, error=refused)).error
    assert isinstance(heard, Unauthorized)
    assert (heard.wait, heard.expired) == (12.0, True)
    silent = carried(Told("look", 1.0, 2.0, 3.0, error=throttled(90.0))).error
    assert isinstance(silent, Throttled)
    assert silent.retry_after == 90.0


def test_what_nobody_of_this_version_sends_is_refused() -> None:
    head, _ = encode(Told("look", 1.0, 2.0, 3.0, error=forbidden()))
    with pytest.raises(ValueError, match="no error of ours"):
        decode(head.replace(b'"Forbidden"', b'"datetime"'), b"")
    with pytest.raises(ValueError, match="key"):
        decode(b"{}", b"")
