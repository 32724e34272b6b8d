"""Times that the API writes as text, where most of its times are numbers."""

from __future__ import annotations

from datetime import UTC, datetime

from sstui.servicestage.json_types import JSONValue


def epoch_seconds(value: JSONValue) -> float | None:
    """Of ISO 8601 text such as ``2020-01-04T09:05:22.701000Z``, UTC where no zone is written; None
    for anything else."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
