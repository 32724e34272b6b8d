"""``python -m tests.bench.soak PART``: one part, in this process; `run` starts them."""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.soak.parts import PARTS


async def main(name: str) -> int:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sstui-soak-") as folder:
        findings = await PARTS[name](Path(folder))
    for each in findings:
        print(each.line)
    print(f"    ({name}: {time.monotonic() - begun:.0f} s)")
    return 0 if all(each.kept for each in findings) else 1


if __name__ == "__main__":
    # Warnings are what the scenarios do on purpose: processes that hang, an API that refuses.
    logging.basicConfig(level=logging.ERROR)
    sys.exit(asyncio.run(main(sys.argv[1])))
