"""The vendor's own SDK cannot tell the simulator from the service.

It lives in an environment of its own, whose Python SSTUI_VENDOR_SDK_PYTHON names: its packages
must not become ours. ``.ci/run`` makes that environment.
"""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest

from sstui.simulator.server import Simulator

SCRIPT = Path(__file__).with_name(
    "vendor_sdk_session.txt"
)  # no .py: its imports are not ours to check


@pytest.fixture
def sdk_python() -> str:
    python = os.environ.get("SSTUI_VENDOR_SDK_PYTHON")
    if not python:
        pytest.skip("vendor SDK: SSTUI_VENDOR_SDK_PYTHON names no Python that has it")
    return python


async def ask(python: str, simulator: Simulator, home: Path) -> Any:
    """Runs the script; the SDK writes into its home, so it gets one of its own."""
    exports = (line.removeprefix("export ").split("=", 1) for line in simulator.exports())
    process = await asyncio.create_subprocess_exec(
        python,
        str(SCRIPT),
        env={**dict(exports), "HOME": str(home), "PATH": os.environ.get("PATH", "")},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return json.loads(out)


async def test_the_vendors_sdk_lists_shows_and_gets_the_404_and_the_401(
    sdk_python: str, tmp_path: Path
) -> None:
    async with Simulator("fleet", speed=0.0) as simulator:
        found = await ask(sdk_python, simulator, tmp_path)
        marks = {str(mark["instance"]) for mark in simulator.bookmarks}
        body = simulator.body(found["instances"][0][2])
        signed = [request.headers["authorization"] for request in simulator.requests]
    assert found["count"] == len(found["applications"]) == 4
    assert len(found["environments"]) == 4
    assert {row[2] for row in found["instances"]} == marks
    assert set(found["overviews"]) == marks
    assert body is not None
    status = body["status_detail"]
    assert found["shown"] == [body["id"], body["name"], body["version"], status["replica"]]
    assert found["job"] == {
        "count": 4,
        "job": [status["last_job_id"], status["last_job_status"], body["id"]],
        "tasks": [[index, "SUCCEEDED", '{"message": "finished"}'] for index in (9, 6, 4, 1)],
        "404": [404, "SVCSTG.00100429", True],
    }
    version, description = found["snapshots"][-1]
    assert version == body["version"]
    assert json.loads(description) == {"action": f"New Version: {version}"}
    assert found["environment"] == [body["environment_id"], "prod-eu", "container"]
    assert found["variables"] == [["TZ", "AUDIT_TOKEN"]]
    assert found["v3"] == [3, 1]
    assert found["404"] == [404, "SVCSTG.00100412", True]
    assert found["401"] == [401, "APIGW.0301", True]
    assert found["looked up"] == 4
    assert all(value.startswith("SDK-HMAC-SHA256 Access=") for value in signed)
