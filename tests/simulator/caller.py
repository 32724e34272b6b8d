"""A caller of the simulator that shares nothing with our client: http.client in a thread."""

from __future__ import annotations

import asyncio
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sstui.simulator.server import Simulator
from sstui.simulator.signature import canonical_request, expected_signature

TIMEOUT = 10.0


@dataclass(frozen=True)
class Got:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


async def call(
    simulator: Simulator,
    path: str,
    headers: Mapping[str, str] | None = None,
    *,
    method: str = "GET",
    body: bytes = b"",
    timeout: float = TIMEOUT,
) -> Got:
    """One request on a connection of its own. Raises what http.client raises."""

    def run() -> Got:
        connection = http.client.HTTPConnection(simulator.host, simulator.port, timeout=timeout)
        try:
            connection.request(method, path, body or None, dict(headers or {}))
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Got(response.status, found, response.read())
        finally:
            connection.close()

    return await asyncio.to_thread(run)


async def get(simulator: Simulator, path: str) -> Got:
    """A call with a good token."""
    return await call(simulator, path, {"X-Auth-Token": simulator.issue_token()})


def signed(
    simulator: Simulator,
    path: str,
    *,
    at: float,
    access_key: str = "",
    secret_key: str = "",
    leave_unsigned: tuple[str, ...] = (),
    **extra: str,
) -> dict[str, str]:
    """Headers of a signed GET; ``extra`` such as ``x_project_id="…"`` is sent and signed too."""
    headers = {
        "host": f"{simulator.host}:{simulator.port}",
        "content-type": "application/json",
        "x-sdk-date": datetime.fromtimestamp(at, UTC).strftime("%Y%m%dT%H%M%SZ"),
    }
    headers.update({name.replace("_", "-"): value for name, value in extra.items()})
    names = tuple(sorted(name for name in headers if name not in leave_unsigned))
    canonical = canonical_request("GET", path, headers, names, b"")
    signature = expected_signature(
        canonical, headers["x-sdk-date"], secret_key or simulator.secret_key
    )
    access = access_key or simulator.access_key
    headers["Authorization"] = (
        f"SDK-HMAC-SHA256 Access={access}, SignedHeaders={';'.join(names)}, Signature={signature}"
    )
    return headers


def stage(simulator: Simulator) -> str:
    """The part of a path that all ServiceStage calls share."""
    return f"/v2/{simulator.project_id}/cas"


def show_path(simulator: Simulator, name: str) -> str:
    """The path of the show call of the instance bookmarked as ``name``."""
    mark = next(m for m in simulator.bookmarks if m["name"] == name)
    return (
        f"{stage(simulator)}/applications/{mark['application']}"
        f"/components/{mark['component']}/instances/{mark['instance']}"
    )
