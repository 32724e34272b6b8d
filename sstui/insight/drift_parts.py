"""The places at which two bodies are compared, part by part, and which of them are no drift."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from sstui.insight.drift_walk import Place, Walk, only_one_has
from sstui.insight.likeness import Pair, canonical, is_nothing, matched, named
from sstui.insight.standins import without_stand_in
from sstui.servicestage.json_types import JSONObject, JSONValue
from sstui.servicestage.models import Instance, StatusDetail

ITS_OWN = "its own"  # an id, a name, an address: must differ between two instances
STATE = "state"  # how it is just now, not how it is set up
NOT_DOCUMENTED = "not in the document"


class Part(StrEnum):
    """A part of a body, by the name that its title shows; in the order of view 4."""

    ARTIFACTS = "artifacts"
    VARIABLES = "configuration · env"
    CONFIGURATION = "configuration"
    RESOURCES = "refer_resources"
    ACCESSES = "external_accesses"
    INSTANCE = "instance"


Found = Iterator[tuple[Part, Place]]
Key = Callable[[JSONValue], str]

_SET_UP = ("version", "flavor_id", "platform_type", "description", "environment_id", "name")
_OWN = frozenset({"environment_id", "name"})
_PARTS = frozenset(
    {"artifacts", "configuration", "refer_resources", "external_accesses", "status_detail"}
)
_OF_STATUS = ("replica", "enterprise_project_id")
_OF_ACCESS = frozenset({"status", "create_time", "update_time"})
_DOCUMENTED = frozenset({*Instance.model_fields, *StatusDetail.model_fields})


def places(before: JSONValue, after: JSONValue, *, two_instances: bool, everything: bool) -> Found:
    """Every place, in the order of `Part`. ``everything``: also each that is the same inside of
    something that is the same as a whole."""
    old, new = _object(before), _object(after)
    walk = Walk(everything)
    for place in walk.below(_field(old, new, "artifacts")):
        yield Part.ARTIFACTS, place
    was, now = _object(old.get("configuration")), _object(new.get("configuration"))
    for place in walk.below(_field(was, now, "env", "configuration.")):
        yield Part.VARIABLES, place
    for key in dict.fromkeys((*now, *was)):
        if key != "env":
            field = _field(was, now, key, "configuration.", name=without_stand_in(key))
            for place in walk.below(field):
                yield Part.CONFIGURATION, place
    for place in _resources(walk, old, new, two_instances):
        yield Part.RESOURCES, place
    for place in _accesses(walk, old, new, two_instances):
        yield Part.ACCESSES, place
    for place in _instance(old, new, two_instances):
        yield Part.INSTANCE, place


def _object(value: JSONValue) -> JSONObject:
    return value if isinstance(value, dict) else {}


def _field(
    old: JSONObject, new: JSONObject, key: str, above: str = "", *, name: str = "", aside: str = ""
) -> Place:
    path = above + without_stand_in(key)
    return Place(name, path, key, old.get(key), new.get(key), aside=aside)


# Lists of things that are known by more than a name.


def _resources(walk: Walk, old: JSONObject, new: JSONObject, two: bool) -> Iterator[Place]:
    def by_id(item: JSONValue) -> str:
        return _joined(item, "type", "id")

    def by_alias(item: JSONValue) -> str:
        return _joined(item, "type", "refer_alias")

    def by_type(item: JSONValue) -> str:
        return named(item, "type")

    keys: Sequence[Key] = (by_id, by_alias, by_type) if two else (by_id, by_alias)
    own = frozenset({"id"}) if two else frozenset()
    for pair, item in _pairs(old, new, "refer_resources", keys):
        label = f"{named(item, 'type')} {named(item, 'refer_alias') or named(item, 'id')}"
        path = f"refer_resources.{by_id(item)}"
        yield from walk.below(_item(pair, label, path), _aside(own, ITS_OWN))


def _accesses(walk: Walk, old: JSONObject, new: JSONObject, two: bool) -> Iterator[Place]:
    def by_id(item: JSONValue) -> str:
        return named(item, "id")

    def by_port(item: JSONValue) -> str:
        port = item.get("forward_port") if isinstance(item, dict) else None
        return f"{_joined(item, 'protocol', 'type')}:{port}"

    def by_kind(item: JSONValue) -> str:
        return _joined(item, "protocol", "type")

    keys: Sequence[Key] = (by_port, by_kind) if two else (by_id, by_port)
    own = frozenset({"id", "address"}) if two else frozenset()

    def aside(key: str) -> str:
        return STATE if key in _OF_ACCESS else ITS_OWN if key in own else ""

    for pair, item in _pairs(old, new, "external_accesses", keys):
        label = f"{named(item, 'protocol')} {named(item, 'address') or named(item, 'id')}"
        path = f"external_accesses.{by_id(item)}"
        yield from walk.below(_item(pair, label, path), aside)


def _joined(item: JSONValue, first: str, second: str) -> str:
    """Both texts; empty where the second is missing."""
    end = named(item, second)
    return f"{named(item, first)}:{end}" if end else ""


def _aside(keys: frozenset[str], why: str) -> Callable[[str], str]:
    return lambda key: why if key in keys else ""


def _item(pair: Pair, label: str, path: str) -> Place:
    name, path = without_stand_in(label.strip()), without_stand_in(path)
    return Place(name, path, "", pair.before, pair.after, alone=only_one_has(pair))


def _pairs(
    old: JSONObject, new: JSONObject, name: str, keys: Sequence[Key]
) -> Iterator[tuple[Pair, JSONValue]]:
    """The items of two lists, matched by the first key that finds a match; and the newer of the
    two."""
    was, now = (_items(each.get(name)) for each in (old, new))
    for key in (*keys, canonical):  # what cannot be told apart may still be the same
        for text in dict.fromkeys(filter(None, map(key, now))):
            olds = [item for item in was if key(item) == text]
            news = [item for item in now if key(item) == text]
            for pair in matched("", olds, news):
                if pair.before is not None and pair.after is not None:
                    was = [item for item in was if item is not pair.before]
                    now = [item for item in now if item is not pair.after]
                    yield pair, pair.after
    for item in was:
        yield Pair("", item, None), item
    for item in now:
        yield Pair("", None, item), item


def _items(value: JSONValue) -> list[JSONValue]:
    return value if isinstance(value, list) else [] if is_nothing(value) else [value]


# The instance itself.


def _instance(old: JSONObject, new: JSONObject, two: bool) -> Iterator[Place]:
    found = [
        _field(old, new, key, name=key, aside=ITS_OWN if two and key in _OWN else "")
        for key in _SET_UP
    ]
    was, now = _object(old.get("status_detail")), _object(new.get("status_detail"))
    found += [
        _field(was, now, key, "status_detail.", name=key, aside=_of_detail(key))
        for key in dict.fromkeys((*_OF_STATUS, *was, *now))
    ]
    found += [
        _field(old, new, key, name=without_stand_in(key), aside=_of_rest(key))
        for key in dict.fromkeys((*old, *new))
        if key not in _SET_UP and key not in _PARTS
    ]
    for place in found:
        if not (is_nothing(place.before) and is_nothing(place.after)):
            yield place


def _of_detail(key: str) -> str:
    if key in _OF_STATUS:
        return ""
    return STATE if key in _DOCUMENTED else NOT_DOCUMENTED


def _of_rest(key: str) -> str:
    return STATE if key in _DOCUMENTED else NOT_DOCUMENTED
