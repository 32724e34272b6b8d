"""TLS and proxies, over real sockets: whom we trust, and by which way a call leaves."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from sstui.servicestage.client import ServiceStage
from sstui.servicestage.errors import Unreachable, UnreachableKind
from sstui.servicestage.refs import InstanceRef
from sstui.servicestage.regions import InvalidEndpoint
from sstui.servicestage.routes import Routes, check_proxy
from tests.cases import every
from tests.servicestage.servers import (
    DATA,
    Source,
    answer,
    http_proxy,
    listening,
    server_tls,
    serving,
    socks_proxy,
)
from tests.support import until

REF = InstanceRef("app", "comp", "inst")
CA = str(DATA / "tls" / "ca.pem")
PROXIES = ("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")


@pytest.fixture(autouse=True)
def _no_proxy_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXIES, "no_proxy", "NO_PROXY", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)


async def ask(
    endpoint: str, *, ca_bundle: str | None = None, proxy: str | None = None
) -> Unreachable | None:
    """Asks once: None when it went well, else the fault."""
    async with ServiceStage(
        region="ap-southeast-3",
        credentials=Source(),
        endpoint=endpoint,
        ca_bundle=ca_bundle,
        proxy=proxy,
    ) as client:
        try:
            assert (await client.show_instance(REF)).instance.status == "RUNNING"
        except Unreachable as error:
            return error
    return None


async def test_a_certificate_that_the_system_does_not_know_is_refused() -> None:
    async with serving(lambda request: answer(), server_tls()) as server:
        error = await ask(server.url)
    assert error is not None
    assert error.kind is UnreachableKind.TLS
    assert error.cause.startswith("certificate not trusted: ")
    assert "ca_bundle" in error.remedy
    assert server.requests == []


async def test_the_profiles_ca_bundle_is_trusted() -> None:
    async with serving(lambda request: answer(), server_tls()) as server:
        assert await ask(server.url, ca_bundle=CA) is None


async def test_the_bundle_of_ssl_cert_file_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", CA)
    async with serving(lambda request: answer(), server_tls()) as server:
        assert await ask(server.url) is None


async def test_a_bundle_of_ssl_cert_file_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such.pem")
    error = await ask("https://127.0.0.1:1")
    assert error is not None
    assert error.kind is UnreachableKind.TLS
    assert "SSL_CERT_FILE /no/such.pem" in str(error)


async def test_a_certificate_of_another_name_is_refused() -> None:
    async with (
        serving(lambda request: answer(), server_tls()) as server,
        http_proxy(server.port) as (port, _),
    ):
        error = await ask("https://other.test", ca_bundle=CA, proxy=f"http://127.0.0.1:{port}")
    assert error is not None
    assert error.kind is UnreachableKind.TLS
    assert "mismatch" in str(error).lower()


async def test_an_expired_certificate_is_refused_and_said_to_be() -> None:
    async with serving(lambda request: answer(), server_tls("expired.pem")) as server:
        error = await ask(server.url, ca_bundle=CA)
    assert error is not None
    assert error.kind is UnreachableKind.TLS
    assert "expired" in error.cause


def test_a_ca_bundle_that_is_not_there_is_refused_at_once() -> None:
    with pytest.raises(InvalidEndpoint, match=r"ca_bundle '/no/such\.pem' is not a file"):
        ServiceStage(region="r", credentials=Source(), ca_bundle="/no/such.pem")


async def test_a_ca_bundle_that_is_no_pem_is_named(tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_text("not a certificate")
    error = await ask("https://127.0.0.1:1", ca_bundle=str(bundle))
    assert error is not None
    assert error.kind is UnreachableKind.TLS
    assert str(bundle) in str(error)


async def test_the_profiles_http_proxy_is_used_by_connect() -> None:
    async with (
        serving(lambda request: answer(), server_tls()) as server,
        http_proxy(server.port) as (port, seen),
    ):
        proxy = f"http://127.0.0.1:{port}"
        assert await ask("https://servicestage.test", ca_bundle=CA, proxy=proxy) is None
    assert [(request.method, request.target) for request in seen] == [
        ("CONNECT", "servicestage.test:443")
    ]
    assert server.requests[0].headers["host"] == "servicestage.test"
    assert "authorization" not in seen[0].headers


async def test_the_password_of_the_proxy_goes_to_the_proxy_alone() -> None:
    async with (
        serving(lambda request: answer(), server_tls()) as server,
        http_proxy(server.port) as (port, seen),
    ):
        proxy = f"http://user:planted@127.0.0.1:{port}"
        assert await ask("https://servicestage.test", ca_bundle=CA, proxy=proxy) is None
    assert seen[0].headers["proxy-authorization"].startswith("Basic ")
    assert "proxy-authorization" not in server.requests[0].headers


@every("scheme", ["socks5", "socks5h", "socks"])
async def test_a_socks_proxy_is_given_the_name_and_not_an_address(scheme: str) -> None:
    async with (
        serving(lambda request: answer(), server_tls()) as server,
        socks_proxy(server.port) as (port, seen),
    ):
        proxy = f"{scheme}://127.0.0.1:{port}"
        assert await ask("https://servicestage.test", ca_bundle=CA, proxy=proxy) is None
    assert seen == ["servicestage.test"]


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
async def test_the_environments_proxy_is_used(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        serving(lambda request: answer(), server_tls()) as server,
        socks_proxy(server.port) as (port, seen),
    ):
        monkeypatch.setenv(variable, f"socks5://127.0.0.1:{port}")
        assert await ask("https://servicestage.test", ca_bundle=CA) is None
    assert seen == ["servicestage.test"]


async def test_loopback_is_never_asked_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(lambda request: answer()) as server, http_proxy(server.port) as (port, seen):
        proxy = f"http://127.0.0.1:{port}"
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        monkeypatch.setenv("HTTP_PROXY", proxy)
        monkeypatch.setenv("ALL_PROXY", proxy)
        assert await ask(server.url) is None
        assert await ask(server.url, proxy=proxy) is None
        assert await ask(server.url.replace("127.0.0.1", "localhost")) is None
    assert seen == []


@every(
    ("no_proxy", "bypassed"),
    [
        ("*", True),
        ("servicestage.example.com", True),
        (".example.com", True),
        ("*.example.com", True),
        ("example.com", True),
        ("other.org, EXAMPLE.com", True),
        ("servicestage.example.com:443", True),
        ("servicestage.example.com:8443", False),
        ("ample.com", False),
        ("10.0.0.0/8", False),
        ("", False),
    ],
)
def test_no_proxy_names_hosts_and_domains(
    no_proxy: str, bypassed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.com:3128")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    proxy = Routes(None, None).proxy_for("https://servicestage.example.com")
    assert (proxy is None) is bypassed


def test_no_proxy_may_name_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.com:3128")
    monkeypatch.setenv("NO_PROXY", "10.0.0.0/8")
    assert Routes(None, None).proxy_for("https://10.1.2.3") is None
    assert Routes(None, None).proxy_for("https://11.1.2.3") is not None


def test_the_profiles_proxy_comes_before_the_environment_and_an_empty_one_means_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://env.example.com:3128")
    monkeypatch.setenv("NO_PROXY", "*")
    chosen = Routes("profile.example.com:8080", None).proxy_for("https://servicestage.example.com")
    assert chosen is not None
    assert chosen.url == "http://profile.example.com:8080"
    assert Routes("", None).proxy_for("https://servicestage.example.com") is None


async def test_a_proxy_that_refuses_the_connection() -> None:
    error = await ask("https://servicestage.test", proxy="http://127.0.0.1:1")
    assert error is not None
    assert error.kind is UnreachableKind.PROXY
    assert "the proxy 127.0.0.1:1 refuses the connection" in str(error)
    assert "HTTPS_PROXY" in error.remedy


@every(
    ("reply", "words"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "407"),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", "502"),
    ],
)
async def test_a_proxy_that_says_no(reply: bytes, words: str) -> None:
    async with http_proxy(0, refuse=reply) as (port, _):
        error = await ask("https://servicestage.test", proxy=f"http://u:planted@127.0.0.1:{port}")
    assert error is not None
    assert error.kind is UnreachableKind.PROXY
    assert words in error.cause
    assert "planted" not in str(error)


async def test_a_socks_proxy_that_cannot_connect() -> None:
    async with socks_proxy(0, code=5) as (port, _):
        error = await ask("https://servicestage.test", proxy=f"socks5://127.0.0.1:{port}")
    assert error is not None
    assert error.kind is UnreachableKind.PROXY
    assert "refused" in str(error).lower()


@every("said", [b"", answer(400, b""), b"\x05", b"\x05\x02", b"\x05\x00\x04"])
@every("scheme", ["http", "socks5"])
async def test_a_proxy_that_speaks_something_else_or_hangs_up(scheme: str, said: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(said)
        await writer.drain()

    async with listening(talk) as port:
        error = await ask("https://servicestage.test", proxy=f"{scheme}://127.0.0.1:{port}")
    assert error is not None
    assert error.kind in (UnreachableKind.PROXY, UnreachableKind.RESET)


async def test_a_socks_proxy_that_hangs_is_left_and_its_connection_closed() -> None:
    came, left = [], []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(reader)
        while await reader.read(100):
            pass
        left.append(reader)

    async with (
        listening(talk) as port,
        ServiceStage(
            region="r",
            credentials=Source(),
            endpoint="https://servicestage.test",
            proxy=f"socks5://127.0.0.1:{port}",
            timeout=0.15,
        ) as client,
    ):
        with pytest.raises(Unreachable) as caught:
            await client.show_instance(REF)
        await until(lambda: left == came)  # none at all, where the time was up too soon
    assert caught.value.kind is UnreachableKind.TIMEOUT


@every(
    "url",
    ["ftp://p:1", "http:///", "socks4://p:1", "http://p:x", "http://p:1/path", "a b:1", "é:1"],
)
def test_a_proxy_url_that_is_none_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(InvalidEndpoint, match=r"^proxy is no proxy URL: ") as caught:
        check_proxy(url, "proxy")
    assert url not in str(caught.value)


def test_a_proxy_of_the_environment_that_is_none_names_its_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ALL_PROXY", "gopher://x")
    with pytest.raises(InvalidEndpoint, match="ALL_PROXY is no proxy URL"):
        ServiceStage(region="r", credentials=Source())


def test_the_password_of_a_proxy_is_in_no_repr() -> None:
    assert "planted" not in repr(check_proxy("http://u:planted@p:1", "proxy"))
