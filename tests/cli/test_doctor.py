"""``sstui doctor``: each line says what is so, and what to do; nothing of it is secret."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
from pathlib import Path

import pytest

from sstui.cli.doctor_machine import Terminal, machine_findings
from sstui.simulator.faults import Fault
from sstui.simulator.server import Simulator
from sstui.view.doctor import Finding
from tests.cases import every
from tests.cli.conftest import Call, Ended
from tests.cli.golden import golden
from tests.cli.situations import sending

UTF8 = Terminal((120, 40), "utf-8")


def lines_of(said: Ended) -> dict[str, str]:
    """Each line by its subject, without what is aligned."""
    found: dict[str, str] = {}
    for line in said.lines:
        level, subject, rest = re.split(r"\s{2,}", line, maxsplit=2)
        found[subject] = f"{level} {rest}"
    return found


def machine(environ: dict[str, str], terminal: Terminal = UTF8) -> dict[str, Finding]:
    found = machine_findings(environ, terminal, "unicode", Path("/copied.txt"))
    return {finding.subject: finding for finding in found}


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    for name in ("LC_ALL", "LC_CTYPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")


def test_all_is_well_word_for_word(sstui: Call, bookmarked: Simulator, home: Path) -> None:
    said = sstui("doctor")
    assert (said.code, said.err) == (0, "")
    text = said.out.replace(str(home), "HOME").replace(str(bookmarked.port), "PORT")
    text = re.sub(r"(?m)^(ok    versions +).*$", r"\1…", text)
    text = re.sub(r"(?m)^ok    signs .*\n", "", text)
    text = re.sub(r"in \d+ ms", "in … ms", text)
    text = re.sub(r"\d+ s from the API's", "… s from the API's", text)
    golden("doctor.txt", text)
    assert bookmarked.secret_key not in said.out
    assert bookmarked.access_key not in said.out
    assert bookmarked.access_key[:4] in said.out


def test_its_calls_are_counted_as_a_persons(sstui: Call, bookmarked: Simulator, home: Path) -> None:
    assert "8 of 120 requests" in lines_of(sstui("doctor"))["default budget"]
    assert "16 of 120 requests" in lines_of(sstui("doctor"))["default budget"]
    import sqlite3

    with sqlite3.connect(home / "state" / "shared.db") as database:
        kinds = {kind for (kind,) in database.execute("SELECT purpose FROM spent")}
    assert kinds == {"person"}


def test_as_json_it_is_one_object_a_line(sstui: Call, bookmarked: Simulator) -> None:
    said = sstui("doctor", "--json")
    rows = [json.loads(line) for line in said.lines]
    assert all(set(row) == {"v", "level", "subject", "what", "remedy"} for row in rows)
    assert len(rows) == len(sstui("doctor").lines)
    assert bookmarked.secret_key not in said.out


def test_without_credentials_it_ends_with_3_and_asks_nobody(
    sstui: Call, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSTUI_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("SSTUI_IAM_ENDPOINT", "http://127.0.0.1:9")
    said = sstui("doctor")
    assert said.code == 3
    assert lines_of(said)["default credentials"].startswith("fail no credentials for profile")
    assert "default applications" not in lines_of(said)


def test_refused_credentials_end_with_3_and_are_tried_once(
    sstui: Call, fleet: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", "hunter2hunter2")
    said = sstui("doctor")
    assert said.code == 3
    assert "hunter2" not in said.out
    found = lines_of(said)
    assert found["default projects"].startswith("fail ")
    assert "default applications" not in found


def test_a_missing_permission_says_which_one_and_what_it_costs(
    sstui: Call, bookmarked: Simulator
) -> None:
    bookmarked.fault(Fault.STATUS, status=403, path="overviews")
    said = sstui("doctor")
    assert said.code == 0
    found = lines_of(said)
    assert found["default overviews"].startswith("warn ")
    assert "without it each instance is asked by itself" in found["default overviews"]
    assert "servicestage:app:list" in found["default overviews"]
    assert found["default show"].startswith("ok ")


def test_without_the_permission_for_jobs_deployments_are_not_followed(
    sstui: Call, bookmarked: Simulator
) -> None:
    bookmarked.fault(Fault.STATUS, status=403, path="/jobs/")
    said = sstui("doctor")
    assert said.code == 0
    told = lines_of(said)["default jobs"]
    assert told.startswith("warn ")
    assert "cannot be followed step by step" in told
    assert "servicestage:app:list" in told


def test_what_cannot_be_tried_is_not_said_to_be_allowed(sstui: Call, bookmarked: Simulator) -> None:
    mark = next(each for each in bookmarked.bookmarks if each["name"] == "orders-prod")
    bookmarked.set_status(mark["instance"], last_job_id=None)
    said = sstui("doctor")
    assert said.code == 0
    assert lines_of(said)["default jobs"] == (
        "warn not tried: no job is known; without it a deployment cannot be followed step by step"
        "  → try again after the next deployment"
    )


def test_a_clock_that_is_wrong_is_said_to_be(sstui: Call, bookmarked: Simulator) -> None:
    bookmarked.fault(Fault.SKEWED_DATE, seconds=300)
    found = lines_of(sstui("doctor"))
    assert re.match(r"warn (4m5|5m).* behind the API's", found["default clock"])


def test_an_instance_that_may_not_be_read_ends_with_3(sstui: Call, bookmarked: Simulator) -> None:
    bookmarked.fault(Fault.STATUS, status=403, path="/instances/")
    said = sstui("doctor")
    assert said.code == 3
    assert lines_of(said)["default show"].startswith("fail ")


def test_an_api_that_is_not_there_ends_with_4(
    sstui: Call, fleet: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSTUI_ENDPOINT", "http://127.0.0.1:9")
    said = sstui("doctor")
    assert said.code == 4
    assert lines_of(said)["default applications"].startswith("fail 127.0.0.1:9 refuses")
    assert "default show" not in lines_of(said)


def test_a_faulty_file_ends_with_2_and_the_rest_is_examined(
    sstui: Call, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "config").mkdir()
    (home / "config" / "config.toml").write_text('them = "x"\nmouse = 3\n')
    said = sstui("doctor")
    assert said.code == 2
    mistakes = [line for line in said.lines if line.startswith("fail  config ")]
    assert "config.toml:1: them: unknown key  → did you mean theme?" in mistakes[0]
    assert len(mistakes) == 2
    assert lines_of(said)["profiles"] == "warn not examined  → correct the configuration first"
    assert "state folder" in lines_of(said)


def test_a_full_disk_is_warned_of(sstui: Call, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil.disk_usage(home)._replace(free=4096)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: full)
    told = lines_of(sstui("doctor"))["state folder"]
    assert told.startswith(f"warn {home / 'state'} is on a full disk: nothing is remembered")
    assert told.endswith("→ make room on the disk")


def test_a_profile_that_cannot_be_used_ends_with_2(sstui: Call, home: Path) -> None:
    (home / "config").mkdir()
    text = '[profiles.x]\nregion = "cn-north-4"\nsource = "env"\nca_bundle = "/no/such.pem"\n'
    (home / "config" / "config.toml").write_text(text)
    said = sstui("doctor")
    assert said.code == 2
    assert "'/no/such.pem' is not a file" in lines_of(said)["x profile"]


def test_files_that_others_can_read_are_warned_of(
    sstui: Call, bookmarked: Simulator, home: Path
) -> None:
    user = Path(os.environ["HOME"])
    secret = user / ".huaweicloud" / "credentials"
    secret.parent.mkdir()
    secret.write_text("[basic]\nak = AKIDAKID\nsk = hunter2hunter2\n")
    secret.chmod(0o644)
    config = home / "config" / "config.toml"
    config.write_text("")
    config.chmod(0o644)
    key = home / "state" / "fingerprint.key"
    key.parent.mkdir(exist_ok=True)
    key.write_bytes(b"x" * 32)
    key.chmod(0o640)
    said = sstui("doctor")
    assert said.code == 0
    found = lines_of(said)
    assert found["credentials mode"] == (
        "warn ~/.huaweicloud/credentials is 0644: others can read it, and it has secret keys"
        f"  → chmod 600 {secret}"
    )
    assert found["config mode"].startswith("warn ")
    assert "is 0640" in found["fingerprint.key"]
    assert "hunter2" not in said.out
    for path in (secret, config, key):
        path.chmod(0o600)
    found = lines_of(sstui("doctor"))
    assert {found[name][:2] for name in ("credentials mode", "config mode")} == {"ok"}


def test_a_proxys_password_is_not_shown(
    sstui: Call, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://ana:hunter2@127.0.0.1:9")
    monkeypatch.setenv("SSTUI_REGION", "cn-north-4")
    monkeypatch.setenv("HUAWEICLOUD_SDK_AK", "AKIDAKID")
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", "hunter3hunter3")
    said = sstui("doctor")
    assert said.code == 4
    assert lines_of(said)["default endpoint"].endswith("through the proxy 127.0.0.1:9")
    assert "hunter" not in said.out
    assert "AKIDAKID" not in said.out


def test_only_the_profile_that_was_chosen_is_examined(
    sstui: Call, fleet: Simulator, home: Path
) -> None:
    (home / "config").mkdir()
    text = '[profiles.one]\nsource = "env"\n[profiles.two]\nregion = "x"\nsource = "sdk:two"\n'
    (home / "config" / "config.toml").write_text(text)
    found = lines_of(sstui("doctor", "--profile", "one"))
    assert "one show" in found
    assert not any(subject.startswith("two") for subject in found)


def test_the_ruler_is_as_wide_as_the_signs_and_both_bars_stand_below_each_other() -> None:
    for signs in ("unicode", "narrow", "ascii"):
        found = list(machine_findings({}, UTF8, signs, Path("/x")))
        drawn, ruler = (each.what.partition("|")[0] for each in found if each.subject == "signs")
        assert len(drawn) == len(ruler)


@every(
    ("environ", "subject", "level", "remedy"),
    [
        ({}, "terminal", "warn", "export TERM=xterm-256color"),
        ({"TERM": "dumb"}, "terminal", "warn", "export TERM=xterm-256color"),
        ({"TERM": "xterm"}, "terminal", "ok", ""),
        ({"TERM": "xterm-256color"}, "colours", "warn", "export COLORTERM=truecolor"),
        ({"COLORTERM": "truecolor"}, "colours", "ok", ""),
        ({"TERM": "xterm-direct"}, "colours", "ok", ""),
        ({"NO_COLOR": "1"}, "colours", "ok", ""),
        ({}, "tmux", "ok", ""),
        ({"TMUX": "/nowhere,1,0", "PATH": "/nowhere"}, "tmux", "warn", "check PATH and TMUX"),
    ],
)
def test_what_the_environment_says_of_the_terminal(
    environ: dict[str, str], subject: str, level: str, remedy: str
) -> None:
    finding = machine(environ)[subject]
    assert finding.level == level
    assert finding.remedy.startswith(remedy)


def test_a_small_terminal_and_another_encoding_are_warned_of() -> None:
    assert machine({"TERM": "xterm"}, Terminal((50, 10), "utf-8"))["terminal"].level == "warn"
    found = machine({"LANG": "de_DE"}, Terminal(None, "iso8859-1"))
    assert found["locale"].what == "LANG=de_DE: text is written as iso8859-1"
    assert found["locale"].level == "warn"
    assert "signs" not in found


TMUX = """\
#!/bin/sh
case "$*" in
  *termfeatures*) echo "$FEATURES" ;;
  *display-message*) echo "$VERSION xterm-kitty" ;;
  *escape-time*) echo "$ESCAPE" ;;
  *focus-events*) echo "$FOCUS" ;;
  *set-clipboard*) echo "$CLIPBOARD" ;;
