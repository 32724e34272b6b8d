"""A value that is nested more deeply than the interpreter can follow is told by its beginning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sstui.insight.drift import drift
from sstui.monitor.state import Snapshot
from sstui.servicestage.jobs import parse_job
from sstui.servicestage.json_types import JSONValue
from sstui.view import json_text
from sstui.view.drift_values import copied_text, whole_text
from sstui.view.json_text import laid_out, one_line
from sstui.view.own_command import NotRun, arguments
from sstui.view.paged import body_text, configuration_text
from tests.view.fleets import fleet_of
from tests.view.instances import with_fields

LEVELS = 12_000  # more than any version of Python writes


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "_TOO_DEEP_SHOWN", 2000)


def deep() -> JSONValue:
    value: JSONValue = {"end": 1}
    for _ in range(LEVELS):
        value = {"a": value}
    return value


def snapshot() -> Snapshot:
    """Its body is that of the model: no text of such depth can be read."""
    known = with_fields()
    instance = known.instance
    assert instance is not None
    return replace(known, body=b"", instance=instance.model_copy(update={"configuration": deep()}))


def test_it_is_written_up_to_where_nobody_reads_on() -> None:
    for written in (one_line(deep()), laid_out(deep())):
        assert written.startswith('{ "a": { "a": ')
        assert len(written) < 2100


def test_a_pager_is_given_what_there_is() -> None:
    known = snapshot()
    assert '"a": { "a": ' in configuration_text(fleet_of((known,)), known)
    assert '"a": { "a": ' in body_text(fleet_of((known,)), known)


def test_a_difference_shows_and_copies_its_beginning() -> None:
    (row,) = drift({"version": "1"}, {"version": deep()}).rows
    assert whole_text(row, row.place.after).startswith('{ "a": ')
    assert copied_text(row).startswith('{ "a": ')


def test_no_program_is_given_it() -> None:
    known = snapshot()
    with pytest.raises(NotRun, match="nested too deeply"):
        arguments(["k9s", "{configuration}"], fleet_of((known,)), known)


def test_a_message_of_a_step_that_is_so_deep_is_none() -> None:
    job = parse_job({"job": {"JOB_ID": "J"}, "tasks": [{"TASK_NAME": "a", "MESSAGES": deep()}]})
    assert [(task.name, task.messages) for task in job.tasks] == [("a", "")]
