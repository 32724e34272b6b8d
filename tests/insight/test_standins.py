"""Bodies for the disk: no secret in them, and yet it can be told whether one changed."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from sstui.insight.secrets import masked
from sstui.insight.standins import as_shown, concealed, recognised
from sstui.servicestage.json_types import JSONValue
from tests.strategies import any_text

KEY = b"k" * 32
PLANTED = "hunter2hunter2"


def body(secret: str = PLANTED, pin: int = 4711) -> JSONValue:
    return {
        "configuration": {
            "env": [
                {"name": "DB_PASSWORD", "value": secret},
                {"name": "DB_URL", "value": f"mysql://shop:{secret}@db:3306/orders"},
                {"name": "LOG_LEVEL", "value": "info"},
            ],
            "dbPin": {"password": pin},
        },
        "status_detail": {"status": "RUNNING", "replica": 3},
    }


def test_no_secret_is_left_and_all_else_is_as_it_was() -> None:
    kept = concealed(body(), KEY)
    text = json.dumps(kept)
    assert PLANTED not in text
    assert "4711" not in text
    assert as_shown(kept) == masked(body())


def test_a_later_body_puts_back_the_secrets_that_it_still_has() -> None:
    assert recognised(concealed(body(), KEY), body(), KEY) == body()


def test_a_secret_that_changed_stays_unknown_and_the_others_come_back() -> None:
    before = recognised(concealed(body(pin=1234), KEY), body(pin=4711), KEY)
    assert isinstance(before, dict)
    configuration = before["configuration"]
    assert isinstance(configuration, dict)
    assert configuration["dbPin"] != {"password": 4711}


def test_secrets_are_known_again_in_another_order_and_under_another_rule() -> None:
    kept = concealed({"env": {"LOG_LEVEL": "info", "MODE": "fast"}}, KEY, protected=True)
    assert "info" not in json.dumps(kept)
    later: JSONValue = {"env": {"MODE": "fast", "LOG_LEVEL": "info"}}
    assert recognised(kept, later, KEY) == later


def test_another_key_recognises_nothing() -> None:
    kept = concealed(body(), KEY)
    assert recognised(kept, body(), b"another key") == kept


def test_a_number_and_its_digits_are_two_secrets() -> None:
    kept = concealed({"password": 4711}, KEY)
    assert recognised(kept, {"password": "4711"}, KEY) == kept


def test_a_secret_in_a_name_is_no_plainer() -> None:
    document: JSONValue = {"configuration": {f"--password {PLANTED}": 1}}
    kept = concealed(document, KEY)
    assert PLANTED not in json.dumps(kept)
    assert recognised(kept, document, KEY) == document


def test_a_body_may_be_deeper_than_the_stack() -> None:
    deep: JSONValue = PLANTED
    for _ in range(5000):
        deep = {"password": [deep]}
    concealed(deep, KEY)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | any_text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["env", "name", "value", "password", "type", "ak", "url"]), inner
        )
    ),
    max_leaves=20,
)


@given(_JSON, st.booleans())
def test_whatever_was_concealed_is_recognised_in_the_same_body(
    document: JSONValue, protected: bool
) -> None:
    kept = concealed(document, KEY, protected=protected)
    assert recognised(kept, document, KEY) == document
