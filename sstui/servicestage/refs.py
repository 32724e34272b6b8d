"""Where an instance is: the tagged address that every floor passes around.

Standard library only, so that the cold commands (``list``, ``tmux``) load no pydantic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class InstanceRef:
    """The address of one instance inside a project of API V2.

    ``api`` tags the address, because in V3 a component is the deployment and has no instance.
    """

    application: str
    component: str
    instance: str
    api: Literal["v2"] = "v2"

    def __str__(self) -> str:
        return f"{self.application}/{self.component}/{self.instance}"
