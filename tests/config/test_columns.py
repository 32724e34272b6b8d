"""The key ``columns``: names that there are, or JMESPath with a title."""

from __future__ import annotations

from pathlib import Path

import pytest

from sstui.config.columns import COLUMNS, DEFAULT_COLUMNS
from sstui.config.paths import Paths
from sstui.config.problems import ConfigurationError
from sstui.config.settings import load_settings
from tests.cases import every


def columns(home: Path, text: str) -> tuple[str, ...]:
    paths = Paths.from_environ({"SSTUI_HOME": str(home)})
    paths.config_file.parent.mkdir(parents=True, exist_ok=True)
    paths.config_file.write_text(f"columns = {text}\n")
    return load_settings(paths, {}, {}).columns


def test_names_and_expressions_are_taken_as_they_are(tmp_path: Path) -> None:
    chosen = columns(tmp_path, '["version", "node=configuration.node"]')
    assert chosen == ("version", "node=configuration.node")
    assert set(DEFAULT_COLUMNS) <= set(COLUMNS)


@every(
    ("written", "said"), [("verison", "did you mean 'version'?"), ("=x", "write title=JMESPATH")]
)
def test_what_is_no_column_is_one_line_with_file_and_key(
    tmp_path: Path, written: str, said: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        columns(tmp_path, f'["up", "{written}"]')
    text = str(refusal.value)
    assert "config.toml" in text
    assert "columns" in text
    assert said in text
