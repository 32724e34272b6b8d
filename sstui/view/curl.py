"""The documented call of an instance as a command line that anybody can try, without a secret."""

from __future__ import annotations

from shlex import quote
from urllib.parse import urlsplit

from sstui.monitor.state import AccountState
from sstui.servicestage.refs import InstanceRef
from sstui.servicestage.regions import InvalidEndpoint, is_loopback, servicestage_endpoint
from sstui.view.text import plain

_HEADERS = ('-H "X-Auth-Token: $TOKEN"', "-H 'Content-Type: application/json;charset=utf8'")
_NO_PROJECT = "PROJECT_ID"  # stands where it is not known


def instance_address(account: AccountState, ref: InstanceRef) -> str | None:
    """The URL of *Querying Instance Details* (GET); None where neither host nor region is known."""
    base = _base(account)
    if base is None:
        return None
    project = account.project_id or _NO_PROJECT
    return plain(
        f"{base}/v2/{project}/cas/applications/{ref.application}/components/{ref.component}"
        f"/instances/{ref.instance}"
    )


def curl_text(account: AccountState, ref: InstanceRef) -> str | None:
    """With a token from the variable ``TOKEN``, which the reader sets."""
    address = instance_address(account, ref)
    return None if address is None else " ".join(("curl -sS", quote(address), *_HEADERS))


def _base(account: AccountState) -> str | None:
    """Plain http goes to a loopback address alone (`regions.check_endpoint`), and is assumed of
    one: which it was is not known here."""
    if account.host and not account.vendor_host:
        name = urlsplit(f"//{account.host}").hostname or ""
        return f"{'http' if is_loopback(name) else 'https'}://{account.host}"
    try:
        return servicestage_endpoint(account.region)
    except InvalidEndpoint:
        return None
