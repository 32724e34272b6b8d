"""What is asked for again is not worked out again, and nothing of before is kept alive."""

from __future__ import annotations

import gc
import weakref

from sstui.view.last import last


class Thing:
    """Something that can be told from another and be seen to go."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Thing)


def test_the_same_arguments_are_answered_once_and_the_newest_alone_are_kept() -> None:
    worked_out: list[int] = []

    @last
    def doubled(thing: Thing, number: int, *, sign: str = "") -> str:
        worked_out.append(number)
        return f"{sign}{2 * number}"

    assert [doubled(Thing(), 4), doubled(Thing(), 4)] == ["8", "8"]
    assert worked_out == [4]
    assert doubled(Thing(), 4, sign="-") == "-8"
    thing = Thing()
    gone = weakref.ref(thing)
    assert doubled(thing, 5) == "10"
    del thing
    assert gone() is not None
    assert doubled(Thing(), 4) == "8"
    gc.collect()
    assert gone() is None
    assert worked_out == [4, 4, 5, 4]
