"""Short names for the cells of the status bar."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache


@lru_cache(maxsize=16)
def short_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names without the ending that most of those with a common ending share.

    An ending is what follows the last ``-``. It stays where two names would become one.
    """
    endings = Counter(name[name.rindex("-") :] for name in names if name.rfind("-") > 0)
    if not endings:
        return names
    ending, count = endings.most_common(1)[0]
    if count < 2:
        return names
    shortened = tuple(name.removesuffix(ending) or name for name in names)
    seen = Counter(shortened)
    return tuple(
        short if seen[short] == 1 else name for name, short in zip(names, shortened, strict=True)
    )
