"""Where the vendor's own console shows ServiceStage, in a region, on a profile's site.

The address of a single instance in it is documented nowhere; its id finds it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

CONSOLES: Mapping[str, str] = {
    "cn": "https://console.huaweicloud.com",
    "intl": "https://console-intl.huaweicloud.com",
    "eu": "https://console.eu.huaweicloud.com",
}


def site_of(region: str) -> str:
    """The site where a region usually is; a profile may name another."""
    if region.startswith("eu-"):
        return "eu"
    return "cn" if region.startswith("cn-") else "intl"


def console_address(region: str, site: str | None = None, language: str = "") -> str | None:
    """ServiceStage in that region; None where no region is known."""
    if not region:
        return None
    asked = {"region": region} | ({"locale": language} if language else {})
    return f"{CONSOLES[site or site_of(region)]}/servicestage/?{urlencode(asked)}"
