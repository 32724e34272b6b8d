"""An answer that says no, as exactly one exception of the tree."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlsplit

from sstui.servicestage import remedies
from sstui.servicestage.errors import (
    BadRequest,
    Forbidden,
    Malformed,
    Missing,
    NotFound,
    Rejected,
    ServiceStageError,
    Throttled,
    Unauthorized,
    Unavailable,
)
from sstui.servicestage.json_types import JSONValue
from sstui.servicestage.remedies import Advice
from sstui.servicestage.reply import Reply, clean

SKEW_NAMED = 300.0  # seconds: above, a wrong clock is worth a word
SKEW_FATAL = 900.0  # seconds: above, the gateway refuses every signature
_KEPT_BODY = 65_536  # bytes of an unusable body that its error carries

_Error = TypeVar("_Error", bound=ServiceStageError)


def rejection(
    reply: Reply, *, iam: bool = False, blanked: Mapping[str, str] | None = None
) -> Rejected:
    """The exception for an answer other than 2xx.

    ``iam`` says that IAM was asked; ``blanked`` is what is replaced should the answer echo it, and
    by what.
    """
    code, text, iam_shape = _read(reply.body)
    for secret, shown in (blanked or {}).items():
        text = text.replace(secret, shown) if len(secret) > 3 else text
    text, code = clean(text), clean(code, 60)
    error = _rejected(reply, code, text, iam, iam_shape)
    error.from_iam = iam or iam_shape
    return error


def _rejected(reply: Reply, code: str, text: str, iam: bool, iam_shape: bool) -> Rejected:
    if 300 <= reply.status < 400:
        return _redirect(reply)
    if reply.status == 401 and (iam or iam_shape or code.startswith(("APIGW.", "APIG.", "IAM."))):
        return _unauthorized(reply, code, text, iam)
    advice = _advice(reply.status, code, iam)
    message = _message(reply, code, text or advice.cause)
    if reply.status == 403:
        return _made(Forbidden, message, advice, reply, code)
    if reply.status == 404:
        missing = _made(NotFound, message, advice, reply, code)
        missing.what = _what(code)
        return missing
    if reply.status == 429:
        throttled = _made(Throttled, message, advice, reply, code)
        throttled.retry_after = reply.retry_after
        return throttled
    if reply.status >= 500:
        unavailable = _made(Unavailable, message, advice, reply, code)
        unavailable.retry_after = reply.retry_after
        return unavailable
    return _made(BadRequest, message, advice, reply, code)


def malformed(reply: Reply, why: str) -> Malformed:
    """The exception for a 2xx that cannot be used; it carries the body's first 64 KiB."""
    advice = Advice(clean(why, 60), remedies.UNUSABLE.remedy)
    message = f"{reply.host} answered {reply.status}, but {clean(why)}"
    error = _made(Malformed, message, advice, reply, "")
    error.body = reply.body[:_KEPT_BODY]
    return error


def name_permission(error: Forbidden, permission: str) -> None:
    """Say which permission of IAM the call needs, where a missing one is why it was refused."""
    if error.cause == remedies.NO_RIGHT.cause:
        error.permission = permission
        error.remedy = f"Ask the account's administrator for {permission} in this project."


def skew_in_words(skew: float) -> str:
    """``this clock is 20 min ahead``."""
    size = abs(skew)
    amount = f"{size:.0f} s" if size < 120 else f"{size / 60:.0f} min"
    if size >= 7200:
        amount = f"{size / 3600:.0f} h"
    return f"this clock is {amount} {'ahead' if skew > 0 else 'behind'}"


def _unauthorized(reply: Reply, code: str, text: str, iam: bool) -> Unauthorized:
    skew = reply.skew
    is_fatal = skew is not None and abs(skew) > SKEW_FATAL
    advice = _of_words(text.lower(), _advice(401, code, iam))
    if skew is not None and is_fatal and not iam:
        advice = remedies.CLOCK._replace(cause=skew_in_words(skew))
    message = _message(reply, code, text or advice.cause)
    if skew is not None and is_fatal:
        message = f"{message}; {skew_in_words(skew)}"
    elif skew is not None and abs(skew) > SKEW_NAMED and advice not in _NO_WORD_OF_CLOCKS:
        advice = advice._replace(remedy=f"{advice.remedy} Also, {skew_in_words(skew)}.")
    error = _made(Unauthorized, message, advice, reply, code)
    error.skew = skew
    error.expired = advice == remedies.EXPIRED
    return error


