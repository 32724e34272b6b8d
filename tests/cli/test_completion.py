"""Completion, typed into real shells, and what it costs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sstui.__main__ import main
from sstui.cli.completion_rows import rows
from sstui.cli.main import COMMANDS
from sstui.cli.main import sstui as program
from tests.cli.conftest import Call
from tests.terminal import TerminalProcess

ROOT = Path(__file__).parents[2]
SHELLS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config"],
}
# Of the completions that come with zsh those that ours build on: to read them all takes 0.3 s,
# and it does where the folder with compinit itself comes first.
FEW = "fpath=(${(M)fpath:#*/Completion/(Base|Zsh)} ${(M)fpath:#*/Completion})"
WATCH_LIST = """\
[[instance]]
name = "orders-prod"
group = "shop"
application = "a"
component = "b"
instance = "one"
[[instance]]
name = "orders eu"
application = "a"
component = "b"
instance = "two"
[[instance]]
name = "payments"
application = "a"
component = "b"
instance = "three"
"""
CONFIG = '[profiles.production]\nregion = "cn-north-4"\nsource = "env"\n'


@pytest.fixture
def files(home: Path) -> Path:
    config = home / "config"
    config.mkdir()
    (config / "watchlist.toml").write_text(WATCH_LIST)
    (config / "config.toml").write_text(CONFIG)
    return home


@pytest.fixture
def environ(files: Path, tmp_path: Path) -> dict[str, str]:
    """An environment in which ``sstui`` is a program on the path."""
    place = tmp_path / "bin"
    place.mkdir()
    script = place / "sstui"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sstui "$@"\n')
    script.chmod(0o755)
    return {
        "PATH": f"{place}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(tmp_path / "user"),
        "SSTUI_HOME": str(files),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "LANG": "C.UTF-8",
        "TERM": "xterm",
        "PS1": "> ",
    }


def shell(name: str) -> list[str]:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    return SHELLS[name]


class Typing:
    """A shell that has read its script, and a line that is being typed."""

    def __init__(self, terminal: TerminalProcess) -> None:
        self._terminal = terminal

    def completes(self, typed: str, *wanted: str) -> None:
        """After ``typed`` and TAB the screen has all of it; a shell may draw it piece by piece."""
        self._terminal.clear()
        self._terminal.type(f"\x15{typed}\t")
        self._terminal.wait_for(lambda text: all(each in text for each in wanted), timeout=20)


@pytest.fixture(params=["bash", "zsh"])
def typing(
    request: pytest.FixtureRequest, environ: dict[str, str], sstui: Call, tmp_path: Path
) -> Iterator[Typing]:
    script = tmp_path / "script"
    script.write_bytes(sstui("completion", request.param).body)
    start = {
        "bash": f"bind 'set show-all-if-ambiguous on'; . {script}",
        "zsh": f"PS1='> '; {FEW}; autoload -U compinit; compinit -u -D; . {script}",
    }[request.param]
    with TerminalProcess(shell(request.param), environ) as terminal:
        terminal.wait_for(lambda text: text.rstrip().endswith((">", "%", "#", "$")))
        terminal.type(f"{start}; echo rea''dy\r")
        terminal.wait_for(lambda text: "\nready" in text)
        yield Typing(terminal)


def test_bash_and_zsh_complete_commands_options_and_names(typing: Typing) -> None:
    for typed, wanted in (
        ("sstui sim", "sstui simulator"),
        ("sstui show pay", "sstui show payments"),
        ("sstui show orders\\ ", r"sstui show orders\ eu"),
        ("sstui config va", "sstui config validate"),
        ("sstui show payments --mas", "sstui show payments --masked"),
        ("sstui show --section refer_r", "sstui show --section refer_resources"),
        ("sstui --profile prod", "sstui --profile production"),
        ("sstui list --theme hi", "sstui list --theme high-contrast"),
        ("sstui simulator --scenario dep", "sstui simulator --scenario deploy"),
    ):
        typing.completes(typed, wanted)
    typing.completes("sstui config s", "show", "schema")


FISH = {
    "sstui sim": ["simulator"],
    "sstui show ord": ["orders eu", "orders-prod"],
    "sstui config va": ["validate"],
    "sstui show --mas": ["--masked"],
    "sstui show --section refer": ["refer_resources"],
    "sstui --profile prod": ["production"],
    "sstui --profile production show pay": ["payments"],
    "sstui list --theme hi": ["high-contrast"],
    "sstui simulator --scenario dep": ["deploy"],
    "sstui add --name ord": [],
}


def test_fish_completes_them_too(environ: dict[str, str], sstui: Call, tmp_path: Path) -> None:
    script = tmp_path / "sstui.fish"
    script.write_bytes(sstui("completion", "fish").body)
    asked = "; ".join(f"echo; complete -C '{typed}'" for typed in FISH)
    ended = subprocess.run(
        [*shell("fish"), "-c", f"source {script}; {asked}"],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ended.stderr == ""
    _, *answers = f"\n{ended.stdout}".split("\n\n")
    found = [sorted(line.partition("\t")[0] for line in each.splitlines()) for each in answers]
    assert dict(zip(FISH, found, strict=True)) == FISH


@pytest.fixture
def answered(
    files: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Callable[..., list[str]]:
    """The lines that a shell is told, as the program itself is called."""

    def call(*arguments: str) -> list[str]:
        monkeypatch.setattr(sys, "argv", ["sstui", "completion", "--answer", *arguments])
        main()
        out, err = capfdbinary.readouterr()
        assert err == b""
        return out.decode().splitlines()

    return call


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("names", ["orders-prod", "orders eu", "payments"]),
        ("groups", ["shop"]),
        ("profiles", ["production", "default"]),
        ("nothing", []),
    ],
)
def test_what_is_answered(answered: Callable[..., list[str]], kind: str, words: list[str]) -> None:
    assert answered(kind) == words


def test_the_files_that_are_being_typed_are_read(
    answered: Callable[..., list[str]], files: Path
) -> None:
    other = files / "team.toml"
    other.write_text(WATCH_LIST.replace("payments", "team"))
    assert "team" in answered("names", "--watch-list", str(other))
    config = files / "other.toml"
    config.write_text('watchlist = "team.toml"\n')
    assert "team" in answered("names", "--config", str(config))


def test_a_file_that_cannot_be_read_has_no_words_and_says_nothing(
    answered: Callable[..., list[str]], files: Path
) -> None:
    (files / "config" / "watchlist.toml").write_text("[[instance")
    assert answered("names") == []


def test_what_is_not_loaded_for_an_answer(files: Path) -> None:
    dear = ["textual", "rich", "httpx", "pydantic", "click", "tomlkit", "asyncio", "sqlite3"]
    dear.append("platformdirs")
    program = (
        "import sys\n"
        "from sstui.__main__ import main\n"
        "for kind in ('names', 'themes'):\n"
        "    sys.argv = ['sstui', 'completion', '--answer', kind]\n"
        "    main()\n"
        f"sys.exit(repr([name for name in {dear!r} if name in sys.modules]))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.stdout.count("\n") > 3
    assert ended.stderr.strip() == "[]"


def test_every_command_and_every_option_of_it_is_a_row() -> None:
    found = rows(program)
    assert {row.word for row in found if row.command == "sstui"} >= set(COMMANDS)
    assert all(row.command and row.word and row.value for row in found)
    assert not any("\t" in row.doc for row in found)
    assert {row.word for row in found if row.command == "sstui remove"} == {"<>", "--forget"}


def test_a_shell_that_is_none_is_a_wrong_call(sstui: Call) -> None:
    assert sstui("completion", "ksh").code == 2
    assert sstui("completion").code == 2
