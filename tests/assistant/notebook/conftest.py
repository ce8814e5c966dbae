"""A browser for the tests of one file: it holds the thread's event loop while it is open."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with opened() as browser:
        yield browser