_NO_WORD_OF_CLOCKS = (remedies.EXPIRED, remedies.LOCKED)


def _of_words(words: str, otherwise: Advice) -> Advice:
    """APIGW.0301 stands for many causes, which its text alone tells apart."""
    if "signature expired" in words:  # of the time that we signed, not of the credentials
        return remedies.CLOCK
    if "expire" in words:
        return remedies.EXPIRED
    if any(each in words for each in ("too many", "locked", "reach the limit")):
        return remedies.LOCKED
    return otherwise


def _redirect(reply: Reply) -> Rejected:
    try:
        to = urlsplit(reply.headers.get("location", "")).hostname or ""
    except ValueError:
        to = ""
    where = f" to {clean(to, 100)}" if to else ""
    advice = Advice(clean(f"redirected{where}", 60), remedies.REDIRECT.remedy)
    message = f"{reply.host} answered {reply.status}: a redirect{where}, which is not followed"
    return _made(Rejected, message, advice, reply, "")


def _advice(status: int, code: str, iam: bool) -> Advice:
    family, _, number = code.partition(".")
    if family in ("APIGW", "APIG") and number in remedies.GATEWAY:
        found = remedies.GATEWAY[number]
        if found != remedies.BAD or status < 500:  # 0201 is also a backend that did not answer
            return found
    if family == "SVCSTG" and number in remedies.SERVICESTAGE:
        return remedies.SERVICESTAGE[number]
    if (iam or family == "IAM") and status in remedies.IAM:
        return remedies.IAM[status]
    other = remedies.OTHER_5XX if status >= 500 else remedies.OTHER_4XX
    return remedies.STATUS.get(status, other)


def _what(code: str) -> Missing:
    family, _, number = code.partition(".")
    if family in ("APIGW", "APIG"):
        return Missing.ENDPOINT
    return remedies.MISSING.get(number, Missing.OTHER) if family == "SVCSTG" else Missing.OTHER


def _message(reply: Reply, code: str, text: str) -> str:
    try:
        phrase = f" {HTTPStatus(reply.status).phrase}"
    except ValueError:
        phrase = ""
    return f"{reply.host} answered {reply.status}{phrase}: {f'{code} ' if code else ''}{text}"


def _made(kind: type[_Error], message: str, advice: Advice, reply: Reply, code: str) -> _Error:
    return kind(
        message,
        cause=advice.cause,
        remedy=advice.remedy,
        host=reply.host,
        status=reply.status,
        code=code or None,
        request_id=reply.request_id or _body_request_id(reply.body),
        date=reply.date,
    )


_SHAPES = (("error_code", "error_msg"), ("errorCode", "errorMsg"), ("code", "message"))


def _read(body: bytes) -> tuple[str, str, bool]:
    """Code and text of an error body in any documented shape, and whether it is IAM's own."""
    document = _document(body)
    if isinstance(document, dict):
        error = document.get("error")
        iam_shape = isinstance(error, dict) and "title" in error and "message" in error
        found = _pair(document, depth=4)
        if found is not None:
            return ("", found[1], True) if iam_shape else (*found, False)
    text = body[:2000].decode("utf-8", "replace").strip()
    if text.startswith("<"):
        return "", "a page of HTML instead of an error", False
    return "", text, False


def _pair(document: dict[str, JSONValue], depth: int) -> tuple[str, str] | None:
    for code_key, text_key in _SHAPES:
        code, text = document.get(code_key), document.get(text_key)
        if isinstance(code, (str, int)) and isinstance(text, str):
            return str(code), text
    for value in document.values():
        if isinstance(value, dict) and depth and (found := _pair(value, depth - 1)):
            return found
    return None


def _body_request_id(body: bytes) -> str | None:
    document = _document(body)
    found = document.get("request_id") if isinstance(document, dict) else None
    return clean(found, 100) or None if isinstance(found, str) else None


def _document(body: bytes) -> JSONValue:
    if len(body) > _KEPT_BODY:  # no error body has that size
        return None
    try:
        document: JSONValue = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document
