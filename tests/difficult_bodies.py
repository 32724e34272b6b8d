"""Bodies that a careless reader would trip over: all are instances with a status.

Those that a person can read lie in ``data/bodies``; long and deep ones are made here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
PLANTED = "hunter2hunter2"
"""The one secret that stands, in many forms, in the bodies ``secrets``, ``json_in_strings`` and
``env_as_…``; it may be seen nowhere."""


@cache
def difficult_bodies() -> Mapping[str, bytes]:
    """Name → body as it would be received."""
    bodies = {"example": (DATA / "show-instance.example.json").read_bytes()}
    for path in sorted((DATA / "bodies").glob("*.json")):
        bodies[path.stem] = path.read_bytes()
    bodies["one_megabyte"] = _with_configuration(_megabyte_of_variables())
    bodies["one_megabyte_of_tree"] = _with_configuration(_megabyte_of_tree())
    bodies["one_megabyte_in_a_string"] = _with_configuration({"text": "lorem ipsum, " * 80_000})
    bodies["sixty_levels"] = _with_configuration(nested(60))
    bodies["long_keys"] = _with_configuration({"k" * 5_000: {"é" * 5_000: 1}, "支" * 3_000: [1, 2]})
    return bodies


def nested(levels: int) -> dict[str, object]:
    """Objects in one another; built from the inside, since the stack may be too short."""
    value: dict[str, object] = {"leaf": "innermost"}
    for level in range(levels - 1, 0, -1):
        value = {f"level{level}": value, "n": level}
    return value


def _with_configuration(configuration: dict[str, object]) -> bytes:
    body = json.loads((DATA / "show-instance.example.json").read_bytes())
    body["configuration"] = configuration
    return json.dumps(body, ensure_ascii=False).encode()


def _megabyte_of_variables() -> dict[str, object]:
    entries = [
        {"name": f"SERVICE_{number}_URL", "value": f"https://service-{number}.example.com/v1/path"}
        for number in range(12_000)
    ]
    return {"env": entries}


def _megabyte_of_tree() -> dict[str, object]:
    return {
        f"group{group}": {
            f"item{item}": {"name": f"value {group} {item}", "list": [1, 2, 3], "on": True}
            for item in range(25)
        }
        for group in range(620)
    }
