"""The time zone that times are shown in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOCALTIME = Path("/etc/localtime")


def local_zone(environ: Mapping[str, str], chosen: str | None = None) -> tzinfo:
    """``chosen`` (``timezone`` of the settings), else ``TZ``, else the machine's, as a zone that
    knows its summer time; a fixed offset where no zone can be told."""
    for name in (chosen, environ.get("TZ", "").removeprefix(":")):
        if name and (zone := _zone(name)):
            return zone
    target = os.path.realpath(LOCALTIME)
    if "/zoneinfo/" in target and (zone := _zone(target.split("/zoneinfo/", 1)[1])):
        return zone
    here = datetime.now().astimezone().tzinfo
    return here or ZoneInfo("UTC")


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
