"""View 4 as lines: whatever is compared, they fit, are harmless, and tell no secret."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC
from typing import Any

from sstui.insight.drift import Drift, drift
from sstui.insight.standins import concealed
from sstui.monitor.state import Fleet, Snapshot
from sstui.servicestage.models import parse_instance
from sstui.servicestage.refs import InstanceRef
from sstui.tui.screens.compare import choices, matching
from sstui.view.comparing import NOT_WHOLE, Against, Question, compare
from sstui.view.drift import Comparison, Side, drift_pane
from sstui.view.signs import ASCII
from sstui.view.text import line_cells, text_of
from tests.cases import every
from tests.difficult_bodies import PLANTED, difficult_bodies
from tests.support import is_harmless
from tests.view.instances import NOW, WALL, options, orders, snapshot_of

BODIES = {name: body for name, body in difficult_bodies().items() if len(body) < 100_000}
SMALLEST = {"status_detail": {"status": "RUNNING"}}
KEY = b"k" * 32


def lines(before: Any, after: Any, width: int = 78, *, everything: bool = False) -> list[str]:
    """The rows of a comparison, each checked."""
    return drawn(between(before, after, everything=everything), width)


def between(before: Any, after: Any, *, everything: bool = False) -> Drift:
    return drift(concealed(before, KEY), concealed(after, KEY), everything=everything)


def drawn(found: Drift, width: int) -> list[str]:
    asked = Comparison(Side("the one", "one"), Side("the other", "other", "2.0"), found)
    content = drift_pane(asked, replace(options(width), comparison=asked))
    rows = [content.rows[index] for index in range(len(content.rows))]
    assert len({row.key for row in rows}) == len(rows)
    for row in rows:
        text = text_of(row.line)
        whole = "".join(row.whole)
        assert line_cells(row.line) == width, row.key
        assert is_harmless(f"{text}{row.path}{whole}")
        assert PLANTED not in f"{text}{whole}{row.value}{row.path}{row.key}"
    return [text_of(row.line).rstrip() for row in rows]


@every("name", BODIES)
def test_every_line_fits_is_harmless_and_tells_no_secret(name: str) -> None:
    body = json.loads(BODIES[name])
    gone = between(body, SMALLEST)
    for width in (20, 78):
        drawn(gone, width)
    drawn(between(SMALLEST, body), 48)
    lines(body, body, everything=True)
    assert lines(body, body)[2].startswith("  none: the same as one, ")


def test_a_text_and_a_number_are_told_apart_and_what_differs_stays_in_sight() -> None:
    def body(port: Any, url: str) -> Any:
        artifacts = {"web": {"url": url}}
        return SMALLEST | {"configuration": {"port": port}, "artifacts": artifacts}

    long = "registry.example.com/a/very/long/path/to/the/image/of/the/web"
    text = "\n".join(lines(body(5, f"{long}:2.13.4"), body("5", f"{long}:2.14.0")))
    assert 'Δ port                      5                         "5"' in text
    assert ":2.13.4 " in text
    assert text.count(":2.14.0") == 1


def test_of_a_secret_a_word_is_said_and_nothing_else() -> None:
    def body(**values: str) -> Any:
        env = [{"name": name, "value": value} for name, value in values.items()]
        return SMALLEST | {"configuration": {"env": env}}

    before, after = body(DB_PASSWORD="a", TOKEN="same"), body(DB_PASSWORD="bcd", TOKEN="same")
    text = "\n".join(lines(before, after, everything=True))
    assert "Δ DB_PASSWORD               ••••••••                  ••••••••   differs\n" in text
    assert "= TOKEN                     ••••••••                  ••••••••   the same\n" in text
    masked = body(DB_PASSWORD="••••••••")
    assert (
        "? DB_PASSWORD               ••••••••                  ••••••••   not known"
        in "\n".join(lines(masked, body(DB_PASSWORD="a")))
    )


def asked(snapshot: Snapshot, **changes: Any) -> Question:
    question = Question(
        Fleet((snapshot,), now=NOW, wall=WALL), snapshot, (), 0, Against.PREVIOUS, None, None,
        KEY, False, False, UTC,
    )  # fmt: skip
    return replace(question, **changes)


def test_what_cannot_be_compared_says_why() -> None:
    known = orders()
    assert "no earlier look that differed is known" in compare(asked(known)).why
    unseen = replace(known, body=b"")
    assert compare(asked(unseen)).why == NOT_WHOLE
    assert NOT_WHOLE in compare(asked(known, other=unseen)).why


def test_a_body_too_deep_for_the_stack_is_said_to_be_so() -> None:
    deep: Any = {}
    for _ in range(900):
        deep = {"a": deep}
    body = SMALLEST | {"configuration": deep}
    known = replace(orders(), instance=parse_instance(body), amended=True)
    other = replace(known, instance=parse_instance(SMALLEST | {"configuration": {"a": deep}}))
    answer = compare(asked(known, other=other))
    assert answer.why == "nested too deeply to be compared" or answer.drift is not None


def test_the_same_component_in_another_environment_is_offered_first() -> None:
    def instance(name: str, component: str, environment: str) -> Snapshot:
        body = json.dumps(SMALLEST | {"environment_id": environment}).encode()
        known = snapshot_of(body)
        bookmark = replace(known.bookmark, name=name, ref=InstanceRef("app", component, name))
        return replace(known, bookmark=bookmark)

    mine = instance("orders-prod", "orders", "prod")
    others = (
        instance("ledger", "ledger", "staging"),
        instance("orders-prod-2", "orders", "prod"),
        instance("orders-staging", "orders", "staging"),
    )
    found = choices(Fleet((mine, *others)), mine, True)
    assert [each.key.rpartition("/")[2] for each in found] == [
        "BASELINE", "PREVIOUS", "orders-staging", "orders-prod-2", "ledger",
    ]  # fmt: skip
    assert [each.key[-6:] for each in matching(found, "ostg")] == ["taging"]


def test_ascii_signs_are_the_only_ones_that_ascii_draws() -> None:
    found = drift({"version": "1", "name": "a"}, {"version": "2", "flavor_id": "x"})
    answer = Comparison(Side("one", "one"), Side("other", "other"), found)
    content = drift_pane(answer, replace(options(), signs=ASCII))
    texts = [text_of(content.rows[index].line) for index in range(len(content.rows))]
    assert all(text.isascii() for text in (*texts, content.title, text_of(content.note)))
