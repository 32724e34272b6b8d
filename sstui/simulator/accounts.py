"""Who may call: projects, a user, access keys and tokens. All made up, all from one seed."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from dataclasses import dataclass, replace

REGION = "ap-southeast-3"
TOKEN_LIFETIME = 24 * 3600.0  # IAM's
LOCK_AFTER = 5  # consecutive refusals of one key, then
LOCK_SECONDS = 300.0  # it is refused whatever it signs


@dataclass(frozen=True, slots=True)
class Project:
    """A project of IAM. ``region`` is the first part of its name."""

    id: str
    name: str

    @property
    def region(self) -> str:
        return self.name.partition("_")[0]


@dataclass(frozen=True, slots=True)
class Key:
    """An access key; temporary ones have a security token."""

    access: str
    secret: str
    security_token: str = ""
    expired: bool = False
    failures: int = 0
    locked_until: float = 0.0


@dataclass(frozen=True, slots=True)
class Token:
    """What a token stands for; ``project`` None is one of the whole account."""

    text: str
    project: Project | None
    region: str
    issued: float
    expires: float


PROJECTS = (
    Project("e7d2e9c589e5445e808a8ff0d1235aca", "ap-southeast-3"),
    Project("0c3f5f5e9d7a4c4f8f0e6a1b2c3d4e5f", "ap-southeast-3_sandbox"),
    Project("5b1f7a90c2d84e6e9a3b4c5d6e7f8091", "eu-west-101"),
)


def project_named(name: str) -> Project:
    """Raises KeyError."""
    return {project.name: project for project in PROJECTS}[name]


class Account:
    """One made-up account. ``clock`` gives the server's epoch seconds, by which tokens begin and
    end; ``steady`` the same without any skew, by which locks do. ``project`` is the one that has
    something in it."""

    def __init__(
        self,
        seed: int,
        clock: Callable[[], float],
        steady: Callable[[], float],
        *,
        temporary_keys: bool,
        project: Project,
    ) -> None:
        self._random = random.Random(seed)
        self._clock = clock
        self._steady = steady
        self._temporary = temporary_keys
        self.project = project
        self.user = "sstui-operator"
        self.user_id = self._hex(32)
        self.domain = "simulated-account"
        self.domain_id = self._hex(32)
        self.password = f"Simulated-{self._text(12)}"
        self.keys: dict[str, Key] = {}
        self.tokens: dict[str, Token] = {}
        self.key = self._new_key()

    def rotate_keys(self) -> Key:
        """New keys; the old ones are unknown from now on."""
        self.keys.clear()
        self.key = self._new_key()
        return self.key

    def expire(self) -> None:
        """Keys and tokens have run out; IAM still gives new tokens for the password."""
        self.keys = {access: replace(key, expired=True) for access, key in self.keys.items()}
        for text, token in self.tokens.items():
            self.tokens[text] = replace(token, expires=min(token.expires, self._clock()))

    def revoke_tokens(self) -> None:
        """Every token is unknown from now on."""
        self.tokens.clear()

    def issue_token(
        self, project: Project | None, *, region: str = "", lifetime: float = TOKEN_LIFETIME
    ) -> Token:
        """A token as IAM gives it; ``lifetime`` in seconds."""
        now = self._clock()
        region = region or (project or self.project).region
        token = Token(f"MIISIMULATED{self._text(80)}", project, region, now, now + lifetime)
        self.tokens[token.text] = token
        return token

    def valid(self, text: str) -> Token | None:
        """The token that ``text`` is, None when there is none or when it has run out."""
        token = self.tokens.get(text)
        return token if token is not None and token.expires > self._clock() else None

    def locked(self, key: Key) -> bool:
        return key.locked_until > self._steady()

    def failed(self, key: Key) -> None:
        """Counts a refusal; one too many locks the key for five minutes."""
        locked = self._steady() + LOCK_SECONDS if key.failures >= LOCK_AFTER else 0.0
        failures = 0 if locked else key.failures + 1
        self.keys[key.access] = replace(key, failures=failures, locked_until=locked)

    def succeeded(self, key: Key) -> None:
        if key.failures:
            self.keys[key.access] = replace(key, failures=0)

    def request_id(self) -> str:
        return self._hex(32)

    def _new_key(self) -> Key:
        token = f"SIMULATEDSTS{self._text(48)}" if self._temporary else ""
        key = Key(f"SIMAK{self._text(15).upper()}", f"SIMsk{self._text(35)}", token)
        self.keys[key.access] = key
        return key

    def _hex(self, digits: int) -> str:
        return f"{self._random.getrandbits(digits * 4):0{digits}x}"

    def _text(self, length: int) -> str:
        return "".join(self._random.choices(string.ascii_letters + string.digits, k=length))
