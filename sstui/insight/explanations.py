"""What each word of the API, and each of ours, means, and what operators usually do next.

The tables are data, `sstui/explanations/KIND.toml`: for each word its meaning and the next step in
every language, and where both are from. They are read when they are first asked for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "explanations"
KINDS = (
    "status", "fail_detail", "fail_text", "job", "job_type", "servicestage", "gateway", "iam",
    "http", "fault", "health", "freshness", "link", "mark", "access",
)  # fmt: skip
_FAMILIES = {"SVCSTG": "servicestage", "APIGW": "gateway", "APIG": "gateway", "IAM": "iam"}


@dataclass(frozen=True, slots=True)
class Explanation:
    """``meaning`` and ``next`` by language. ``word`` says where the word is from, ``sense`` where
    its meaning is: ``document`` (the vendor's), ``SDK`` or ``judgement`` (ours)."""

    meaning: Mapping[str, str]
    next: Mapping[str, str]
    word: str
    sense: str
    pattern: re.Pattern[str] | None = None  # of texts that are about it


@lru_cache(maxsize=len(KINDS))
def table(kind: str) -> Mapping[str, Explanation]:
    """All words of a kind."""
    return dict(_entries(_read(kind)))


@lru_cache(maxsize=1)
def labels() -> Mapping[str, Mapping[str, str]]:
    """The words of the page itself, by language."""
    return _read("page")


def explanation(kind: str, word: str) -> Explanation | None:
    """None: the word is new to this version."""
    return table(kind).get(word)


def near_to(kind: str, word: str) -> str | None:
    """The known word that is written most alike."""
    folded = {known.casefold(): known for known in table(kind)}
    found = get_close_matches(word.casefold(), folded, n=1, cutoff=0.5)
    return folded[found[0]] if found else None


def causes_in(text: str) -> list[Explanation]:
    """What a text of the platform is about, as far as known patterns tell; the first of them is
    named first in the text."""
    found = []
    for each in table("fail_text").values():
        match = each.pattern.search(text) if each.pattern else None
        if match:
            found.append((match.start(), each))
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def of_code(code: str) -> tuple[str, str] | None:
    """Kind and word of an error code: ``SVCSTG.00100412`` → ``servicestage``, ``00100412``."""
    family, _, number = code.partition(".")
    kind = _FAMILIES.get(family)
    return (kind, number) if kind and number else None


def of_http_status(status: int) -> str:
    """The word of kind ``http``: itself where it is known, else its class."""
    known = str(status)
    return known if known in table("http") else f"{known[:1]}xx"


def _read(kind: str) -> dict[str, Any]:
    with (FOLDER / f"{kind}.toml").open("rb") as file:
        return tomllib.load(file)


def _entries(document: Mapping[str, Any]) -> Iterator[tuple[str, Explanation]]:
    """Each word of a table; ``also`` are others that mean the same."""
    for word, entry in document.items():
        if not isinstance(entry, dict):
            continue  # what holds for all that do not say otherwise
        told = {"word": document["word"], "sense": document["sense"], **entry}
        pattern = told.get("pattern")
        found = Explanation(
            meaning=told["meaning"],
            next=told["next"],
            word=told["word"],
            sense=told["sense"],
            pattern=re.compile(pattern, re.IGNORECASE) if pattern else None,
        )
        for each in (word, *told.get("also", ())):
            yield each, found
