"""Keys that would put a secret into a file: `config.toml` and `watchlist.toml` hold none."""

from __future__ import annotations

REMEDY = (
    "take it out; secrets belong into the environment, the SDK's credentials file or a "
    "credential_command"
)

_SECRET = frozenset({
    "ak", "sk", "accesskey", "accesskeyid", "secret", "secretkey", "secretaccesskey",
    "accesskeysecret", "securitytoken", "securitykey", "sessiontoken", "stoken", "token",
    "authtoken", "xauthtoken", "accesstoken", "apikey", "privatekey",
    "password", "passwd", "passphrase", "pass", "pwd", "userpassword", "credential",
    "credentials",
})  # fmt: skip


def is_secret_key(key: str) -> bool:
    """Whether a key of this name would hold a secret; ``token_env`` names a variable: no."""
    letters = "".join(character for character in key.lower() if character.isalnum())
    prefixes = ("", "huaweicloudsdk", "hw", "os")
    return any(letters.removeprefix(prefix) in _SECRET for prefix in prefixes)
