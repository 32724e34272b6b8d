"""What is written reaches the terminal in its order, or is dropped: nobody waits for it."""

from __future__ import annotations

import os
import pty
import select
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from sstui.tui.output import PAINTINGS, SYNC_START, WORDS, Output
from tests.cases import every

RESTORED = "\x1b[?1049l"
FILL = "x" * 100_000  # more than any terminal's buffer takes


def frame(text: str) -> str:
    """As Textual paints: what it draws, and then where the cursor goes."""
    return f"\x1b[31m{text}\x1b[1;1H"


@dataclass
class Line:
    """A terminal's two ends: the program's, with its output, and what reads."""

    output: Output
    program: int
    reader: int
    has_room: threading.Event

    def is_full(self) -> bool:
        return not select.select([], [self.program], [], 0)[1]

    def fill(self, text: str) -> None:
        """Write ``text``, which is long, until the terminal takes no more."""
        self.output.start()
        self.output.write(text)
        while not self.is_full():
            os.sched_yield()

    def read_all(self) -> str:
        """All that comes until the output has ended."""
        ended = threading.Event()

        def stop() -> None:
            self.output.stop()
            ended.set()

        threading.Thread(target=stop).start()
        received = bytearray()
        while not ended.is_set() or select.select([self.reader], [], [], 0)[0]:
            if select.select([self.reader], [], [], 0.01)[0]:
                received += os.read(self.reader, 65536)
        return received.decode()


@contextmanager
def opened() -> Iterator[Line]:
    reader, program = pty.openpty()
    tty.setraw(program)
    has_room = threading.Event()
    output = Output(program, has_room.set, patience=60)
    yield Line(output, program, reader, has_room)
    os.close(reader)
    output.stop()
    os.close(program)


@pytest.fixture
def line() -> Iterator[Line]:
    with opened() as made:
        yield made


def test_everything_is_written_in_its_order(line: Line) -> None:
    texts = [frame(str(number)) for number in range(PAINTINGS)]
    for text in texts:
        line.output.write(text)
    line.output.start()
    assert line.read_all() == "".join(texts)
    assert not line.has_room.is_set()


def test_a_terminal_that_does_not_read_keeps_no_writer(line: Line) -> None:
    line.fill(frame(FILL))
    for number in range(10 * WORDS):
        line.output.write(SYNC_START)
        line.output.write(frame(f"frame {number}"))
        line.output.write("\a")
    received = line.read_all()
    assert received.startswith(frame(FILL))  # what was begun is whole
    assert "frame" not in received
    assert received.count("\a") <= WORDS
    assert SYNC_START not in received


def test_when_it_reads_again_all_is_to_be_painted_anew(line: Line) -> None:
    line.fill(frame(FILL))
    for number in range(PAINTINGS + 2):
        line.output.write(frame(f"frame {number}"))
    while not line.has_room.is_set():
        if select.select([line.reader], [], [], 0.01)[0]:
            os.read(line.reader, 65536)
    line.output.write(frame("all of it"))
    assert line.read_all().endswith(frame("all of it"))


def test_who_leaves_does_not_wait_for_what_was_to_be_painted(line: Line) -> None:
    line.fill(frame("y\x1b[32m" * 200_000))
    for _ in range(PAINTINGS):
        line.output.write(frame("never seen"))
    line.output.hurry()
    line.output.write(RESTORED)
    received = line.read_all()
    assert len(received) < 200_000  # what the terminal held: the frame was cut
    assert "never seen" not in received
    painted, _, after = received.partition(RESTORED)
    assert after == ""
    assert painted.endswith(("m", "my"))  # and not within a sequence


@every("cut", range(8))
def test_a_frame_is_never_cut_within_a_sequence(cut: int) -> None:
    sequence = "\x1b[32;1my"
    with opened() as line:
        line.fill(frame("z" * cut + sequence * 20_000))
        line.output.hurry()
        line.output.write(RESTORED)
        painted = line.read_all().removesuffix(RESTORED)
    assert painted == frame("z" * cut + sequence * 20_000)[: len(painted)]
    assert painted.endswith(sequence)


def test_words_that_were_begun_are_whole(line: Line) -> None:
    copied = f"\x1b]52;c;{FILL}\a"
    line.fill(copied)
    line.output.hurry()
    line.output.write(RESTORED)
    assert line.read_all() == copied + RESTORED


def test_one_that_never_reads_is_given_up(line: Line) -> None:
    line.output = Output(line.program, line.has_room.set, patience=0.05)
    line.fill(FILL)
    line.output.hurry()
    line.output.write(RESTORED)
    line.output.stop()
    assert line.is_full()


def test_what_is_written_to_a_terminal_that_has_gone_is_lost_without_a_word() -> None:
    reader, program = pty.openpty()
    output = Output(program, lambda: None)
    os.close(reader)
    output.start()
    output.write("first")
    output.write("second")
    output.stop()
    os.close(program)
