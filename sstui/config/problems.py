"""What is wrong with what the user wrote, in one line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class ConfigurationError(Exception):
    """Something the user can put right: a file, an option or a variable.

    ``str(error)`` is one line: ``FILE:LINE: KEY: what is wrong; what to do``. ``where`` is the
    file, the option or the variable; the parts stay readable for whoever prints them apart.
    """

    def __init__(
        self,
        problem: str,
        *,
        where: Path | str = "",
        line: int | None = None,
        key: str = "",
        remedy: str = "",
    ) -> None:
        place = f"{where}:{line}" if where and line else str(where)
        said = ": ".join(part for part in (place, key, problem) if part)
        super().__init__(one_line(f"{said}; {remedy}" if remedy else said))
        self.problem = problem
        self.where = where
        self.line = line
        self.key = key
        self.remedy = remedy

    @property
    def short(self) -> str:
        """The same line with the file's name alone: for a bar of eighty cells."""
        folder = f"{self.where.parent}/" if isinstance(self.where, Path) else ""
        return str(self).removeprefix(one_line(folder))


def one_line(text: str) -> str:
    """``text`` with every character that is not printable written as an escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def nearest(word: str, known: Iterable[str], *, most: int = 3) -> list[str]:
    """The known words that ``word`` most resembles, best first; at most ``most``."""
    import difflib

    return difflib.get_close_matches(word.lower(), sorted(known), n=most, cutoff=0.55)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy for a misspelt word: the nearest known one, or all when none is near."""
    words = sorted(known)
    close = nearest(word, words, most=1)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(words)}"
