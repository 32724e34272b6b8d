"""The language of the filter: text → terms, each valid or struck with its reason. Pure.

Blanks part terms, all of which must hold; commas part what one term accepts; ``!`` before either
is *not*; quotes keep blanks, commas and signs as they are. Without a column a term is a part of
what `filter_fields.PLAIN` names; ``~text`` accepts letters in that order. No text is an error: a
term that is not valid (yet) is left out and says why, the others apply.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from math import isnan
from typing import NamedTuple

from sstui.config.durations import parse_duration
from sstui.view.age import WEEK
from sstui.view.filter_fields import FIELDS, HEALTHS, IS, Field, Kind
from sstui.view.standing import Standing

# What a Chinese input method sends for the signs of the language (SCREENS §6).
_ASCII = str.maketrans("：，、！“”＂＜＞＝～　", ':,,!"""<>=~ ')
_COLUMN = re.compile(r"([^\W\d][\w-]*)(:[<>]=?|:=|:|[<>]=?|=)")
_WEEKS = re.compile(r"(\d{1,4})w", re.ASCII)


class _Char(NamedTuple):
    text: str
    at: int
    quoted: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a term accepts. ``sign``: ``:`` is part of, ``=`` is all of, ``~`` has its letters
    in that order, or a comparison. ``field`` is None for a text without a column; ``start`` and
    ``end`` are where ``value`` stands in the filter's text."""

    field: Field | None
    sign: str
    value: str
    negated: bool
    start: int
    end: int
    number: float = 0.0
    healths: frozenset[Standing] = frozenset()
    words: tuple[str, ...] = ()  # of `filter_fields.IS`


@dataclass(frozen=True, slots=True)
class Term:
    """From ``start`` to ``end`` of the text. A ``problem`` strikes it."""

    start: int
    end: int
    negated: bool
    choices: tuple[Choice, ...]
    problem: str = ""


@dataclass(frozen=True)
class Filter:
    text: str
    terms: tuple[Term, ...]

    @cached_property
    def valid(self) -> tuple[Term, ...]:
        """The terms that apply; without any everything passes."""
        return tuple(term for term in self.terms if term.choices and not term.problem)

    @property
    def problem(self) -> str:
        """Of the last struck term: the one that is being typed."""
        return next((term.problem for term in reversed(self.terms) if term.problem), "")

    @cached_property
    def live(self) -> bool:
        """Whether its answers change without a look."""
        choices = (choice for term in self.valid for choice in term.choices)
        return any(choice.field is not None and choice.field.live for choice in choices)


EVERYTHING = Filter("", ())


class _Struck(ValueError):
    """Why a term is not valid."""


def parse(text: str, fields: Mapping[str, Field] = FIELDS) -> Filter:
    """Never raises; ``fields`` are the columns that may be named."""
    chars = tuple(_chars(text))
    terms = []
    for blank, group in groupby(chars, lambda each: each.text == " " and not each.quoted):
        if not blank:
            terms.append(_term(tuple(group), fields))
    return Filter(text, tuple(terms))


def _chars(text: str) -> Iterator[_Char]:
    """Without the quotes; a quote that is not closed reaches to the end. The quotes themselves
    leave an empty mark, so that ``""`` is a term and ``"a b"`` knows its ends."""
    quoted = False
    for at, character in enumerate(text):
        sign = character.translate(_ASCII)
        if sign == '"':
            quoted = not quoted
            yield _Char("", at, True)
        elif quoted:
            yield _Char(character, at, True)
        else:
            yield _Char(" " if sign.isspace() else sign, at, False)


def _term(chars: tuple[_Char, ...], fields: Mapping[str, Field]) -> Term:
    start, end = chars[0].at, chars[-1].at + 1
    negated, rest = _negation(chars)
    choices: list[Choice] = []
    problem = "" if rest else "! wants a term behind it"
    field, sign = None, ":"
    for comma, group in groupby(rest, lambda each: each.text == "," and not each.quoted):
        if comma:
            continue
        try:
            choice = _choice(tuple(group), fields, field, sign)
        except _Struck as reason:
            problem = problem or str(reason)
        else:
            if choice is not None:
                choices.append(choice)
                field, sign = choice.field, choice.sign
    return Term(start, end, negated, tuple(choices), problem)


