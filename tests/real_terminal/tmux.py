"""A real tmux, as it comes, with a server of its own."""

from __future__ import annotations

import os
import subprocess
import tempfile
import termios
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

from tests.real_terminal.waiting import wait_for

PROMPTS = {"$", "#"}  # of /bin/sh, for anybody and for root
LOOK = 0.1  # seconds between two looks, each of which starts a program
FLAGS = ("alternate_on", "cursor_flag", "wrap_flag", "mouse_any_flag", "mouse_sgr_flag")


class Pane:
    """One window's only pane, with a shell in it; ``target`` is its id."""

    def __init__(self, tmux: Tmux, target: str) -> None:
        self._tmux = tmux
        self._target = target

    @property
    def text(self) -> str:
        return self._tmux.run("capture-pane", "-p", "-t", self._target)

    def says(self, format_: str) -> str:
        """What tmux knows of it: ``pane_title``, ``pane_pid`` …"""
        return self._tmux.run(
            "display-message", "-p", "-t", self._target, f"#{{{format_}}}"
        ).strip()

    def keys(self, *names: str) -> None:
        """Press keys by tmux's names: ``Enter``, ``Escape``, ``A`` …"""
        self._tmux.run("send-keys", "-t", self._target, *names)

    def type(self, text: str) -> None:
        self._tmux.run("send-keys", "-l", "-t", self._target, "--", text)

    def paste(self, text: str) -> None:
        """As from the clipboard: in brackets where the program asked for them."""
        self._tmux.run("set-buffer", "-b", "pasted", text)
        self._tmux.run("paste-buffer", "-p", "-d", "-b", "pasted", "-t", self._target)

    def resize(self, columns: int, rows: int) -> None:
        size = ("-x", str(columns), "-y", str(rows))
        self._tmux.run("resize-window", "-t", self._target, *size)

    def kill(self) -> None:
        self._tmux.run("kill-pane", "-t", self._target)

    def wait_for(self, condition: Callable[[str], bool], timeout: float = 60.0) -> str:
        """The pane's text as soon as ``condition`` holds for it."""
        texts = [""]

        def holds() -> bool:
            texts[0] = self.text
            return condition(texts[0])

        try:
            wait_for(holds, "the pane", timeout, LOOK)
        except AssertionError as error:
            raise AssertionError(f"the pane never came:\n{texts[0]}") from error
        return texts[0]

    def wait_to_say(self, format_: str, value: str) -> None:
        """Return as soon as tmux knows this of it."""
        wait_for(lambda: self.says(format_) == value, f"{format_} {value}", look=LOOK)

    def state(self) -> dict[str, object]:
        """What a program may not leave changed."""
        terminal = os.open(self.says("pane_tty"), os.O_RDONLY | os.O_NOCTTY)
        try:
            attributes = termios.tcgetattr(terminal)
        finally:
            os.close(terminal)
        flags = {name: self.says(name) for name in (*FLAGS, "pane_title")}
        return {**flags, "attributes": attributes, "text": self.text}


class Tmux:
    """A server without anybody's configuration; a context manager that kills it."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = dict(environ)
        self._folder = tempfile.TemporaryDirectory(prefix="tmux-")  # a socket's path is short

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        self._folder.cleanup()

    def attaching(self) -> list[str]:
        """The command that shows the session last used in a terminal."""
        return [*self._command, "attach-session"]

    @property
    def _command(self) -> list[str]:
        return ["tmux", "-f", "/dev/null", "-S", f"{self._folder.name}/socket"]

    def run(self, *arguments: str) -> str:
        command = [*self._command, *arguments]
        ended = subprocess.run(
            command, env=self._environ, check=True, capture_output=True, text=True, timeout=60
        )
        return ended.stdout

    def open(self, columns: int = 160, rows: int = 48) -> Pane:
        """A pane with a shell at its prompt."""
        size = ("-x", str(columns), "-y", str(rows))
        return self._opened("new-session", "-d", *size)

    def window(self, pane: Pane) -> Pane:
        """Another one, in a window of its own before that of ``pane``."""
        return self._opened("new-window", "-t", f"{pane.says('session_name')}:")

    def _opened(self, *arguments: str) -> Pane:
        opened = self.run(*arguments, "-P", "-F", "#{pane_id}", "exec /bin/sh")
        pane = Pane(self, opened.strip())
        pane.wait_for(lambda text: text.strip() in PROMPTS)
        return pane

    def buffer(self) -> str:
        """What was copied last."""
        return self.run("show-buffer")

    def kill(self) -> None:
        command = ["tmux", "-S", f"{self._folder.name}/socket", "kill-server"]
        subprocess.run(command, env=self._environ, check=False, capture_output=True, timeout=60)
