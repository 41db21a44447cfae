"""The terminal interface: read, code, look back, without a mouse."""

from __future__ import annotations

import os

# Some terminals lose the text of input methods under the kitty key protocol. Textual reads this
# when it is imported, so it is set before.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
