"""One segment of tmux's status line: the counts, the worst by name, or why nothing is known.

``2✗ orders-prod 1◐ 18●``, ``24●``, ``(3) 21●`` (what is stale in parentheses), ``? 4m 24`` (nobody
wrote for four minutes, or the API has not answered for so long), ``?keys 24``, ``sstui -``.
"""

from __future__ import annotations

from collections.abc import Sequence

from sstui.monitor.status_file import AccountStatus, InstanceStatus, Status
from sstui.view.age import age
from sstui.view.signs import Signs
from sstui.view.tally import TROUBLE, Standing, Tally, tally_line, tally_of
from sstui.view.text import Line, Span, cut_middle, plain

NOTHING = "sstui -"
_NAME_CELLS = 16
_HEALTHS = {each.name.lower(): each for each in Standing}
_BLIND = {"no answer", "refused", "no credentials"}

# tmux's own names, of the sixteen colours that every terminal has.
_COLOURS = {
    "bad": "red",
    "degraded": "yellow",
    "unknown": "magenta",
    "moving": "cyan",
    "ok": "green",
    "off": "default,dim",
    "muted": "default,dim",
}


def segment(status: Status | None, now: float, signs: Signs) -> Line:
    """``now`` is epoch seconds; None: there is no file."""
    if status is None or not status.running:
        return (Span(NOTHING, "muted"),)
    watched = str(len(status.instances))
    if status.old(now):
        how_old = age(now - status.time) if now > status.time else "!"
        return (Span(f"{signs.unknown} {how_old} {watched}", "unknown"),)
    blind = _blind(status.accounts)
    if blind is not None:
        return (Span(f"{_cause(blind, now, signs)} {watched}", "unknown bold"),)
    counts = tally_of(map(_standing, status.instances))
    return _counted(counts, _named(status.instances, signs), signs)


def tmux_text(line: Line, *, plainly: bool = False) -> str:
    """With tmux's codes for colours, and nothing in it that tmux would take for one; ``plainly``
    as it is to be read."""
    if plainly:
        return "".join(span.text for span in line)
    return "".join(map(_coded, line))


def _coded(span: Span) -> str:
    text = span.text.replace("#", "##")
    tokens = span.style.split()
    codes = [f"fg={_COLOURS[token]}" for token in tokens if token in _COLOURS]
    codes += ["bold"] if "bold" in tokens else []
    return f"#[{','.join(codes)}]{text}#[default]" if codes else text


def _blind(accounts: Sequence[AccountStatus]) -> AccountStatus | None:
    """The first account, where none of them tells anything."""
    if accounts and all(each.link in _BLIND for each in accounts):
        return accounts[0]
    return None


def _cause(account: AccountStatus, now: float, signs: Signs) -> str:
    if account.link != "no answer":
        return f"{signs.unknown}keys"
    since = "" if account.since is None else f" {age(now - account.since)}"
    return f"{signs.unknown}{since}"


def _standing(instance: InstanceStatus) -> Standing:
    """As `sstui.view.standing` has it, of the words in the file."""
    if instance.freshness == "stale":
        return Standing.STALE
    if instance.freshness == "unseen":
        return Standing.UNSEEN
    found = _HEALTHS.get(instance.health, Standing.UNKNOWN)
    if instance.freshness == "gone" and found is not Standing.BAD:
        return Standing.GONE
    if instance.quiet and found in TROUBLE:
        return Standing.GONE if instance.freshness == "gone" else Standing.QUIET
    return found


def _named(instances: Sequence[InstanceStatus], signs: Signs) -> str:
    """The first one that is bad."""
    names = (each.name for each in instances if _standing(each) is Standing.BAD)
    return cut_middle(plain(next(names, "")), _NAME_CELLS, signs.cut)


def _counted(counts: Tally, worst: str, signs: Signs) -> Line:
    spans = list(tally_line(counts, signs))
    if worst:  # bad is counted first
        spans.insert(1, Span(f" {worst}", "bad"))
    return tuple(spans) or (Span("0", "muted"),)
