"""What a running dashboard knows of what `check` is asked for: from ``status.json``, no network."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sstui.cli import places
from sstui.cli.diagnostics import ExitCode, Refusal
from sstui.cli.options import Options
from sstui.config.bookmarks import Bookmark, find
from sstui.config.paths import Paths
from sstui.config.problems import nearest
from sstui.monitor.status_file import OLD_AFTER, InstanceStatus, Status, read_status
from sstui.servicestage.refs import InstanceRef, lowered
from sstui.view.age import ago

_RUN = "run `sstui` or `sstui watch` on this machine"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: names, or all where there are none, and of them those of a group."""

    names: Sequence[str] = ()
    group: str | None = None

    def of(self, listed: Sequence[Bookmark]) -> Sequence[Bookmark]:
        """At least one. Raises `Refusal`, `UnknownName`, `AmbiguousName`."""
        chosen = [find(listed, name) for name in self.names] or listed
        if self.group is not None:
            chosen = self._in_group(listed, chosen)
        if not chosen:
            remedy = "`sstui add REF` bookmarks an instance"
            raise Refusal("nothing is watched", ExitCode.USAGE, remedy)
        return list(dict.fromkeys(chosen))

    def _in_group(
        self, listed: Sequence[Bookmark], chosen: Sequence[Bookmark]
    ) -> Sequence[Bookmark]:
        found = [each for each in chosen if each.group == self.group]
        if found:
            return found
        groups = sorted({each.group for each in listed if each.group})
        near = nearest(self.group or "", groups)
        hint = f"did you mean {' or '.join(near)}?" if near else "`sstui list` shows them"
        raise Refusal(f"none of them is in the group {self.group}; {hint}", ExitCode.NO)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of each that is wanted, how that is known, and what to do about errors."""

    instances: Sequence[InstanceStatus]
    how: str
    advice: Sequence[str] = ()


def known(options: Options, wanted: Wanted, max_age: float | None) -> Seen:
    """Raises `Refusal` where nothing was left, or only what is older than ``max_age`` seconds."""
    chosen = wanted.of(places.bookmarks(options))
    path = Paths.from_environ(os.environ).status_file
    status = read_status(path)
    if status is None:
        remedy = f"{_RUN}, or check without --cached; it is looked for in {path}"
        raise Refusal("no dashboard left anything here", ExitCode.NO_ANSWER, remedy)
    old = time.time() - status.time
    if abs(old) > (OLD_AFTER if max_age is None else max_age):
        who = "no dashboard wrote" if status.running else "the last dashboard ended, and wrote,"
        when = ago(old) if old > 0 else "in the future"
        remedy = f"{_RUN}, or allow more with --max-age; it wrote {path}"
        raise Refusal(f"too old: {who} {when}", ExitCode.NO_ANSWER, remedy)
    told = {_ref(each): each for each in status.instances}
    instances = [_of(status, told.get(lowered(each.ref)), each) for each in chosen]
    return Seen(instances, f"{len(chosen)} as process {status.pid} saw them, written {ago(old)}")


def _ref(instance: InstanceStatus) -> InstanceRef:
    return lowered(InstanceRef(instance.application, instance.component, instance.instance))


def _of(status: Status, told: InstanceStatus | None, bookmark: Bookmark) -> InstanceStatus:
    if told is not None:
        return replace(told, name=bookmark.name, group=bookmark.group)
    ref = bookmark.ref
    return InstanceStatus(
        bookmark.name,
        ref.application,
        ref.component,
        ref.instance,
        bookmark.profile,
        bookmark.group,
        error=f"process {status.pid} does not watch it",
    )