def _negation(chars: Sequence[_Char]) -> tuple[bool, Sequence[_Char]]:
    count = 0
    while count < len(chars) and chars[count].text == "!" and not chars[count].quoted:
        count += 1
    return count % 2 == 1, chars[count:]


def _choice(
    chars: Sequence[_Char], fields: Mapping[str, Field], field: Field | None, sign: str
) -> Choice | None:
    """One alternative; ``field`` and ``sign`` are those of the one before it, which it shares
    unless it names its own. None where nothing was asked: ``""``."""
    negated, chars = _negation(chars)
    if not chars:
        raise _Struck("! wants a term behind it")
    open_text = "".join(each.text for each in _unquoted(chars))
    named = _COLUMN.match(open_text)
    if named and (named[2].startswith(":") or named[1].casefold() in fields):
        field = fields.get(named[1].casefold())
        if field is None:
            raise _Struck(f"no column {named[1]}; quotes make it text")
        sign = named[2].removeprefix(":") or ":"
        chars = chars[named.end() :]
    if chars and chars[0].text == "~" and not chars[0].quoted:
        sign, chars = "~", chars[1:]
    elif sign == "~":
        sign = ":"
    value = "".join(each.text for each in chars).casefold()
    at, end = (chars[0].at, chars[-1].at + 1) if chars else (0, 0)
    if field is None:
        return Choice(None, sign, value, negated, at, end) if value else None
    return _checked(Choice(field, sign, value, negated, at, end), field)


def _unquoted(chars: Sequence[_Char]) -> Iterator[_Char]:
    for each in chars:
        if each.quoted:
            return
        yield each


def _checked(choice: Choice, field: Field) -> Choice:
    """With its value read. Raises `_Struck`."""
    match field.kind:
        case Kind.HEALTH:
            names = _beginning(choice, field, HEALTHS)
            return replace(choice, healths=frozenset(HEALTHS[name] for name in names))
        case Kind.IS:
            return replace(choice, words=_beginning(choice, field, IS))
        case Kind.DURATION:
            return replace(choice, number=_duration(choice, field))
        case Kind.NUMBER:
            return _number(choice, field)
        case Kind.TEXT:
            if choice.sign[0] in "<>":
                raise _Struck(f"{field.name}: is a text, never more or less than another")
            if not choice.value:
                raise _Struck(f"{field.name}: wants a text behind it")
            return choice


def _beginning(choice: Choice, field: Field, words: Mapping[str, object]) -> tuple[str, ...]:
    """The words that begin as it is typed: ``health:b`` already is *bad*."""
    found = tuple(word for word in words if word.startswith(choice.value))
    if choice.value in words:
        found = (choice.value,)
    if not found or not choice.value or choice.sign not in (":", "="):
        raise _Struck(f"{field.name}: is one of {' '.join(words)}")
    return found


def _duration(choice: Choice, field: Field) -> float:
    if choice.sign[0] not in "<>":
        raise _Struck(f"{field.name}: wants > or <, and {field.kind.value}")
    weeks = _WEEKS.fullmatch(choice.value)
    try:
        return float(weeks[1]) * WEEK if weeks else parse_duration(choice.value)
    except ValueError as error:
        raise _Struck(f"{field.name}:{choice.sign} wants {field.kind.value}") from error


def _number(choice: Choice, field: Field) -> Choice:
    """A comparison; ``replicas:1/3`` is the text where the column has one."""
    sign = "" if choice.sign in (":", "=") else choice.sign
    try:
        number = float(choice.value.removesuffix("%"))
    except ValueError as error:
        if choice.value and not sign and field.texts is not None:
            return choice
        raise _Struck(f"{field.name}:{sign} wants {field.kind.value}") from error
    if sign == "~" or isnan(number):
        raise _Struck(f"{field.name}: wants {field.kind.value}")
    return replace(choice, sign=sign or "==", number=number)
