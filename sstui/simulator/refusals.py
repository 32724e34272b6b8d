"""The documented shapes of an answer that says no.

ServiceStage: ``error_code``, ``error_msg``; the gateway adds ``request_id``; IAM has one
``error`` object. Numbers such as SVCSTG.00100404 are codes, not HTTP statuses.
"""

from __future__ import annotations

from http import HTTPStatus

from sstui.simulator.wire import Reply

_BAD_IAM = "Incorrect IAM authentication information: "


class Refused(Exception):
    """Raised on the way to an answer; carries the answer."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


def service_error(status: int, code: str, message: str) -> Refused:
    """ServiceStage's own: ``{"error_code": "SVCSTG.…", "error_msg": "…"}``."""
    return Refused(Reply.of(status, {"error_code": f"SVCSTG.{code}", "error_msg": message}))


def invalid_parameter(name: str) -> Refused:
    return service_error(400, "00100400", f"The parameter {name} is invalid.")


def gateway_error(status: int, code: str, message: str, request_id: str) -> Refused:
    """The gateway's: it stands before the service and answers first."""
    content = {"error_code": f"APIGW.{code}", "error_msg": message, "request_id": request_id}
    return Refused(Reply.of(status, content))


def bad_credentials(reason: str, request_id: str) -> Refused:
    """401 APIGW.0301, which is about a signature, a key or a token."""
    return gateway_error(401, "0301", _BAD_IAM + reason, request_id)


def throttled(limit: int, seconds: float, request_id: str, retry_after: int | None) -> Refused:
    """429 APIGW.0308 of a limit for each user; ``retry_after`` seconds become that header."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    content = {
        "error_code": "APIGW.0308",
        "error_msg": throttle_text(limit, seconds),
        "request_id": request_id,
    }
    return Refused(Reply.of(429, content, headers))


def throttle_text(limit: int, seconds: float) -> str:
    """In the words in which the gateway of a public issue thread said it."""
    policy = f"policy user over ratelimit,limit:{limit},time:{seconds / 60:g} minute"
    return f"The throttling threshold has been reached: {policy}"


def no_such_api(request_id: str) -> Refused:
    text = "The API does not exist or has not been published in the environment"
    return gateway_error(404, "0101", text, request_id)


def iam_error(status: int, message: str) -> Refused:
    """IAM's: ``{"error": {"code": 401, "message": "…", "title": "Unauthorized"}}``."""
    title = HTTPStatus(status).phrase
    return Refused(
        Reply.of(status, {"error": {"code": status, "message": message, "title": title}})
    )
