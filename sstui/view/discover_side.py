"""Beside the picker's tree: what is under the cursor, what will be added, what that costs, and
what this identity may see. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sstui.config.bookmarks import Bookmark
from sstui.config.durations import write_duration
from sstui.insight.secrets import mask
from sstui.monitor.cost import Cost
from sstui.servicestage.discovery import Discovery, FoundInstance
from sstui.view.age import ago, duration
from sstui.view.discover_entries import Entry
from sstui.view.discover_words import (
    count,
    found_health,
    lack_words,
    replica_word,
    status_word,
    v3_words,
)
from sstui.view.paragraph import by_words
from sstui.view.signs import Signs
from sstui.view.standing import TOKENS, Standing
from sstui.view.text import Line, Span, cut_end, fit, pad, plain, rule_line

LABEL = 13
_GAUGE = 8


@dataclass(frozen=True, slots=True)
class Draft:
    """What new bookmarks are given; ``interval`` in seconds, None = the general one."""

    group: str = ""
    profile: str = "default"
    interval: float | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bill:
    """The account's looks now, and with what is ticked; ``limit`` requests in five minutes."""

    now: Cost
    then: Cost
    limit: int

    @property
    def words(self) -> str:
        """``about +4 requests per 5m``, and what that does to the pace."""
        more = round(self.then.requests - self.now.requests)
        said = f"about {more:+d} requests per 5m" if more else "no more requests than now"
        if self.then.overviews > self.now.overviews:
            said += f", one overview for each of {self.then.overviews} applications"
        if self.then.pace > self.now.pace > 0:
            said += f", looks every {duration(self.then.pace)}"
        return said


def side_lines(
    discovery: Discovery,
    entry: Entry | None,
    made: Sequence[Bookmark],
    draft: Draft,
    bill: Bill,
    *,
    width: int,
    height: int,
    signs: Signs,
    wall: float,
    tz: tzinfo,
) -> tuple[Line, ...]:
    """At most ``height`` lines of ``width`` cells: the list of names gives way first."""
    preview = [*_preview(entry, wall, tz, signs, width), ()] if entry else []
    below = [(), *_draft(draft), (), *_cost(bill, signs, width), ()]
    who = list(_who(discovery, width, signs))
    room = max(height - len(preview) - len(below) - len(who), 2)
    added = list(_added(made, room, width, signs))
    lines = [*preview, *added, *below, *who]
    return tuple(fit(line, width, signs.cut) for line in lines[:height])


def _rule(title: str, right: str, width: int, signs: Signs) -> Line:
    note: Line = (Span(right, "muted"),) if right else ()
    return rule_line((Span(title, "strong bold"),), note, width, signs.rule, signs.cut)


def _pair(label: str, *spans: Span) -> Line:
    return (Span(f"  {pad(label, LABEL)}", "muted"), *spans)


def _preview(entry: Entry, wall: float, tz: tzinfo, signs: Signs, width: int) -> Iterator[Line]:
    if entry.instance is not None:
        yield _rule(plain(entry.instance.name), "", width, signs)
        yield from _instance(entry.instance, wall, tz, signs)
        return
    named = entry.component or entry.application
    yield _rule(plain(named.name), "", width, signs)
    if entry.component is not None:
        yield _pair("runtime", Span(plain(entry.component.runtime) or signs.dash))
    else:
        yield _pair("has", Span(count(len(entry.application.components), "component")))
    yield _pair("matching", Span(count(len(entry.shown), "instance")))
    yield _pair("id", Span(plain(named.id), "muted"))


def _instance(found: FoundInstance, wall: float, tz: tzinfo, signs: Signs) -> Iterator[Line]:
    health, known = found_health(found), found.instance
    token = TOKENS[Standing[health.name]]
    yield _pair(
        "status",
        Span(f"{signs.health(health)} ", token),
        Span(f"{plain(status_word(found))}  {replica_word(found)}"),
    )
    yield _pair("environment", Span(plain(found.environment_name or found.environment)))
    if known is not None:
        images = [
            mask(each.url or "").rpartition("/")[2] for each in (known.artifacts or {}).values()
        ]
        image = plain(images[0]) if images else ""
        yield _pair(
            "version", Span(plain(known.version or signs.dash)), Span(f"  {image}", "muted")
        )
        addresses = [each.address for each in known.external_accesses or () if each.address]
        yield _pair("access", Span(plain(mask(addresses[0])) if addresses else signs.dash))
        yield _pair(
            "created",
            Span(_day(known.create_time, tz) or signs.dash),
            Span(f"  {plain(known.creator or '')}", "muted"),
        )
        moved = known.update_time
        yield _pair("updated", Span(ago(wall - moved / 1000) if moved else signs.dash))
    yield _pair("id", Span(plain(found.ref.instance), "muted"))


def _day(milliseconds: int | None, tz: tzinfo) -> str:
    """Empty for what is no time of a calendar."""
    try:
        return datetime.fromtimestamp((milliseconds or 0) / 1000, tz).strftime("%Y-%m-%d")
    except (OverflowError, ValueError, OSError):
        return ""


def _added(made: Sequence[Bookmark], room: int, width: int, signs: Signs) -> Iterator[Line]:
    yield _rule("will be added", str(len(made)), width, signs)
    if not made:
        yield (Span("  nothing is ticked yet", "muted"),)
    whole = len(made) <= room - 1
    for each in made if whole else made[: max(room - 2, 0)]:
        name = cut_end(plain(each.name), width - 4, signs.cut)
        yield (Span(f"  {name}"),)
    if not whole:
        yield (Span(f"  and {len(made) - max(room - 2, 0)} more", "muted"),)


def _draft(draft: Draft) -> Iterator[Line]:
    given = (
        ("group", draft.group),
        ("profile", draft.profile),
        ("interval", "" if draft.interval is None else write_duration(draft.interval)),
        ("tags", " ".join(draft.tags)),
    )
    for number, (label, value) in enumerate(given):
        text = (
            Span(plain(value))
            if value
            else Span("as usual" if label == "interval" else "none", "muted")
        )
        key: Line = (Span("  e", "accent bold"),) if number == 0 else ()
        yield (*_pair(label, text), *key)


def _cost(bill: Bill, signs: Signs, width: int) -> Iterator[Line]:
    yield _rule("cost", "", width, signs)
    for line in by_words(bill.words, width - 2):
        yield (Span(f"  {line}"),)
    for label, which in (("now", bill.now), ("then", bill.then)):
        full = min(round(_GAUGE * which.requests / max(bill.limit, 1)), _GAUGE)
        yield (
            Span(f"  {pad(label, 5)}", "muted"),
            Span(signs.gauge_full * full),
            Span(signs.gauge_empty * (_GAUGE - full), "rule"),
            Span(f" {round(which.requests)}"),
            Span(f"/{bill.limit}", "muted"),
        )


def _who(discovery: Discovery, width: int, signs: Signs) -> Iterator[Line]:
    """As whom this was read, and what it was not told."""
    facts = discovery.facts
    yield _rule("may see", "", width, signs)
    for label, value in (
        ("as", facts.identity),
        ("project", facts.project_id),
        ("region", facts.region),
    ):
        yield _pair(label, Span(plain(value) or signs.dash))
    for said in (*lack_words(discovery), v3_words(discovery)):
        style = "muted" if said == v3_words(discovery) else "degraded"
        for line in by_words(plain(said), width - 2) if said else ():
            yield (Span(f"  {line}", style),)
