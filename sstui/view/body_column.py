"""A column of one's own: JMESPath into the body of an instance, with its secrets masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sstui.config.expressions import Select, compiled
from sstui.insight.secrets import masked
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.json_types import JSONValue
from sstui.view.json_text import leaf_text, one_line
from sstui.view.raw import raw_document

if TYPE_CHECKING:
    from sstui.servicestage.models import Instance
    from sstui.servicestage.refs import InstanceRef

MOST_CHARACTERS = 200  # of a value: a column shows 30


class _Read(NamedTuple):
    """What a text was read from; the body may have a megabyte and is mostly the same again."""

    body: bytes
    instance: Instance | None
    protected: bool
    text: str


class BodyColumn:
    """Reads one expression; an instance is read again when its body is another one."""

    def __init__(self, title: str, expression: str) -> None:
        """Raises ValueError, whose one line says what is wrong with the expression."""
        self.title = title
        self._select = _compiled(title, expression)
        self._read: dict[InstanceRef, _Read] = {}

    def text(self, fleet: Fleet, snapshot: Snapshot) -> str:
        """The value: a text as it is, nothing for null, anything else as JSON."""
        account = fleet.account(snapshot.bookmark.profile)
        protected = account is not None and account.protected
        known = self._read.get(snapshot.ref)
        if known is not None and known.protected is protected:
            same_body = known.body is snapshot.body or known.body == snapshot.body
            if same_body and (snapshot.body or known.instance is snapshot.instance):
                return known.text
        text = _text(self._select(masked(raw_document(snapshot), protected=protected)))
        if len(self._read) > 2 * len(fleet.snapshots) + 1:
            self._read.clear()
        self._read[snapshot.ref] = _Read(snapshot.body, snapshot.instance, protected, text)
        return text


def _compiled(title: str, expression: str) -> Select:
    try:
        return compiled(expression)
    except ValueError as error:
        raise ValueError(f"columns: {title}={expression}: {error}") from error


def _text(value: JSONValue) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value[:MOST_CHARACTERS]
    if isinstance(value, (dict, list)):
        return one_line(value)[:MOST_CHARACTERS]
    return leaf_text(value)[:MOST_CHARACTERS]
