"""What is a secret, and that none survives masking."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from sstui.insight.secrets import (
    MASK,
    fingerprint,
    is_secret_value,
    mask,
    masked,
    secret_name,
)
from sstui.servicestage.json_types import JSONValue
from tests.cases import every
from tests.strategies import any_text

PLANTED = "hunter2hunter2"


@every(
    "name",
    [
        "dbPassword", "SPRING_DATASOURCE_PASSWORD", "x-api-key", "AK", "HUAWEICLOUD_SDK_SK",
        "passwd", "MYSQLPASS", "pwd", "clientSecret", "ACCESSTOKEN", "token2", "credentials",
        "PRIVATE_KEY_PATH", "SENTRY_DSN", "basic.auth", "KEY", "apikey", "API2Key", "Authorization",
        "tokenId", "spring.redis.password", "密码-password",
    ],
)  # fmt: skip
def test_a_name_that_says_secret_is_one(name: str) -> None:
    assert secret_name(name)


@every(
    "name",
    [
        "PUBLIC_KEY", "publicKey", "KEY_PATH", "MONKEY", "keyboard", "tokenize", "tokenizer",
        "author", "bypass", "compass", "LOG_LEVEL", "TASK", "risk", "desk", "", "路径",
    ],
)  # fmt: skip
def test_a_name_that_only_looks_so_is_none(name: str) -> None:
    assert not secret_name(name)


@every(
    ("text", "shown"),
    [
        ("postgres://app:geheim@db:5432/x?a=1", f"postgres://app:{MASK}@db:5432/x?a=1"),
        ("redis://:geheim@cache/0", f"redis://:{MASK}@cache/0"),
        ("amqp://a:b@h1,amqp://c:d@h2", f"amqp://a:{MASK}@h1,amqp://c:{MASK}@h2"),
        ("http://u:with/slash@host/x", f"http://u:{MASK}@host/x"),
        ("https://ghp_0123456789abcdefghij@github.com/a", f"https://{MASK}@github.com/a"),
        ("app:geheim@tcp(db:3306)/orders", f"app:{MASK}@tcp(db:3306)/orders"),
        ("jdbc:oracle:thin:scott/tiger@h:1521/x", f"jdbc:oracle:thin:scott/{MASK}@h:1521/x"),
        ("https://x/?a=1&access_token=abc&b=2", f"https://x/?a=1&access_token={MASK}&b=2"),
        ("run --password x --level 5", f"run --password {MASK} --level 5"),
        ("run --password='two words' -v", f"run --password='{MASK}' -v"),
        ("java -Xmx1g -Dspring.datasource.password=x -jar a", None),
        ("JAVA_OPTS=-Xmx1g -Dkey=x", f"JAVA_OPTS=-Xmx1g -Dkey={MASK}"),
        ("host=h password=x user=y", f"host=h password={MASK} user=y"),
        ("Server=h;Password=a,b;Database=d", f"Server=h;Password={MASK};Database=d"),
        ('{"db":{"password":"x","port":1}}', f'{{"db":{{"password":"{MASK}","port":1}}}}'),
        ('{"password": "x", broken', f'{{"password": "{MASK}", broken'),
        ('{"a": 1, "token": "x", "token": null}', MASK),
        ("-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\n", f"{MASK}\n"),
        ("-----BEGIN CERTIFICATE-----\nabc", MASK),
        ("is eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.c2ln here", f"is {MASK} here"),
        ("Authorization: Bearer abc.def", f"Authorization: {MASK}"),
        ("curl -u bob:geheim https://x", f"curl -u bob:{MASK} https://x"),
    ],
)
def test_only_the_secret_part_of_a_value_is_hidden(text: str, shown: str | None) -> None:
    assert mask(text) == (shown or f"java -Xmx1g -Dspring.datasource.password={MASK} -jar a")
    assert is_secret_value(text)


@every(
    "text",
    [
        "", "debug", "jdbc:postgresql://10.0.4.21:5432/orders", "http://h:8080/path@version",
        "swr.example.com/shop/orders:2.14.0", "cluster_inaccessible", "mail me@example.com",
        "Basic authentication failed", "cannot find key: foo", "repo/secret:1.0", "a=1;b=2",
        '["a1b2","c3d4"]', '{"port": 1}', "NODE_OPTIONS=--max-old-space-size=512",
    ],
)  # fmt: skip
def test_a_value_without_a_secret_stays_as_it_is(text: str) -> None:
    assert mask(text) == text


def test_entries_are_masked_by_their_name() -> None:
    document: JSONValue = {
        "configuration": {
            "env": [
                {"name": "DB_PASSWORD", "value": "x"},
                {"name": "LOG_LEVEL", "value": "debug"},
                {"key": "apiKey", "value": 5},
            ]
        }
    }
    assert masked(document) == {
        "configuration": {
            "env": [
                {"name": "DB_PASSWORD", "value": MASK},
                {"name": "LOG_LEVEL", "value": "debug"},
                {"key": "apiKey", "value": MASK},
            ]
        }
    }


def test_everything_below_a_secret_name_and_in_a_secret_mount_is_masked() -> None:
    assert masked({"credentials": {"a": ["x", {"b": 1}], "on": True, "none": None}}) == {
        "credentials": {"a": [MASK, {"b": MASK}], "on": True, "none": None}
    }
    mount: JSONValue = {"type": "Secret", "parameters": {"name": "n"}, "mounts": [{"path": "/a"}]}
    assert masked({"storage": [mount]}) == {
        "storage": [{"type": "Secret", "parameters": {"name": MASK}, "mounts": [{"path": MASK}]}]
    }


def test_the_argument_after_an_option_is_masked_in_a_list() -> None:
    assert masked({"command": ["run", "--password", "x", "-v", "y"]}) == {
        "command": ["run", "--password", MASK, "-v", "y"]
    }


def test_an_access_key_id_keeps_four_characters() -> None:
    assert masked({"AK": "AKEXAMPLE0000000000A"}) == {"AK": f"AKEX{MASK}"}
    assert masked({"accessKeyId": "short"}) == {"accessKeyId": MASK}


def test_words_of_the_document_are_no_secrets() -> None:
    artifact: JSONValue = {"auth": "iam", "properties": {"bucket": "b", "key": "a/b.jar"}}
    assert masked({"artifacts": {"orders": artifact}}) == {"artifacts": {"orders": artifact}}
    toleration: JSONValue = {"key": "node", "operator": "Exists"}
    assert masked({"tolerations": [toleration]}) == {"tolerations": [toleration]}
    assert masked({"auth": "iam"}) == {"auth": MASK}


def test_in_a_protected_profile_every_variable_is_masked() -> None:
    entry: JSONValue = {"name": "LOG_LEVEL", "value": "debug", "internal": True, "x": {"y": "z"}}
    document: JSONValue = {
        "env": [entry, "A=b", "c"], "environment": {"A": "b"}, "other": {"a": "b"},
    }  # fmt: skip
    assert masked(document, protected=True) == {
        "env": [
            {"name": "LOG_LEVEL", "value": MASK, "internal": True, "x": {"y": MASK}},
            f"A={MASK}",
            MASK,
        ],
        "environment": {"A": MASK},
        "other": {"a": "b"},
    }


def test_a_secret_in_a_name_is_hidden_and_names_stay_apart() -> None:
    shown = masked({"password=a": 1, "password=b": 2})
    assert shown == {f"password={MASK}": MASK, f"password={MASK}~2": MASK}


def test_a_body_deeper_than_the_stack_is_masked() -> None:
    document: JSONValue = {"password": PLANTED}
    for _ in range(20_000):
        document = {"n": document}
    shown = masked(document)
    for _ in range(20_000):
        assert isinstance(shown, dict)
        shown = shown["n"]
    assert shown == {"password": MASK}


def test_fingerprints_differ_by_value_and_by_key() -> None:
    assert fingerprint(b"k", "a") == fingerprint(b"k", "a")
    assert len({fingerprint(b"k", "a"), fingerprint(b"k", "b"), fingerprint(b"l", "a")}) == 3
    assert "\ud800" not in fingerprint(b"k", "\ud800")


@every(
    "unit",
    ["://a:", "a:", "a=", "--password ", 'password="', '"a":', "[[", "-----BEGIN A-----",
     "eyJabcd.a.", "@tcp(", "@x :thin:a/", "-u a:", "password=,a"],
)  # fmt: skip
def test_text_made_to_be_slow_takes_time_in_proportion_to_its_length(unit: str) -> None:
    text = "@ =" + unit * (100_000 // len(unit))
    start = time.process_time()
    mask(text)
    # A search that starts anew at each place takes a minute; this takes 0.05 s.
    assert time.process_time() - start < 10


# ---- properties ---------------------------------------------------------------------------------

_words = st.sampled_from(["url", "name", "value", "port", "env", "a", "é", "支付", "x.y", "type"])
_leaves = st.none() | st.booleans() | st.integers() | any_text(max_size=8)
_documents = st.recursive(
    _leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_words, inner, max_size=3),
    max_leaves=8,
)
_texts = st.text(alphabet=st.sampled_from("ab =:;,&?@/-\"'{}[]\n.password"), max_size=40)


@given(_texts)
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(_documents)
def test_masking_a_document_twice_is_masking_it_once(document: JSONValue) -> None:
    assert masked(masked(document)) == masked(document)


_FORMS: list[Callable[[str], JSONValue]] = [
    lambda s: {"password": s},
    lambda s: {"db_secret": {"deep": [s]}},
    lambda s: {"name": "API_KEY", "value": s},
    lambda s: {"type": "Secret", "parameters": {"x": s}},
    lambda s: {"url": f"mysql://u:{s}@h/x"},
    lambda s: {"args": ["--token", s]},
    lambda s: {"cmd": f"start --secret {s} -x"},
    lambda s: {"opts": f"-Da.password={s}"},
    lambda s: {"link": f"https://h/?access_token={s}"},
    lambda s: {"text": json.dumps({"a": [{"passwd": s}]})},
    lambda s: {"text": json.dumps({"inner": json.dumps({"pwd": s})})},
    lambda s: {f"password={s}": 1},
    lambda s: {"pem": f"-----BEGIN KEY-----\n{s}\n-----END KEY-----"},
]


@given(_documents, st.lists(_words | st.integers(0, 2), max_size=5))
def test_a_planted_secret_survives_in_no_position(
    document: JSONValue, path: list[str | int]
) -> None:
    planted: JSONValue = {"beside": document, "here": [plant(PLANTED) for plant in _FORMS]}
    for step in path:
        planted = [document, planted] if isinstance(step, int) else {step: planted, "b": document}
    assert PLANTED not in json.dumps(masked(planted), ensure_ascii=False)