esac
"""
IN_ORDER = {
    "VERSION": "3.4", "FEATURES": "256,RGB,title", "ESCAPE": "10", "FOCUS": "on",
    "CLIPBOARD": "external",
}  # fmt: skip


@every(
    ("change", "subject", "remedy"),
    [
        ({"FEATURES": "256"}, "tmux colours", 'set -as terminal-features ",xterm-kitty:RGB"'),
        ({"ESCAPE": "500"}, "tmux esc", "set -sg escape-time 10"),
        ({"FOCUS": "off"}, "tmux focus", "set -g focus-events on"),
        ({"CLIPBOARD": "off"}, "clipboard", "set -s set-clipboard external"),
        ({"VERSION": "3.1c"}, "clipboard", "tmux 3.2 hands them"),
        ({}, "", ""),
    ],
)
def test_inside_tmux_it_says_the_line_to_add(
    tmp_path: Path, change: dict[str, str], subject: str, remedy: str
) -> None:
    program = tmp_path / "tmux"
    program.write_text(TMUX)
    program.chmod(0o755)
    path = f"{tmp_path}:/usr/bin:/bin"
    environ = {"TERM": "tmux-256color", "COLORTERM": "truecolor", "TMUX": "x", "PATH": path}
    found = machine({**environ, **IN_ORDER, **change})
    warned = {name: each.remedy for name, each in found.items() if each.level == "warn"}
    assert list(warned) == ([subject] if subject else [])
    assert all(text.startswith(remedy) for text in warned.values())
    assert "set -g status-right '#(sstui tmux)'" in found["tmux"].what


def test_ctrl_c_during_a_call_ends_it_with_130(sstui: Call, bookmarked: Simulator) -> None:
    with sending(bookmarked) as sends:
        sends(signal.SIGINT)
        said = sstui("doctor")
    assert (said.code, said.err) == (130, "")
    assert said.out.startswith("ok    versions")
