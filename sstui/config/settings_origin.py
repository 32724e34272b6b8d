"""What is in force, key by key: its value, where that is from, and what it overrides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sstui.config.paths import Paths
from sstui.config.problems import ConfigurationError
from sstui.config.profiles import Profile, resolve_profile
from sstui.config.settings import Override, judge, overrides, settings_file
from sstui.config.settings_file import SettingsFile
from sstui.config.settings_model import Settings
from sstui.config.settings_table import keys_of
from sstui.config.toml_lines import Key, line_of, written

DEFAULT = "default"


class Layer(NamedTuple):
    """A value as a person writes it, None where there is none, and who says so: an option, a
    variable, ``FILE:LINE``, or ``default``."""

    value: object
    origin: str


@dataclass(frozen=True, slots=True)
class InForce:
    """``overrides`` are the layers below the one in force, the next one first."""

    key: str
    value: object
    origin: str
    overrides: tuple[Layer, ...] = ()


def in_force(
    paths: Paths, environ: Mapping[str, str], options: Mapping[str, object]
) -> list[InForce]:
    """Every key of the settings, of profiles those that are set. The first mistake is a
    `ConfigurationError`."""
    file = settings_file(paths, environ, options)
    above = overrides(environ, options)
    settings, problems = judge(file, paths, environ, above)
    if settings is None or problems:
        raise problems[0]
    profiles = _as_used(settings, environ)
    found: list[InForce] = []
    for key, value, default in _walk(Settings, replace(settings, profiles=profiles), ()):
        if key == ("watchlist",):
            default = str(paths.watchlist_file)
        layers = _layers(key, value, default, file, above, profiles)
        if layers or key[0] != "profiles":
            origin = layers[0].origin if layers else DEFAULT
            found.append(InForce(written(key), value, origin, layers[1:]))
    layers = _layers(("color",), settings.color, True, file, above, profiles)
    return [*found, InForce("color", settings.color, layers[0].origin, layers[1:])]


def _as_used(settings: Settings, environ: Mapping[str, str]) -> dict[str, Profile]:
    """The profiles with what the environment adds; that one has no region yet is no mistake."""
    profiles = dict(settings.profiles)
    for name in dict.fromkeys([settings.profile, *settings.profiles]):
        try:
            profiles[name] = resolve_profile(settings, name, environ)
        except ConfigurationError as error:
            if error.where != settings.config_file:
                raise
    return profiles


def _walk(table: type[Any], holder: object, at: Key) -> Iterator[tuple[Key, object, object]]:
    """Each key below a table with its value and its default, as a person writes them."""
    for name, entry in keys_of(table).items():
        value, key = getattr(holder, name), (*at, name)
        match entry.kind.holds, entry.kind.table:
            case "table", type() as inner:
                yield from _walk(inner, value, key)
            case "tables", type() as inner:
                for index, each in enumerate(value):
                    yield from _walk(inner, each, (*key, index))
            case "named", type() as inner:
                for each_name, each in value.items():
                    yield from _walk(inner, each, (*key, each_name))
            case "words", _:
                yield from (((*key, word), each, None) for word, each in value.items())
            case _:
                yield key, entry.kind.show(value), entry.default


def _layers(
    key: Key,
    value: object,
    default: object,
    file: SettingsFile,
    above: list[Override],
    profiles: Mapping[str, Profile],
) -> tuple[Layer, ...]:
    """Who sets a key, the one in force first."""
    layers = [Layer(each.value, each.origin) for each in reversed(above) if key == (each.key,)]
    if key[0] == "profiles":
        origin = profiles[str(key[1])].origins.get(str(key[2]))
        layers += [Layer(value, origin)] if origin else []
    said = _lookup(file.table, key)
    if said is not None:
        layers.append(Layer(said, f"{file.path}:{line_of(file.text, key)}"))
    is_unset_key_of_a_profile = key[0] == "profiles" and not layers
    if default is not None and not is_unset_key_of_a_profile:
        layers.append(Layer(default, DEFAULT))
    return tuple(layers)


def _lookup(table: object, key: Key) -> object:
    """What the file has at ``key``; None where it says nothing of it."""
    for part in key:
        if isinstance(table, Mapping):
            table = table.get(str(part))
        elif isinstance(table, list) and isinstance(part, int) and part < len(table):
            table = table[part]
        else:
            return None
    return table
