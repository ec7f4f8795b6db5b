"""Which browser the browser tests start."""

import pytest

from ops.checks import NO_CHROMIUM, chromium


def executable() -> str:
    """Its path; without one the test fails and says how to get it."""
    return chromium() or pytest.fail(NO_CHROMIUM, pytrace=False)
