"""Words explained: what each means, what operators usually do next, and where that is from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sstui.insight.explanations import Explanation, causes_in, explanation, labels, near_to
from sstui.insight.secrets import mask
from sstui.view.explain_topics import Topic
from sstui.view.paragraph import by_words
from sstui.view.signs import Signs
from sstui.view.text import Line, Span, cells, cut_end, join, plain

_INDENT = 2
_NOTE_ROWS = 4
_CODES = {"servicestage": "SVCSTG.", "gateway": "APIGW.", "iam": "IAM ", "http": "HTTP "}
_TABLES = {"step": "job"}  # kinds that share a table


def explain_lines(topics: Iterable[Topic], language: str, width: int, signs: Signs) -> list[Line]:
    """One block for each topic, a blank line between them; each line at most ``width`` cells."""
    lines: list[Line] = []
    for topic in topics:
        if lines:
            lines.append(())
        lines += _Block(topic, language, width, signs).lines()
    return lines


class _Block:
    def __init__(self, topic: Topic, language: str, width: int, signs: Signs) -> None:
        self._topic = topic
        self._language = language
        self._labels: Mapping[str, str] = labels()[language]
        self._width = width
        self._signs = signs

    def lines(self) -> Iterator[Line]:
        topic = self._topic
        kind = _TABLES.get(topic.kind, topic.kind)
        if topic.kind == "fail_text":
            yield from self._text()
            return
        found = explanation(kind, topic.word)
        yield self._title(f"{_CODES.get(topic.kind, '')}{plain(mask(topic.word))}", found)
        yield from self._notes()
        if found is not None:
            yield from self._explained(found)
        else:
            yield from self._new(kind)

    def _title(self, word: str, found: Explanation | None) -> Line:
        """The word, what kind of word it is, and where word and meaning are from."""
        told = self._labels
        right = told[self._topic.kind]
        if found is not None:
            sources = dict.fromkeys((told[found.word], told[found.sense]))
            longer = f"{right} {self._signs.dot} {' / '.join(sources)}"
            if cells(word) + cells(longer) + 4 <= self._width:
                right = longer
        shown = cut_end(word or '""', max(self._width - cells(right) - 4, 8), self._signs.cut)
        left = (Span(shown, f"{self._topic.style} bold"),)
        return join(left, (Span(right, "muted"),), self._width, self._signs.cut)

    def _notes(self) -> Iterator[Line]:
        """What is true of it here; it may be long and foreign."""
        for note in self._topic.notes:
            yield from self._paragraph(plain(mask(note)), "muted", rows=_NOTE_ROWS)

    def _explained(self, found: Explanation) -> Iterator[Line]:
        yield from self._paragraph(found.meaning[self._language], "text")
        yield from self._paragraph(found.next[self._language], "strong", self._signs.became)

    def _new(self, kind: str) -> Iterator[Line]:
        yield from self._paragraph(self._labels["new"], "unknown")
        near = None if kind in _CODES else near_to(kind, self._topic.word)
        known = None if near is None else explanation(kind, near)
        if known is not None:
            words = f"{self._labels['near']} {near}: {known.meaning[self._language]}"
            yield from self._paragraph(words, "text")

    def _text(self) -> Iterator[Line]:
        """A text of the platform, and what such texts are about."""
        causes = causes_in(" ".join(self._topic.notes))
        yield self._title(self._labels["fail_text"], causes[0] if causes else None)
        yield from self._notes()
        if not causes:
            yield from self._paragraph(self._labels["unclear"], "text")
        for number, cause in enumerate(causes):
            if not number:
                yield from self._paragraph(f"{self._labels['about']}:", "muted")
            yield from self._explained(cause)

    def _paragraph(
        self, text: str, style: str, sign: str = "", rows: int | None = None
    ) -> Iterator[Line]:
        """Indented; ``sign`` hangs before its first line. At most so many ``rows``."""
        room = max(self._width - _INDENT - (cells(sign) + 1 if sign else 0), 4)
        lines = by_words(text, room)
        if rows is not None and len(lines) > rows:
            lines = [*lines[: rows - 1], cut_end(f"{lines[rows - 1]} {lines[rows]}", room)]
        for number, line in enumerate(lines):
            hang = f"{sign} " if sign else ""
            start = hang if not number else " " * cells(hang)
            yield (Span(" " * _INDENT), Span(start, "accent"), Span(line, style))
