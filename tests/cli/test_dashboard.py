"""``sstui``: what is wrong is said before the screen opens. What the first run shows, and that it
writes nothing, is told of a terminal in `tests.real_terminal.test_leaving`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from sstui.cli.dashboard import open_on
from sstui.cli.options import Options
from sstui.config.problems import ConfigurationError
from tests.terminal import TerminalProcess

BROKEN = {
    "type": ("config.toml", "theme = 3\n", "config.toml:1: theme"),
    "theme": ("config.toml", 'theme = "nosuch"\n', "nosuch"),
    "secret": ("config.toml", 'sk = "x"\n', "secret"),
    "watch list": ("watchlist.toml", "[[instance]]\n", "watchlist.toml:1"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_said_before_the_screen_opens(home: Path, name: str) -> None:
    file, text, said = BROKEN[name]
    (home / "config").mkdir()
    (home / "config" / file).write_text(text)
    with pytest.raises(ConfigurationError, match=said):
        open_on(Options(), os.environ)


def test_an_option_that_names_nothing_is_said_by_its_own_name(home: Path) -> None:
    with pytest.raises(ConfigurationError, match="--theme"):
        open_on(Options(theme="nosuch"), os.environ)


def test_it_is_said_on_the_plain_terminal_and_textual_is_not_loaded_for_it(home: Path) -> None:
    program = (
        "import sys\n"
        "from sstui.cli.main import main\n"
        "try:\n"
        "    main(['--theme', 'nosuch'])\n"
        "finally:\n"
        "    assert 'textual' not in sys.modules\n"
    )
    with TerminalProcess([sys.executable, "-c", program], {**os.environ}) as screen:
        assert screen.wait() == 2
    assert "sstui: --theme: no such theme: 'nosuch'" in screen.text
    assert b"\x1b" not in screen.received
