"""Where credentials may be, in the order of CONTRACT §3, and what is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sstui.config.credential_files import from_hcloud, from_sdk_file, hcloud_file, sdk_file
from sstui.config.credential_sets import FAMILIES, Offer, State, named_variables, unset
from sstui.config.files import Stamp, stamp
from sstui.config.profile_model import Profile


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A file, and whose keys of it: a section of the SDK's, or a profile of the vendor's CLI."""

    path: Path
    home: Path
    hcloud: bool = False
    name: str | None = None

    def read(self) -> Offer:
        if self.hcloud:
            return from_hcloud(self.path, self.name, self.home).offer
        return from_sdk_file(self.path, self.name, self.home)


Place = Offer | FilePlace  # the environment does not change while we run; files do


def places_of(profile: Profile, environ: Mapping[str, str], home: Path) -> tuple[Place, ...]:
    """The one place that a profile names, or all of them in order where it names none."""
    source = profile.source or ""
    if profile.token_env or profile.ak_env:
        named = named_variables(
            environ, token_env=profile.token_env, ak_env=profile.ak_env, sk_env=profile.sk_env
        )
        return (named,)
    if source.startswith("sdk:"):
        path = _sdk_file(environ, home)
        return (FilePlace(path, home, name=source.removeprefix("sdk:")),)
    if source.startswith("sdk-file:"):
        name, _, section = source.removeprefix("sdk-file:").rpartition("#")
        return (FilePlace(Path(name), home, name=section),)
    if source.startswith("hcloud:"):
        return (FilePlace(hcloud_file(home), home, True, source.removeprefix("hcloud:")),)
    environment = tuple(read(environ) for read in FAMILIES.values())
    return environment if source == "env" else (*environment, *_files(environ, home))


def _files(environ: Mapping[str, str], home: Path) -> tuple[FilePlace, ...]:
    return (
        FilePlace(_sdk_file(environ, home), home),
        FilePlace(hcloud_file(home), home, hcloud=True),
    )


def _sdk_file(environ: Mapping[str, str], home: Path) -> Path:
    """The SDK lets a variable move its file."""
    moved = environ.get("HUAWEICLOUD_SDK_CREDENTIALS_FILE")
    return Path(moved) if moved else sdk_file(home)


class Reader:
    """Reads places, and a file again only after its stamp changed."""

    def __init__(self) -> None:
        self._files: dict[FilePlace, tuple[Stamp | None, Offer]] = {}

    def offer(self, place: Place) -> Offer:
        if isinstance(place, Offer):
            return place
        now = stamp(place.path)
        kept = self._files.get(place)
        if kept is None or kept[0] != now:
            kept = self._files[place] = (now, place.read())
        return kept[1]

    def modified(self, place: Place) -> float:
        """When a file was last written, in epoch seconds; 0 for the environment."""
        kept = None if isinstance(place, Offer) else self._files.get(place)
        return kept[0].modified / 1e9 if kept and kept[0] else 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """A row for the first-run screen and for doctor, in words, never a value."""

    place: str
    what: str
    state: State
    used: bool = False


def found(environ: Mapping[str, str], home: Path) -> list[Found]:
    """What there is without profiles, the first complete set *used*; what is not set comes last."""
    sets = [read(environ) for read in FAMILIES.values()]
    offers = [offer for offer in sets if offer.state is not State.UNSET]
    offers += [place.read() for place in _files(environ, home)]
    missing = [
        prefix
        for (prefix, _), o in zip(FAMILIES.items(), sets, strict=True)
        if o.state is State.UNSET
    ]
    if missing:
        offers.append(unset(", ".join(f"{prefix}*" for prefix in missing), "not set"))
    offers.sort(key=lambda offer: offer.state is State.UNSET)
    used = next((offer for offer in offers if offer.credentials), None)
    return [Found(o.place, o.what, o.state, o is used) for o in offers]
