"""The environment of programs that sstui starts for its user: without what is a credential."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sstui.config.profile_model import Profile
from sstui.config.secret_keys import is_secret_key

# Whole families: also what a later version of those tools calls a credential is not passed on.
_FAMILIES = ("HUAWEICLOUD_SDK_", "HW_", "OS_")
_OURS = "SSTUI_"
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# What a command line may name, and every program needs.
_NEEDED = frozenset(
    {"HOME", "PATH", "USER", "LOGNAME", "SHELL", "LANG", "PWD", "TERM", "TMPDIR", "TZ"}
)


def child_environ(environ: Mapping[str, str], profiles: Iterable[Profile]) -> dict[str, str]:
    """``environ`` without the variables of credentials: those of the SDK, of Terraform and of
    OpenStack, and those that profiles name, in their commands too."""
    named = {name for profile in profiles for name in _named(profile)} - _NEEDED
    return {
        name: value
        for name, value in environ.items()
        if not (name.startswith(_FAMILIES) or name in named or _is_our_secret(name))
    }


def _named(profile: Profile) -> Iterable[str]:
    yield from filter(None, (profile.token_env, profile.ak_env, profile.sk_env))
    for word in profile.credential_command or ():
        yield from _VARIABLE.findall(word)


def _is_our_secret(name: str) -> bool:
    return name.startswith(_OURS) and is_secret_key(name.removeprefix(_OURS).lower())
