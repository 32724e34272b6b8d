"""A host's name and certificate, without a request to it."""

from __future__ import annotations

import ssl
import time

import pytest

from sstui.servicestage.errors import Unreachable, UnreachableKind
from sstui.servicestage.probe import Certificate, addresses, certificate
from sstui.servicestage.routes import Routes
from tests.servicestage.servers import DATA, server_tls, serving

CA = str(DATA / "tls" / "ca.pem")


async def test_a_name_has_addresses() -> None:
    assert "127.0.0.1" in await addresses("http://127.0.0.1:1")


async def test_a_name_that_is_none_is_a_matter_of_dns() -> None:
    with pytest.raises(Unreachable) as caught:
        await addresses("https://a..b")
    assert caught.value.kind is UnreachableKind.DNS


async def test_plain_http_has_no_certificate_and_nobody_is_asked() -> None:
    assert await certificate("http://127.0.0.1:1", Routes(None, None)) is None


async def test_a_certificate_says_who_signed_it_and_until_when_and_no_request_is_made() -> None:
    async with serving(lambda request: b"", server_tls()) as server:
        shown = await certificate(server.url, Routes(None, CA))
    assert shown is not None
    assert shown.issuer
    assert shown.expires is not None
    assert shown.expires > time.time()
    assert server.requests == []


async def test_a_certificate_that_the_system_judges_by_itself_is_one_all_the_same() -> None:
    class JudgedElsewhere(Routes):
        def trust_for(self, base: str) -> ssl.SSLContext:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            return context

    async with serving(lambda request: b"", server_tls()) as server:
        shown = await certificate(server.url, JudgedElsewhere(None, None))
    assert shown == Certificate("", None)


async def test_a_certificate_that_is_not_trusted_is_a_matter_of_tls() -> None:
    async with serving(lambda request: b"", server_tls()) as server:
        with pytest.raises(Unreachable) as caught:
            await certificate(server.url, Routes(None, None))
    assert caught.value.kind is UnreachableKind.TLS


async def test_a_port_that_nobody_listens_on() -> None:
    with pytest.raises(Unreachable) as caught:
        await certificate("https://127.0.0.1:1", Routes(None, CA))
    assert caught.value.kind is UnreachableKind.REFUSED
