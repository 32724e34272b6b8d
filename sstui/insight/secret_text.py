"""The two rules on text alone: which names say secret, and which parts of a value show one.

What is masked once stays as it is when masked again.
"""

from __future__ import annotations

import re
from functools import lru_cache

MASK = "••••••••"

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_]+")
# Anywhere in a word, since names are run together: MYSQLPASSWORD, accesstoken.
_ANYWHERE = re.compile(r"password|passwd|passphrase|passcode|pwd|secret|token|credential|private")
# `tokenize`, `tokenizer`, `tokenisation` name a step of text processing.
_TOKENIZER = re.compile(r"token(?:iz|is)(?:e|er|ers|ed|ing|ation)?\b")
_NOT_PASS = frozenset({"bypass", "compass", "surpass", "trespass", "overpass", "underpass"})
_OWN_WORD = frozenset({"key", "keys", "auth", "ak", "sk"})
_RUN_TOGETHER = ("apikey", "accesskey", "authkey", "accountkey", "signingkey", "masterkey")
_NO_SECRET = frozenset({"public", "path"})


@lru_cache(maxsize=8192)
def _words(name: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(name))


@lru_cache(maxsize=8192)
def secret_name(name: str) -> bool:
    """Whether a value of this name is a secret, by the words of the name."""
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


def _hide_pair(match: re.Match[str]) -> str:
    """``name=value`` and its relatives, when the name says so. Quotes stay."""
    name, value = match["name"], match["value"]
    if not secret_name(name) or not value.strip("\"'"):
        return match[0]
    quote = value[0] if value[0] in "\"'" and value[-1] == value[0] and len(value) > 1 else ""
    inner = value[1:-1] if quote else value
    new = hidden_id(inner) if names_key_id(name) else MASK
    return f"{match['before']}{quote}{new}{quote}"


_QUOTED = r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^'\\]|\\.)*'"
_PAIR = re.compile(
    r"(?P<before>(?<![\w.\-])[\"']?-{0,2}(?P<name>[\w.\-\[\]]+)[\"']?\s*=\s*)"
    rf"(?P<value>{_QUOTED}|(?:(?![;,]\s*[\w.\-]+=)[^\s&])+)"
)
_COLON = re.compile(  # "name": value with the name in quotes, or name: value with a blank
    r"(?P<before>(?P<quote>[\"'])(?P<name>[\w.\-]+)(?P=quote)\s*:\s*)"
    rf"(?P<value>{_QUOTED}|[^\s,}}\]]+)"
)
_HEADER = re.compile(r"(?P<before>(?<![\w.\-])(?P<name>[\w\-]{3,}):[ \t]+)(?P<value>[^\r\n,;]+)")
_OPTION = re.compile(
    rf"(?P<before>(?<![\w.\-])--?(?P<name>[A-Za-z][\w.\-]*)\s+)(?P<value>{_QUOTED}|(?!--)\S+)"
)
_PEM = re.compile(r"-----BEGIN [A-Z0-9 ]+-----.*?(?:-----END [A-Z0-9 ]+-----|\Z)", re.DOTALL)
_JWT = re.compile(r"(?<![\w\-])eyJ[\w\-]{4,}\.[\w\-]+(?:\.[\w\-]*)*")
_URL_PASSWORD = re.compile(r"(://[^\s/?#:@\"<>]*):[^\s/?#\"<>]+@")
# An unescaped slash in the password; a port and a path are not one.
_URL_ODD_PASSWORD = re.compile(r"(://[^\s/?#:@\"<>]*):(?!\d+(?:[/?#,;\s]|$))[^\s\"<>]+@")
_URL_TOKEN = re.compile(r"(https?://)[^\s/?#:@\"<>•]{16,}@")
_ORACLE = re.compile(r"(:thin:[^\s/@]+/)[^\s@]+@")
_DRIVER = re.compile(r"(?<![\w/])([\w.\-]+):[^\s/]+@(?=(?:tcp|tcp6|unix)\()")
_CURL_USER = re.compile(r"((?<!\S)(?:-u|--user)[\s=]+[\"']?[^\s:\"']+):[^\s\"']+")
_SCHEME = re.compile(r"\b(Bearer|Basic)\s+(?:(?=\S*[\d=])[\w+/=.~\-]{8,}|[\w+/=.~\-]{20,})", re.I)


def mask_parts(text: str) -> str:
    """`mask` but for whole JSON documents."""
    if "-----BEGIN" in text:
        text = _PEM.sub(MASK, text)
    if "eyJ" in text:
        text = _JWT.sub(MASK, text)
    if "@" in text:
        text = _URL_PASSWORD.sub(rf"\1:{MASK}@", text)
        text = _URL_ODD_PASSWORD.sub(rf"\1:{MASK}@", text)
        text = _URL_TOKEN.sub(rf"\1{MASK}@", text)
        text = _ORACLE.sub(rf"\1{MASK}@", text)
        text = _DRIVER.sub(rf"\1:{MASK}@", text)
    if "=" in text:
        text = _PAIR.sub(_hide_pair, text)
    if ":" in text:
        text = _CURL_USER.sub(rf"\1:{MASK}", text)
        text = _COLON.sub(_hide_pair, text)
        text = _HEADER.sub(_hide_header, text)
    if "-" in text and " " in text:
        text = _OPTION.sub(_hide_pair, text)
    if " " in text:
        text = _SCHEME.sub(rf"\1 {MASK}", text)
    return text


_WEAK = frozenset({"key", "keys", "auth", "pass"})  # words of prose before a colon


def _hide_header(match: re.Match[str]) -> str:
    return match[0] if match["name"].casefold() in _WEAK else _hide_pair(match)
