"""One process leads for an account: it alone looks, the others hear from it what it saw.

Who leads is a row of ``shared.db``: taken by whoever finds none, given back at the end, and taken
over from a process that is gone (its socket refuses or closes, at once) or hangs (three of its
heartbeats are missing). What it saw goes through a Unix socket that only this user can open.
Heartbeats are counted by timers that stand still while the machine sleeps, so that a wake-up
takes nothing from anybody; a process that finds its row taken follows.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sstui import __version__
from sstui.monitor.audience import Audience, read_frame
from sstui.monitor.clock import Clock
from sstui.monitor.frames import Told, decode
from sstui.monitor.heard import Heard
from sstui.monitor.ledger import Ledger
from sstui.monitor.ledger_rows import Holder
from sstui.monitor.supervise import supervise

log = logging.getLogger(__name__)

_BEATS = 3
_LONGEST_PATIENCE = 8.0  # seconds without a heartbeat; less than two intervals
_FIRST_ROUND = 10.0  # seconds; the start of 200 is spread over as many
_LATE = 5.0  # seconds that a look of the leader's may be late
_OPEN_AGAIN = 60.0  # seconds until a socket that could not be opened is tried again
_DECIDE_WITHIN = 2.0  # seconds that a look waits for who leads
_CHUNK = 65_536  # bytes
_LONGEST_PATH = 100  # bytes that a socket's address may have


class Lease:
    """The part of one process in it. ``scope`` is whose instances: account and project.

    ``interval`` in seconds: a leader that hangs is replaced within two. ``changed`` is called
    when it becomes known who leads, and whenever the leader told something. Must be closed.
    """

    def __init__(
        self,
        ledger: Ledger,
        scope: str,
        interval: float,
        clock: Clock,
        changed: Callable[[], None],
    ) -> None:
        self.leads: bool | None = None
        self.follows = False  # what the leader tells can be understood
        self.leader_pid: int | None = None
        self._ledger = ledger
        self._scope = scope
        self._interval = interval
        self._clock = clock
        self._since = 0.0  # that we follow this leader
        self._held_up = 0.0  # until then all of us are
        self._patience = min(interval * 1.5, _LONGEST_PATIENCE)
        self._beat = self._patience / (_BEATS + 1)
        self._changed = changed
        self._me = Holder(secrets.randbits(62), os.getpid(), "")
        self._decided = asyncio.Event()
        self._heard = Heard()
        self._audience = Audience(self._heard)
        name = f"lease of {scope}"
        self._loop = asyncio.create_task(supervise(name, self._run, clock), name=name)

    async def decided(self) -> None:
        """Until it is known who leads and what that process saw last, a moment at most."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._decided.wait(), _DECIDE_WITHIN)

    def newer(self, key: str, than: float) -> Told | None:
        """What the leader told of a call that began after ``than``."""
        heard = self._heard.of(key)
        return None if heard is None else heard.newer(than)

    def expects(self, key: str, now: float) -> bool:
        """Whether the leader makes this call itself, or did until lately: in an outage it asks
        for one after the other."""
        heard = self._heard.of(key)
        first_round = min(2 * self._interval, _FIRST_ROUND) + _LATE
        if now - self._held_up < first_round:
            return True
        if heard is None:  # it may not have come so far yet, if it began a moment ago
            return now - self._since < first_round
        return now - heard.last.at < 3 * max(heard.gap, self._interval) + _LATE

    def held_up(self, until: float) -> None:
        """The budget of all keeps calls back until then: the leader's silence says nothing before
        it had time for its own, and what others take then, it lacks."""
        self._held_up = max(self._held_up, until)

    def tell(self, told: Told) -> None:
        """As the leader: a call ended. Also kept for those who come later."""
        self._heard.hear(told)
        self._audience.tell(told)

    async def aclose(self) -> None:
        """Give the lease back: another takes it at once."""
        self._loop.cancel()
        await asyncio.wait({self._loop})

    async def _run(self) -> None:
        while True:
            holder = self._ledger.holder(self._scope)
            if holder is None or not await self._follow(holder):
                await (self._stand_by() if self._ledger.guest else self._lead(holder))
            # The next one to lead may need a moment to open its socket.
            await asyncio.sleep(self._beat / 10)

    async def _stand_by(self) -> None:
        """Nobody leads, and a guest does not either: it looks for itself, until somebody does."""
        if self.leads is not False or not self._decided.is_set():
            self._become(leads=False, leader=None)
        await asyncio.sleep(self._beat)

    async def _lead(self, before: Holder | None) -> None:
        """Lead for as long as the row says so; return at once where another was quicker."""
        path = _address(self._ledger.folder or Path(tempfile.gettempdir()))
        try:
            server = await asyncio.start_unix_server(self._audience.attend, path)
        except OSError as error:
            log.warning("cannot open %s: looks are not shared: %s", path, error)
            self._become(leads=True, leader=os.getpid())
            await asyncio.sleep(_OPEN_AGAIN)
            return
        os.chmod(path, 0o600)
        me = self._me = Holder(self._me.number, os.getpid(), str(path))
        try:
            if not self._ledger.take_lease(self._scope, before, me):
                return
            if before is not None:
                _remove(before.socket)
            self._become(leads=True, leader=me.pid)
            while (holder := self._ledger.holder(self._scope)) in (me, None):
                if holder is None:  # a new file was begun
                    self._ledger.take_lease(self._scope, None, me)
                self._audience.beat()
                await asyncio.sleep(self._beat)
            self.leads = None  # another took it, from a process that hung
        finally:
            self._ledger.release_lease(self._scope, me)
            server.close()
            self._audience.dismiss()
            _remove(path)
            self._undecided()

    async def _follow(self, holder: Holder) -> bool:
        """Hear what the leader tells until it is gone; false where nobody is there."""
        try:
            reader, writer = await asyncio.open_unix_connection(holder.socket, limit=2**20)
        except OSError:
            return False
        self._heard.forget()
        try:
            async with asyncio.timeout(self._patience):
                version, _ = await read_frame(reader)
            if version.decode() != __version__:
                log.warning("process %d leads and is of another version", holder.pid)
                self._become(leads=False, leader=holder.pid)
                while await reader.read(_CHUNK):
                    pass  # bodies, for hours: none of it is kept
                return True
            await self._listen(reader, holder)
        except TimeoutError:
            log.warning("process %d, which led, hangs", holder.pid)
            return False
        except (OSError, EOFError):
            return self._ledger.holder(self._scope) != holder
        except ValueError as error:
            log.error("cannot read what process %d tells: %s", holder.pid, error)
            return False
        finally:
            self._undecided()
            writer.transport.abort()
        return True

    async def _listen(self, reader: asyncio.StreamReader, holder: Holder) -> None:
        while True:
            async with asyncio.timeout(self._patience):
                head, body = await read_frame(reader)
            if head:
                self._heard.hear(decode(head, body))
                self._changed()
            elif not self.follows:
                self._become(leads=False, leader=holder.pid, follows=True)

    def _become(self, *, leads: bool, leader: int | None, follows: bool = False) -> None:
        self.leads, self.leader_pid, self.follows = leads, leader, follows
        self._since = self._clock.monotonic()
        self._decided.set()
        self._changed()

    def _undecided(self) -> None:
        self.follows = False
        self._decided.clear()


def _address(folder: Path) -> Path:
    """A new one each time: what a killed process left behind is in nobody's way."""
    name = f"leader-{secrets.token_hex(6)}.sock"
    if len(os.fsencode(folder / name)) <= _LONGEST_PATH:
        return folder / name
    return Path(tempfile.gettempdir()) / f"sstui-{name}"


def _remove(path: Path | str) -> None:
    with suppress(OSError):
        os.unlink(path)
