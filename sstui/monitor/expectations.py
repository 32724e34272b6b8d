"""What the first good look at an instance said about what is wanted of it (CONTRACT §5): the same
for all sstui processes of this machine, whichever looked first, and in the next run.

It is kept in ``shared.db``; where that cannot be used a word holds for this run only. Nothing here
imports pydantic or httpx.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from sqlite3 import Connection

from sstui.monitor.clock import Clock
from sstui.monitor.shared_file import Busy, SharedFile
from sstui.servicestage.refs import InstanceRef, lowered

MOST_KEPT = 5000  # instances; the oldest words go first


class Expectations:
    """Words are ``running`` and ``off``, as `expected_after` has them; the first one stands."""

    def __init__(self, file: SharedFile) -> None:
        self._file = file
        self._unwritten: dict[str, str] = {}  # while another process held the file

    def known(self, refs: Iterable[InstanceRef]) -> dict[InstanceRef, str]:
        """The words in force, of those that have one."""
        asked = {ref: _key(ref) for ref in refs}

        def work(connection: Connection, now: float) -> dict[str, str]:
            return dict(connection.execute("SELECT ref, word FROM expected"))

        try:
            words = self._unwritten | self._file.run(work)
        except Busy:
            words = self._unwritten
        return {ref: words[key] for ref, key in asked.items() if key in words}

    def learn(self, ref: InstanceRef, word: str) -> str:
        """A good look says ``word``; the one in force."""
        return self.learn_all({ref: word})[ref]

    def learn_all(self, words: Mapping[InstanceRef, str]) -> dict[InstanceRef, str]:
        """The same for several at once."""
        if not words:
            return {}
        said = {_key(ref): word for ref, word in words.items()}
        told = said | self._unwritten

        def work(connection: Connection, now: float) -> dict[str, str]:
            connection.executemany("INSERT OR IGNORE INTO expected VALUES (?, ?)", told.items())
            connection.execute(
                "DELETE FROM expected WHERE rowid <="
                " (SELECT rowid FROM expected ORDER BY rowid DESC LIMIT 1 OFFSET ?)",
                (MOST_KEPT,),
            )
            find = "SELECT word FROM expected WHERE ref = ?"
            return {key: connection.execute(find, (key,)).fetchone()[0] for key in said}

        try:
            in_force = self._file.run(work)
        except Busy:
            self._unwritten = in_force = told
        else:
            self._unwritten = {}
        return {ref: in_force[_key(ref)] for ref in words}

    def forget(self, ref: InstanceRef) -> None:
        """The next good look is the first one again. Raises `Busy`."""
        self._unwritten.pop(_key(ref), None)
        self._file.run(
            lambda connection, now: connection.execute(
                "DELETE FROM expected WHERE ref = ?", (_key(ref),)
            )
        )


def forget_expectation(path: Path, clock: Clock, ref: InstanceRef) -> None:
    """For one-shot commands; nothing to do where there is no file."""
    if path.exists():
        file = SharedFile(path, clock)
        try:
            Expectations(file).forget(ref)
        finally:
            file.close()


def _key(ref: InstanceRef) -> str:
    return str(lowered(ref))
