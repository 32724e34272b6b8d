"""The notice about credentials says what is known, and nothing else."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from sstui.monitor.state import AccountState, Link
from sstui.servicestage.errors import NoCredentials, Unauthorized
from sstui.view.notice import notice_lines
from sstui.view.signs import UNICODE
from sstui.view.text import text_of
from tests.cases import every
from tests.view.fleets import NOW, WALL, account, the_fleet


def refused(*, expired: bool, **changes: Any) -> AccountState:
    error = Unauthorized(
        "The API refuses the signature.",
        cause="keys refused",
        remedy="Renew the keys.",
        status=401,
        code="APIGW.0301",
    )
    error.expired = expired
    return account(
        link=Link.REFUSED,
        since=NOW - 120,
        error=error,
        source="environment · HUAWEICLOUD_SDK_AK, _SK",
        **{"next_try": NOW + 48, "skew": -3.0, "expires": WALL - 120, **changes},
    )


def notice(*accounts: AccountState) -> list[str]:
    lines = notice_lines(the_fleet(accounts=accounts), width=100, signs=UNICODE, tz=UTC)
    return [text_of(line).rstrip() for line in lines]


def test_what_from_do_or_clock_meanwhile() -> None:
    assert notice(refused(expired=True), account("dr")) == [
        "prod: the API refuses our credentials   401 since 02:12 · other profiles are not affected",
        "",
        "what       credentials that expired at 02:12",
        "from       environment · HUAWEICLOUD_SDK_AK, _SK",
        "do         Renew the keys.",
        "or         wait: newer credentials are picked up by themselves; nothing needs a restart",
        "clock      3s behind the API's: not the cause",
        "meanwhile  24 instances keep their last known state; next try in 50s",
    ]


def test_what_is_not_known_has_no_line() -> None:
    lines = notice(refused(expired=False, skew=None, next_try=None))
    assert lines[0] == "prod: the API refuses our credentials   401 since 02:12"
    assert lines[2] == "what       The API refuses the signature. · APIGW.0301"
    assert not any(line.startswith("clock") for line in lines)
    assert lines[-1] == "meanwhile  24 instances keep their last known state"


@every(
    ("skew", "text"),
    [
        (0.2, "agrees with the API's: not the cause"),
        (420.0, "7m ahead of the API's: set it right"),
        (-1200.0, "20m behind the API's: this is the cause, set it right"),
    ],
)
def test_the_clock_is_ruled_out_or_named(skew: float, text: str) -> None:
    assert f"clock      {text}" in notice(refused(expired=False, skew=skew))


def test_where_the_clock_is_the_cause_newer_credentials_are_no_way_out() -> None:
    assert any(line.startswith("or ") for line in notice(refused(expired=False, skew=-420.0)))
    assert not any(line.startswith("or ") for line in notice(refused(expired=False, skew=-1200.0)))


def test_what_to_do_is_never_cut() -> None:
    remedy = "Fetch new temporary keys or a new token; sstui takes them up by itself. " * 2
    one = refused(expired=True)
    assert one.error is not None
    one.error.remedy = remedy.strip()
    lines = notice(one)
    start = lines.index(next(line for line in lines if line.startswith("do ")))
    assert " ".join(line[11:] for line in lines[start : start + 2]) == remedy.strip()
    assert lines[start + 1].startswith(" " * 11)


def test_without_credentials_it_says_that() -> None:
    error = NoCredentials("Nothing to sign with.", cause="none", remedy="Set the variables.")
    lines = notice(account(link=Link.NO_CREDENTIALS, since=NOW, error=error))
    assert lines[0] == "prod: there are no credentials   since 02:14"
    assert "do         Set the variables." in lines


@every("link", [Link.OK, Link.NO_ANSWER, Link.THROTTLED, Link.STARTING])
def test_any_other_trouble_is_no_business_of_it(link: Link) -> None:
    assert notice(account(link=link)) == []


def test_its_first_line_stays_while_the_cause_does() -> None:
    fleet = the_fleet(accounts=(refused(expired=True),))
    later = the_fleet(accounts=(refused(expired=True),), now=NOW + 60, wall=WALL + 60)
    first, second = (
        notice_lines(each, width=100, signs=UNICODE, tz=UTC)[0] for each in (fleet, later)
    )
    assert first == second
