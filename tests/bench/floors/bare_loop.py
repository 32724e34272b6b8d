"""Floor N: one asyncio process that polls instances, and shows nothing.

One long-lived httpx client, a signature a call, `json` for the answer, at most four calls in
flight, the start spread over one interval. Reads the watch list (``--watch-list``) and the
variables that ``sstui simulator`` prints. Says one line when every instance was seen once.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import hmac
import json
import os
import time
import tomllib
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import httpx

EMPTY_BODY = hashlib.sha256(b"").hexdigest()


class Signer:
    """``SDK-HMAC-SHA256`` for a GET without query and body."""

    def __init__(self, access_key: str, secret_key: str, project: str) -> None:
        self.access_key = access_key
        self.secret_key = secret_key.encode()
        self.project = project

    def headers(self, url: str) -> dict[str, str]:
        parts = urlsplit(url)
        date = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        headers = {
            "content-type": "application/json;charset=utf8",
            "host": parts.netloc,
            "x-project-id": self.project,
            "x-sdk-date": date,
        }
        path = "/".join(quote(unquote(part), safe="~") for part in parts.path.split("/")) + "/"
        block = "".join(f"{name}:{value}\n" for name, value in headers.items())
        names = ";".join(headers)
        request = "\n".join(("GET", path, "", block, names, EMPTY_BODY))
        digest = hashlib.sha256(request.encode()).hexdigest()
        text = f"SDK-HMAC-SHA256\n{date}\n{digest}"
        signature = hmac.new(self.secret_key, text.encode(), hashlib.sha256).hexdigest()
        headers["authorization"] = (
            f"SDK-HMAC-SHA256 Access={self.access_key}, SignedHeaders={names}, "
            f"Signature={signature}"
        )
        return headers


class Loop:
    """Polls every URL once an interval until it is cancelled."""

    def __init__(self, urls: list[str], interval: float, signer: Signer) -> None:
        self.urls = urls
        self.interval = interval
        self.signer = signer
        self.bodies: dict[str, object] = {}
        self.in_flight = asyncio.Semaphore(4)

    async def run(self) -> None:
        client = httpx.AsyncClient(timeout=15, trust_env=False)
        async with client, asyncio.TaskGroup() as group:
            for number, url in enumerate(self.urls):
                delay = self.interval * number / len(self.urls)
                group.create_task(self._poll(client, url, delay))

    async def _poll(self, client: httpx.AsyncClient, url: str, delay: float) -> None:
        due = time.monotonic() + delay
        while True:
            await asyncio.sleep(due - time.monotonic())
            due += self.interval
            async with self.in_flight:
                answer = await client.get(url, headers=self.signer.headers(url))
            answer.raise_for_status()
            first = url not in self.bodies
            self.bodies[url] = json.loads(answer.content)
            if first and len(self.bodies) == len(self.urls):
                print(f"floor N: saw all {len(self.urls)} instances", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--watch-list", type=Path, required=True, help="a watchlist.toml")
    parser.add_argument("--interval", type=float, default=15.0, help="seconds (%(default)s)")
    parser.add_argument("--count", type=int, help="only the first COUNT instances")
    given = parser.parse_args()
    project = os.environ["HUAWEICLOUD_SDK_PROJECT_ID"]
    base = f"{os.environ['SSTUI_ENDPOINT']}/v2/{project}/cas/applications"
    bookmarks = tomllib.loads(given.watch_list.read_text(encoding="utf-8"))["instance"]
    urls = [
        f"{base}/{b['application']}/components/{b['component']}/instances/{b['instance']}"
        for b in bookmarks[: given.count]
    ]
    secret_key = os.environ["HUAWEICLOUD_SDK_SK"]
    signer = Signer(os.environ["HUAWEICLOUD_SDK_AK"], secret_key, project)
    asyncio.run(Loop(urls, given.interval, signer).run())


if __name__ == "__main__":
    main()
