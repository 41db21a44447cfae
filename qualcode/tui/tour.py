"""The tour: a few steps, each one thing to do with a key, shown as a line above the status.

A step is over when what it asks for has been done; esc leaves the tour.
"""

from __future__ import annotations

from dataclasses import dataclass

from qualcode.tui import actions
from qualcode.tui.i18n import t

TOUR = "tour"
"""The name under which it is remembered that the tour was shown."""


@dataclass(frozen=True)
class Step:
    """One step: where it is done, and the action or key that does it.

    then: the screen that is shown once it is done, where that is another.
    """

    name: str
    screen: str
    action: str = ""
    key: str = ""
    then: str = ""


STEPS = (
    Step("documents", "home", "go", then="documents"),
    Step("open", "documents", "open", then="coding"),
    Step("down", "coding", key="down"),
    Step("code", "coding", "code_pinned"),
    Step("undo", "coding", "undo"),
    Step("larger", "coding", "larger"),
    Step("help", "coding", "help", then="help"),
    Step("home", "help", "go", then="home"),
)


class Tour:
    """Where somebody is in the tour."""

    def __init__(self) -> None:
        self.at = 0
        self.over = False

    def see(self, screen: str, key: str) -> None:
        """Take note of a key, and of the screen that is shown after it."""
        if self.over:
            return
        step = STEPS[self.at]
        if step.then:
            done = screen == step.then
        elif step.key:
            done = screen == step.screen and key == step.key
        else:
            action = actions.find(screen, key)
            done = screen == step.screen and action is not None and action.id == step.action
        if done:
            self.at += 1
            self.over = self.at == len(STEPS)

    def leave(self) -> None:
        """End it here."""
        self.over = True

    def said(self, screen: str) -> str:
        """Return the step in words, with the key that does it."""
        step = STEPS[self.at]
        key = actions.key_of(step.action, step.screen) if step.action else ""
        words = t(f"tour {step.name}", key=key, back=actions.key_of("back", screen))
        return t("tour step", n=self.at + 1, of=len(STEPS), words=words)
