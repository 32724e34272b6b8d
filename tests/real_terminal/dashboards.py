"""Dashboards in pseudo-terminals of their own, as a test finds and leaves them."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.real_terminal.cloud import SSTUI
from tests.real_terminal.colours import TERMINALS, colours
from tests.real_terminal.left_behind import TerminalState, running
from tests.terminal import TerminalProcess

# Seconds after which an end is taken for a hang. How long it takes, a second at most on a machine
# that is not busy, is for `python -m tests.bench --rows R5` to say.
HANGS = 10.0
# What it switches on in every terminal: mouse, focus, alternate screen, pastes in brackets.
MODES = frozenset({1000, 1003, 1006, 1004, 1049, 2004})


def has_painted(text: str) -> bool:
    """The main screen is there, and a look has been answered."""
    return all(words in text for words in ("RUNNING", "seen now", "budget"))


def is_whole(text: str) -> bool:
    """Everything is painted, also what has not changed."""
    still = ("▾ payments", "▾ edge", "1 overview", "artifacts", "status_detail", "budget")
    return all(words in text for words in still)


@dataclass(frozen=True)
class Opening:
    """How a dashboard is opened: its environment, arguments, terminal, and what it then shows."""

    environ: Mapping[str, str]
    arguments: Sequence[str] = ()
    ready: Callable[[str], bool] = has_painted
    controlling: bool = True
    colours: str = "256"  # that the terminal has, of `TERMINALS`
    answers: str = ""  # what the terminal says of itself


@dataclass
class Dashboard:
    """One that runs, and what its terminal was before."""

    opening: Opening
    terminal: TerminalProcess = field(init=False)

    def __post_init__(self) -> None:
        self.terminal = TerminalProcess(
            [*SSTUI, *self.opening.arguments],
            {**self.opening.environ, **TERMINALS[self.opening.colours]},
            columns=120,
            rows=36,
            controlling=self.opening.controlling,
        )
        self.before = self.terminal.attributes

    def wait_until_ready(self) -> None:
        if self.opening.answers:
            self.terminal.type(self.opening.answers)
        self.terminal.wait_for(self.opening.ready)

    def takes_the_terminal(self, *more: int) -> bool:
        """It is set as for a screen; ``more`` are modes that only this one has."""
        self.terminal.wait_for(lambda _: MODES.union(more) <= self.state.was_on)
        assert self.terminal.attributes != self.before
        return True

    @property
    def state(self) -> TerminalState:
        return TerminalState(bytes(self.terminal.received))

    @property
    def colours(self) -> set[str]:
        """How colours were written, of `TERMINALS`."""
        return colours(bytes(self.terminal.received))

    def send(self, number: signal.Signals) -> None:
        self.terminal.process.send_signal(number)

    def ends(self, by: str | signal.Signals | Callable[[], None]) -> int:
        """End it by keys, a signal or what is done to it; returns the exit code. Nothing runs."""
        # What restores a terminal fits into one that is empty, however late it is read.
        self.terminal.settle()
        if isinstance(by, str):
            self.terminal.type(by)
        elif isinstance(by, signal.Signals):
            self.send(by)
        else:
            by()
        code = self.terminal.wait(HANGS)
        assert running(Path(self.opening.environ["HOME"])) == []
        return code

    def was_restored(self) -> bool:
        """Its terminal, which still exists, is as it was, and was sent no colour it has not."""
        assert self.state.left_behind() == []
        assert self.terminal.attributes == self.before
        assert self.colours <= {self.opening.colours, "none"}
        return True


@contextmanager
def opened(opening: Opening) -> Iterator[Dashboard]:
    """One that is ready; it is ended where the test did not."""
    dashboard = Dashboard(opening)
    with dashboard.terminal:
        dashboard.wait_until_ready()
        yield dashboard


def files_of_demos(dashboard: Dashboard) -> list[Path]:
    """The folders of all demos in its temporary folder."""
    return list(Path(dashboard.opening.environ["TMPDIR"]).glob("sstui-demo-*"))
