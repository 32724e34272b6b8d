"""``fingerprint.key``: the machine's own key of the fingerprints that stand for secrets."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

_BYTES = 32


def read_key(path: Path) -> bytes | None:
    """The key; None where there is none that can be used."""
    try:
        key = path.read_bytes()
    except OSError:
        return None
    return key if len(key) == _BYTES else None


def machine_key(path: Path) -> bytes | None:
    """The key, made at first use (0600); None where it can be neither read nor made.

    Several processes may come first at once: all get the same. One that was cut short is replaced;
    then no stored fingerprint is recognised any more.
    """
    key = read_key(path)
    if key is None:
        with suppress(OSError):
            path.unlink(missing_ok=True)
            _make(path)
        key = read_key(path)
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(descriptor)
        with suppress(FileExistsError):  # another process was first: its key holds
            os.link(new, path)
    finally:
        os.unlink(new)
