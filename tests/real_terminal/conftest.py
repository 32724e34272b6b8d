"""One simulator for the whole folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.real_terminal.cloud import Cloud, open_cloud


@pytest.fixture(scope="package")
def cloud() -> Iterator[Cloud]:
    with open_cloud() as cloud:
        yield cloud
