"""Where every file is. Nothing is created by asking."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Paths(NamedTuple):
    """The files of CONTRACT §4, all absolute."""

    config_dir: Path
    state_dir: Path
    cache_dir: Path
    log_dir: Path
    config_file: Path
    watchlist_file: Path

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Paths:
        """Below ``SSTUI_HOME`` where that is set, else where the platform keeps such files."""
        home = environ.get("SSTUI_HOME", "")
        if home:
            root = expand(home, environ, Path.cwd())
            return cls._of(root / "config", root / "state", root / "cache", root / "log")
        from platformdirs import PlatformDirs

        dirs = PlatformDirs("sstui", appauthor=False)
        return cls._of(
            dirs.user_config_path, dirs.user_state_path, dirs.user_cache_path, dirs.user_log_path
        )

    @classmethod
    def _of(cls, config: Path, state: Path, cache: Path, log: Path) -> Paths:
        return cls(config, state, cache, log, config / "config.toml", config / "watchlist.toml")

    @property
    def themes_dir(self) -> Path:
        return self.config_dir / "themes"

    @property
    def history_db(self) -> Path:
        return self.state_dir / "history.db"

    @property
    def shared_db(self) -> Path:
        return self.state_dir / "shared.db"

    @property
    def ui_file(self) -> Path:
        return self.state_dir / "ui.json"

    @property
    def fingerprint_key(self) -> Path:
        return self.state_dir / "fingerprint.key"

    @property
    def status_file(self) -> Path:
        return self.state_dir / "status.json"

    @property
    def queries_file(self) -> Path:
        return self.state_dir / "queries.json"

    @property
    def log_file(self) -> Path:
        return self.log_dir / "sstui.log"

    def named(self) -> dict[str, Path]:
        """Name and path of each, in the order that ``sstui config paths`` prints."""
        return {
            "config": self.config_file,
            "watchlist": self.watchlist_file,
            "themes": self.themes_dir,
            "history": self.history_db,
            "shared": self.shared_db,
            "ui": self.ui_file,
            "fingerprint-key": self.fingerprint_key,
            "status": self.status_file,
            "queries": self.queries_file,
            "cache": self.cache_dir,
            "log": self.log_file,
        }


def home_of(environ: Mapping[str, str]) -> Path:
    """The user's home: ``HOME`` of ``environ``, else what the system says."""
    home = environ.get("HOME", "")
    return Path(home) if home else Path.home()


def expand(text: str, environ: Mapping[str, str], base: Path) -> Path:
    """A path as a user wrote it: ``~`` is the home, a relative one starts at ``base``."""
    if text == "~" or text.startswith("~/"):
        return home_of(environ) / text[2:]
    return base / text
