"""A screen that reads beside the keys, and says what was done when it shows what came of it."""

from __future__ import annotations

from qualcode.store.journal import Made
from qualcode.tui.screens.working import Working


class Telling(Working):
    """What was done is said once the work that follows it is over, not lost when it ends."""

    _waiting = ""

    def told(self) -> None:
        """Read anew, and say then what was done last."""
        self.renew()
        self.did()
        self._waiting = self.status.text

    def took_back(self, made: Made, text: str) -> None:
        """Read anew, and say then what was taken back."""
        super().took_back(made, text)
        self._waiting = text

    def shown(self) -> None:
        """Say what waited to be said."""
        if self._waiting:
            self.say(self._waiting)
            self._waiting = ""
