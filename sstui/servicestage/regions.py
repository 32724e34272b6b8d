"""Where ServiceStage and IAM answer, by region; and which base URLs may be used at all."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

# The regions of the vendor's SDK (3.1.219). All follow one pattern; it is applied to unknown
# ones too, and whoever lives elsewhere gives the endpoints.
REGIONS = frozenset(
    (
        *("af-south-1", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4"),
        *("cn-east-2", "cn-east-3", "cn-east-4", "cn-north-1", "cn-north-4", "cn-north-9"),
        *("cn-north-12", "cn-south-1", "cn-south-4", "cn-southwest-2", "la-north-2", "la-south-2"),
        *("me-east-1", "my-kualalumpur-1", "ru-moscow-1", "sa-brazil-1", "tr-west-1"),
    )
)
_EUROPEAN = frozenset({"eu-west-101"})  # of IAM's list, the one with a domain of its own
_VENDOR_DOMAINS = (".myhuaweicloud.com", ".myhuaweicloud.eu", ".huaweicloud.com")

_REGION = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_HOST_NAME = re.compile(
    r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\Z"
)
_SEGMENT = re.compile(r"(?!\.+\Z)[^/?#%\\\s\x00-\x1f\x7f]*\Z")
_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)*\Z")


class InvalidEndpoint(ValueError):
    """A region, base URL or proxy that cannot be used; one line that says why."""


def servicestage_endpoint(region: str) -> str:
    """The base URL of ServiceStage in a region."""
    return _endpoint("servicestage", region)


def iam_endpoint(region: str) -> str:
    """The base URL of IAM in a region, without ``/v3``."""
    return _endpoint("iam", region)


def region_hint(region: str) -> str:
    """A sentence for a region that nobody listed, with the one it may have been; else nothing."""
    if region in REGIONS or region in _EUROPEAN:
        return ""
    import difflib  # needed only for a mistake

    near = difflib.get_close_matches(region, REGIONS, 1)
    return f"{region} is no region known here{f'; {near[0]}?' if near else '.'}"


def _endpoint(service: str, region: str) -> str:
    if not _REGION.match(region):
        raise InvalidEndpoint(f"{region!r} is no region: write one such as ap-southeast-3")
    top = "eu" if region in _EUROPEAN else "com"
    return f"https://{service}.{region}.myhuaweicloud.{top}"


def check_project(project_id: str) -> str:
    """The id, which is one segment of every path that is called. Raises `InvalidEndpoint`."""
    if not _SEGMENT.match(project_id):
        raise InvalidEndpoint(
            f"{project_id!r} is no project id; copy it from the console's My Credentials"
        )
    return project_id


def check_endpoint(url: str) -> str:
    """A base URL in its plain form, without a slash at its end.

    Plain http is for loopback address literals and ``localhost`` only; user names, queries and
    other schemes are refused. Nothing is looked up. Raises `InvalidEndpoint`.
    """
    shown = _without_userinfo(url)
    if not url.isascii() or not url.isprintable() or "\\" in url or " " in url:
        raise InvalidEndpoint(f"{shown!r} is no URL: it has characters that a URL cannot have")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InvalidEndpoint(f"{shown!r} is no URL: {error}") from error
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise InvalidEndpoint(f"{shown!r} is no endpoint: write https://HOST or https://HOST:PORT")
    if "@" in parts.netloc:
        raise InvalidEndpoint(
            f"{shown!r} must not carry a user or password: remove what is before @"
        )
    if "?" in url or "#" in url:
        raise InvalidEndpoint(f"{shown!r} must not carry a query or fragment: end it before ? or #")
    path = parts.path.rstrip("/")
    if not _PATH.match(path) or any(not part.strip(".") for part in path.split("/")[1:]):
        raise InvalidEndpoint(f"{shown!r} has a path that cannot be used")
    host = _plain_host(parts.hostname, shown)
    if parts.scheme == "http" and not is_loopback(host):
        raise InvalidEndpoint(
            f"{shown!r} is refused: plain http only goes to a loopback address; write https://"
        )
    return f"{parts.scheme}://{host if port is None else f'{host}:{port}'}{path}"


def check_iam_endpoint(url: str) -> str:
    """`check_endpoint` for IAM, which many write with the ``/v3`` of OS_AUTH_URL."""
    return check_endpoint(url).removesuffix("/v3")


def host_of(base: str) -> str:
    """The host of a checked base URL, with its port where it has one."""
    return urlsplit(base).netloc


def is_loopback(host: str) -> bool:
    """Whether a host (IPv6 in brackets or not) is ``localhost`` or a loopback address literal."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_vendor_host(base: str) -> bool:
    """Whether a base URL is of the vendor's own domains."""
    return (urlsplit(base).hostname or "").endswith(_VENDOR_DOMAINS)


def _plain_host(host: str, shown: str) -> str:
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host)}]" if "%" not in host else _no_host(shown)
        except ValueError as error:
            raise InvalidEndpoint(f"{shown!r} has no usable host: {error}") from error
    return host if _HOST_NAME.match(host) and len(host) <= 253 else _no_host(shown)


def _no_host(shown: str) -> str:
    raise InvalidEndpoint(f"{shown!r} has no usable host name")


def _without_userinfo(url: str) -> str:
    """For messages: a password before ``@`` is never shown."""
    return re.sub(r"//[^/?#]*@", "//…@", url)[:200]
