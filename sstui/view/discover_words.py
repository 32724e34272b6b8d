"""What an account has, in words: for the picker and for ``sstui discover``. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sstui.config.bookmarks import Bookmark
from sstui.insight.health import judge
from sstui.insight.records import Health, replica_text
from sstui.servicestage.refs import InstanceRef, lowered
from sstui.view.age import wait

if TYPE_CHECKING:
    from sstui.monitor.discovering import Reading
    from sstui.servicestage.discovery import Discovery, FoundInstance

NOT_READ = "not readable"

Watched = dict[InstanceRef, str]


def watched_names(bookmarks: Iterable[Bookmark]) -> Watched:
    """Under which name each instance is watched already, by ref in lower case."""
    return {lowered(each.ref): each.name for each in bookmarks}


def found_health(found: FoundInstance) -> Health:
    """Of this one look, with nothing expected."""
    if found.instance is None:
        return Health.UNKNOWN
    detail = found.instance.status_detail
    return judge(detail, in_status=0.0, in_motion=0.0, expectation=None).health


def status_word(found: FoundInstance) -> str:
    return found.status or NOT_READ


def replica_word(found: FoundInstance) -> str:
    """``1/3``; a number that was not told is ``?``, empty where none was."""
    detail = found.instance.status_detail if found.instance else None
    if detail is None or (detail.available_replica is None and detail.replica is None):
        return ""
    return replica_text(detail.available_replica, detail.replica)


def count(number: int, noun: str) -> str:
    """``1 instance``, ``3 instances``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def how_many(discovery: Discovery) -> str:
    """``4 applications, 24 components, 24 instances``."""
    components = sum(len(each.components) for each in discovery.applications)
    return ", ".join(
        (
            count(len(discovery.applications), "application"),
            count(components, "component"),
            count(sum(1 for _ in discovery.instances), "instance"),
        )
    )


def v3_words(discovery: Discovery) -> str:
    """How many components cannot be watched yet; empty for none."""
    number = discovery.v3_components
    if not number:
        return ""
    were = "was" if number == 1 else "were"
    return f"{count(number, 'component')} {were} made with V3 and cannot be watched yet"


def lack_words(discovery: Discovery) -> tuple[str, ...]:
    """What this identity was not told, a line each."""
    return tuple(f"not told {each.what}: {each.why}" for each in discovery.lacks)


def reading_words(reading: Reading) -> str:
    """How far a reading is."""
    if reading.applications is None:
        words = "asking for the applications"
    else:
        words = f"{reading.done} of {count(reading.applications, 'application')}"
    if reading.waiting:
        words += f", waiting {wait(reading.waiting)} for the request budget"
    return words
