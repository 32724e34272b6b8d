"""What `check` says of instances: the exit codes of CONTRACT §5, and the words for each.

Works on what ``status.json`` holds, so that a look that was just made and one that a dashboard made
are judged and worded by the same lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sstui.insight.records import replica_text
from sstui.monitor.status_file import InstanceStatus
from sstui.servicestage.json_types import JSONObject, JSONValue
from sstui.view.age import ago, for_age
from sstui.view.check_ranges import Range
from sstui.view.plugin import Figure, Report, State, first_line, severity, worst

METRICS = ("replicas", "age")
COUNTED = ("ok", "moving", "degraded", "bad", "off", "gone", "unknown")
NEW = 5.0  # seconds; how long it has been so is not worth a word
_OF_HEALTH = {
    "ok": State.OK,
    "moving": State.WARNING,
    "degraded": State.WARNING,
    "bad": State.CRITICAL,
}


@dataclass(frozen=True, slots=True)
class Rules:
    """``warning`` and ``critical`` by metric; ``max_age``: seconds after which a look says nothing
    any more."""

    off: State = State.OK
    warning: Mapping[str, Range] = field(default_factory=dict)
    critical: Mapping[str, Range] = field(default_factory=dict)
    max_age: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """On one instance; ``counted`` is one of `COUNTED`."""

    instance: InstanceStatus
    state: State
    counted: str
    words: str

    @property
    def line(self) -> str:
        return f"[{self.state.name}] {self.instance.name}: {self.words}"


def judge(instance: InstanceStatus, rules: Rules, now: float) -> Verdict:
    """``now`` is epoch seconds."""
    freshness, age = instance.freshness, _age(instance, now)
    if freshness == "gone":
        return Verdict(instance, State.CRITICAL, "gone", f"gone 404{_since(instance, now)}")
    if freshness != "fresh":
        return Verdict(instance, State.UNKNOWN, "unknown", _last_seen(instance, now))
    if rules.max_age is not None and age is not None and age > rules.max_age:
        return Verdict(instance, State.UNKNOWN, "unknown", _last_seen(instance, now))
    health = instance.health
    state = rules.off if health == "off" else _OF_HEALTH.get(health, State.UNKNOWN)
    said = [f"{instance.status or chr(34) * 2}{_replicas(instance)}{_since(instance, now)}"]
    said += [instance.reason] if instance.reason else []
    for level, ranges in ((State.CRITICAL, rules.critical), (State.WARNING, rules.warning)):
        alerts = [name for name, each in ranges.items() if _alerts(each, name, instance, age)]
        if alerts:
            state = worst((state, level))
            said += [f"{name} not within {ranges[name]}" for name in alerts]
            break
    return Verdict(instance, state, health if health in COUNTED else "unknown", ", ".join(said))


def report(
    verdicts: Sequence[Verdict], rules: Rules, now: float, how: str, advice: Sequence[str] = ()
) -> tuple[State, Report]:
    """The worst of them, and what a core is told; ``how`` it is known stands in the last line,
    ``advice`` below what is not well."""
    state = worst(each.state for each in verdicts)
    trouble = sorted(
        (each for each in verdicts if each.state is not State.OK),
        key=lambda each: -severity(each.state),
    )
    well = [each.line for each in verdicts if each.state is State.OK]
    return state, Report(
        first_line(state, _summary(verdicts, trouble)),
        [*(each.line for each in trouble), *advice],
        well,
        how,
        _counts(verdicts),
        [_figures(each.instance, rules, now) for each in verdicts],
    )


def as_json(verdicts: Sequence[Verdict], state: State, now: float) -> JSONObject:
    """The schema of README *For monitoring*: what does not hold is null."""
    from sstui.view.event_json import utc_text  # 20 ms that the text does without

    counts: JSONObject = {name: _count(verdicts, name) for name in COUNTED}
    instances: list[JSONValue] = [_object(each, now, utc_text) for each in verdicts]
    return {
        "v": 1,
        "time": utc_text(now),
        "state": state.name,
        "code": int(state),
        "counts": counts,
        "instances": instances,
    }


def _object(verdict: Verdict, now: float, utc: Callable[[float], str]) -> JSONObject:
    instance = verdict.instance
    age = _age(instance, now)
    return {
        "name": instance.name,
        "group": instance.group,
        "profile": instance.profile,
        "application": instance.application,
        "component": instance.component,
        "instance": instance.instance,
        "state": verdict.state.name,
        "code": int(verdict.state),
        "words": verdict.words,
        "status": instance.status or None,
        "have": instance.have,
        "want": instance.want,
        "health": instance.health,
        "reason": instance.reason or None,
        "freshness": instance.freshness,
        "since": None if instance.since is None else utc(instance.since),
        "age": None if age is None else round(age, 3),
        "latency": None if instance.latency is None else round(instance.latency, 3),
        "error": instance.error,
    }


def _summary(verdicts: Sequence[Verdict], trouble: Sequence[Verdict]) -> str:
    """The counts, then the worst by name; one alone by its words."""
    if len(verdicts) == 1:
        return f"{verdicts[0].instance.name} {verdicts[0].words}"
    if not trouble:
        counts = ((name, _count(verdicts, name)) for name in COUNTED)
        return ", ".join(f"{count} {name}" for name, count in counts if count)
    states = (State.CRITICAL, State.UNKNOWN, State.WARNING)
    numbers = ((each, sum(v.state is each for v in trouble)) for each in states)
    told = ", ".join(f"{number} {each.name.lower()}" for each, number in numbers if number)
    names = "; ".join(f"{each.instance.name} {each.words}" for each in trouble)
    return f"{told} of {len(verdicts)}: {names}"


def _counts(verdicts: Sequence[Verdict]) -> list[Figure]:
    most = len(verdicts)
    return [Figure(name, _count(verdicts, name), least=0, most=most) for name in COUNTED]


def _count(verdicts: Sequence[Verdict], counted: str) -> int:
    return sum(each.counted == counted for each in verdicts)


def _figures(instance: InstanceStatus, rules: Rules, now: float) -> list[Figure]:
    def limits(metric: str) -> tuple[str, str]:
        both = (rules.warning.get(metric), rules.critical.get(metric))
        warning, critical = ("" if each is None else str(each) for each in both)
        return warning, critical

    name, known = instance.name, instance.freshness == "fresh"
    have = instance.have if known else None
    return [
        Figure(f"{name} replicas", have, "", *limits("replicas"), least=0, most=instance.want),
        Figure(f"{name} age", _age(instance, now), "s", *limits("age"), least=0),
        Figure(f"{name} latency", instance.latency if known else None, "s", least=0),
    ]


def _alerts(wanted: Range, metric: str, instance: InstanceStatus, age: float | None) -> bool:
    """A figure that is not known breaks no threshold."""
    value = instance.have if metric == "replicas" else age
    return value is not None and wanted.alerts(value)


def _age(instance: InstanceStatus, now: float) -> float | None:
    """Seconds since the last good look."""
    return None if instance.seen is None else max(now - instance.seen, 0.0)


def _replicas(instance: InstanceStatus) -> str:
    if instance.have is None and instance.want is None:
        return ""
    return f" {replica_text(instance.have, instance.want)}"


def _since(instance: InstanceStatus, now: float) -> str:
    lasted = 0.0 if instance.since is None else now - instance.since
    return f" {for_age(lasted, at_least=instance.since_first)}" if lasted >= NEW else ""


def _last_seen(instance: InstanceStatus, now: float) -> str:
    why = instance.error or instance.reason
    if instance.seen is None or not instance.status:
        return ", ".join(filter(None, ("not seen", instance.error, instance.reason)))
    seen = f"({instance.status}) seen {ago(now - instance.seen)}"
    return f"{seen}, {why}" if why else seen
