"""The small study with two coders at work, on either store."""

from __future__ import annotations

from pathlib import Path

import pytest
from study import build
from team import Team


@pytest.fixture
def team(store_url: str, tmp_path: Path) -> Team:
    """Return the coders of the small study, who have coded nothing yet."""
    build(store_url, tmp_path).close()
    return Team(store_url)
