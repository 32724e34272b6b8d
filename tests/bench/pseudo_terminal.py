"""A program in a pseudo-terminal: its screen, its bytes and frames, its whole process tree."""

from __future__ import annotations

import collections
import contextlib
import os
import re
import select
import signal
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import psutil

from tests.bench.painting import Painting

T = TypeVar("T")
Answer = Callable[["re.Match[bytes]", Any], str]

_ANSWERS: list[tuple[str, Answer]] = [
    (r"\x1b\[0?c", lambda m, at: "\x1b[?62;22c"),
    (r"\x1b\[>0?c", lambda m, at: "\x1b[>0;276;0c"),
    (r"\x1b\[5n", lambda m, at: "\x1b[0n"),
    (r"\x1b\[6n", lambda m, at: f"\x1b[{at.y + 1};{at.x + 1}R"),
    (
        r"\x1b\[\?(\d+)\$p",
        lambda m, at: f"\x1b[?{int(m[1])};{2 if m[1] == b'2026' else 0}$y",
    ),
    (r"\x1b\]11;\?", lambda m, at: "\x1b]11;rgb:0000/0000/0000\x1b\\"),
]
ANSWERS = [(re.compile(pattern.encode()), answer) for pattern, answer in _ANSWERS]
# A sequence cut off at the end of a read waits for the next read.
PARTIAL = re.compile(rb"\x1b(?:[P_^X\]][^\x07\x1b]*\x1b?|\[[<>=?]?[\d;:$ ]*)?\Z")
MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
CPUCLOCK_SCHED = 2  # Linux: with a process id, the clock of the CPU time of that process
KEY_MODE = re.compile(rb"\x1b\[([<>])\d*u")  # kitty keyboard protocol: pushed, popped


class Tree:
    """The processes that descend from this one; ``root`` is the command itself."""

    def __init__(self, root: int) -> None:
        self.root = root
        self.status: int | None = None
        self.reaped_cpu = 0.0

    def ended(self) -> bool:
        """Collect ended children, keeping their CPU; True once the command is one of them."""
        with contextlib.suppress(ChildProcessError):
            while (child := os.wait4(-1, os.WNOHANG))[0]:
                self.reaped_cpu += child[2].ru_utime + child[2].ru_stime
                if child[0] == self.root:
                    self.status = os.waitstatus_to_exitcode(child[1])
        return self.status is not None

    @staticmethod
    def each(measure: Callable[[psutil.Process], T]) -> list[T]:
        values = []
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error, OSError):  # it ended meanwhile
                values.append(measure(process))
        return values

    def cpu(self) -> float:
        """Seconds, of all that run and all that ran."""
        self.ended()
        return self.reaped_cpu + sum(self.each(lambda p: sum(p.cpu_times()[:4])))

    def root_cpu(self) -> float:
        """Seconds of the command alone, exact: cheap enough for every read."""
        with contextlib.suppress(OSError):  # it has ended
            return time.clock_gettime((~self.root << 3) | CPUCLOCK_SCHED)
        return 0.0

    def memory(self) -> float:
        """MiB, unique set size: what nobody else would keep."""
        return float(sum(self.each(lambda p: p.memory_full_info().uss)) / 2**20)

    def counts(self, suffix: str) -> dict[str, float]:
        return {
            f"threads_{suffix}": sum(self.each(lambda p: p.num_threads())),
            f"fds_{suffix}": sum(self.each(lambda p: p.num_fds())),
        }

    def kill(self) -> int:
        """Kill what is left, by pid; returns how many that were."""
        left = sum(self.each(_kill))
        deadline = time.monotonic() + 2
        while not self.ended() or (self.each(lambda p: p) and time.monotonic() < deadline):
            time.sleep(0.01)
        return left


def _kill(process: psutil.Process) -> bool:
    lived = process.status() != psutil.STATUS_ZOMBIE
    process.kill()
    return lived


class Session:
    """One run of ``command`` in a terminal of ``size`` columns and rows."""

    def __init__(
        self, command: Sequence[str], size: tuple[int, int], extra: Mapping[str, str]
    ) -> None:
        self.painting = Painting(size)
        self.unpainted: collections.deque[tuple[bytes, float, float]] = collections.deque()
        self.tail = b""
        self.bytes = self.reads = self.key_modes = 0
        self.modes: dict[int, bool] = {}
        self.last_output = 0.0  # when it was read
        self.painted = (0.0, 0.0)  # of what was painted last: when it was read, the CPU by then
        self.master, slave = os.openpty()
        termios.tcsetwinsize(slave, (size[1], size[0]))
        self.tty = termios.tcgetattr(self.master)
        env = {k: v for k, v in os.environ.items() if k not in ("TMUX", "LINES", "COLUMNS")}
        env |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", **extra}
        self.started = time.monotonic()
        if not (pid := os.fork()):
            _become(command, slave, env)
        os.close(slave)
        self.tree = Tree(pid)

    def close(self) -> None:
        self.tree.kill()
        os.close(self.master)

    def step(self, seconds: float) -> bool:
        """Read what comes within so long, or else paint one read; False when there was neither."""
        patience = 0 if self.unpainted else max(0, seconds)
        if select.select([self.master], [], [], patience)[0] and self.read():
            return True
        if self.unpainted:
            self.paint()
            return True
        return False

    def pump(self, seconds: float, once: bool = False) -> bool:
        """Read for so long, or with ``once`` until the first output; True if there was any.

        Reading goes before painting, so that a slow painter neither blocks the program nor blurs
        the times.
        """
        deadline, got = time.monotonic() + seconds, False
        while (left := deadline - time.monotonic()) > 0 or self.unpainted:
            if select.select([self.master], [], [], 0 if self.unpainted else left)[0]:
                if not self.read():
                    time.sleep(max(0, min(left, 0.01)))
                    break
                got = True
                if once:
                    break
            elif self.unpainted:
                self.paint()
        return got

    def read(self) -> bool:
        """Take what is there and answer its queries; False when nobody holds the other side."""
        try:
            data = os.read(self.master, 65536)
        except OSError:  # EIO
            return False
        self.last_output = time.monotonic()
        self.bytes += len(data)
        self.reads += 1
        data = self.tail + data
        cut = found.start() if (found := PARTIAL.search(data)) else len(data)
        data, self.tail = data[:cut], data[cut:]
        for push in KEY_MODE.findall(data):
            self.key_modes += 1 if push == b">" else -1
        for numbers, switch in MODE.findall(data):
            self.modes |= {int(mode): switch == b"h" for mode in numbers.split(b";") if mode}
        self.unpainted.append((data, self.last_output, self.tree.root_cpu()))
        if b"\x1b[6n" in data:
            self.paint(len(self.unpainted))
        for pattern, answer in ANSWERS:
            for query in pattern.finditer(data):
                self.send(answer(query, self.painting.screen.cursor))
        return True

    def paint(self, reads: int = 1) -> None:
        for _ in range(min(reads, len(self.unpainted))):
            data, *moment = self.unpainted.popleft()
            self.painting.feed(data)
            self.painted = (moment[0], moment[1])

    def send(self, text: str) -> None:
        with contextlib.suppress(OSError):  # it has ended
            os.write(self.master, text.encode())


def _become(command: Sequence[str], slave: int, env: Mapping[str, str]) -> None:
    """In the child: the command, with ``slave`` as its terminal, as a shell would start it."""
    try:
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        os.login_tty(slave)
        os.execvpe(command[0], list(command), dict(env))
    except OSError as error:
        os.write(2, f"probe: {command[0]}: {error}\n".encode())
    os._exit(127)
