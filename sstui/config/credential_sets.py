"""Sets of variables that carry credentials: the SDK's, Terraform's, OpenStack's, and named ones.

The same names come from the environment and from what a credential command prints.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from sstui.servicestage.credentials import AccessKey, Credentials, Password, ReadyToken
from sstui.servicestage.regions import InvalidEndpoint, check_iam_endpoint

if TYPE_CHECKING:
    from pydantic import SecretStr


class State(StrEnum):
    """How much there is at a place."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    ENCRYPTED = "encrypted"
    UNSET = "unset"


@dataclass(frozen=True, slots=True)
class Offer:
    """What one place has: ``make`` makes the credentials where they are complete, and ``what`` says
    it in words, never a value."""

    place: str
    what: str
    state: State = State.INCOMPLETE
    make: Callable[[], Credentials] | None = None

    @property
    def credentials(self) -> Credentials | None:
        """Made when they are asked for: that there are some can be said without pydantic."""
        return None if self.make is None else self.make()

    @property
    def description(self) -> str:
        return f"{self.place} · {self.what}"


def complete(place: str, what: str, make: Callable[[], Credentials]) -> Offer:
    return Offer(place, what, State.COMPLETE, make)


def unset(place: str, what: str) -> Offer:
    return Offer(place, what, State.UNSET)


Values = Mapping[str, str]


def sdk_variables(values: Values, place: str = "environment") -> Offer:
    """``HUAWEICLOUD_SDK_*``, the names of the vendor's SDK."""
    prefix = "HUAWEICLOUD_SDK_"
    given = _given(values, prefix, ("AK", "SK", "SECURITY_TOKEN", "PROJECT_ID", "DOMAIN_ID"))
    if not given.keys() & {"AK", "SK", "SECURITY_TOKEN"}:
        return unset(place, f"{prefix}* not set")
    missing = [f"{prefix}{name}" for name in ("AK", "SK") if name not in given]
    if missing:
        return Offer(place, f"{prefix}*: {' and '.join(missing)} missing")
    token = given.get("SECURITY_TOKEN")
    of_project = given.get("PROJECT_ID"), given.get("DOMAIN_ID")
    key = partial(access_key, given["AK"], given["SK"], token, *of_project)
    return complete(place, f"{prefix}* ({'AK, SK, token' if token else 'AK, SK'})", key)


def terraform_variables(values: Values, place: str = "environment") -> Offer:
    """``HW_*``: a token, else a key, else a user, which is the provider's own order."""
    names = (
        "AUTH_TOKEN", "ACCESS_KEY", "SECRET_KEY", "SECURITY_TOKEN", "PROJECT_ID", "PROJECT_NAME",
        "USER_NAME", "USER_PASSWORD", "DOMAIN_NAME", "AUTH_URL",
    )  # fmt: skip
    given = _given(values, "HW_", names)
    project = given.get("PROJECT_ID")
    if "AUTH_TOKEN" in given:
        return complete(place, "HW_* (token)", partial(ready_token, given["AUTH_TOKEN"], project))
    if {"ACCESS_KEY", "SECRET_KEY"} <= given.keys():
        token = given.get("SECURITY_TOKEN")
        key = partial(access_key, given["ACCESS_KEY"], given["SECRET_KEY"], token, project)
        return complete(place, f"HW_* ({'AK, SK, token' if token else 'AK, SK'})", key)
    user = ("USER_NAME", "USER_PASSWORD", "DOMAIN_NAME")
    missing = [f"HW_{name}" for name in ("ACCESS_KEY", "SECRET_KEY") if name not in given]
    if len(missing) == 1 and given.keys().isdisjoint(user[:2]):  # a domain stands beside a key too
        return Offer(place, f"HW_*: {missing[0]} missing")
    if given.keys() & set(user):
        return _password(place, "HW_", given, user)
    return unset(place, "HW_* not set")


def openstack_variables(values: Values, place: str = "environment") -> Offer:
    """``OS_*``: a token, else a user. IAM v3 is Keystone's API."""
    names = (
        "TOKEN", "USERNAME", "PASSWORD", "USER_DOMAIN_NAME", "PROJECT_ID", "PROJECT_NAME",
        "AUTH_URL",
    )  # fmt: skip
    given = _given(values, "OS_", names)
    if "TOKEN" in given:
        token = partial(ready_token, given["TOKEN"], given.get("PROJECT_ID"))
        return complete(place, "OS_* (token)", token)
    user = ("USERNAME", "PASSWORD", "USER_DOMAIN_NAME")
    if given.keys() & set(user):
        return _password(place, "OS_", given, user)
    return unset(place, "OS_* not set")


FAMILIES: dict[str, Callable[[Values], Offer]] = {
    "HUAWEICLOUD_SDK_": sdk_variables,
    "HW_": terraform_variables,
    "OS_": openstack_variables,
}


def family_in_use(values: Values) -> str | None:
    """The prefix of the first complete set, whatever its ``AUTH_URL`` is worth."""
    plain = {name: value for name, value in values.items() if not name.endswith("_AUTH_URL")}
    return next((prefix for prefix, read in FAMILIES.items() if read(plain).make), None)


def named_variables(
    values: Values, *, token_env: str | None, ak_env: str | None, sk_env: str | None
) -> Offer:
    """The variables that a profile names."""
    names = (token_env,) if token_env else (ak_env or "", sk_env or "")
    missing = [name for name in names if not values.get(name, "").strip()]
    place = "environment"
    if missing:
        what = f"{' and '.join(missing)} not set"
        return Offer(place, what) if len(missing) < len(names) else unset(place, what)
    if token_env:
        return complete(place, token_env, partial(ready_token, values[token_env].strip()))
    ak, sk = (values[name].strip() for name in names)
    return complete(place, ", ".join(names), partial(access_key, ak, sk))


def access_key(
    ak: str,
    sk: str,
    token: str | None = None,
    project_id: str | None = None,
    domain_id: str | None = None,
) -> AccessKey:
    """Blank parts count as not given."""
    return AccessKey(
        access_key=ak,
        secret_key=_secret(sk),
        security_token=_secret(token) if token else None,
        project_id=project_id or None,
        domain_id=domain_id or None,
    )


def ready_token(token: str, project_id: str | None = None) -> ReadyToken:
    return ReadyToken(_secret(token), project_id)


def _secret(value: str) -> SecretStr:
    # Imported here (80 ms): who only asks which variables there are needs no secret.
    from pydantic import SecretStr

    return SecretStr(value)


def _given(values: Values, prefix: str, names: tuple[str, ...]) -> dict[str, str]:
    """Those that are set, without the blanks that ``$(cat …)`` and Windows editors leave."""
    found = {name: values.get(prefix + name, "").strip() for name in names}
    return {name: value for name, value in found.items() if value}


def _password(
    place: str, prefix: str, given: Mapping[str, str], names: tuple[str, str, str]
) -> Offer:
    missing = [f"{prefix}{name}" for name in names if name not in given]
    if missing:
        return Offer(place, f"{prefix}*: {' and '.join(missing)} missing")
    auth_url = given.get("AUTH_URL")
    try:
        base = check_iam_endpoint(auth_url) if auth_url else None
    except InvalidEndpoint as error:
        return Offer(place, f"{prefix}*: {prefix}AUTH_URL {error}")
    user, password, domain = (given[name] for name in names)
    return complete(
        place,
        f"{prefix}* (user, password)",
        lambda: Password(
            user=user,
            password=_secret(password),
            domain=domain,
            project_id=given.get("PROJECT_ID"),
            project_name=given.get("PROJECT_NAME"),
            auth_url=base,
        ),
    )
