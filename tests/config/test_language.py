"""The language of explanations."""

from __future__ import annotations

from sstui.config.language import language_of
from tests.cases import every


@every(
    ("setting", "environ", "language"),
    [
        ("", {}, "en"),
        ("", {"LANG": "zh_CN.UTF-8"}, "zh"),
        ("", {"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ("", {"LC_ALL": "zh_TW", "LC_MESSAGES": "en_GB.UTF-8", "LANG": "C"}, "zh"),
        ("", {"LC_ALL": "", "LANG": "ZH"}, "zh"),
        ("", {"LANG": "de_DE.UTF-8"}, "en"),
        ("zh-cn", {"LC_ALL": "C"}, "zh"),
        ("en-us", {"LANG": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_the_setting_wins_over_the_locale_and_all_but_chinese_reads_english(
    setting: str, environ: dict[str, str], language: str
) -> None:
    assert language_of(setting, environ) == language
