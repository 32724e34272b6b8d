"""``credential_command``: a program of the user's that prints credentials. No shell is involved.

It prints variables of `credential_sets` (``NAME=value`` or ``export NAME=value``), or IAM's JSON
``{"credential": {"access", "secret", "securitytoken", "expires_at"}}``. What it writes to standard
error goes to the terminal while there is one, and is else thrown away: it may hold secrets.
"""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from sstui.config.credential_sets import FAMILIES, State, access_key
from sstui.servicestage.credentials import Credentials
from sstui.servicestage.errors import NoCredentials

PATIENCE = 30.0  # seconds
_MOST = 64 * 1024  # bytes of output; IAM's tokens have some thousand
_DRAIN = 0.2  # seconds for what is still in the pipe when the command has ended


async def run_command(
    command: Sequence[str],
    environ: Mapping[str, str],
    *,
    terminal: bool,
    patience: float = PATIENCE,
) -> Credentials:
    """What the command prints. Raises `NoCredentials`.

    With ``terminal`` it may ask its user something; without, it has no terminal to ask on, so
    that it cannot write over the screen.
    """
    name = os.path.basename(command[0])
    reader, pipe, theirs = await _pipe()
    try:
        process = await _started(command, environ, theirs, terminal=terminal)
    except (OSError, ValueError) as error:
        pipe.close()
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise _failed(f"{name} cannot be started: {reason.lower()}") from error
    finally:
        os.close(theirs)
    try:
        async with asyncio.timeout(patience):
            output = await _output(process, reader)
    except TimeoutError as error:
        raise _failed(f"{name} gave nothing within {patience:g} s") from error
    finally:
        pipe.close()
        await _end(process, whole_group=not terminal)
    if len(output) > _MOST:
        raise _failed(f"{name} printed more than {_MOST // 1024} KiB")
    if process.returncode != 0:
        raise _failed(f"{name} ended with exit code {process.returncode}")
    try:
        return parse_output(output.decode(), name)
    except UnicodeDecodeError:
        raise _failed(f"{name} printed something that is not UTF-8") from None


async def _started(
    command: Sequence[str], environ: Mapping[str, str], output: int, *, terminal: bool
) -> asyncio.subprocess.Process:
    elsewhere = None if terminal else asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(
        *command,
        stdin=elsewhere,
        stdout=output,
        stderr=elsewhere,
        env=dict(environ),
        start_new_session=not terminal,
    )


async def _pipe() -> tuple[asyncio.StreamReader, asyncio.ReadTransport, int]:
    """A pipe of our own: asyncio's waits for its end, which an agent that the command left
    running (gpg-agent, ssh-agent) may hold open for ever."""
    ours, theirs = os.pipe()
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(lambda: protocol, os.fdopen(ours, "rb"))
    return reader, transport, theirs


async def _output(process: asyncio.subprocess.Process, reader: asyncio.StreamReader) -> bytes:
    """What is printed until the process ends, or more than is accepted."""
    output = bytearray()

    async def collect() -> None:
        while len(output) <= _MOST and (chunk := await reader.read(_MOST)):
            output.extend(chunk)

    collecting = asyncio.create_task(collect())
    ending = asyncio.create_task(process.wait())
    try:
        await asyncio.wait({collecting, ending}, return_when=asyncio.FIRST_COMPLETED)
        if ending.done():
            await asyncio.wait({collecting}, timeout=_DRAIN)
        elif len(output) <= _MOST:
            await ending
    finally:
        for task in (collecting, ending):
            task.cancel()
        await asyncio.wait({collecting, ending})
    return bytes(output)


async def _end(process: asyncio.subprocess.Process, *, whole_group: bool) -> None:
    """Leaves nothing running: not the command, nor what it started in the same session."""
    if process.returncode is None or whole_group:
        with suppress(ProcessLookupError, PermissionError):
            if whole_group:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
    await process.wait()


def parse_output(output: str, name: str) -> Credentials:
    """Credentials from the output of the command called ``name``. Raises `NoCredentials`."""
    text = output.strip()
    if text.startswith("{"):
        return _from_json(text, name)
    values: dict[str, str] = {}
    for line in text.splitlines():
        variable, sign, value = line.strip().removeprefix("export ").partition("=")
        if sign and variable.strip().isidentifier():
            values[variable.strip()] = _unquoted(value)
    said = []
    for read in FAMILIES.values():
        offer = read(values)
        if offer.credentials is not None:
            return offer.credentials
        if offer.state is not State.UNSET:
            said.append(offer.what)
    raise _failed(f"{name} printed no complete set of variables ({'; '.join(said) or 'none'})")


def _unquoted(value: str) -> str:
    with suppress(ValueError):
        words = shlex.split(value)
        if len(words) == 1:
            return words[0]
    return value.strip()


def _from_json(text: str, name: str) -> Credentials:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise _failed(f"{name} printed JSON that cannot be read") from None
    inner = data.get("credential", data)
    fields = ("access", "secret", "securitytoken", "expires_at")
    texts = {
        key: inner[key]
        for key in fields
        if isinstance(inner, dict) and isinstance(inner.get(key), str)
    }
    missing = [key for key in ("access", "secret") if not texts.get(key)]
    if missing:
        raise _failed(f"{name} printed JSON without {' and '.join(missing)}")
    key = access_key(texts["access"], texts["secret"], texts.get("securitytoken"))
    return replace(key, expires=_moment(texts.get("expires_at"), name))


def _moment(text: str | None, name: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):  # the latter at either end of the calendar
        raise _failed(f"{name} printed an expires_at that is no time") from None


def _failed(what: str) -> NoCredentials:
    return NoCredentials(
        f"credential_command: {what}",
        cause="credential_command failed",
        remedy="Run the command by hand and look at what it says; it must print the SDK's "
        "variables or IAM's JSON.",
    )
