"""Where the API is, and which base URLs may be used at all."""

from __future__ import annotations

import socket
from typing import NoReturn

import pytest

from sstui.servicestage.client import ServiceStage
from sstui.servicestage.regions import (
    REGIONS,
    InvalidEndpoint,
    check_endpoint,
    check_iam_endpoint,
    iam_endpoint,
    is_vendor_host,
    region_hint,
    servicestage_endpoint,
)
from tests.cases import every
from tests.servicestage.servers import Source


def test_every_region_of_the_vendor_and_unknown_ones_follow_the_pattern() -> None:
    assert len(REGIONS) == 22
    for region in (*REGIONS, "xx-new-7"):
        base = servicestage_endpoint(region)
        assert base == f"https://servicestage.{region}.myhuaweicloud.com"
        assert check_endpoint(base) == base
        assert iam_endpoint(region) == f"https://iam.{region}.myhuaweicloud.com"


def test_the_european_site_has_a_domain_of_its_own() -> None:
    assert iam_endpoint("eu-west-101") == "https://iam.eu-west-101.myhuaweicloud.eu"


@every("region", ["", "a.b", "evil.com/", "a@b", "AP", "-a", "a--b", "a\n"])
def test_a_region_that_would_change_the_host_is_refused(region: str) -> None:
    with pytest.raises(InvalidEndpoint, match="is no region"):
        servicestage_endpoint(region)


@every(
    ("url", "plain"),
    [
        ("https://example.com", "https://example.com"),
        ("https://example.com/", "https://example.com"),
        ("HTTPS://Example.COM:8443/base/", "https://example.com:8443/base"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
        ("http://localhost:1", "http://localhost:1"),
        ("http://LOCALHOST:1", "http://localhost:1"),
    ],
)
def test_endpoints_that_may_be_used_are_made_plain(url: str, plain: str) -> None:
    assert check_endpoint(url) == plain


@every(
    "url",
    [
        "http://example.com",
        "http://10.0.0.1",
        "http://localhost.example.com",
        "http://localhost.",
        "http://127.0.0.1.example.com",
        "http://127.1",
        "http://2130706433",
        "http://0x7f000001",
        "http://[::ffff:127.0.0.1]",
        "http://0.0.0.0",
        "http://127.0.0.1@example.com",
        "http://127.0.0.1:80@example.com",
        "https://user:planted@example.com",
        "https://@example.com",
        "https://example.com?x=1",
        "https://example.com/?",
        "https://example.com#x",
        "https://example.com/../x",
        "https://example.com/a//b",
        "https://example.com/a%2fb",
        "https://example.com:99999",
        "https://example.com:x",
        "https://",
        "https:///path",
        "example.com",
        "//example.com",
        "ftp://example.com",
        "file:///etc/passwd",
        "ws://localhost",
        "https://exa mple.com",
        "https://example.com\n",
        "http://127.0.0.1\\@example.com",
        "https://ex\u0430mple.com",
        "https://[fe80::1%25eth0]",
        "https://[::1",
        "https://-a.com",
        "https://a..b",
        "https://" + "a." * 200 + "com",
        "",
    ],
)
def test_endpoints_that_may_not_be_used_are_refused_before_a_name_is_looked_up(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked_up(*args: object, **more: object) -> NoReturn:
        raise AssertionError("a name was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    with pytest.raises(InvalidEndpoint) as caught:
        ServiceStage(region="r", credentials=Source(), endpoint=url or " ")
    assert "planted" not in str(caught.value)
    assert "\n" not in str(caught.value)
    with pytest.raises(InvalidEndpoint):
        ServiceStage(region="r", credentials=Source(), iam_endpoint=url or " ")


@every("tail", ["", "/", "/v3", "/v3/"])
def test_the_iam_endpoint_may_end_in_v3(tail: str) -> None:
    assert check_iam_endpoint(f"https://iam.example.com{tail}") == "https://iam.example.com"


def test_the_vendors_own_hosts_are_told_from_others() -> None:
    assert is_vendor_host("https://servicestage.cn-north-4.myhuaweicloud.com")
    assert not is_vendor_host("https://myhuaweicloud.com.evil.example")
    assert not is_vendor_host("http://127.0.0.1:80")


def test_a_misspelt_region_has_a_hint_and_a_known_one_none() -> None:
    assert region_hint("ap-southeast-3") == ""
    assert region_hint("eu-west-101") == ""
    assert "cn-north-4?" in region_hint("cn-nroth-4")
    assert region_hint("zzz").endswith("known here.")
