"""The language in which words are explained: ``language`` of the settings, else the locale's."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("en", "zh")  # those that there are; the first is for everybody else
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # by precedence, as POSIX has it


def language_of(setting: str, environ: Mapping[str, str]) -> str:
    """``zh`` for ``zh``, ``zh-cn``, ``zh_TW.UTF-8`` and the like; ``en`` for everything else."""
    locale = next((environ[name] for name in _VARIABLES if environ.get(name)), "")
    asked = (setting or locale).strip().casefold()
    return next((each for each in LANGUAGES if asked.startswith(each)), LANGUAGES[0])
