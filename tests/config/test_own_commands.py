"""``[[commands]]``: placeholders, and keys that two commands want."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sstui.config.keymap import build_keymap, key_name
from sstui.config.own_commands import CommandSettings, Part, expressions, parts
from sstui.config.paths import Paths
from sstui.config.problems import ConfigurationError
from sstui.config.settings import load_settings
from sstui.config.settings_check import check_files
from tests.cases import every
from tests.strategies import any_text


def own(key: str, title: str = "pods", *run: str) -> CommandSettings:
    return CommandSettings(key=key, title=title, run=run or ("k9s",))


def problems(*commands: CommandSettings, **keys: str) -> list[str]:
    return [each.message for each in build_keymap(keys, commands).problems]


@every(
    ("argument", "found"),
    [
        ("plain", [("plain", False)]),
        ("{name}", [("name", True)]),
        ("ns={namespace}!", [("ns=", False), ("namespace", True), ("!", False)]),
        ("{{literal}}", [("{literal}", False)]),
        ("{ {a: name, b: id} }", [("{a: name, b: id}", True)]),
        ("{[?x=='}'].y}", [("[?x=='}'].y", True)]),
        ("{a}{b}", [("a", True), ("b", True)]),
    ],
)
def test_braces_hold_a_placeholder_and_two_are_a_brace(
    argument: str, found: list[tuple[str, bool]]
) -> None:
    assert parts(argument) == tuple(Part(*each) for each in found)


@every("argument", ["{", "{name", "}", "a}b", "{}", "{ }", "{'}"])
def test_a_brace_that_is_none_is_refused_with_what_to_write(argument: str) -> None:
    with pytest.raises(ValueError, match="; write"):
        parts(argument)


@given(st.text(alphabet="{}'\"\\`ab-; \n"))
def test_any_text_either_has_parts_or_is_refused(argument: str) -> None:
    try:
        found = parts(argument)
    except ValueError:
        return
    assert "".join(part.text for part in found if not part.is_placeholder) or found or not argument


@given(any_text())
def test_with_doubled_braces_a_text_is_itself(text: str) -> None:
    doubled = text.replace("{", "{{").replace("}", "}}")
    assert "".join(part.text for part in parts(doubled)) == text


def test_words_and_resources_are_no_expressions_of_jmespath() -> None:
    run = ("k9s", "-n", "{namespace}", "{resource.cce.id}", "{flavor_id}", "{configuration.x}")
    assert list(expressions(run)) == ["flavor_id", "configuration.x"]


@every(
    ("written", "name"),
    [("F5", "f5"), ("Ctrl+T", "ctrl+t"), ("Esc", "escape"), ("G", "G"), ("PgDn", "pagedown")],
)
def test_a_key_is_found_however_it_is_written(written: str, name: str) -> None:
    assert key_name(written) == name
    assert build_keymap({}, [own(written)]).problems == () or name in {"escape", "G", "pagedown"}


def test_the_key_of_another_command_is_not_taken_and_the_command_stays_without() -> None:
    keymap = build_keymap({}, [own("r")])
    assert keymap.of("refresh") == ("r",)
    assert keymap.of("own:pods") == ()
    (problem,) = keymap.problems
    assert problem.key == ("commands", 0, "key")
    assert (
        problem.message == "the key 'r' is that of 'refresh'; take another, or move that in [keys]"
    )


def test_a_key_that_was_moved_away_is_free() -> None:
    keymap = build_keymap({"refresh": "F9"}, [own("r")])
    assert keymap.problems == ()
    assert keymap.of("own:pods") == ("r",)
    assert keymap.of("refresh") == ("f9",)


def test_a_key_that_two_overrides_want_is_the_later_ones_and_the_other_is_reported() -> None:
    keymap = build_keymap({"refresh": "x", "compare-with": "F7 x", "mute": "x"})
    assert [each.key for each in keymap.problems] == [("keys", "refresh"), ("keys", "compare-with")]
    assert {each.message for each in keymap.problems} == {"the key 'x' is also given to 'mute'"}
    assert keymap.of("mute") == ("x",)
    assert keymap.of("compare-with") == ("f7",)
    assert keymap.of("refresh") == ("r",)


def test_two_of_ones_own_with_one_key_or_one_title() -> None:
    assert problems(own("F5", "a"), own("F5", "b")) == [
        "the key 'f5' is that of 'a'; take another, or move that in [keys]"
    ]
    assert problems(own("F5", "a"), own("F6", "a")) == [
        "another command is called 'a'; give it a title of its own"
    ]


@every("key", ["F55", "foo", "hyper+x", "a b"])
def test_a_key_that_there_is_not_is_said_to_be_none(key: str) -> None:
    (problem,) = problems(own(key))
    assert problem.startswith("there is no key ")
    assert problems(refresh=key.replace(" ", ""))[0].startswith("there is no key ") or " " in key


def test_a_key_that_belongs_to_tmux_is_refused() -> None:
    assert problems(own("ctrl+b")) == [
        "the key 'ctrl+b' belongs to tmux or to the terminal; choose another"
    ]


COMMAND = '[[commands]]\nkey = "F5"\ntitle = "pods"\n'


@every(
    ("run", "said"),
    [
        ('["{name}", "x"]', "run begins with a placeholder, so that the API would choose"),
        (
            '["k9s", "{name"]',
            "commands[1].run[2]: a { that is never closed in '{name'; write {{ for a brace",
        ),
        ('["k9s", ""]', "commands[1].run[2]: empty"),
        ("[]", "run: an empty list"),
    ],
)
def test_what_cannot_be_run_is_refused_with_file_line_and_key(
    tmp_path: Path, run: str, said: str
) -> None:
    with pytest.raises(ConfigurationError) as raised:
        written(tmp_path, f"{COMMAND}run = {run}\n")
    assert said in str(raised.value)
    assert str(tmp_path / "config" / "config.toml") in str(raised.value)


def written(home: Path, text: str) -> Paths:
    """A home whose settings are these, and can be read."""
    paths = Paths.from_environ({"SSTUI_HOME": str(home)})
    paths.config_file.parent.mkdir(parents=True, exist_ok=True)
    paths.config_file.write_text(text)
    load_settings(paths, {}, {})
    return paths


def test_validation_finds_keys_in_conflict_and_placeholders_that_are_no_jmespath(
    tmp_path: Path,
) -> None:
    text = f'{COMMAND}run = ["k9s", "{{a[}}"]\n\n{COMMAND.replace("pods", "logs")}run = ["less"]\n'
    paths = written(tmp_path, text)
    found = [str(problem) for problem in check_files(paths, {}, {})[0].problems]
    assert len(found) == 2
    assert found[0].startswith(f"{paths.config_file}:7: commands[2].key: the key 'f5' is that of")
    assert found[1].startswith(f"{paths.config_file}:4: commands[1].run: {{a[}} is no JMESPath: ")


def test_validation_finds_columns_that_are_no_jmespath(tmp_path: Path) -> None:
    paths = written(tmp_path, 'columns = ["24h", "node=configuration.node", "bad=a["]\n')
    found = [str(problem) for problem in check_files(paths, {}, {})[0].problems]
    assert len(found) == 1
    assert found[0].startswith(f"{paths.config_file}:1: columns[3]: 'a[' is no JMESPath: ")
