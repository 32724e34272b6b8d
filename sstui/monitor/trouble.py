"""Why a file of the state folder cannot be written, and what to do about it."""

from __future__ import annotations

import errno
import sqlite3
from typing import NamedTuple

WRITABLE = "make the folder writable"
_ROOM = "make room on the disk"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_UNSOUND = "see that the disk has room and is sound"  # a limit of size reads as broken, too
_CLOSED = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}


class Trouble(NamedTuple):
    """One phrase each; no remedy where there is none to tell."""

    why: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.why}; {self.remedy}" if self.remedy else self.why


def trouble(error: OSError | sqlite3.Error) -> Trouble:
    """What the system or SQLite says, in words of a person's."""
    if isinstance(error, OSError):
        why = (error.strerror or type(error).__name__).lower()
        return Trouble(why, _ROOM if error.errno in _FULL else WRITABLE)
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return Trouble(str(error), _ROOM)
    if code == sqlite3.SQLITE_IOERR:
        return Trouble(str(error), _UNSOUND)
    return Trouble(str(error), WRITABLE if code in _CLOSED else "")
