"""Reading and replacing files."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from sstui.config.files import locked, parse_toml, read_text, replace_file, stamp
from sstui.config.problems import ConfigurationError


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_missing_file_is_none_and_a_byte_order_mark_is_not_part_of_the_text(
    tmp_path: Path,
) -> None:
    assert read_text(tmp_path / "none") is None
    (tmp_path / "bom").write_bytes(b"\xef\xbb\xbfversion = 1\n")
    assert read_text(tmp_path / "bom") == "version = 1\n"


def test_a_file_that_is_not_utf_8_is_one_line_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes(b"version = 1\nnote = 'caf\xe9'\n")
    with pytest.raises(ConfigurationError) as caught:
        read_text(path)
    assert str(caught.value) == f"{path}:2: not UTF-8; save it as UTF-8"


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read: is a directory"):
        read_text(tmp_path)


def test_a_syntax_error_names_its_line_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_toml("a = 1\nb =\n", tmp_path / "x.toml")
    assert caught.value.line == 2
    assert str(caught.value).count("line") == 1  # "correct that line"
    with pytest.raises(ConfigurationError) as caught:
        parse_toml("a = 1\nb = '", tmp_path / "x.toml")
    assert caught.value.line == 2


def test_a_replaced_file_keeps_its_mode_and_leaves_no_temporary_behind(tmp_path: Path) -> None:
    path = tmp_path / "watchlist.toml"
    path.write_text("old")
    path.chmod(0o640)
    replace_file(path, "new")
    assert path.read_text() == "new"
    assert mode(path) == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["watchlist.toml"]


def test_a_private_file_is_for_its_owner_alone_also_when_it_was_not(tmp_path: Path) -> None:
    path = tmp_path / "state" / "ui.json"
    replace_file(path, "{}", private=True)
    assert mode(path) == 0o600
    assert mode(path.parent) == 0o700
    path.chmod(0o644)
    replace_file(path, "{}", private=True)
    assert mode(path) == 0o600


def test_a_symbolic_link_stays_one_and_its_target_is_replaced(tmp_path: Path) -> None:
    checkout = tmp_path / "git"
    checkout.mkdir()
    (checkout / "team.toml").write_text("old")
    link = tmp_path / "watchlist.toml"
    link.symlink_to(checkout / "team.toml")
    replace_file(link, "new")
    assert link.is_symlink()
    assert (checkout / "team.toml").read_text() == "new"


def test_what_cannot_be_written_is_one_line_and_the_old_file_stays(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigurationError) as caught:
        replace_file(tmp_path / "file" / "watchlist.toml", "new")
    assert "cannot be written: " in str(caught.value)
    assert "\n" not in str(caught.value)
    path = tmp_path / "kept"
    path.write_text("old")
    with pytest.raises(ConfigurationError, match="UTF-8 cannot write"):
        replace_file(path, "bad \udc80")
    assert path.read_text() == "old"


def test_on_a_full_disk_it_says_to_make_room(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(ConfigurationError, match="make room on the disk"):
            replace_file(tmp_path / "watchlist.toml", "#" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []


def test_the_stamp_changes_with_every_replace_and_is_none_without_a_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert stamp(path) is None
    replace_file(path, "same")
    first = stamp(path)
    replace_file(path, "same")
    assert stamp(path) != first is not None


def test_the_lock_keeps_a_second_process_out_and_is_given_back(tmp_path: Path) -> None:
    path = tmp_path / "watchlist.toml"
    program = (
        "import sys; from pathlib import Path; from sstui.config.files import locked\n"
        "with locked(Path(sys.argv[1]), patience=0.05): print('in')"
    )

    def other() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program, str(path)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )

    with locked(path):
        assert "another sstui is writing it; try again" in other().stderr
    assert other().stdout == "in\n"
    assert not path.exists()
