"""What `doctor` says of files: can they be written, who can read them, is what they say right."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from sstui.config.credential_files import hcloud_file, sdk_file, shown
from sstui.config.credential_places import found
from sstui.config.credential_sets import State
from sstui.config.paths import Paths, home_of
from sstui.config.settings import Settings
from sstui.config.settings_check import check_files
from sstui.view.doctor import Blame, Finding, failure, good, warning

_OTHERS = 0o077  # any right of the group's and of everybody's
_LEAST_FREE = 1 << 20  # bytes: what SQLite's journal and a replaced file need beside what is there


def file_findings(
    paths: Paths, environ: Mapping[str, str], options: Mapping[str, object]
) -> Iterator[Finding]:
    """What the user wrote, and whether we can keep what is ours."""
    for checked in check_files(paths, environ, options):
        for problem in checked.problems:
            what = str(problem).removesuffix(f"; {problem.remedy}")
            yield failure(checked.name, what, problem.remedy, Blame.CONFIGURATION)
        if not checked.problems:
            state = "sound" if checked.there else "not there, which is no mistake"
            yield good(checked.name, f"{checked.path} {state}")
    yield _writable("config folder", paths.config_dir, "bookmarks cannot be added")
    yield _writable(
        "state folder",
        paths.state_dir,
        "nothing is remembered, and a quarter of the budget is left",
    )
    yield _writable("cache folder", paths.cache_dir, "what is copied cannot be kept in a file")
    yield _writable("log folder", paths.log_dir, "there is no log")


def secret_findings(
    paths: Paths, settings: Settings | None, environ: Mapping[str, str]
) -> Iterator[Finding]:
    """Files that others should not read, and which credentials are where."""
    home = home_of(environ)
    config = settings.config_file if settings else paths.config_file
    yield from _private("config mode", config, home, "it names accounts and programs to run")
    yield from _private("fingerprint.key", paths.fingerprint_key, home, "it stands for secrets")
    for path in _credential_files(settings, environ, home):
        yield from _private("credentials mode", path, home, "it has secret keys")
    for place in found(environ, home):
        used = "; used where no profile names another" if place.used else ""
        what = f"{place.place} · {place.what}{used}"
        if place.state in (State.INCOMPLETE, State.ENCRYPTED):
            yield warning("credentials", what, "complete it, or take the rest away")
        else:
            yield good("credentials", what)


def _writable(subject: str, folder: Path, cost: str) -> Finding:
    """Whether the folder, or the nearest one above it that is there, can be written into."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        what = f"{folder} cannot be written: {cost}"
        return warning(subject, what, f"make {there} writable")
    disk = shutil.disk_usage(there)
    if disk.total and disk.free < _LEAST_FREE:  # there are file systems that tell no sizes
        what = f"{folder} is on a full disk: {cost}"
        return warning(subject, what, "make room on the disk")
    return good(subject, f"{folder} can be written")


def _private(subject: str, path: Path, home: Path, why: str) -> Iterator[Finding]:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return
    if mode & _OTHERS:
        what = f"{shown(path, home)} is {mode:04o}: others can read it, and {why}"
        yield warning(subject, what, f"chmod 600 {path}")
    else:
        yield good(subject, f"{shown(path, home)} is {mode:04o}")


def _credential_files(
    settings: Settings | None, environ: Mapping[str, str], home: Path
) -> list[Path]:
    """Those of the SDK and of the vendor's CLI, wherever they were moved to."""
    moved = environ.get("HUAWEICLOUD_SDK_CREDENTIALS_FILE")
    files = [Path(moved) if moved else sdk_file(home), hcloud_file(home)]
    for profile in settings.profiles.values() if settings else ():
        source = profile.source or ""
        if source.startswith("sdk-file:"):
            files.append(Path(source.removeprefix("sdk-file:").rpartition("#")[0]))
    return list(dict.fromkeys(files))
