"""What a command of the user's own is run with: its placeholders, as one instance has them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sstui.config.expressions import Select, compiled
from sstui.config.own_commands import RESOURCE, WORDS, Part, parts
from sstui.insight.secrets import masked
from sstui.monitor.state import AccountState, Fleet, Snapshot
from sstui.servicestage.json_types import JSONValue
from sstui.view.raw import raw_document
from sstui.view.text import cut_end, plain

_NAMESPACE = "refer_resources[?parameters.namespace] | [0].parameters.namespace"
_SHOWN = 40  # characters of a value that a refusal shows


class NotRun(Exception):
    """Why a command is not run, in one line."""


def arguments(run: Sequence[str], fleet: Fleet, snapshot: Snapshot) -> tuple[str, ...]:
    """Each argument with its values, never parsed again. Raises `NotRun`: a placeholder has no
    value, or a secret one, or one that the program would take for an option."""
    instance = _Instance(snapshot, fleet.account(snapshot.bookmark.profile))
    filled: list[str] = []
    for argument in run:
        pieces = parts(argument)
        text = "".join(_text(part, instance) for part in pieces)
        if pieces[0].is_placeholder and text.startswith("-") and "--" not in filled:
            raise NotRun(
                f"{{{plain(pieces[0].text)}}} is {_shown(text)}, which {plain(run[0])} would "
                'take for an option; put "--" before it in run'
            )
        filled.append(text)
    return tuple(filled)


def _text(part: Part, instance: _Instance) -> str:
    text = part.text
    if not part.is_placeholder:
        return text
    try:
        value = instance.word(text) if text in WORDS else instance.selected(text)
        written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    except RecursionError as error:
        raise NotRun(f"{{{plain(text)}}} is nested too deeply for an argument") from error
    if value is None or value == "":
        raise NotRun(f"{{{plain(text)}}} has no value here; nothing was run")
    if "\0" in written or not _is_writable(written):
        raise NotRun(f"{{{plain(text)}}} holds what no argument can: {_shown(written)}")
    return written


def _is_writable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair, which JSON can write
        return False
    return True


def _shown(value: str) -> str:
    return repr(cut_end(plain(value), _SHOWN))


@dataclass
class _Instance:
    snapshot: Snapshot
    account: AccountState | None

    @cached_property
    def document(self) -> JSONValue:
        """The body of the last documented call."""
        return raw_document(self.snapshot)

    @cached_property
    def shown(self) -> JSONValue:
        """The same as it may be shown."""
        protected = self.account is not None and self.account.protected
        return masked(self.document, protected=protected)

    def word(self, name: str) -> JSONValue:
        ref, bookmark, account = self.snapshot.ref, self.snapshot.bookmark, self.account
        match name:
            case "bookmark":
                return bookmark.name
            case "id":
                return ref.instance
            case "application":
                return ref.application
            case "component":
                return ref.component
            case "status":
                return self.snapshot.status
            case "profile":
                return bookmark.profile
            case "region":
                return account.region if account else None
            case "project":
                return account.project_id if account else None
            case "namespace":
                return _search(_NAMESPACE)(self.document)
            case _:
                return _search("name")(self.document)

    def selected(self, expression: str) -> JSONValue:
        """What JMESPath finds in the body, unless it is a secret."""
        path = expression
        if expression.startswith(RESOURCE):
            kind, dot, rest = expression.removeprefix(RESOURCE).partition(".")
            wanted = kind.replace("'", "\\'")
            path = f"refer_resources[?type=='{wanted}'] | [0]{dot}{rest}"
        find = _search(path)
        value = find(self.document)
        if value != find(self.shown):
            raise NotRun(f"{{{plain(expression)}}} is a secret, and no program is given one")
        return value


def _search(expression: str) -> Select:
    """Raises `NotRun` for what is no JMESPath."""
    try:
        return compiled(expression)
    except ValueError as error:
        raise NotRun(f"{{{plain(expression)}}} is no JMESPath: {plain(str(error))}") from error
