"""The kept bodies of instances, and how a good look is compared with one. Pure.

Needs the models: loaded after the first paint, for which `remembered` is enough.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import replace

from sstui.insight.standins import as_shown, recognised
from sstui.insight.timeline import Timeline
from sstui.monitor.history_rows import Known, LastKnown
from sstui.monitor.state import Snapshot
from sstui.servicestage.bodies import UnusableBody, decode
from sstui.servicestage.json_types import JSONObject, JSONValue
from sstui.servicestage.models import Instance, document_of, parse_instance
from sstui.servicestage.source import Answer


def completed(snapshot: Snapshot, last: LastKnown) -> Snapshot:
    """The same with its timeline, and the body, secrets masked, where one was kept."""
    snapshot = replace(snapshot, timeline=_timeline(snapshot, last), recalled=None)
    document = _document(last)
    shown = None if document is None else as_shown(document)
    instance = _instance(shown)
    if instance is None:
        return replace(snapshot, instance=_from_columns(last.known))
    return replace(snapshot, instance=instance, body=json.dumps(shown).encode())


def comparable(snapshot: Snapshot, last: LastKnown, answer: Answer, key: bytes | None) -> Snapshot:
    """The same as it can be compared with a good look: where that has a secret of which only the
    fingerprint was kept, it is put back."""
    snapshot = replace(snapshot, timeline=_timeline(snapshot, last), recalled=None)
    document = _document(last)
    later = _told(answer)
    if document is None or later is None or key is None:
        return replace(snapshot, instance=_from_columns(last.known), body=b"")
    before = recognised(document, later, key)
    if before == later and not answer.overview:
        return replace(snapshot, instance=answer.instance, body=answer.body)
    return replace(snapshot, instance=_instance(before) or _from_columns(last.known), body=b"")


def _told(answer: Answer) -> JSONValue:
    try:
        return document_of(answer.instance) if answer.overview else decode(answer.body)
    except UnusableBody:
        return None


def body_of(snapshot: Snapshot) -> bytes | None:
    """The body as last received, with what overviews told since; None where there is none."""
    if not snapshot.amended or snapshot.instance is None:
        return snapshot.body or None
    try:
        return json.dumps(document_of(snapshot.instance)).encode()
    except RecursionError:  # deeper than it can be written
        return None


def _from_columns(known: Known) -> Instance:
    """As much of the instance as its columns tell: enough for the list."""
    detail: JSONObject = {"status": known.status}
    told: JSONObject = {
        "available_replica": known.have,
        "replica": known.want,
        "last_job_id": known.job,
        "last_job_status": known.job_status,
    }
    detail |= {name: value for name, value in told.items() if value is not None}
    version: JSONObject = {} if known.version is None else {"version": known.version}
    return parse_instance({**version, "status_detail": detail})


def _timeline(snapshot: Snapshot, last: LastKnown) -> Timeline:
    known = snapshot.timeline
    return Timeline.from_rows(last.stretches) if known.open is None else known


def _document(last: LastKnown) -> JSONValue:
    """The kept body, concealed; None where there is none that can be read."""
    if last.body is None:
        return None
    try:
        document: JSONValue = json.loads(zlib.decompress(last.body))
    except (zlib.error, ValueError, RecursionError):
        return None
    return document


def _instance(document: JSONValue) -> Instance | None:
    try:
        return parse_instance(document)
    except UnusableBody:
        return None
