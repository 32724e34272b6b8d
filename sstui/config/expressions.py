"""JMESPath, the vendor CLI's own query language: columns and placeholders of the user's own."""

from __future__ import annotations

from collections.abc import Callable

from sstui.servicestage.json_types import JSONValue

Select = Callable[[JSONValue], JSONValue]


def compiled(expression: str) -> Select:
    """What it finds in a document, None also where a function is not for the value. Raises
    ValueError, whose one line says what is wrong with the expression."""
    import jmespath  # 50 ms, and few have expressions of their own
    from jmespath.exceptions import JMESPathError

    try:
        parsed = jmespath.compile(expression)
    except JMESPathError as error:
        raise ValueError(str(error).splitlines()[0].rstrip(":")) from error

    def select(document: JSONValue) -> JSONValue:
        try:
            value: JSONValue = parsed.search(document)
        except JMESPathError:
            return None
        return value

    return select
