"""The house keeps its own rules: what importing costs, what a module says, what files may hold."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MODULES = sorted((ROOT / "qualcode").rglob("*.py"))
TEST_FILES = sorted((ROOT / "tests").rglob("*.py"))

HEAVY = {
    "alembic", "docx", "jieba", "lxml", "matplotlib", "numpy", "opencc", "openpyxl", "pandas",
    "pypinyin", "rich", "rjieba", "scipy", "spacy", "sqlalchemy", "textual", "typer", "xlsxwriter",
}  # fmt: skip
"""Libraries that cost a start-up; each is imported by the function that needs it."""

LONGEST = 400
"""Lines a module may have without saying why."""

IMPORT_NAMES = {
    "alembic": "alembic",
    "docx": "python-docx",
    "odf": "odfpy",
    "opencc": "opencc-python-reimplemented",
    "ruamel": "ruamel.yaml",
    "webvtt": "webvtt-py",
    "yaml": "PyYAML",
}
"""Distributions whose import name is not their own name."""

PRIVATE_PLACES = [
    re.compile(rb"(?<![\w.-])/(?:root|work|home/[a-z][a-z0-9_-]*|Users/[A-Za-z]\w*)/[\w.]"),
    re.compile(rb"[A-Z]:\\Users\\\w"),
    re.compile(rb"https?://(?:[\w-]+\.)*(?:pypi|pythonhosted)\.(?:org|io)"),
    re.compile(rb"--(?:extra-)?index-url|--find-links"),
]
"""Paths of somebody's machine, and addresses that packages came from."""


def tracked() -> list[Path]:
    """Return the files that git keeps, without those just deleted."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def module_name(path: Path) -> str:
    """Return a module's path as its reader writes it."""
    return path.relative_to(ROOT).as_posix()


def loaded_by(statement: str) -> set[str]:
    """Return the top-level names of all that a fresh Python has loaded after `statement`."""
    script = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return {name.partition(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


def test_importing_the_package_loads_no_heavy_library() -> None:
    assert loaded_by("import qualcode") & HEAVY == set()


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        module_name(path)
        for path in MODULES
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_a_long_module_gives_its_reason() -> None:
    unexplained = []
    for path in MODULES:
        source = path.read_text(encoding="utf-8")
        said = ast.get_docstring(ast.parse(source)) or ""
        if len(source.splitlines()) > LONGEST and "reason" not in said.lower():
            unexplained.append(module_name(path))
    assert unexplained == []


def test_every_test_file_has_a_name_of_its_own() -> None:
    names = [path.name for path in TEST_FILES if path.name.startswith("test_")]
    assert sorted(names) == sorted(set(names))


def test_every_library_the_package_imports_is_declared() -> None:
    extras = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
    declared = {
        re.split(r"[\s\[<>=;]", line)[0].lower().replace("-", "_").replace(".", "_")
        for line in [*PROJECT["dependencies"], *extras]
    }
    imported = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.partition(".")[0])
    foreign = imported - set(sys.stdlib_module_names) - {"qualcode"}
    known = {
        IMPORT_NAMES.get(name, name).lower().replace("-", "_").replace(".", "_"): name
        for name in foreign
    }
    assert {name for key, name in known.items() if key not in declared} == set()


def test_no_kept_file_names_a_private_place() -> None:
    this = Path(__file__).resolve()
    found = [
        (module_name(path), match.group().decode(errors="replace"))
        for path in tracked()
        if path.resolve() != this
        for pattern in PRIVATE_PLACES
        for match in pattern.finditer(path.read_bytes())
    ]
    assert found == []


def test_the_changelog_has_an_entry_for_this_version() -> None:
    headings = re.findall(
        r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert headings[0] == PROJECT["version"]


@pytest.mark.parametrize("name", ["run", "test"])
def test_a_lock_holds_every_library_with_hashes(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    locked = {entry.partition("==")[0].partition("[")[0].lower() for entry in entries}
    wanted = {re.split(r"[\s\[<>=;]", line)[0].lower() for line in PROJECT["dependencies"]}
    assert {name.replace(".", "-") for name in wanted} - locked == set()
