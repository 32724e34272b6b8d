"""When a credential command is run: at first, a minute before its keys end, after a refusal."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence

from sstui.config.credential_command import run_command
from sstui.servicestage.credentials import AccessKey, Credentials
from sstui.servicestage.errors import NoCredentials

BEFORE_EXPIRY = 60.0  # seconds
REST = 60.0  # seconds between two runs that do not help: the poller asks every five


class CommandKeys:
    """The command's last answer, renewed when it is due. One run at a time."""

    def __init__(
        self, command: Sequence[str], environ: Mapping[str, str], now: Callable[[], float]
    ) -> None:
        self._command = command
        self._environ = environ
        self._now = now
        self._lock = asyncio.Lock()
        self._kept: Credentials | None = None
        self._error: NoCredentials | None = None
        self._due = True
        self._rest_until = 0.0

    @property
    def description(self) -> str:
        return f"credential_command · {os.path.basename(self._command[0])}"

    async def current(self) -> Credentials:
        """What the command said last, or says now. Raises `NoCredentials`."""
        async with self._lock:
            if self._is_due() and self._now() >= self._rest_until:
                await self._run(terminal=False)
            if self._kept is not None and not expired(self._kept, self._now()):
                return self._kept
            raise self._no_credentials()

    async def run_in_terminal(self) -> None:
        """Runs it now and lets it ask its user. Raises `NoCredentials`."""
        async with self._lock:
            await self._run(terminal=True)
            if self._error is not None:
                raise self._no_credentials()

    def refused(self, credentials: Credentials) -> None:
        if credentials == self._kept:
            self._due, self._rest_until = True, 0.0

    def _is_due(self) -> bool:
        return self._due or (
            self._kept is not None and expired(self._kept, self._now() + BEFORE_EXPIRY)
        )

    async def _run(self, *, terminal: bool) -> None:
        try:
            self._kept = await run_command(self._command, self._environ, terminal=terminal)
            self._due, self._error = False, None
        except NoCredentials as error:
            self._error = error
        self._rest_until = self._now() + REST

    def _no_credentials(self) -> NoCredentials:
        """A new one each time: one that is raised again and again would grow its traceback."""
        if self._error is not None:
            error = self._error
            return NoCredentials(str(error), cause=error.cause, remedy=error.remedy)
        return NoCredentials(
            "credential_command: the keys that it prints have expired",
            cause="credentials expired",
            remedy="Renew what the command reads; it is run again every minute.",
        )


def expired(credentials: Credentials, moment: float) -> bool:
    """Whether keys that know their end are over at ``moment`` (epoch seconds)."""
    expires = credentials.expires if isinstance(credentials, AccessKey) else None
    return expires is not None and expires.timestamp() <= moment
