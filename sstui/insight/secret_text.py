"""The two rules on text alone: which names say secret, and which parts of a value show one.

What is masked once stays as it is when masked again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

MASK = "••••••••"

_LONGEST_NAME = 256  # of a longer one, the end decides
_REMEMBERED = 32_768  # names: those of a configuration of a megabyte

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_]+")
# Anywhere in a word, since names are run together: MYSQLPASSWORD, accesstoken.
_ANYWHERE = re.compile(r"password|passwd|passphrase|passcode|pwd|secret|token|credential|private")
# `tokenize`, `tokenizer`, `tokenisation` name a step of text processing.
_TOKENIZER = re.compile(r"token(?:iz|is)(?:e|er|ers|ed|ing|ation)?\b")
_NOT_PASS = frozenset({"bypass", "compass", "surpass", "trespass", "overpass", "underpass"})
_OWN_WORD = frozenset({"key", "keys", "auth", "ak", "sk"})
_RUN_TOGETHER = ("apikey", "accesskey", "authkey", "accountkey", "signingkey", "masterkey")
_NO_SECRET = frozenset({"public", "path"})


@lru_cache(maxsize=_REMEMBERED)
def _words(name: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(name))


def secret_name(name: str) -> bool:
    """Whether a value of this name is a secret, by the words of the name."""
    return _secret_name(name[-_LONGEST_NAME:])


@lru_cache(maxsize=_REMEMBERED)
def _secret_name(name: str) -> bool:
    folded = _TOKENIZER.sub("", "".join(name.casefold().replace("_", " ").replace("-", " ")))
    if _ANYWHERE.search(folded):
        return True
    words = _words(name)
    for word in words:
        if word.endswith("dsn") or (word.endswith("pass") and word not in _NOT_PASS):
            return True
        if word.endswith(_RUN_TOGETHER) or word == "authorization":
            return True
    return not _OWN_WORD.isdisjoint(words) and _NO_SECRET.isdisjoint(words)


def names_key_id(name: str) -> bool:
    """Whether the name says access key *id*, of which four characters may show."""
    words = _words(name)
    return words[-1:] == ("ak",) or "".join(words).endswith("accesskeyid")


def hidden(text: str) -> str:
    """All of a text; empty stays empty, since it hides nothing."""
    return MASK if text else text


def hidden_id(text: str) -> str:
    """An access key id: the first four of at least sixteen characters stay."""
    if text.endswith(MASK) and len(text) <= len(MASK) + 4:
        return text
    return text[:4] + MASK if len(text) >= 16 else hidden(text)


# Every pattern below reads a text once: a body may hold a megabyte made to be slow. What a name
# is followed by is read apart from the name, so that no value swallows the names inside it.
_NAME = r"(?P<name>[\w.\-]++)"
_BEFORE_EQUALS = re.compile(rf"(?<![\w.\-]){_NAME}(?:\[\w*\])?[\"']?\s*+=\s*+")
_BEFORE_COLON = re.compile(rf"(?P<quote>[\"']){_NAME}(?P=quote)\s*+:\s*+")
_BEFORE_HEADER = re.compile(rf"(?<![\w.\-]){_NAME}:[ \t]++")
_BEFORE_OPTION = re.compile(rf"(?<![\w.\-])(?=-){_NAME}\s++(?!--|\s)")
_CURL_USER = re.compile(r"(?<!\S)(?:-u|--user)[\s=]++[\"']?[^\s:\"']++:")
_QUOTED = r"\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'"
_VALUE = re.compile(rf"{_QUOTED}|(?:(?![;,]\s*[\w.\-]+=)[^\s&])++", re.DOTALL)
_JSON_VALUE = re.compile(rf"{_QUOTED}|[^\s,}}\]]++", re.DOTALL)
_HEADER_VALUE = re.compile(r"[^\r\n]++")

_PEM = re.compile(
    r"-----BEGIN [A-Z0-9 ]{1,64}-----.*?(?:-----END [A-Z0-9 ]{1,64}-----|\Z)", re.DOTALL
)
_JWT = re.compile(r"(?<![\w\-])eyJ[\w\-]{4,}+\.[\w\-]++(?:\.[\w\-]*+)*+")
_ADDRESS = re.compile(r"://[^\s\"<>]*+")
_PORT = re.compile(r"\d{1,5}(?:[/?#,;]|$)")
_LONG_USER = 16  # a user name as long as this, alone before the host, is a token
_ORACLE = re.compile(r"(:thin:[^\s/@:]++/)[^\s@]{1,256}+@")
_DRIVER_NETWORK = re.compile(r"@(?:tcp6?|unix)\(")  # Go's: user:password@tcp(host:3306)/name
_RUN = re.compile(r"[^\s/\"']++")
_SCHEME = re.compile(r"\b(Bearer|Basic)(\s++)([\w+/=.~\-]{8,}+)", re.IGNORECASE)
_PROSE = frozenset({"key", "keys", "auth", "pass"})  # words that stand before a colon in prose


# All that the rules below need to find anything. Long texts mostly have none of it; looked for one
# by one, since a single pattern of them takes thirty times as long.
_HINTS = (
    "pass", "pwd", "secret", "token", "credential", "private", "dsn", "key", "auth", "bearer",
    "basic", "-u", "@", "eyj", "-----begin",
)  # fmt: skip
_SHORT_WORDS = re.compile(r"(?:[aA][kK]|[sS][kK])(?![a-z])")


def hints_at_secret(text: str) -> bool:
    """Whether it is worth masking ``text``: False only where `mask_parts` would change nothing."""
    folded = text.casefold()
    if any(hint in folded for hint in _HINTS):
        return True
    # 2 ms in a megabyte, where the pattern takes 24.
    return ("ak" in folded or "sk" in folded) and _SHORT_WORDS.search(text) is not None


def mask_parts(text: str) -> str:
    """`secrets.mask` but for whole JSON documents."""
    if "-----BEGIN" in text:
        text = _PEM.sub(MASK, text)
    if "eyJ" in text:
        text = _JWT.sub(MASK, text)
    if "@" in text:
        text = _ADDRESS.sub(_hide_user, text)
        text = _ORACLE.sub(rf"\1{MASK}@", text)
        if _DRIVER_NETWORK.search(text):
            text = _RUN.sub(_hide_driver_password, text)
    if "=" in text:
        text = _hide_after(text, _BEFORE_EQUALS, _VALUE, _says_secret)
    if ":" in text:
        text = _hide_after(text, _BEFORE_COLON, _JSON_VALUE, _says_secret)
        text = _hide_after(text, _BEFORE_HEADER, _HEADER_VALUE, _says_header)
        text = _hide_after(text, _CURL_USER, _VALUE, _always)
    if "-" in text:
        text = _hide_after(text, _BEFORE_OPTION, _VALUE, _says_secret)
    return _SCHEME.sub(_hide_scheme, text)


def _says_secret(name: str) -> bool:
    """``-Dkey=`` sets a property called ``key``."""
    name = name[-_LONGEST_NAME:]
    return secret_name(name) or (name.startswith("-D") and secret_name(name[2:]))


def _says_header(name: str) -> bool:
    return name.casefold() not in _PROSE and _says_secret(name)


def _always(_name: str) -> bool:
    return True


def _hide_after(
    text: str, before: re.Pattern[str], value: re.Pattern[str], secret: Callable[[str], bool]
) -> str:
    """Hide what follows the names that say secret; quotes around it stay."""
    parts: list[str] = []
    done = 0
    for match in before.finditer(text):
        name = match.groupdict().get("name") or ""
        if match.start() < done or not secret(name):
            continue
        found = value.match(text, match.end())
        if found is None:
            continue
        parts += text[done : match.end()], _hidden_value(found[0], name)
        done = found.end()
    return "".join((*parts, text[done:])) if parts else text


def _hidden_value(value: str, name: str) -> str:
    quote = value[0] if len(value) > 1 and value[0] in "\"'" and value[-1] == value[0] else ""
    inner = value[1:-1] if quote else value
    if not inner:
        return value
    return f"{quote}{hidden_id(inner) if names_key_id(name) else MASK}{quote}"


def _hide_user(match: re.Match[str]) -> str:
    """The passwords of the addresses in one run of text without blanks."""
    return "://".join(_without_password(part) for part in match[0].split("://"))


def _without_password(address: str) -> str:
    """``user:password@host/path``: the password may hold an unescaped slash or at sign, unless
    what follows the colon is a port."""
    authority = re.split(r"[/?#]", address, maxsplit=1)[0]
    user, colon, _ = authority.partition(":")
    if "@" in authority:
        whole, _, _ = authority.rpartition("@")
        user, colon, _ = whole.partition(":")
        if not colon and len(whole) < _LONG_USER:
            return address
        host = address[len(whole) :]
    elif colon and "@" in address and not _PORT.match(address, len(user) + 1):
        host = "@" + address.rpartition("@")[2]
    else:
        return address
    return f"{user}:{MASK}{host}" if colon else f"{MASK}{host}"


def _hide_driver_password(match: re.Match[str]) -> str:
    network = _DRIVER_NETWORK.search(match[0])
    if network is None:
        return match[0]
    user, colon, _ = match[0][: network.start()].partition(":")
    return f"{user}:{MASK}{match[0][network.start() :]}" if colon else match[0]


def _hide_scheme(match: re.Match[str]) -> str:
    """``Bearer abc…``; a plain word behind *Basic* is prose."""
    token = match[3]
    if token.isalpha() and len(token) < 20:
        return match[0]
    return f"{match[1]}{match[2]}{MASK}"
