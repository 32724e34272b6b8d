"""An HTTP answer as the rest of this package sees it, and how its words are made harmless."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers (names in lower case) and decompressed body; ``received`` by our clock.

    Headers and body stay out of ``repr``: IAM's answer carries the token in a header.
    ``cut`` says that the connection ended before the body did.
    """

    host: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    received: float
    cut: bool = False

    @property
    def is_good(self) -> bool:
        """A 2xx, of which the document names 200 and the token call 201."""
        return 200 <= self.status < 300

    @property
    def date(self) -> datetime | None:
        """The server's clock (UTC)."""
        return http_date(self.headers.get("date", ""))

    @property
    def skew(self) -> float | None:
        """Our clock minus theirs, in seconds."""
        date = self.date
        return None if date is None else self.received - date.timestamp()

    @property
    def request_id(self) -> str | None:
        """What support asks for; IAM calls it a trace id."""
        found = self.headers.get("x-request-id") or self.headers.get("x-iam-trace-id")
        return clean(found, 100) or None if found else None

    @property
    def retry_after(self) -> float | None:
        """``Retry-After`` in seconds from now: a number, or a date by the server's clock."""
        text = self.headers.get("retry-after", "").strip()
        if re.fullmatch(r"\d{1,9}(?:\.\d+)?", text):
            return min(float(text), _LONGEST_WAIT)
        at = http_date(text)
        if at is None:
            return None
        now = self.date.timestamp() if self.date else self.received
        return min(max(at.timestamp() - now, 0.0), _LONGEST_WAIT)


_LONGEST_WAIT = 86_400.0


@lru_cache(maxsize=8)  # all answers of one second say the same
def http_date(text: str) -> datetime | None:
    """``Tue, 06 Jan 2026 12:00:00 GMT`` as UTC; None for anything else."""
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


_SECRET_HEADER = re.compile(r"(?i)(x-(?:security|auth|subject)-token\s*[:=]\s*)[^\s|,;\"']+")


def clean(text: str, limit: int = 300) -> str:
    """One bounded line of printable characters: no controls, no escapes, no bidi marks.

    The gateway echoes the canonical request of a wrong signature, security token included:
    such values are blanked.
    """
    text = _SECRET_HEADER.sub(r"\1***", text[: limit * 8])
    shown = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    line = " ".join(shown.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
