"""A table of cases in one test."""

from __future__ import annotations

import inspect
import reprlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 200


def every(
    names: str | Sequence[str], cases: Iterable[Any]
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """As ``pytest.mark.parametrize(names, cases)`` says it, but one test: all cases are tried, and
    each that fails is told with its traceback and its values.

    For tables of which a row is computed in no time: a test costs 4 ms of pytest and xdist beside
    its own work, and each worker collects it. Fixtures are made once, not for each case.
    """
    columns = names.replace(",", " ").split() if isinstance(names, str) else list(names)
    rows = [dict(zip(columns, case if len(columns) > 1 else [case], strict=True)) for case in cases]
    if not rows:
        raise ValueError(f"no case of {', '.join(columns)}")

    def of_a_test(test: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(test)
        def run(**fixtures: Any) -> None:
            __tracebackhide__ = True
            failures = _Failures(len(rows))
            for row in rows:
                with failures.of(row):
                    test(**fixtures, **row)
            failures.tell()

        @wraps(test)
        async def run_async(**fixtures: Any) -> None:
            __tracebackhide__ = True
            failures = _Failures(len(rows))
            for row in rows:
                with failures.of(row):
                    await test(**fixtures, **row)
            failures.tell()

        made: Callable[..., Any] = run_async if inspect.iscoroutinefunction(test) else run
        asked = inspect.signature(test)
        fixtures = [each for name, each in asked.parameters.items() if name not in columns]
        vars(made)["__signature__"] = asked.replace(parameters=fixtures)  # what pytest is to give
        return made

    return of_a_test


class _Failures:
    """What went wrong in some of ``tried`` cases."""

    def __init__(self, tried: int) -> None:
        self._tried = tried
        self._errors: list[BaseException] = []

    @contextmanager
    def of(self, row: dict[str, Any]) -> Iterator[None]:
        try:
            yield
        except (Exception, pytest.fail.Exception) as error:
            error.add_note("case: " + ", ".join(f"{k}={_SHORT.repr(v)}" for k, v in row.items()))
            self._errors.append(error)

    def tell(self) -> None:
        __tracebackhide__ = True
        if len(self._errors) == 1:
            raise self._errors[0]
        if self._errors:
            raise BaseExceptionGroup(f"{len(self._errors)} of {self._tried} cases", self._errors)
