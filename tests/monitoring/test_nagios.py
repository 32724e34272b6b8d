"""`check` run by a real monitoring core: state, output and figures as it read them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.monitoring.nagios import NAGIOS, Nagios
from tests.real_terminal.cloud import SSTUI, Cloud, open_cloud

pytestmark = pytest.mark.skipif(NAGIOS is None, reason="nagios4")


def test_the_core_reads_state_output_and_figures(tmp_path: Path) -> None:
    with open_cloud() as cloud:
        # A core works in a folder of everybody's, whose files are no modules of ours.
        environ = {**cloud.home(tmp_path / "user"), "PYTHONSAFEPATH": "1"}
        services = {
            "orders": [*SSTUI, "check", "orders-prod", "--warning", "replicas=3:"],
            "fleet": [*SSTUI, "check"],
            "usage": [*SSTUI, "check", "--nosuch"],
        }
        with Nagios(tmp_path / "nagios", services, environ, again={"orders"}) as core:
            fleet = core.wait_for("fleet", 2)
            assert fleet["plugin_output"].startswith("SSTUI CRITICAL: 2 critical, 1 unknown, ")
            below = fleet["long_plugin_output"].split("\\n")
            assert below[0] == "[CRITICAL] cart: FAILED 0/3"
            assert below[-1].strip() == "24 looked at"
            assert fleet["performance_data"].startswith("'ok'=18;;;0;24 'moving'=0;;;0;24 ")
            assert fleet["performance_data"].count("replicas'=") == 24
            usage = core.wait_for("usage", 3)
            assert usage["plugin_output"].startswith("SSTUI UNKNOWN: No such option")
            _follows_a_change(cloud, core)


def _follows_a_change(cloud: Cloud, core: Nagios) -> None:
    orders = core.wait_for("orders", 0)
    assert orders["plugin_output"].startswith("SSTUI OK: orders-prod RUNNING 3/3")
    figures = r"'orders-prod replicas'=3;3:;;0;3 'orders-prod age'=[\d.]+s;;;0 "
    assert re.search(figures, orders["performance_data"])
    number = cloud.simulator.instance_id("orders-prod")
    cloud.change(lambda simulator: simulator.set_status(number, available_replica=0))
    changed = core.wait_for("orders", 2)["plugin_output"]
    assert changed.startswith("SSTUI CRITICAL: orders-prod RUNNING 0/3, no replica available")
