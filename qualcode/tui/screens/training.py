"""Feedback of a training round: what one coded beside the key, once a passage is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.text import Text

from qualcode.codebook.rows import CodeRow
from qualcode.text import display
from qualcode.tui.i18n import t
from qualcode.tui.naming import shown_name
from qualcode.tui.widgets.told import Told

if TYPE_CHECKING:
    from qualcode.agreement.rounds_training import Told as Row
    from qualcode.tui.screens.applying import Applying

SIGNS = {"agreed": "=", "different extent": "~", "missed": "-", "extra": "+"}
"""What is said of a segment, and the sign it begins with."""


def show_feedback(screen: Applying, document: str, shown: str) -> None:
    """Show how what one is done with in a document compares with the key, if it is training.

    shown: the document's name. The key of a project sent by file is elsewhere: nothing is shown.
    """
    now = screen.project.coding.current_round(document)
    if now is None or now.kind != "training":
        return
    from qualcode.agreement import rounds
    from qualcode.agreement.rounds_training import told

    with screen.project.store.read() as connection:
        one = rounds.find(connection, now.name)
    if not one.settings.get("key"):
        return
    rows = told(screen.project.store, one, document)
    title = t("feedback on", document=display.safe(shown), round=display.safe(now.name))
    shown_rows = Told(title, _told(rows, screen.by_name), t("feedback keys"))
    screen.app.push_screen(shown_rows)


def _told(rows: list[Row], codes: Mapping[str, CodeRow]) -> Text:
    counts = Counter(row.said for row in rows)
    head = " · ".join(f"{sign} {t(f'feedback {said}')} {counts[said]}"
                      for said, sign in SIGNS.items())  # fmt: skip
    text = Text(head if rows else t("feedback nothing"), style="bold")
    for row in rows:
        known = codes.get(row.code)
        name = display.safe(shown_name(known) if known is not None else row.code)
        text.append(f"\n{SIGNS[row.said]} {name}", style="not bold")
        text.append(f"  {t(f'feedback {row.said}')}", style="not bold dim")
        text.append(f"\n    {_words(row.text)}", style="not bold")
        for words in row.yours:
            text.append(f"\n    {t('feedback yours', words=_words(words))}", style="not bold")
    return text


def _words(text: str) -> str:
    return display.safe(" ".join(text.split()))
