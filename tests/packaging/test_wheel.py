"""The wheel carries all that the program reads, and the demo starts from it alone."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import psutil

from tests.terminal import TerminalProcess

ROOT = Path(__file__).parents[2]
# All of these lead elsewhere; the demo must follow none of them.
ELSEWHERE = {
    "HUAWEICLOUD_SDK_AK": "THEIRS",
    "HUAWEICLOUD_SDK_SK": "THEIRS",
    "HW_AUTH_TOKEN": "THEIRS",
    "OS_TOKEN": "THEIRS",
    "SSTUI_ENDPOINT": "https://servicestage.example.com",
    "SSTUI_PROFILE": "nosuch",
    "HTTP_PROXY": "http://127.0.0.1:1",
    "HTTPS_PROXY": "http://127.0.0.1:1",
    "ALL_PROXY": "socks5://127.0.0.1:1",
}


def names_below(folder: str, suffix: str) -> set[str]:
    return {path.name for path in (ROOT / folder).glob(f"*{suffix}")}


# What a front end such as `build` asks of the back end (PEP 517): the source archive of this tree,
# and the wheel from what is in it alone. A front end costs another second and a half, and to unpack
# the tests and pictures too, of which nothing goes into a wheel, a third of one.
BUILD = """\
import os, sys, tarfile
from hatchling.build import build_sdist, build_wheel

folder = sys.argv[1]
name = build_sdist(folder)
with tarfile.open(os.path.join(folder, name)) as archive:
    aside = tuple(f"{name.removesuffix('.tar.gz')}/{each}/" for each in ("tests", "screenshots"))
    members = [each for each in archive if not each.name.startswith(aside)]
    archive.extractall(folder, members, filter="data")
os.chdir(os.path.join(folder, name.removesuffix(".tar.gz")))
build_wheel(folder)
"""


def build(folder: Path) -> tuple[Path, Path]:
    """The source archive, and the wheel that was built from it."""
    folder.mkdir()
    subprocess.run(
        [sys.executable, "-c", BUILD, str(folder)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        check=True,
    )
    (archive,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return archive, wheel


def install(wheel: Path, place: Path) -> Path:
    """The ``bin`` of an environment with the wheel in it; what it needs, and the pip that installs
    it, are borrowed from ours."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    (site,) = place.glob("lib/python*/site-packages")
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    options = ["--quiet", "--no-deps", "--no-index", "--no-compile", "--ignore-installed"]
    options += ["--no-warn-conflicts", "--no-cache-dir", "--disable-pip-version-check"]
    subprocess.run(
        [str(place / "bin" / "python"), "-m", "pip", "install", *options, str(wheel)],
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        stdin=subprocess.DEVNULL,
        check=True,
    )
    return place / "bin"


def test_what_is_built_is_whole_and_starts_alone(home: Path, tmp_path: Path) -> None:
    """Built and installed once: each step is named by its function."""
    archive, wheel = build(tmp_path / "dist")
    the_source_archive_can_be_tested_too(archive)
    the_wheel_carries_themes_style_sheet_explanations_simulator_data_and_type_marker(wheel)
    installed = install(wheel, tmp_path / "environment")
    the_package_in_use_is_that_of_the_wheel(installed, home)
    the_demo_starts_from_the_wheel_alone_touches_nothing_and_leaves_nothing(
        installed, home, tmp_path
    )


def the_wheel_carries_themes_style_sheet_explanations_simulator_data_and_type_marker(
    wheel: Path,
) -> None:
    with zipfile.ZipFile(wheel) as archive:
        files = set(archive.namelist())
    expected = {
        "sstui/py.typed",
        *(f"sstui/themes/{name}" for name in names_below("themes", ".toml")),
        *(f"sstui/explanations/{name}" for name in names_below("sstui/explanations", ".toml")),
        *(f"sstui/tui/{name}" for name in names_below("sstui/tui", ".tcss")),
        *(f"sstui/simulator/data/{name}" for name in names_below("sstui/simulator/data", ".json")),
    }
    assert {"sstui/themes/sstui-dark.toml", "sstui/tui/sstui.tcss"} <= expected
    assert {"sstui/simulator/data/fleet.json", "sstui/explanations/status.toml"} <= expected
    assert expected - files == set()
    assert {name.partition("/")[0] for name in files} == {"sstui", f"{wheel_stem(wheel)}.dist-info"}


def wheel_stem(wheel: Path) -> str:
    return "-".join(wheel.name.split("-")[:2])


def the_source_archive_can_be_tested_too(archive: Path) -> None:
    with tarfile.open(archive) as opened:
        files = {name.partition("/")[2] for name in opened.getnames()}
    needed = {"README.md", "pyproject.toml", "themes/sstui-dark.toml", "tests/conftest.py"}
    assert needed - files == set()


def the_demo_starts_from_the_wheel_alone_touches_nothing_and_leaves_nothing(
    installed: Path, home: Path, tmp_path: Path
) -> None:
    temporary, user = tmp_path / "temporary", tmp_path / "whose demo it is"
    temporary.mkdir()
    user.mkdir()
    (home / "config").mkdir()
    (home / "config" / "config.toml").write_text("this is no TOML")
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environ |= {**ELSEWHERE, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    environ |= {"HOME": str(user), "TMPDIR": str(temporary)}
    with TerminalProcess([str(installed / "sstui"), "demo"], environ) as demo:
        demo.wait_for(lambda text: "RUNNING" in text and "FAILED" in text)
        children = psutil.Process(demo.process.pid).children(recursive=True)
        assert len(children) == 1
        demo.type("q")
        assert demo.wait() == 0
    assert psutil.wait_procs(children, timeout=30)[1] == []
    assert list(temporary.iterdir()) == []
    assert list(user.iterdir()) == []
    assert [path.name for path in home.rglob("*")] == ["config", "config.toml"]


def the_package_in_use_is_that_of_the_wheel(installed: Path, home: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    said = subprocess.run(
        [str(installed / "python"), "-c", "import sstui; print(sstui.__file__)"],
        cwd=home,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.startswith(str(installed.parent))
