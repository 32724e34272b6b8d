"""A Nagios Core of its own in a folder, with one host and the services of a test."""

from __future__ import annotations

import getpass
import grp
import os
import shlex
import shutil
import subprocess
from collections.abc import Container, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.real_terminal.waiting import wait_for

NAGIOS = shutil.which("nagios4") or shutil.which("nagios4", path="/usr/sbin")

_MAIN = """\
cfg_file={folder}/objects.cfg
log_file={folder}/nagios.log
status_file={folder}/status.dat
state_retention_file={folder}/retention.dat
object_cache_file={folder}/objects.cache
precached_object_file={folder}/objects.precache
lock_file={folder}/nagios.lock
temp_file={folder}/nagios.tmp
temp_path={folder}
check_result_path={folder}/results
log_archive_path={folder}
command_file={folder}/nagios.cmd
query_socket={folder}/nagios.qh
nagios_user={user}
nagios_group={group}
status_update_interval=1
interval_length=1
use_syslog=0
check_external_commands=0
execute_service_checks=1
execute_host_checks=0
enable_notifications=0
check_workers=2
service_inter_check_delay_method=n
max_service_check_spread=1
sleep_time=0.1
auto_reschedule_checks=0
service_check_timeout=60
"""
_HOST = """\
define timeperiod {
  timeperiod_name always
  alias always
  monday 00:00-24:00
  tuesday 00:00-24:00
  wednesday 00:00-24:00
  thursday 00:00-24:00
  friday 00:00-24:00
  saturday 00:00-24:00
  sunday 00:00-24:00
}
define command {
  command_name sstui
  command_line $ARG1$
}
define command {
  command_name nothing
  command_line /bin/true
}
define contact {
  contact_name nobody
  host_notifications_enabled 0
  service_notifications_enabled 0
  host_notification_period always
  service_notification_period always
  host_notification_commands nothing
  service_notification_commands nothing
}
define host {
  host_name cloud
  contacts nobody
  address 127.0.0.1
  max_check_attempts 1
  check_period always
}
"""
_SERVICE = """\
define service {{
  host_name cloud
  service_description {name}
  contacts nobody
  check_command sstui!{command}
  check_interval {every}
  retry_interval {every}
  max_check_attempts 1
  check_period always
}}
"""


class Nagios:
    """Runs ``services`` (name to command line) in ``environ``: each once, those in ``again`` every
    other second; a context manager that ends it."""

    def __init__(
        self,
        folder: Path,
        services: Mapping[str, Sequence[str]],
        environ: Mapping[str, str],
        again: Container[str] = (),
    ) -> None:
        self._folder = folder
        (folder / "results").mkdir(parents=True)
        user, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
        main = _MAIN.format(folder=folder, user=user, group=group)
        (folder / "nagios.cfg").write_text(main)
        given = [f"{name}={value}" for name, value in environ.items()]
        blocks = [
            _SERVICE.format(
                name=name,
                command=shlex.join(["env", *given, *command]),
                every=2 if name in again else 3600,
            )
            for name, command in services.items()
        ]
        (folder / "objects.cfg").write_text("".join([_HOST, *blocks]))

    def __enter__(self) -> Self:
        assert NAGIOS is not None
        command = [NAGIOS, str(self._folder / "nagios.cfg")]
        with (self._folder / "output").open("wb") as out:
            self._process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(30)

    def status(self, service: str) -> dict[str, str]:
        """What the core has of it: ``current_state``, ``plugin_output`` …; empty before that."""
        try:
            text = (self._folder / "status.dat").read_text()
        except FileNotFoundError:
            return {}
        for block in text.split("servicestatus {")[1:]:
            lines = (line.strip().partition("=") for line in block.split("\n\t}")[0].splitlines())
            found = {name: value for name, _, value in lines}
            if found.get("service_description") == service and found["has_been_checked"] == "1":
                return found
        return {}

    def wait_for(self, service: str, state: int) -> dict[str, str]:
        """Its status once the core has it in this state."""
        found: dict[str, str] = {}

        def holds() -> bool:
            assert self._process.poll() is None, (self._folder / "output").read_text()
            found.clear()
            found.update(self.status(service))
            return found.get("current_state") == str(state)

        wait_for(holds, f"{service} in state {state}: {found}")
        return found
