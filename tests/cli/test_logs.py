"""Our own log holds no secret, whatever was written to it."""

from __future__ import annotations

import logging
from pathlib import Path

from sstui.cli.logs import PrivateLog


def test_a_secret_in_a_message_or_a_traceback_is_masked(tmp_path: Path) -> None:
    log = PrivateLog(tmp_path / "log" / "sstui.log")
    (tmp_path / "log").mkdir()
    url = "postgresql://orders:hunter2hunter2@10.0.0.1/db"
    error = ValueError(url)
    log.handle(logging.LogRecord("sstui", logging.ERROR, "", 1, "of %s", (url,), None))
    told = (ValueError, error, None)
    log.handle(logging.LogRecord("sstui", logging.ERROR, "", 1, "failed", (), told))
    log.close()
    text = (tmp_path / "log" / "sstui.log").read_text()
    assert "orders" in text
    assert "hunter2hunter2" not in text
