"""Reading and replacing the user's and our own small files.

A replace is atomic (a temporary file in the same folder, fsync, rename), keeps the mode of what
was there, and writes through a symbolic link: a watch list that is linked from a git checkout
stays a link. Every failure is one `ConfigurationError` that names the file.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import stat
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from sstui.config.problems import ConfigurationError

LOCK_PATIENCE = 2.0  # seconds; an edit holds the lock for some milliseconds
_LOCK_STEP = 0.02
_TOML_PLACE = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")
# What flock answers where a folder cannot be locked (NFS): the lock is advisory, so go without.
_NO_LOCKS = {errno.EBADF, errno.ENOLCK, errno.ENOTSUP, errno.EINVAL}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Stamp(NamedTuple):
    """What changes when a file does."""

    device: int
    inode: int
    size: int
    modified: int  # nanoseconds


def stamp(path: Path) -> Stamp | None:
    """The file's stamp, links followed; None while it cannot be seen."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return Stamp(seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns)


def read_text(path: Path) -> str | None:
    """The whole file as UTF-8, without a byte order mark; None when there is none."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigurationError(
            f"cannot be read: {_reason(error)}", where=path, remedy="check its permissions"
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(
            "not UTF-8", where=path, line=line, remedy="save it as UTF-8"
        ) from error


def parse_toml(text: str, path: Path) -> dict[str, object]:
    """``text`` of ``path`` as TOML; a syntax error names its line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        raise ConfigurationError(
            f"not TOML: {_TOML_PLACE.sub('', str(error))}",
            where=path,
            line=line,
            remedy="correct that line",
        ) from error


def replace_file(path: Path, content: str, *, private: bool = False) -> None:
    """Puts ``content`` in the place of ``path``.

    Folders above are created (0700). A ``private`` file is 0600; any other keeps its mode.
    """
    try:
        data = content.encode()
    except UnicodeEncodeError as error:
        raise ConfigurationError(
            "would hold a character that UTF-8 cannot write", where=path, remedy="type it again"
        ) from error
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name}.{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_new(temporary, data, 0o600 if private else _mode_of(target))
        os.replace(temporary, target)
    except OSError as error:
        raise ConfigurationError(
            f"cannot be written: {_reason(error)}",
            where=path,
            remedy="make room on the disk"
            if error.errno in _FULL
            else f"make it and the folder {target.parent} writable",
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink()
    _sync_folder(target.parent)


@contextmanager
def locked(path: Path, patience: float = LOCK_PATIENCE) -> Iterator[None]:
    """Holds the advisory lock of all sstui processes on ``path`` while the block runs; waits for
    it ``patience`` seconds at most.

    The folder is locked, not the file: a replace would take a file's lock away with its inode.
    """
    folder = Path(os.path.realpath(path)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise ConfigurationError(
            f"its folder cannot be opened: {_reason(error)}",
            where=path,
            remedy=f"make the folder {folder} readable and writable",
        ) from error
    try:
        _take_lock(descriptor, path, patience)
        yield
    finally:
        os.close(descriptor)


def _take_lock(descriptor: int, path: Path, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise ConfigurationError(
                    "another sstui is writing it", where=path, remedy="try again"
                ) from None
            time.sleep(_LOCK_STEP)
        except OSError as error:
            if error.errno in _NO_LOCKS:
                return
            raise
        else:
            return


def _mode_of(target: Path) -> int | None:
    """The mode of a file that is there; one that its owner made read-only is not to be replaced."""
    try:
        mode = stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return None
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "read-only", str(target))
    return mode


def _write_new(path: Path, data: bytes, mode: int | None) -> None:
    """Without a mode the umask decides; with one, nobody else can read it before it is set."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    descriptor = os.open(path, flags, 0o666 if mode is None else 0o600)
    with open(descriptor, "wb") as file:
        if mode is not None:
            os.fchmod(descriptor, mode)
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
