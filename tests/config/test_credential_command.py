"""``credential_command``: run without a shell, bounded, renewed in time, silent about secrets."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
from pydantic import SecretStr

from sstui.config.credential_command import parse_output, run_command
from sstui.config.credential_renewal import CommandKeys
from sstui.config.credentials import ProfileCredentials
from sstui.config.profile_model import Profile
from sstui.servicestage.credentials import AccessKey, Credentials, Password
from sstui.servicestage.errors import NoCredentials
from tests.cases import every
from tests.support import until

KEYS = "export HUAWEICLOUD_SDK_AK=my-ak\nexport HUAWEICLOUD_SDK_SK='hunter2 + x'\n"
ENVIRON = dict(os.environ)


def python(program: str) -> list[str]:
    return [sys.executable, "-S", "-c", program]


async def run(program: str, *, terminal: bool = False, patience: float = 10.0) -> Credentials:
    return await run_command(python(program), ENVIRON, terminal=terminal, patience=patience)


async def refusal(program: str, patience: float = 10.0) -> str:
    with pytest.raises(NoCredentials) as caught:
        await run(program, patience=patience)
    return str(caught.value)


async def test_it_prints_the_sdks_variables() -> None:
    assert await run(f"print({KEYS!r})") == AccessKey("my-ak", SecretStr("hunter2 + x"))


@every(
    "output",
    [
        "HUAWEICLOUD_SDK_AK=my-ak\nHUAWEICLOUD_SDK_SK=hunter2",
        'note: unlocked\n\nHUAWEICLOUD_SDK_AK="my-ak"\r\nHUAWEICLOUD_SDK_SK="hunter2"\r\n',
        "HW_ACCESS_KEY=my-ak\nHW_SECRET_KEY=hunter2\nOS_USERNAME=x",
        '{"credential": {"access": "my-ak", "secret": "hunter2"}}',
        '{"access": "my-ak", "secret": "hunter2"}',
    ],
)
def test_variables_in_any_usual_dress_and_iams_json(output: str) -> None:
    assert parse_output(output, "x") == AccessKey("my-ak", SecretStr("hunter2"))


def test_a_user_of_iam_may_be_printed_too() -> None:
    output = "OS_USERNAME=ana\nOS_PASSWORD=hunter2\nOS_USER_DOMAIN_NAME=c\n"
    assert isinstance(parse_output(output, "x"), Password)


@every(
    "end", ["2026-01-04T09:05:22.701000Z", "2026-01-04T09:05:22.7", "2026-01-04T17:05:22.7+08:00"]
)
def test_iams_json_knows_its_end(end: str) -> None:
    found = parse_output(
        '{"credential": {"access": "a", "secret": "b", "securitytoken": "t", "expires_at": "'
        f'{end}"}}}}',
        "x",
    )
    assert isinstance(found, AccessKey)
    assert found.security_token == SecretStr("t")
    assert found.expires is not None
    assert found.expires.isoformat(timespec="seconds") == "2026-01-04T09:05:22+00:00"


@every(
    "output",
    [
        "",
        "hunter2",
        "HUAWEICLOUD_SDK_SK=hunter2",
        '{"credential": {"secret": "hunter2"}}',
        '{"credential": "hunter2"',
        '{"credential": "hunter2"}',
        '{"access": "a", "secret": "b", "expires_at": "hunter2"}',
        '{"access": "a", "secret": "hunter2", "expires_at": "9999-12-31T23:59:59-12:00"}',
    ],
)
def test_output_that_is_of_no_use_is_refused_without_repeating_it(output: str) -> None:
    with pytest.raises(NoCredentials) as caught:
        parse_output(output, "pass")
    assert str(caught.value).startswith("credential_command: pass printed ")
    assert "hunter2" not in str(caught.value) + caught.value.cause + caught.value.remedy


async def test_no_shell_reads_the_arguments(tmp_path: Path) -> None:
    with pytest.raises(NoCredentials):
        await run_command(["echo", f"$(touch {tmp_path}/owned)"], ENVIRON, terminal=False)
    assert os.listdir(tmp_path) == []


async def test_what_goes_wrong_is_told_by_the_programs_name_alone() -> None:
    name = os.path.basename(sys.executable)
    failed = await refusal(
        "import sys; print('hunter2'); print('hunter2', file=sys.stderr); sys.exit(3)"
    )
    assert failed == f"credential_command: {name} ended with exit code 3"
    assert "printed more than 64 KiB" in await refusal("print('x' * 100_000)")
    assert "not UTF-8" in await refusal("import os; os.write(1, bytes([255]))")
    with pytest.raises(NoCredentials, match="no-such-program cannot be started: no such file"):
        await run_command(["/no-such-program"], ENVIRON, terminal=False)


async def test_it_has_no_terminal_to_ask_on_while_the_screen_is_open() -> None:
    own_session = f"import os\nif os.getsid(0) == os.getpid(): print({KEYS!r})"
    assert isinstance(await run(own_session), AccessKey)
    assert "exit code 1" in await refusal("input()")
    with pytest.raises(NoCredentials, match="no complete set"):
        await run(own_session, terminal=True)


async def test_one_that_hangs_is_given_up() -> None:
    said = await refusal("import time; time.sleep(60)", patience=0.2)
    assert said.endswith("gave nothing within 0.2 s")


async def test_a_run_that_is_given_up_leaves_nothing_behind_of_all_that_it_started(
    tmp_path: Path,
) -> None:
    pids = tmp_path / "pids"
    program = (
        "import os, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(pids)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}} .')\n"
        "time.sleep(60)"
    )
    task = asyncio.create_task(run(program, patience=60))
    await until(lambda: pids.exists() and pids.read_text().endswith("."))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(30):
            await task
    started = [int(pid) for pid in pids.read_text().split()[:2]]
    await until(lambda: not any(_runs(pid) for pid in started))


@pytest.mark.parametrize("terminal", [False, True])
async def test_an_agent_that_it_leaves_running_keeps_nobody_waiting(
    tmp_path: Path, terminal: bool
) -> None:
    pid = tmp_path / "pid"
    program = (
        "import subprocess, sys\n"
        "agent = subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(60)'],"
        " start_new_session=True)\n"
        f"open({str(pid)!r}, 'w').write(str(agent.pid))\n"
        f"print({KEYS!r})"
    )
    async with asyncio.timeout(30):
        assert isinstance(await run(program, terminal=terminal, patience=60), AccessKey)
    os.kill(int(pid.read_text()), signal.SIGKILL)


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class Command:
    """A real command that counts its runs and prints what a file says."""

    def __init__(self, folder: Path) -> None:
        self._runs, self._output = folder / "runs", folder / "output"
        self.now = 1_000_000_000.0
        self.prints(KEYS)
        program = (
            f"open({str(self._runs)!r}, 'a').write('x')\n"
            f"text = open({str(self._output)!r}).read()\n"
            "print(text); raise SystemExit(not text)"
        )
        self.keys = CommandKeys(python(program), ENVIRON, lambda: self.now)

    def prints(self, text: str) -> None:
        self._output.write_text(text)

    def prints_key(self, access: str, *, lives: float) -> None:
        end = datetime.fromtimestamp(self.now + lives, UTC).isoformat()
        self.prints(f'{{"access": "{access}", "secret": "s", "expires_at": "{end}"}}')

    @property
    def runs(self) -> int:
        return len(self._runs.read_text())

    async def access_key(self) -> str:
        current = await self.keys.current()
        assert isinstance(current, AccessKey)
        return current.access_key


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path)


async def test_one_run_serves_all_who_ask(command: Command) -> None:
    await asyncio.gather(*(command.keys.current() for _ in range(5)))
    assert await command.access_key() == "my-ak"
    assert command.runs == 1


async def test_it_is_run_again_a_minute_before_its_keys_end(command: Command) -> None:
    command.prints_key("first", lives=600)
    assert await command.access_key() == "first"
    command.now += 539
    assert (await command.access_key(), command.runs) == ("first", 1)
    command.now += 2
    command.prints_key("second", lives=600)
    assert (await command.access_key(), command.runs) == ("second", 2)


async def test_a_renewal_that_fails_leaves_the_keys_until_their_end(command: Command) -> None:
    command.prints_key("first", lives=90)
    await command.keys.current()
    command.prints("")
    command.now += 61
    assert (await command.access_key(), command.runs) == ("first", 2)
    command.now += 30
    with pytest.raises(NoCredentials, match="exit code 1"):
        await command.keys.current()


async def test_it_is_run_again_at_once_after_a_refusal_and_only_once(command: Command) -> None:
    command.keys.refused(await command.keys.current())
    assert (await command.access_key(), command.runs) == ("my-ak", 2)
    assert (await command.access_key(), command.runs) == ("my-ak", 2)
    command.keys.refused(AccessKey("another", SecretStr("x")))
    assert (await command.access_key(), command.runs) == ("my-ak", 2)


async def test_one_that_fails_rests_for_a_minute(command: Command) -> None:
    command.prints("")
    for _ in range(3):
        with pytest.raises(NoCredentials, match="exit code 1"):
            await command.keys.current()
    assert command.runs == 1
    command.now += 61
    command.prints(KEYS)
    assert (await command.access_key(), command.runs) == ("my-ak", 2)


async def test_expired_keys_are_never_offered(command: Command) -> None:
    command.prints_key("old", lives=-1)
    with pytest.raises(NoCredentials, match="have expired") as caught:
        await command.keys.current()
    assert caught.value.cause == "credentials expired"


async def test_a_profile_with_a_command_uses_nothing_else(tmp_path: Path) -> None:
    environ = {**ENVIRON, "HUAWEICLOUD_SDK_AK": "env", "HUAWEICLOUD_SDK_SK": "env"}
    made = Profile(name="default", credential_command=tuple(python(f"print({KEYS!r})")))
    credentials = ProfileCredentials(made, environ, tmp_path)
    assert credentials.description.startswith("credential_command · python")
    await credentials.run_in_terminal()
    assert await credentials.current() == AccessKey("my-ak", SecretStr("hunter2 + x"))
    broken = Profile(name="p", credential_command=("/no-such-program",))
    with pytest.raises(NoCredentials):
        await ProfileCredentials(broken, environ, tmp_path).run_in_terminal()
