"""What hypothesis makes examples of, in more than one place."""

from __future__ import annotations

from hypothesis import strategies as st

# Any that UTF-8 can write, as in `st.text()` alone, which encodes all 1.1 million to know them:
# 1.4 s in each worker of a fresh clone.
_CHARACTERS = st.characters(exclude_categories=["Cs"])


def any_text(*, min_size: int = 0, max_size: int | None = None) -> st.SearchStrategy[str]:
    """Text of so many characters."""
    return st.text(_CHARACTERS, min_size=min_size, max_size=max_size)
