"""The one registry of actions: no clash, every action there, words in both languages."""

from __future__ import annotations

import string
from collections import Counter

import pytest
from textual.events import Key

from qualcode.text.display import width
from qualcode.tui import actions, i18n, keys
from qualcode.tui.app import screen_class
from qualcode.tui.screens.case import CasePage
from qualcode.tui.screens.help import Help
from qualcode.tui.screens.history_batch import BatchDone
from qualcode.tui.screens.history_past import LookBack
from qualcode.tui.screens.history_undo import GoBack
from qualcode.tui.screens.importing import Importing
from qualcode.tui.screens.masking import Masking
from qualcode.tui.screens.suggestions_bulk import Bulk
from qualcode.tui.screens.survey import Survey

OVER = {
    "bulk": Bulk,
    "help": Help, "importing": Importing, "masking": Masking, "batch": BatchDone,
    "past": LookBack, "going_back": GoBack, "case": CasePage, "survey": Survey,
}  # fmt: skip
"""Screens that lie over others."""


@pytest.mark.parametrize("screen", actions.SCREENS)
def test_no_key_means_two_things_on_a_screen(screen: str) -> None:
    used = Counter(key for action in actions.of(screen) for key in action.keys)
    assert [key for key, n in used.items() if n > 1] == []


def test_reserved_keys_keep_their_meaning() -> None:
    for action in actions.ACTIONS:
        for key in action.keys:
            if key in actions.RESERVED:
                assert actions.RESERVED[key] == action.meaning, (action.id, key)
            elif key in actions.CODING_ONLY:
                assert set(action.screens) <= {"coding", "cards", "grid", "similar"}, action.id


@pytest.mark.parametrize("screen", actions.SCREENS)
def test_every_action_is_a_method_of_its_screens(screen: str) -> None:
    kind = OVER.get(screen) or screen_class(screen)
    assert [a.id for a in actions.of(screen) if not hasattr(kind, f"do_{a.id}")] == []


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("screen", actions.SCREENS)
@pytest.mark.parametrize("cells", [20, 40, 80, 160])
def test_the_footer_fits_and_keeps_help(screen: str, language: str, cells: int) -> None:
    pairs = actions.footer(screen, language, cells)
    assert pairs[-1][0] == "?"
    assert sum(width(k) + width(w) + 3 for k, w in pairs) <= max(cells, 20)


def test_every_text_stands_in_both_languages_with_the_same_values() -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    files = i18n._FILES
    assert sum(len(file.WORDS) for file in files) == len(i18n.WORDS), "a key stands twice"
    for key, (en, zh) in i18n.WORDS.items():
        assert en, key
        assert zh, key
        assert fields(en) == fields(zh), key
    for action in actions.ACTIONS:
        assert action.zh, action.id
        assert action.help_zh, action.id


@pytest.mark.parametrize(
    ("sent", "meant"),
    [("。", "."), ("？", "?"), ("【", "["), ("】", "]"), ("１", "1"), ("，", ","), ("ｃ", "c"),
     ("／", "/"), ("｝", "}"), ("我", keys.HAN), ("a", "a"), (" ", "space")],
)  # fmt: skip
def test_full_width_input_counts_as_its_twin(sent: str, meant: str) -> None:
    assert keys.name(Key(key=sent, character=sent)) == meant


def test_the_docs_list_every_key() -> None:
    page = actions.markdown()
    for action in actions.ACTIONS:
        assert action.help_en in page
