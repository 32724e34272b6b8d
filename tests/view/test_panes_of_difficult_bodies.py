"""Whatever the API sends, every pane draws lines that fit, are harmless and tell no secret."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from sstui.monitor.state import Snapshot
from sstui.servicestage.json_types import JSONObject, JSONValue
from sstui.view.pane_lookup import full_value
from sstui.view.panes import PANES, PaneOptions, ancestors
from sstui.view.text import line_cells, text_of
from tests.cases import every
from tests.conftest import THOROUGH
from tests.difficult_bodies import PLANTED, difficult_bodies
from tests.strategies import any_text
from tests.support import is_harmless
from tests.view.instances import content, options, snapshot_of

BODIES = difficult_bodies()
SMALL = [name for name, body in BODIES.items() if len(body) < 100_000]
WIDE, NARROW, *USUAL = (options(50, wide=True), *map(options, (20, 48, 78, 118)))
_FIRST = 400  # rows of a megabyte that are looked at


def check(snapshot: Snapshot, chosen: PaneOptions, planted: str) -> None:
    for name in PANES:
        shown = content(name, snapshot, chosen)
        assert planted not in text_of(shown.note)
        keys = set()
        for index in range(min(len(shown.rows), _FIRST)):
            row = shown.rows[index]
            text = text_of(row.line)
            assert line_cells(row.line) == chosen.width, (name, row.key)
            assert is_harmless(text + row.path), (name, row.key)
            assert planted not in f"{text}{row.value}{row.path}{row.kind}{row.key}", (name, row.key)
            assert row.key not in keys
            keys.add(row.key)


@every("name", BODIES)
def test_every_line_fits_is_harmless_and_tells_no_secret(name: str) -> None:
    snapshot = snapshot_of(BODIES[name])
    check(snapshot, WIDE, PLANTED)
    if name in SMALL:
        check(snapshot, NARROW, PLANTED)
        # Of the usual widths one each: `test_any_body_at_any_width` has all of them.
        for chosen in USUAL if THOROUGH else [USUAL[SMALL.index(name) % len(USUAL)]]:
            check(snapshot, chosen, PLANTED)


@every("name", SMALL)
def test_every_row_is_found_by_its_key_and_opens_harmlessly(name: str) -> None:
    snapshot = snapshot_of(BODIES[name])
    for pane in PANES:
        shown = content(pane, snapshot, options(40)).rows
        for index in range(len(shown)):
            row = shown[index]
            assert shown.find(row.key) == index
            whole = full_value(pane, snapshot, row.key, options(40)) or ""
            assert PLANTED not in whole
            assert is_harmless(whole.replace("\n", ""))


@every("name", ["example", "secrets", "cjk", "duplicate_names", "sixty_levels"])
def test_unfolding_and_folding_leaves_every_other_key_as_it_was(name: str) -> None:
    snapshot = snapshot_of(BODIES[name])
    for pane in PANES:
        shown = content(pane, snapshot).rows
        before = [shown[index] for index in range(len(shown))]
        for row in before:
            if not row.foldable:
                continue
            folds = {row.key: not row.folded}
            again = content(pane, snapshot, options(folds=folds)).rows
            after = {again[index].key for index in range(len(again))}
            inside = {each.key for each in before if row.key in ancestors(pane, each.key)}
            assert {each.key for each in before} - inside <= after
            assert row.key in after


_texts = any_text(max_size=12) | st.sampled_from(
    ["\x1b[2J", "\u202e", "[red]", "支付网关", "👩‍👩‍👧", "\t\n", "e\u0301" * 5, "a" * 300]
)
_leaves = st.none() | st.booleans() | st.integers() | st.floats() | _texts
_values: st.SearchStrategy[JSONValue] = st.recursive(
    _leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_texts, inner, max_size=4),
    max_leaves=12,
)
_entries = st.fixed_dictionaries(
    {}, optional={"name": _texts, "value": _values, "internal": st.booleans(), "x": _values}
)
_secrets: st.SearchStrategy[JSONValue] = st.sampled_from(
    [
        {"name": "DB_PASSWORD", "value": PLANTED},
        {"name": "URL", "value": f"mysql://u:{PLANTED}@h/x"},
        {"name": "JSON", "value": json.dumps({"api_key": [PLANTED]})},
        {"name": "ARGS", "value": f"run --token {PLANTED} -v"},
        {"name": "INSIDE", "value": {"secret": {"a": PLANTED}}, "internal": True},
    ]
)


@st.composite
def _bodies(draw: st.DrawFn) -> JSONObject:
    secret = draw(_secrets)
    parameters = {"user": "u", "password": PLANTED, "more": draw(_values)}
    return {
        "status_detail": {"status": draw(_texts), "fail_detail": draw(_values)},
        "description": draw(_values),
        "artifacts": {
            **draw(st.dictionaries(_texts, _values, max_size=3)),
            f"password={PLANTED}": {"url": f"https://u:{PLANTED}@h/x", "token": PLANTED},
        },
        "configuration": {
            "env": [*draw(st.lists(_entries, max_size=4)), secret],
            "other": draw(_values),
            "lifecycle": {"pre-stop": {"type": "command", "parameters": {
                "command": ["x", "--password", PLANTED]}}},
        },
        "refer_resources": [
            {"type": "rds", "id": draw(_texts), "parameters": parameters},
            {"type": "rds", "id": f"mysql://u:{PLANTED}@h", f"password={PLANTED}": 1},
        ],
        "external_accesses": draw(_values),
        "extra": draw(_values),
        f"token={PLANTED}": draw(_values),
    }  # fmt: skip


@given(_bodies(), st.integers(8, 140), st.booleans(), st.booleans())
def test_any_body_at_any_width(body: JSONObject, width: int, wide: bool, unfolded: bool) -> None:
    snapshot = snapshot_of(json.dumps(body).encode())
    folds = {"env{}": False, "other": False, "lifecycle": False, "lifecycle.pre-stop": False}
    check(snapshot, options(width, wide=wide, folds=folds if unfolded else {}), PLANTED)
