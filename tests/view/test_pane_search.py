"""Search in panes: every hit, folded or not, and never what is masked."""

from __future__ import annotations

from functools import partial

from sstui.servicestage.json_types import JSONValue
from sstui.view.pane_lookup import prepare_search, search
from sstui.view.panes import PANES, PaneOptions, ancestors
from sstui.view.text import text_of
from tests.cases import every
from tests.difficult_bodies import PLANTED, difficult_bodies
from tests.view.instances import content, options, orders, snapshot_of, with_fields
from tests.work import calls_of


def found(name: str, query: str, chosen: PaneOptions | None = None) -> tuple[str, ...]:
    return search(name, orders(), query, chosen or options())


def test_hits_come_in_document_order_folded_ones_included() -> None:
    assert found("configuration", "DB") == ("env{DB_URL}", "env{DB_PASSWORD}")
    assert found("configuration", "paas_a") == ("env{}{PAAS_APP_ID}",)
    assert found("configuration", "healthz") == ("probes.livenessProbe.parameters",)
    assert found("configuration", "maxSurge") == ("strategy.spec",)
    assert found("configuration", "probe") == (
        "probes",
        "probes.livenessProbe",
        "probes.readinessProbe",
    )


@every("name", PANES)
def test_every_hit_is_on_the_screen_once_its_folds_are_opened(name: str) -> None:
    queries: dict[str, list[str]] = {}  # by the key that they find
    for query in ("e", "0", "orders", "type", "null", "http"):
        for key in search(name, orders(), query, options()):
            queries.setdefault(key, []).append(query)
    for key, found in queries.items():
        folds = dict.fromkeys(ancestors(name, key), False)
        rows = content(name, orders(), options(folds=folds)).rows
        index = rows.find(key)
        assert index is not None, (key, found)
        if name in ("configuration", "raw") and not rows[index].folded:
            wide = content(name, orders(), options(300, folds=folds)).rows
            at = wide.find(key)
            if at is not None:
                text = text_of(wide[at].line).casefold()
                assert [query for query in found if query not in text] == []


def test_case_does_not_matter_and_an_empty_query_finds_nothing() -> None:
    assert found("configuration", "log_level") == found("configuration", "LOG_LEVEL")
    assert found("configuration", "") == ()
    assert found("configuration", "no such text") == ()


def test_nothing_is_found_inside_a_masked_value() -> None:
    for body in difficult_bodies().values():
        if len(body) > 100_000:
            continue  # there is no secret in the long ones
        instance = snapshot_of(body)
        for name in PANES:
            assert search(name, instance, PLANTED, options()) == ()
            assert search(name, instance, PLANTED[2:9], options()) == ()


def test_revealing_a_secret_does_not_make_it_found() -> None:
    chosen = options(revealed=frozenset({"env{DB_PASSWORD}"}))
    assert found("configuration", PLANTED, chosen) == ()


def test_in_a_protected_profile_no_value_of_a_variable_is_found() -> None:
    assert found("configuration", "debug") == ("env{LOG_LEVEL}",)
    assert found("configuration", "debug", options(protected=True)) == ()
    assert found("configuration", "LOG_LEVEL", options(protected=True)) == ("env{LOG_LEVEL}",)


def test_small_panes_are_searched_by_what_they_say() -> None:
    assert found("artifacts", "batch") == (
        "orders-batch",
        "orders-batch.url",
        "orders-batch.properties.key",
    )
    assert found("refer_resources", "payments") == (
        "resource:cce:523498f1-36c4-11eb-ae36-0255ac1000c2",
    )
    assert found("status_detail", "cluster") == ("fail_detail",)


def test_names_with_every_sign_of_a_key_are_found_again() -> None:
    names = ["", "a.b", "a[0]", "{x}", "~end", "#2", "\\", "\\e", "[1]", "支付", "a\nb", "."]
    instance = with_fields(
        configuration={name: {"x": {"y": [name, "needle"] * 9}} for name in names}
    )
    hits = search("configuration", instance, "needle", options(30))
    assert len(hits) == len(set(hits)) == 9 * len(names)
    folds = {fold: False for key in hits for fold in ancestors("configuration", key)}
    rows = content("configuration", instance, options(30, folds=folds)).rows
    for key in hits:
        index = rows.find(key)
        assert index is not None
        assert rows[index].value == "needle"


VARIABLES: list[JSONValue] = [
    {"name": f"SERVICE_{number}_URL", "value": f"https://service-{number}.example.com/v1/path"}
    for number in range(1_500)
]
TREE: dict[str, JSONValue] = {
    f"group{group}": {
        f"item{item}": {"name": f"value {group} {item}", "list": [1, 2, 3], "on": True}
        for item in range(25)
    }
    for group in range(80)
}


@every(
    ("configuration", "protected"),
    [({"env": VARIABLES}, False), ({"env": VARIABLES}, True), (TREE, False)],
)
def test_a_letter_more_does_no_work_for_what_it_does_not_find(
    configuration: JSONValue, protected: bool
) -> None:
    instance = with_fields(configuration=configuration)
    chosen = options(protected=protected)
    prepare_search("configuration", instance, chosen)
    for query in ("e", "12", "123", "value 12", "no such text"):
        step = partial(search, "configuration", instance, query, chosen)
        # In proportion to what is shown of it, not to its 1,500 variables or 8,000 leaves, of
        # which the index alone takes 60,000 calls and more, nor to the variables in which it is
        # masked. In a megabyte of them it took 1 to 20 ms where it was measured.
        assert calls_of(step) <= 100 + 200 * len(step())


def test_of_what_is_internal_only_variables_are_grouped() -> None:
    env: list[JSONValue] = [
        {"name": "PAAS", "value": "needle", "internal": True},
        {"value": "needle", "internal": True},
        {"name": "DB", "value": "needle"},
    ]
    instance = with_fields(configuration={"env": env})
    hits = search("configuration", instance, "needle", options())
    assert sorted(hits) == ["env[1]", "env{DB}", "env{}{PAAS}"]
    folds = {fold: False for key in hits for fold in ancestors("configuration", key)}
    rows = content("configuration", instance, options(folds=folds)).rows
    keys = [rows[index].key for index in range(len(rows))]
    assert len(keys) == len(set(keys))
    assert keys.count("env[1]") == 1
    assert rows.find("env{}{PAAS}") is not None
