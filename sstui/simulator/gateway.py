"""The gateway: is the caller who it says it is? Raises `Refused` with the documented answers."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from datetime import UTC, datetime

from sstui.simulator.accounts import Account, Key, Token
from sstui.simulator.refusals import Refused, bad_credentials, gateway_error, iam_error
from sstui.simulator.signature import (
    ALGORITHM,
    canonical_request,
    expected_signature,
    parse_authorization,
)
from sstui.simulator.throttle import Throttle
from sstui.simulator.wire import Request

MAX_SKEW = 15 * 60.0
_DATE = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_MUST_BE_SIGNED = ("host", "x-sdk-date", "x-security-token")


class Gateway:
    """Checks signatures and tokens against one account, and counts who is let in.

    ``clock`` gives the server's epoch seconds.
    """

    def __init__(self, account: Account, throttle: Throttle, clock: Callable[[], float]) -> None:
        self._account = account
        self._throttle = throttle
        self._clock = clock

    def admit(self, request: Request, request_id: str) -> Token | None:
        """Returns the caller's token, or None for a signed request."""
        token = self._identify(request, request_id)
        self.count(request_id)
        return token

    def count(self, request_id: str) -> None:
        """One more call of the account, 429 when it is one too many."""
        self._throttle.admit(request_id)

    def _identify(self, request: Request, request_id: str) -> Token | None:
        if "x-auth-token" in request.headers:
            return self._check_token(request.headers["x-auth-token"], request_id)
        if request.headers.get("authorization", "").startswith(ALGORITHM):
            self._check_signature(request, request_id)
            return None
        raise bad_credentials("x-auth-token not found", request_id)

    def admit_to_project(self, request: Request, project_id: str, request_id: str) -> None:
        """As `admit`, for a call whose path names a project."""
        token = self.admit(request, request_id)
        named = request.headers.get("x-project-id", project_id)
        if named != project_id:
            raise bad_credentials("x-project-id does not match the project of the URI", request_id)
        if token is None:
            return
        if token.region != self._account.project.region:
            raise gateway_error(401, "0307", "The token must be updated.", request_id)
        if token.project is None or token.project.id != project_id:
            raise gateway_error(403, "0310", "The project is unavailable.", request_id)

    def admit_to_iam(self, request: Request, request_id: str) -> None:
        """As `admit`; a bad token is told in IAM's own shape."""
        try:
            self._identify(request, request_id)
        except Refused:
            if "authorization" in request.headers:
                raise
            raise iam_error(401, "The request you have made requires authentication.") from None
        self.count(request_id)

    def _check_token(self, text: str, request_id: str) -> Token:
        token = self._account.tokens.get(text)
        if token is None:
            raise bad_credentials("decrypt token fail", request_id)
        if token.expires <= self._clock():
            raise bad_credentials("token expired", request_id)
        return token

    def _check_signature(self, request: Request, request_id: str) -> None:
        claim = parse_authorization(request.headers["authorization"])
        if claim is None:
            raise bad_credentials("the format of the Authorization header is wrong", request_id)
        key = self._account.keys.get(claim.access_key)
        if key is None:
            reason = f"Get secretKey failed,ak:{claim.access_key},err:ak not exist"
            raise bad_credentials(reason, request_id)
        if self._account.locked(key):
            raise bad_credentials("AK access failed to reach the limit, forbidden", request_id)
        reason = self._fault_of_signature(request, key)
        if reason:
            self._account.failed(key)
            raise bad_credentials(reason, request_id)
        self._account.succeeded(key)
        if key.expired:
            raise bad_credentials("security token expired", request_id)

    def _fault_of_signature(self, request: Request, key: Key) -> str:
        """What is wrong with a signed request; empty when nothing is."""
        headers = request.headers
        claim = parse_authorization(headers["authorization"])
        date = headers.get("x-sdk-date", "")
        signed_at = _epoch(date)
        if claim is None or signed_at is None:
            return "the X-Sdk-Date header is missing or no date"
        unsigned = [n for n in _MUST_BE_SIGNED if n in headers and n not in claim.signed_headers]
        absent = [name for name in claim.signed_headers if name not in headers]
        if unsigned or absent or list(claim.signed_headers) != sorted(set(claim.signed_headers)):
            return "verify aksk signature fail, SignedHeaders does not fit the request"
        if abs(signed_at - self._clock()) > MAX_SKEW:
            now = datetime.fromtimestamp(self._clock(), UTC)
            return f"signature expired, signature time:{date},server time:{now:%Y%m%dT%H%M%SZ}"
        if not hmac.compare_digest(headers.get("x-security-token", ""), key.security_token):
            return "the X-Security-Token does not belong to the ak"
        canonical = canonical_request(
            request.method, request.target, headers, claim.signed_headers, request.body
        )
        if not hmac.compare_digest(
            expected_signature(canonical, date, key.secret), claim.signature
        ):
            echo = canonical.decode("utf-8", "replace").replace("\n", "|")
            return f"verify aksk signature fail, canonicalRequest:{echo}"
        return ""


def _epoch(date: str) -> float | None:
    # strptime takes 25 µs, a tenth of a whole answer.
    if not _DATE.fullmatch(date):
        return None
    try:
        return datetime.fromisoformat(date).timestamp()
    except ValueError:
        return None
