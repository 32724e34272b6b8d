"""Reads themes: the shipped ones, and the user's own beside them.

A theme is a TOML file named after it:

    dark = true
    base = "sstui-dark"              # optional: the theme whose tokens this one changes

    [style]
    bad = "#ff7b7b bold"
    fill-bad = "#ffffff on #c4303c"

Without ``base`` every token of `theme_style.TOKENS` must be there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sstui.config.files import parse_toml, read_text
from sstui.config.paths import Paths
from sstui.config.problems import ConfigurationError, did_you_mean
from sstui.config.theme_style import (
    DEFAULT_THEME,
    STYLE_FORM,
    TOKENS,
    Theme,
    ThemeStyle,
    parse_style,
)
from sstui.config.toml_lines import line_of, written

_ORDER = (DEFAULT_THEME, "sstui-light", "colour-blind-safe", "high-contrast", "terminal")
_KEYS = ("dark", "base", "style")


def shipped_themes_dir() -> Path:
    """``themes/`` inside an installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "themes"
    return installed if installed.is_dir() else package.parent / "themes"


def theme_names(paths: Paths) -> list[str]:
    """The names of all themes, sound or not, without reading them."""
    folders = (shipped_themes_dir(), paths.themes_dir)
    return sorted({path.stem for folder in folders for path in folder.glob("*.toml")})


def load_themes(paths: Paths) -> tuple[dict[str, Theme], list[ConfigurationError]]:
    """All themes by name, the default first, and what is wrong with those that are left out.

    A user's theme replaces a shipped one of the same name, and may build on it.
    """
    themes: dict[str, Theme] = {}
    problems: list[ConfigurationError] = []
    for folder in (shipped_themes_dir(), paths.themes_dir):
        waiting = _read_folder(folder, problems)
        while waiting:
            name = _next(waiting, set(themes))
            file = waiting.pop(name)
            theme = file.build(name, themes)
            problems.extend(file.problems)
            if theme is not None:
                themes[name] = theme
    order = [name for name in _ORDER if name in themes]
    order += [name for name in themes if name not in _ORDER]
    return {name: themes[name] for name in order}, problems


def _read_folder(folder: Path, problems: list[ConfigurationError]) -> dict[str, _ThemeFile]:
    """The themes of one folder as written; a folder that is not there has none."""
    files: dict[str, _ThemeFile] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            text = read_text(path)
            if text is not None:
                files[path.stem] = _ThemeFile(path, text, parse_toml(text, path))
        except ConfigurationError as error:
            problems.append(error)
    return files


def _next(waiting: dict[str, _ThemeFile], ready: set[str]) -> str:
    """A theme whose base is ready; failing that any, which will then miss its base."""
    for name, file in waiting.items():
        base = file.table.get("base")
        if not isinstance(base, str) or base not in waiting or (base == name and base in ready):
            return name
    return next(iter(waiting))


@dataclass(slots=True)
class _ThemeFile:
    path: Path
    text: str
    table: dict[str, object]
    problems: list[ConfigurationError] = field(default_factory=list)

    def build(self, name: str, themes: dict[str, Theme]) -> Theme | None:
        """The theme, or None after `problems` were filled."""
        for key in self.table:
            if key not in _KEYS:
                self._problem((key,), "unknown key", did_you_mean(key, _KEYS))
        base = self._base(themes)
        styles = dict(base.styles) if base else {}
        styles.update(self._styles())
        dark = self.table.get("dark", base.dark if base else True)
        if not isinstance(dark, bool):
            self._problem(("dark",), "not true or false", "write true or false")
            return None
        missing = [token for token in TOKENS if token not in styles]
        if missing and not self.problems:
            self._problem(
                ("style",),
                f"missing: {', '.join(missing)}",
                f'add them, or base = "{DEFAULT_THEME}"',
            )
        return None if self.problems else Theme(name, dark, styles)

    def _base(self, themes: dict[str, Theme]) -> Theme | None:
        base = self.table.get("base")
        if base is None:
            return None
        if not isinstance(base, str) or base not in themes:
            self._problem(("base",), f"no such theme: {base!r}", did_you_mean(str(base), themes))
            return None
        return themes[base]

    def _styles(self) -> dict[str, ThemeStyle]:
        table = self.table.get("style", {})
        if not isinstance(table, dict):
            self._problem(("style",), "not a table", "write [style] above the tokens")
            return {}
        styles: dict[str, ThemeStyle] = {}
        for token, value in table.items():
            key = ("style", token)
            if token not in TOKENS:
                self._problem(key, "unknown token", did_you_mean(token, TOKENS))
            elif not isinstance(value, str):
                self._problem(key, "not a text", STYLE_FORM)
            else:
                try:
                    styles[token] = parse_style(value)
                except ValueError as error:
                    self._problem(key, str(error), STYLE_FORM)
        return styles

    def _problem(self, key: tuple[str, ...], what: str, remedy: str) -> None:
        line = line_of(self.text, key)
        self.problems.append(
            ConfigurationError(what, where=self.path, line=line, key=written(key), remedy=remedy)
        )
