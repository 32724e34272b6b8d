"""What pydantic says about settings, in the words and with the place that a user needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from sstui.config.problems import ConfigurationError, did_you_mean
from sstui.config.settings_file import SettingsFile
from sstui.config.settings_model import known_keys
from sstui.config.toml_lines import Key, written

_WORDS = {
    "bool_type": ("not true or false", "write true or false"),
    "string_type": ("not a text", "put it in quotes"),
    "tuple_type": ("not a list", 'write ["one", "two"]'),
    "dict_type": ("not a table", "write it as [TABLE]"),
    "model_type": ("not a table", "write it as [TABLE]"),
    "int_type": ("not a whole number", "write one such as 120"),
    "too_short": ("an empty list", "give at least one, or take the key out"),
    "string_too_short": ("empty", "give a text, or take the key out"),
    "missing": ("missing", "add it"),
}


def first_problem(
    error: ValidationError, file: SettingsFile, origins: Mapping[str, str]
) -> ConfigurationError:
    """The first mistake; ``origins`` says which keys are from elsewhere than the file."""
    mistake = error.errors()[0]
    key: Key = tuple(mistake["loc"])
    what, remedy = _said(mistake["type"], mistake["msg"], mistake.get("ctx", {}), key)
    origin = origins.get(str(key[0]), "")
    if origin and origin != str(file.path):
        return ConfigurationError(what, where=origin, remedy=remedy)
    return file.problem(key, what, remedy)


def _said(kind: str, message: str, context: Mapping[str, Any], key: Key) -> tuple[str, str]:
    if kind == "extra_forbidden":
        return "unknown key", did_you_mean(str(key[-1]), known_keys(key[:-1]))
    if kind == "literal_error":
        return "not one of the known words", f"write {context['expected']}"
    if kind == "greater_than_equal":
        return "too small", f"write {context['ge']} or more"
    if kind == "value_error":
        what, _, remedy = str(context["error"]).partition("; ")
        return what, remedy
    return _WORDS.get(kind, (message.lower(), f"correct {written(key)}"))
