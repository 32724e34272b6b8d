"""Every file that a person writes, judged: settings, watch list and themes, also what no command
would use just now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sstui.config.columns import chosen
from sstui.config.expressions import compiled
from sstui.config.files import read_text
from sstui.config.keymap import build_keymap
from sstui.config.own_commands import expressions
from sstui.config.paths import Paths
from sstui.config.problems import ConfigurationError, did_you_mean
from sstui.config.profile_model import DEFAULT_PROFILE
from sstui.config.profiles import resolve_profile
from sstui.config.settings import judge, overrides, settings_file
from sstui.config.settings_file import SettingsFile
from sstui.config.settings_model import Settings
from sstui.config.themes import load_themes
from sstui.config.toml_lines import line_of, written
from sstui.config.watchlist_reading import judge_bookmarks


@dataclass(frozen=True, slots=True)
class Checked:
    """One file, and each mistake in it."""

    name: str  # as `config paths` calls it
    path: Path
    there: bool
    problems: tuple[ConfigurationError, ...]


def check_files(
    paths: Paths, environ: Mapping[str, str], options: Mapping[str, object]
) -> list[Checked]:
    """What is right and wrong with what the user wrote; raises `ConfigurationError` only where
    ``--config`` names a file that is not there."""
    watchlist = options.get("watch_list")
    settings: Settings | None = None
    try:
        file = settings_file(paths, environ, options)
    except ConfigurationError as error:
        if error.where == "--config":
            raise
        path = Path(error.where)
        found = [Checked("config", path, True, (error,))]
    else:
        settings, problems = _settings_problems(file, paths, environ, options)
        found = [Checked("config", file.path, bool(file.text), tuple(problems))]
        watchlist = settings.watchlist if settings is not None else watchlist
    known = [*settings.profiles, DEFAULT_PROFILE] if settings is not None else []
    found.append(_watchlist(Path(str(watchlist or paths.watchlist_file)), known))
    found += _themes(paths)
    return found


def _settings_problems(
    file: SettingsFile, paths: Paths, environ: Mapping[str, str], options: Mapping[str, object]
) -> tuple[Settings | None, list[ConfigurationError]]:
    """The file by itself first: an option must not hide a mistake of the file."""
    settings, problems = judge(file, paths, environ, [])
    above = overrides(environ, options)
    if above:
        in_force, more = judge(file, paths, environ, above)
        known = {str(problem) for problem in problems}
        problems += [problem for problem in more if str(problem) not in known]
        settings = in_force or settings
    if settings is not None:
        problems += key_problems(file, settings)
        problems += _of_columns(file, settings)
        problems += _of_commands(file, settings)
        problems += _of_profiles(file, settings, environ)
    return settings, problems


def key_problems(file: SettingsFile, settings: Settings) -> Iterator[ConfigurationError]:
    """Keys of ``[keys]`` and ``[[commands]]`` that cannot be used, or that two commands want."""
    for problem in build_keymap(settings.keys, settings.commands).problems:
        what, _, remedy = problem.message.partition("; ")
        yield file.problem(problem.key, what, remedy or "choose another")


def _of_columns(file: SettingsFile, settings: Settings) -> Iterator[ConfigurationError]:
    """Columns that are no JMESPath: else they are found when the wide list is."""
    for index, column in enumerate(settings.columns):
        expression = chosen(column).expression
        try:
            compiled(expression or "@")
        except ValueError as error:
            what = f"{expression!r} is no JMESPath: {error}"
            yield file.problem(("columns", index), what, "correct the expression")


def _of_commands(file: SettingsFile, settings: Settings) -> Iterator[ConfigurationError]:
    """Placeholders that are no JMESPath: else they are found when the command is given."""
    for index, command in enumerate(settings.commands):
        for expression in expressions(command.run):
            try:
                compiled(expression)
            except ValueError as error:
                what = f"{{{expression}}} is no JMESPath: {error}"
                yield file.problem(("commands", index, "run"), what, "correct the placeholder")


def _of_profiles(
    file: SettingsFile, settings: Settings, environ: Mapping[str, str]
) -> Iterator[ConfigurationError]:
    """Profiles that could not be used: without a region, or with a variable that is refused."""
    for name in settings.profiles:
        try:
            resolve_profile(settings, name, environ)
        except ConfigurationError as error:
            own = error.where == file.path
            yield file.problem(("profiles", name), error.problem, error.remedy) if own else error


def _watchlist(path: Path, profiles: list[str]) -> Checked:
    """Also that the profile of each bookmark is one, where the settings could be read."""
    try:
        text = read_text(path)
        if text is None:
            return Checked("watchlist", path, False, ())
        bookmarks, problems = judge_bookmarks(text, path)
    except ConfigurationError as error:
        return Checked("watchlist", path, True, (error,))
    for index, bookmark in bookmarks:
        if profiles and bookmark.profile not in profiles:
            key = ("instance", index, "profile")
            what = f"no such profile: {bookmark.profile!r}"
            problems.append(
                ConfigurationError(
                    what,
                    where=path,
                    line=line_of(text, key),
                    key=written(key),
                    remedy=did_you_mean(bookmark.profile, profiles),
                )
            )
    return Checked("watchlist", path, True, tuple(problems))


def _themes(paths: Paths) -> Iterator[Checked]:
    """Each theme of the user's own, and a shipped one only where it is broken."""
    _, problems = load_themes(paths)
    own = sorted(paths.themes_dir.glob("*.toml"))
    others = {Path(problem.where) for problem in problems} - set(own)
    for path in (*own, *sorted(others)):
        mine = tuple(problem for problem in problems if problem.where == path)
        yield Checked("theme", path, True, mine)
