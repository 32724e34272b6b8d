"""What can go wrong on the way, done to the real socket."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypedDict

from sstui.simulator.refusals import throttle_text
from sstui.simulator.wire import JSON_TYPE, Reply, Request

_HTML = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
_DRIP_SECONDS = 0.05


class Fault(StrEnum):
    """The kinds. Those that need the network's own behaviour break the connection itself."""

    HANG = "hang"  # no answer until the fault is lifted or the peer leaves
    SLOW = "slow"  # the right answer after `seconds`
    RESET = "reset"  # a TCP reset in place of an answer
    CLOSE = "close"  # the connection closed in place of an answer
    REFUSE = "refuse"  # the port is closed: for the whole API only
    DRIP = "drip"  # the right answer, a byte each 50 ms (`seconds` changes it)
    HALF_BODY = "half-body"  # the right head, half of the body, then closed
    HTML = "html"  # an HTML page with `status` 200
    EMPTY = "empty"  # `status` 200 and no body
    STATUS = "status"  # `status`, `body` and `headers` as given
    GATEWAY_404 = "gateway-404"  # 404 APIGW.0101
    REDIRECT = "redirect"  # 302 to `location`
    TOO_LARGE = "too-large"  # a JSON body of `size` bytes
    SKEWED_DATE = "skewed-date"  # the server's clock is `seconds` ahead of the real one


BREAKING = frozenset({Fault.HANG, Fault.RESET, Fault.CLOSE})


class FaultOptions(TypedDict, total=False):
    """What a fault may be told: `FaultPlan` without its kind; ``size`` in bytes."""

    path: str
    status: int
    body: bytes
    headers: Mapping[str, str]
    content_type: str
    seconds: float
    size: int
    location: str
    times: int | None


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """One fault in force; ``path`` limits it to targets that contain this text."""

    kind: Fault
    path: str = ""
    status: int | None = None
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON_TYPE
    seconds: float | None = None
    size: int = 9 * 1024 * 1024
    location: str = "http://127.0.0.1:9/elsewhere"
    times: int | None = None

    @classmethod
    def of(cls, written: Mapping[str, Any]) -> FaultPlan:
        """A plan from a scenario's file; ``body`` is text there."""
        options = dict(written)
        if "body" in options:
            options["body"] = options["body"].encode()
        return cls(**{**options, "kind": Fault(options["kind"])})

    def concerns(self, request: Request) -> bool:
        return self.path in request.target

    def used(self) -> FaultPlan | None:
        """The plan after one use; None when it is used up."""
        if self.times is None:
            return self
        return replace(self, times=self.times - 1) if self.times > 1 else None


def altered(plan: FaultPlan, reply: Reply, request_id: str) -> Reply:
    """The answer that takes the place of ``reply``."""
    match plan.kind:
        case Fault.HTML:
            return Reply(plan.status or 200, plan.body or _HTML, plan.headers, "text/html")
        case Fault.EMPTY:
            return Reply(plan.status or 200, b"", plan.headers)
        case Fault.STATUS:
            body = plan.body
            status = plan.status or 500
            if body is None:
                return Reply.of(status, _plain_error(status, request_id), plan.headers)
            return Reply(status, body, plan.headers, plan.content_type)
        case Fault.GATEWAY_404:
            text = "The API does not exist or has not been published in the environment"
            content = {"error_code": "APIGW.0101", "error_msg": text, "request_id": request_id}
            return Reply.of(404, content)
        case Fault.REDIRECT:
            return Reply(plan.status or 302, b"", {"Location": plan.location})
        case Fault.TOO_LARGE:
            return Reply(200, b'{"padding":"' + b"x" * (plan.size - 14) + b'"}')
    return reply


def reset(writer: asyncio.StreamWriter) -> None:
    """Ends a connection with a TCP reset, as a crashed peer or a firewall does."""
    raw = writer.get_extra_info("socket")
    if raw is not None and raw.fileno() >= 0:  # it may have been closed from the other end
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def drip(writer: asyncio.StreamWriter, body: bytes, seconds: float | None) -> None:
    """Writes a body a byte at a time."""
    pause = _DRIP_SECONDS if seconds is None else seconds
    for byte in body:
        writer.write(bytes((byte,)))
        await writer.drain()
        await asyncio.sleep(pause)


def _plain_error(status: int, request_id: str) -> dict[str, str]:
    codes = {
        400: ("SVCSTG.00100400", "The parameter is invalid."),
        401: ("APIGW.0301", "Incorrect IAM authentication information: token expired"),
        403: ("APIGW.0302", "The IAM user is not authorised."),
        429: ("APIGW.0308", throttle_text(200, 300.0)),
        502: ("APIGW.0610", "Backend unavailable."),
        503: ("APIGW.0613", "Backend unavailable."),
        504: ("APIGW.0201", "Backend timeout."),
    }
    code, message = codes.get(status, ("APIGW.0601", "Internal server error."))
    return {"error_code": code, "error_msg": message, "request_id": request_id}
