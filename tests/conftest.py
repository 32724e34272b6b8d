"""A home of its own for every test that wants one, and no skip where none is allowed."""

from __future__ import annotations

import gc
import os
import signal
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

# What a helper asserts says what differed too, as in the tests themselves.
HELPERS = {each.stem for each in Path(__file__).parent.glob("[a-z]*")} - {"conftest"}
pytest.register_assert_rewrite(*(f"tests.{name}" for name in HELPERS))

# How long an example takes says more about the machine's load than about the code. The suite has
# two minutes for 2,100 tests; ``SSTUI_THOROUGH=1`` asks for sixteen times as many examples.
THOROUGH = os.environ.get("SSTUI_THOROUGH") == "1"
settings.register_profile(
    "sstui",
    max_examples=400 if THOROUGH else 25,
    deadline=None,
    derandomize="CI" in os.environ and not THOROUGH,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("sstui")
# It would read all modules for constants to try, 1.3 s in each worker of a fresh clone; and what it
# tries under CI would depend on what is loaded by then.
if not THOROUGH:
    pytest.MonkeyPatch().setattr(
        providers, "_get_local_constants", lambda: providers._local_constants, raising=False
    )

# Under it each of the programs that the tests start would compile a fresh clone anew, 0.3 s each.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A shell's background job ignores them, and so would every program that is started here.
for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(
            number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
        )

FOREIGN = ("HUAWEICLOUD_", "HW_", "OS_", "SSTUI_")
PLACES = frozenset({"SSTUI_VENDOR_SDK_PYTHON", "SSTUI_FAIL_ON_SKIP", "SSTUI_THOROUGH"})


def is_foreign(name: str) -> bool:
    """Whether a variable of the caller's environment could change what sstui does."""
    if name in PLACES:
        return False
    upper = name.upper()
    return upper.startswith(FOREIGN) or upper.endswith("_PROXY") or upper in {"NO_COLOR", "TMUX"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty ``SSTUI_HOME`` (returned) and an empty ``HOME``; no credentials, no proxy."""
    for name in tuple(os.environ):
        if is_foreign(name):
            monkeypatch.delenv(name)
    user = tmp_path / "user"
    place = tmp_path / "sstui"
    user.mkdir()
    place.mkdir()
    monkeypatch.setenv("HOME", str(user))
    monkeypatch.setenv("SSTUI_HOME", str(place))
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    return place


class SkipCounter:
    """Turns a skipped test into a failed session when ``SSTUI_FAIL_ON_SKIP=1`` says so."""

    def __init__(self) -> None:
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped:
            self.skipped.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.skipped.append(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for node in self.skipped:
            terminalreporter.write_line(f"skipped where no skip is allowed: {node}", red=True)


# What is collected stays for the whole session: that the collector walked over all of it, again
# and again, was a twentieth of the suite.
gc.disable()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Each worker compiles another part of a fresh clone's tests and reads what the others have:
    that each compiled all of it took 24 CPU-s, and takes 16 (12 where all is compiled)."""
    worker: dict[str, Any] | None = getattr(session.config, "workerinput", None)
    if worker is None:
        return
    top = Path(__file__).parent.parent
    given = [top / each.partition("::")[0] for each in session.config.args]
    files = [file for each in given for file in (sorted(each.rglob("test_*.py")) or [each])]
    first = len(files) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
    for each in (*files[first:], *files[:first]):
        with suppress(Exception):  # the collection tells of it
            import_module(".".join(each.relative_to(top).with_suffix("").parts))


# Of these a test takes seconds.
LONG = ("real_terminal", "tui", "packaging", "monitoring")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each worker begins with its share of the long ones: at the end, when all else is done, one
    had three of them to go through while the others had nothing to do for 8 s."""
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    if worker is None:
        return
    count = worker["workercount"]
    long = [each for each in items if each.path.parent.name in LONG]
    short = [each for each in items if each.path.parent.name not in LONG]
    items[:] = []
    for number in range(count):
        part = slice(len(short) * number // count, len(short) * (number + 1) // count)
        items += [*long[number::count], *short[part]]


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("SSTUI_FAIL_ON_SKIP") == "1":
        config.pluginmanager.register(SkipCounter(), "no-skips")
