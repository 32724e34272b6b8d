"""``[[commands]]``: programs of the user's own, with placeholders for the instance.

``{word}`` is one of `WORDS`, anything else in braces JMESPath into the body; ``{{`` and ``}}`` are
braces. What stands between two arguments of the list is never parsed again, whatever a value holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass
from typing import NamedTuple

from sstui.config.commands import Command, Section
from sstui.config.settings_kinds import FLAG, SOME_TEXT, text, texts
from sstui.config.settings_table import setting

WORDS: Mapping[str, str] = {
    "bookmark": "its name on the watch list",
    "name": "the instance's own name",
    "id": "the instance's id",
    "application": "its application's id",
    "component": "its component's id",
    "namespace": "of the cluster that it runs in",
    "status": "the API's own word",
    "profile": "of the bookmark",
    "region": "of the profile",
    "project": "of the profile, its id",
}
RESOURCE = "resource."  # ``resource.cce.id``: of the first refer_resource of that type
OWN = "own:"  # what the ids of such commands begin with, as the dashboard knows them
_QUOTES = "'\"`"


class Part(NamedTuple):
    """Of an argument: text as it stands, or the expression of a placeholder."""

    text: str
    is_placeholder: bool


def parts(argument: str) -> tuple[Part, ...]:
    """Raises ValueError: ``what is wrong; what to do``."""
    found: list[Part] = []
    literal, at = "", 0
    while at < len(argument):
        character = argument[at]
        if character not in "{}":
            literal, at = literal + character, at + 1
        elif argument.startswith(character * 2, at):
            literal, at = literal + character, at + 2
        elif character == "}":
            raise ValueError(f"a }} without its {{ in {argument!r}; write }}}} for a brace")
        else:
            end = _end_of_placeholder(argument, at + 1)
            expression = argument[at + 1 : end].strip()
            if not expression:
                raise ValueError(f"{{}} names nothing in {argument!r}; write {{{{}}}} for braces")
            found += [Part(literal, False), Part(expression, True)]
            literal, at = "", end + 1
    return tuple(part for part in (*found, Part(literal, False)) if part.text)


def _end_of_placeholder(argument: str, start: int) -> int:
    """Where its brace closes: JMESPath has braces of its own, and quotes around some."""
    depth, quote, at = 1, "", start
    while at < len(argument):
        character = argument[at]
        if quote:
            if character == "\\":
                at += 1
            elif character == quote:
                quote = ""
        elif character in _QUOTES:
            quote = character
        elif character in "{}":
            depth += 1 if character == "{" else -1
            if not depth:
                return at
        at += 1
    raise ValueError(f"a {{ that is never closed in {argument!r}; write {{{{ for a brace")


def expressions(run: Iterable[str]) -> Iterator[str]:
    """The placeholders of an argument list that are JMESPath."""
    for argument in run:
        for part in parts(argument):
            is_word = part.text in WORDS or part.text.startswith(RESOURCE)
            if part.is_placeholder and not is_word:
                yield part.text


def _argument(written: str) -> str:
    if not written:
        raise ValueError("empty; give a text, or take it out")
    parts(written)
    return written


ARGUMENT = text(_argument, minLength=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSettings:
    """``[[commands]]``: a program of your own on a key; repeat the table for more."""

    key: str = setting(SOME_TEXT, MISSING, "the key that runs it", "F5")
    title: str = setting(SOME_TEXT, MISSING, "what help and palette call it", "pods")
    run: tuple[str, ...] = setting(
        texts(ARGUMENT, least=1),
        MISSING,
        "an argument list, no shell; {…} is a field of the instance",
        ["k9s", "-n", "{resource.cce.parameters.namespace}"],
    )
    dangerous: bool = setting(FLAG, False, "ask before it runs")
    window: bool = setting(FLAG, False, "run in a new tmux window; outside tmux on this screen")
    wait: bool = setting(FLAG, False, "wait for enter when it has ended, not only when it failed")
    protected: bool = setting(FLAG, False, "may be run on a protected profile too")

    def __post_init__(self) -> None:
        if any(part.is_placeholder for part in parts(self.run[0])):
            raise ValueError(
                "run begins with a placeholder, so that the API would choose the program; name it"
            )

    @property
    def id(self) -> str:
        return f"{OWN}{self.title}"


def rows(own: Iterable[CommandSettings]) -> tuple[Command, ...]:
    """As the table of commands has them; the key as it is written."""
    return tuple(
        Command(each.id, (each.key,), each.title, _words(each), Section.OWN) for each in own
    )


def _words(own: CommandSettings) -> str:
    marks = [word for word in ("dangerous", "window") if getattr(own, word)]
    return " ".join(own.run) + (f"  ({', '.join(marks)})" if marks else "")
