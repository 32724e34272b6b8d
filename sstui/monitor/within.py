"""One look within a time, for commands that end with it."""

from __future__ import annotations

import asyncio

from sstui.insight.records import Observation
from sstui.monitor.budget import Purpose
from sstui.monitor.caller import Caller
from sstui.monitor.clock import Clock
from sstui.servicestage.errors import Unreachable, UnreachableKind, Withheld
from sstui.servicestage.refs import InstanceRef


async def look_within(
    caller: Caller,
    clock: Clock,
    ref: InstanceRef,
    seconds: float,
    purpose: Purpose = Purpose.PERSON,
) -> Observation:
    """One look, which holds every `ServiceStageError`; one that takes longer than ``seconds`` is
    cut off: `Unreachable`. One that is withheld is tried again while there is time."""
    started = clock.monotonic()
    try:
        async with asyncio.timeout(seconds):
            while True:
                look = await caller.look(ref, purpose, caller.pay(purpose))
                error = look.error
                if not isinstance(error, Withheld) or look.at + error.wait > started + seconds:
                    return look
                await clock.sleep(error.wait)
    except TimeoutError:
        late = Unreachable(
            f"no answer within {seconds:g} s",
            cause="does not answer",
            remedy="Try again, or allow more time.",
            host=caller.facts().host,
        )
        late.kind = UnreachableKind.TIMEOUT
        return Observation(ref, started, clock.monotonic(), clock.now(), error=late)
