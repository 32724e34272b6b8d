"""``report``: a hand-over in Markdown, from what was recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest

from sstui.cli import recorded
from sstui.cli.report import hand_over
from sstui.config.bookmarks import Bookmark
from sstui.simulator.server import Simulator
from sstui.view.markdown import escaped
from sstui.view.report import MOST_CHANGES, HandOver, ProfileFacts, report_lines
from sstui.view.signs import UNICODE
from tests.cases import every
from tests.cli.conftest import Call
from tests.cli.golden import golden
from tests.cli.stories import PLANTED, Told
from tests.monitor.remembering import NOW, PATIENCE, happened, history_in, state
from tests.monitor.scripted import ref_of

HOUR = 3600.0
FACTS = (ProfileFacts("default", "ap-southeast-3", "0605767d"),)


@pytest.fixture(scope="module")
def hour(eventful_hour: Told) -> HandOver:
    """The story's, twenty minutes after its end."""
    listed = [*eventful_hour.story.listed, Bookmark("never-looked-at", ref_of(99))]
    now = eventful_hour.story.now + HOUR / 3
    path = eventful_hour.folder / "history.db"
    return hand_over(recorded.read(path, listed, now=now, since=2 * HOUR), listed, FACTS)


def lines(given: HandOver) -> list[str]:
    return list(report_lines(given, UNICODE, UTC))


def part(given: HandOver, title: str) -> list[str]:
    """What stands below a heading."""
    text = "\n".join(lines(given))
    return text.partition(f"## {title}\n")[2].partition("\n## ")[0].strip().splitlines()


def test_word_for_word(hour: HandOver) -> None:
    golden("report.md", "".join(f"{line}\n" for line in lines(hour)))


def test_profile_and_region_come_first(hour: HandOver) -> None:
    first = next(line for line in lines(hour) if "default" in line)
    assert first == "| default | ap-southeast-3 | 0605767d | 6 | 20m ago |"
    assert lines(hour).index(first) < lines(hour).index("## Not well")


def test_it_has_no_secret(hour: HandOver) -> None:
    text = "\n".join(lines(hour))
    assert "cannot pull" in text
    assert PLANTED not in text


def test_what_is_bad_is_told_with_its_begin_and_the_age_of_the_look(hour: HandOver) -> None:
    bad = next(line for line in part(hour, "Not well") if "refunds" in line)
    assert bad.startswith("- **refunds** gone (404), before that RUNNING · bad since 2023-11-14 ")
    assert "last seen " in bad


def test_foreign_text_is_no_markup(hour: HandOver) -> None:
    text = "\n".join(lines(hour))
    assert "<b>" not in text
    assert "\\<b\\>\\|\\*search\\*" in text


@every(
    ("text", "shown"),
    [
        ("PARTIALLY_FAILED", "PARTIALLY_FAILED"),
        ("_a_ *b* `c`", "\\_a\\_ \\*b\\* \\`c\\`"),
        ("![x](https://evil.example)", "\\!\\[x\\](https&#58;//evil.example)"),
        ("www.evil.example @all", "www&#46;evil.example &#64;all"),
        ("a|b\nc\x1b[31m", "a\\|b\\\\nc\\\\u001b\\[31m"),
    ],
)
def test_markdown_of_foreign_text(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_the_same_record_makes_the_same_report(hour: HandOver) -> None:
    assert lines(hour) == lines(replace(hour))


def test_only_the_last_changes_are_told_and_how_many_are_not(tmp_path: Path) -> None:
    history = history_in(tmp_path)
    history.open()
    history.put(ref_of(1), state())
    for second in range(MOST_CHANGES + 5):
        history.add(happened(second, before=f"W{second - 1}"))
    assert history.close(PATIENCE)
    listed = [Bookmark("orders", ref_of(1))]
    found = recorded.read(tmp_path / "history.db", listed, now=NOW + HOUR, since=2 * HOUR)
    changed = part(hand_over(found, listed, FACTS), "Changed")
    assert changed[0].startswith("5 earlier ones are left out")
    assert len(changed) == MOST_CHANGES + 4


def test_with_nothing_recorded_it_says_so_and_still_tells_where(
    sstui: Call, bookmarked: Simulator
) -> None:
    said = sstui("report")
    assert (said.code, said.err.count("\n")) == (0, 1)
    assert "nothing is recorded yet" in said.err
    assert f"| default | {bookmarked_region(bookmarked)} |" in said.out
    assert "Never seen: orders-prod." in said.out
    assert bookmarked.requests == []


def bookmarked_region(simulator: Simulator) -> str:
    export = next(line for line in simulator.exports() if "SSTUI_REGION" in line)
    return export.partition("=")[2]


def test_a_profile_that_is_not_there_is_named_as_such(sstui: Call, home: Path) -> None:
    ref = "/".join(("0" * 7 + "1", "0" * 7 + "2", "0" * 7 + "3"))
    (home / "config").mkdir()
    application, component, instance = ref.split("/")
    (home / "config" / "watchlist.toml").write_text(
        f'[[instance]]\nname = "x"\nprofile = "nosuch"\napplication = "{application}"\n'
        f'component = "{component}"\ninstance = "{instance}"\n'
    )
    said = sstui("report")
    assert said.code == 0
    assert "| nosuch | no such profile: 'nosuch' |" in said.out


@every("since", ["soon", "0"])
def test_a_since_that_is_no_time_ends_with_2(sstui: Call, home: Path, since: str) -> None:
    assert sstui("report", "--since", since).code == 2
