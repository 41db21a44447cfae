"""English words by their dictionary form, from spaCy's table of lemmas where that is installed.

The table alone is read (the package `spacy-lookups-data`): spaCy's rules would need to know parts
of speech, for which no trained pipeline is at hand, and loading spaCy takes more memory than all
the rest. Without the table a word is its lower-case form.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "spacy_lookups_data"


@cache
def table() -> Mapping[str, str]:
    """Return the lemma of each English form; empty where there is no table."""
    found = find_spec(PACKAGE)
    for folder in (found.submodule_search_locations or []) if found else []:
        for path in sorted(Path(folder, "data").glob("en_lemma_lookup.json*")):
            content = path.read_bytes()
            if path.suffix == ".gz":
                content = gzip.decompress(content)
            lemmas: dict[str, str] = json.loads(content)
            return lemmas
    return {}
