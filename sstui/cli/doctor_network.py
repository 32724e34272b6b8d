"""What `doctor` says of the way to an account's two hosts: address, proxy, name, certificate."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

from sstui.config.profiles import Profile
from sstui.servicestage import probe
from sstui.servicestage.errors import Unreachable
from sstui.servicestage.regions import (
    host_of,
    iam_endpoint,
    is_loopback,
    is_vendor_host,
    servicestage_endpoint,
)
from sstui.servicestage.routes import Routes
from sstui.view.age import duration
from sstui.view.doctor import Blame, Finding, failure, good, warning

_SOON = 14 * 86_400.0  # seconds before a certificate's end


async def network_findings(name: str, profile: Profile) -> AsyncIterator[Finding]:
    """``profile`` is one that a client was made of: its addresses and its proxy can be used.

    IAM matters less: keys with a project id never ask it.
    """
    routes = Routes(profile.proxy, profile.ca_bundle)
    region = profile.region or ""
    base = profile.endpoint or servicestage_endpoint(region)
    async for finding in _way(f"{name} endpoint", base, routes, Blame.NETWORK):
        yield finding
    iam = profile.iam_endpoint or (iam_endpoint(region) if region else None)
    if iam is not None:
        async for finding in _way(f"{name} IAM", iam, routes, None):
            yield finding


async def _way(
    subject: str, base: str, routes: Routes, blame: Blame | None
) -> AsyncIterator[Finding]:
    host = host_of(base)
    vendor = (
        ""
        if is_vendor_host(base) or is_loopback(host.partition(":")[0])
        else (", which is not the vendor's address")
    )
    proxy = routes.proxy_for(base)
    if proxy is not None:
        yield good(subject, f"{base}{vendor}, through the proxy {proxy.name}")
        return
    try:
        found = await probe.addresses(base)
        yield good(subject, f"{base}{vendor}, no proxy, DNS: {', '.join(found[:3])}")
        shown = await probe.certificate(base, routes)
    except Unreachable as error:
        if blame is None:
            yield warning(subject, str(error), error.remedy)
        else:
            yield failure(subject, str(error), error.remedy, blame)
        return
    if shown is None:
        yield good(f"{subject} TLS", "none: plain http to this machine itself")
        return
    if shown.expires is None:
        yield good(f"{subject} TLS", "certificate accepted by the operating system")
        return
    left = shown.expires - time.time()
    what = f"certificate of {shown.issuer or 'an unnamed issuer'}, {duration(left)} left"
    if left < _SOON:
        yield warning(f"{subject} TLS", what, "whoever runs that host has to renew it")
    else:
        yield good(f"{subject} TLS", what)
