"""The language that the interface speaks: Chinese or English."""

from __future__ import annotations

import os
from typing import Literal

VARIABLES = ("QUALCODE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def language() -> Literal["zh", "en"]:
    """Return 'zh' or 'en': `$QUALCODE_LANGUAGE`, else the first set of the locale's variables."""
    said = next((os.environ[name] for name in VARIABLES if os.environ.get(name)), "")
    return "zh" if said.strip().lower().startswith("zh") else "en"
