"""Generated addresses live seven days; nothing is reckoned for any other."""

from __future__ import annotations

from typing import Any

from sstui.insight.access_expiry import LIVES, ends, soonest_end
from sstui.servicestage.models import ExternalAccess
from tests.cases import every

NOW = 1_763_000_040.0
HOUR = 3600.0


def access(created: float | None = 0.0, **more: Any) -> ExternalAccess:
    """A generated one that was created so many seconds ago."""
    fields: dict[str, Any] = {"type": "AUTO_GENERATED", "status": "NORMAL"}
    fields |= {} if created is None else {"create_time": int((NOW - created) * 1000)}
    return ExternalAccess.model_validate(fields | more)


def test_a_generated_address_ends_seven_days_after_its_creation() -> None:
    assert ends(access(HOUR)) == NOW - HOUR + LIVES
    assert ends(access(HOUR, type="auto_generated")) == NOW - HOUR + LIVES


@every(
    "other",
    [
        access(type="SPECIFIED"),
        access(type="IP_ADDR"),
        access(type=None),
        access(status="EXPIRED"),
        access(None),
        access(create_time=-5),
        access(create_time=10**40),
    ],
)
def test_of_no_other_an_end_is_known(other: ExternalAccess) -> None:
    assert ends(other) is None


def test_it_is_told_from_a_day_before_its_end_and_until_the_api_says_that_it_came() -> None:
    assert soonest_end([access(6 * 86400 - 1)], NOW) is None
    assert soonest_end([access(6 * 86400)], NOW) == NOW + 86400
    assert soonest_end([access(8 * 86400)], NOW) == NOW - 86400
    assert soonest_end([access(8 * 86400, status="EXPIRED")], NOW) is None
    assert soonest_end([access(HOUR), access(6.5 * 86400), access(6.1 * 86400)], NOW) == (
        NOW + 0.5 * 86400
    )
    assert soonest_end(None, NOW) is None
