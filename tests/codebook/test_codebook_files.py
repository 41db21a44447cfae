from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import clean_texts

import qualcode
from qualcode.codebook import fields, files
from qualcode.codebook.entry import Entry, as_mapping, from_mapping
from qualcode.errors import UnreadableSource, UsageError
from qualcode.project import Project
from qualcode.store.settle import fold_name

Undoable = Callable[..., None]
Unchanged = Callable[[Project, Callable[[], object]], None]

VOLUNTEERS = Path(__file__).resolve().parents[2] / "codebooks" / "volunteers.yaml"
ENDINGS = [".yaml", ".csv", ".xlsx"]


def entries(project: Project) -> list[Entry]:
    return [row.entry for row in project.codebook.rows()]


def is_text(text: str) -> bool:
    try:
        return fields.text_of(text, "text") == text
    except UsageError:
        return False


def is_name(text: str) -> bool:
    try:
        return fields.name_of_code(text) == text
    except UsageError:
        return False


odd = st.sampled_from(["=1+1", "'", "- a", "a: b", "#x", "1", "true", "null", "~", "\\n", ";；"])
any_texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8).map(str.strip)
texts = st.one_of(clean_texts(6).map(str.strip), odd, any_texts).filter(is_text)
words = texts.map(lambda text: text or "x")
printing = st.text(st.characters(categories=["L", "M", "N", "P", "S"]), min_size=1, max_size=8)
names = st.one_of(clean_texts(6).map(lambda text: text.strip() or "x"), odd, printing)
names = names.filter(is_name)
items = st.lists(words, max_size=3, unique=True).map(tuple)


@st.composite
def codebooks(draw: st.DrawFn) -> list[Entry]:
    """Return entries as a codebook in use has them: parents first, keys of two letters."""
    found: list[Entry] = []
    for at, name in enumerate(draw(st.lists(names, max_size=5, unique_by=fold_name))):
        category = draw(st.booleans())
        extra = draw(st.dictionaries(st.sampled_from(["owner", "步骤"]), words))
        found.append(
            Entry(
                code=name,
                parent=draw(st.sampled_from([None, *(e.code for e in found)])),
                category=category,
                name_zh=draw(texts), name_en=draw(texts),
                definition_zh=draw(texts), definition_en=draw(texts),
                when_zh=draw(texts), when_en=draw(texts),
                when_not_zh=draw(texts), when_not_en=draw(texts),
                examples=draw(items), keywords_zh=draw(items), keywords_en=draw(items),
                color=draw(st.sampled_from(["#000000", "#d1375c"])),
                key="" if category else f"x{'abcdefgh'[at]}",
                groups=tuple(draw(st.sets(st.sampled_from(["one side", "=two"])))),
                extra=extra,
            )
        )  # fmt: skip
    return [
        from_mapping(as_mapping(e)) if e.groups != tuple(sorted(e.groups)) else e for e in found
    ]


@pytest.mark.parametrize("ending", ENDINGS)
@given(book=codebooks())
@example(book=[Entry("n", name_en=":。", keywords_en=("?。", ":a"), color="#000000")])
@settings(max_examples=60)
def test_reading_a_written_codebook_gives_its_entries(
    tmp_path_factory: pytest.TempPathFactory, ending: str, book: list[Entry]
) -> None:
    path = tmp_path_factory.mktemp("book") / f"book{ending}"
    files.write(path, book)
    read = []
    for raw in files.read(path):
        patch = fields.read(raw.fields)
        read.append(Entry("").patched(patch.known, patch.extra))
    assert read == [from_mapping({**as_mapping(e), "groups": sorted(e.groups)}) for e in book]


@given(book=codebooks(), ending=st.sampled_from(ENDINGS))
@settings(max_examples=15)
def test_loading_a_saved_codebook_gives_the_same_codebook(
    tmp_path_factory: pytest.TempPathFactory, book: list[Entry], ending: str
) -> None:
    folder = tmp_path_factory.mktemp("book")
    files.write(folder / "given.yaml", book)
    with qualcode.create(folder / "one.qualcode", coder="Mia") as one:
        one.codebook.load(folder / "given.yaml")
        one.codebook.save(folder / f"saved{ending}")
        first = entries(one)
        again = one.codebook.load_rows(folder / f"saved{ending}")
        assert {line.change for line in again} <= {"unchanged"}
        assert entries(one) == first
    with qualcode.create(folder / "two.qualcode", coder="Mia") as two:
        two.codebook.load(folder / f"saved{ending}")
        assert entries(two) == first


def test_the_example_codebook_comes_in_whole_and_goes_out_as_it_came(
    project: Project, tmp_path: Path, undoable: Undoable
) -> None:
    undoable(project, lambda: project.codebook.load(VOLUNTEERS), "import codebook")
    frame = project.codebook.frame()
    assert (len(frame), int(frame["category"].sum())) == (31, 6)
    filling = project.codebook.find("补位")
    assert (filling.code, filling.path, filling.key) == ("gap filling", "gaps / gap filling", "gf")
    assert filling.pinyin == "buwei bw"
    project.codebook.save(tmp_path / "again.yaml")
    said = VOLUNTEERS.read_text(encoding="utf-8").split("\n\n", 1)[1]
    assert (tmp_path / "again.yaml").read_text(encoding="utf-8") == said


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_the_example_codebook_goes_through_tables_without_loss(
    project: Project, tmp_path: Path, ending: str, unchanged_by: Unchanged
) -> None:
    project.codebook.load(VOLUNTEERS)
    project.codebook.save(tmp_path / f"book{ending}")
    unchanged_by(project, lambda: project.codebook.load(tmp_path / f"book{ending}"))


def test_a_preview_says_what_would_come_in_and_changes_nothing(
    project: Project, unchanged_by: Unchanged
) -> None:
    unchanged_by(project, lambda: project.codebook.load(VOLUNTEERS, preview=True))
    preview = project.codebook.load(VOLUNTEERS, preview=True)
    assert preview.equals(project.codebook.load(VOLUNTEERS))


BAD = {
    "two codes of one name": (
        "- code: Trust\n- code: ＴＲＵＳＴ\n",
        "line 2 (“ＴＲＵＳＴ”): the code is there already, line 1.",
    ),
    "a circle": (
        "- {code: x, parent: y}\n- {code: y, parent: z}\n- {code: z, parent: x}\n",
        "line 1 (“x”): the parents go in a circle: “x” → “y” → “z” → “x”.",
    ),
    "its own parent": ("- {code: x, parent: x}\n", "line 1 (“x”): the parents go in a circle"),
    "a parent that is nowhere": (
        "- code: gaps\n- {code: x, parent: gasp}\n",
        "line 2 (“x”): its parent “gasp” is neither in the file nor in the project. "
        "Nearest: “gaps”.",
    ),
    "a slip of the pen": (
        "- code: x\n  definiton: y\n",
        "line 1 (“x”): unknown field “definiton”: did you mean “definition”?",
    ),
    "a category with a key": (
        "- {code: x, category: true, key: x}\n",
        "line 1 (“x”): a category is not applied itself, so it has no “key”.",
    ),
    "a key twice": (
        "- {code: x, key: a}\n- {code: y, key: ab}\n",
        "line 2 (“y”): its key “ab” collides with “a” of “x”.",
    ),
    "a number for a text": (
        "- code: x\n  definition: 12\n",
        "line 1 (“x”): “definition” must be text, but is the number 12. Put it in quotes.",
    ),
    "a flag for a name": ("- code: true\n", "line 1: “code” must be text, but is true"),
    "a list for a text": ("- {code: x, definition: [y]}\n", "“definition” must be text"),
    "a mapping for a list": ("- {code: x, examples: {zh: y}}\n", "“examples” must be a list"),
    "a language of its own": (
        "- {code: x, name: {cn: 丙}}\n",
        "“name” has the languages zh and en; “cn” is neither.",
    ),
    "no code": ("- definition: y\n", "line 1: an entry needs the field “code”."),
    "an empty code": ("- code: ''\n", "line 1: “code” is empty."),
    "a long name": (f"- code: {'x' * 101}\n", "“code” has 101 characters"),
    "a name that does not print": ('- code: "a\\u202eb"\n', "characters that do not print"),
    "a control in a text": ('- {code: x, definition: "a\\0b"}\n', "holds the character U+0000"),
    "a colour that is none": ("- {code: x, color: red}\n", "is a colour such as '#d1375c'"),
    "a key twice in a mapping": ("- code: x\n  code: y\n", "line 2: “code” stands twice."),
    "aliases": ("- &a {code: x}\n- *a\n", "line 1: anchors and aliases (& *) are not read."),
    "a tag": ("- code: !!python/name:os.system x\n", "line 1: the tag “tag:yaml.org,2002:python"),
    "endless nesting": ("[" * 10_000, "line 1: lists and mappings go deeper than 8 levels."),
    "a mapping for the list": ("code: x\n", "line 1: this is no list of entries."),
    "a word for an entry": ("- x\n", "line 1: an entry has fields, but this is “x”."),
    "a quote that stays open": ('- code: "x\n', "line 2: this is no YAML"),
    "two documents": ("- code: x\n---\n- code: y\n", "line 2: a second document begins here."),
    "nothing": ("", "the file is empty"),
}


@pytest.mark.parametrize(("text", "message"), BAD.values(), ids=BAD)
def test_a_bad_yaml_is_refused_with_its_place_and_changes_nothing(
    project: Project, tmp_path: Path, text: str, message: str, unchanged_by: Unchanged
) -> None:
    path = tmp_path / "book.yaml"
    path.write_text("- code: good\n" * bool(text and text[0] == "-"), encoding="utf-8")
    path.write_text(text, encoding="utf-8")

    def load() -> None:
        with pytest.raises(UnreadableSource) as caught:
            project.codebook.load(path)
        said = str(caught.value)
        assert message in said
        assert said.startswith("book.yaml")
        assert "\n" not in said

    unchanged_by(project, load)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,definition\nx,y\n", "row 1: no column “code”; there are name, definition."),
        ("code,code\nx,y\n", "row 1: the column “code” stands twice."),
        ("code,,key\nx,y,z\n", "row 1: column 2 has no name."),
        ("code,definiton\nx,y\n", "row 2 (“x”): unknown field “definiton”: did you mean"),
        ("code,definition\nx,y\nz,a,b\n", "row 3: 3 cells stand under 2 columns."),
        ("code,parent\nx,\ny,z\n", "row 3 (“y”): its parent “z” is neither"),
        ('code\n"x\n', "this is no CSV"),
        ("\n", "the file is empty"),
    ],
)
def test_a_bad_csv_is_refused_with_its_row(
    project: Project, tmp_path: Path, text: str, message: str, unchanged_by: Unchanged
) -> None:
    path = tmp_path / "book.csv"
    path.write_text(text, encoding="utf-8")

    def load() -> None:
        with pytest.raises(UnreadableSource, match=r"^book\.csv") as caught:
            project.codebook.load(path)
        assert message in str(caught.value)

    unchanged_by(project, load)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("data", [bytes(range(256)), b"PK\x03\x04 no archive", b"%PDF-1.7"])
def test_a_binary_file_is_refused_whatever_its_ending(
    project: Project, tmp_path: Path, ending: str, data: bytes
) -> None:
    path = tmp_path / f"book{ending}"
    path.write_bytes(data)
    with pytest.raises(UnreadableSource, match=rf"^book\{ending}: ") as caught:
        project.codebook.load(path)
    assert "\n" not in str(caught.value)


def test_an_archive_without_a_workbook_is_refused(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(UnreadableSource, match=r"^book\.xlsx: this cannot be read as an Excel"):
        project.codebook.load(path)


def test_a_missing_file_and_a_foreign_ending_are_refused(project: Project, tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="There is no file"):
        project.codebook.load(tmp_path / "none.yaml")
    with pytest.raises(UsageError, match=r"ends in \.yaml, \.yml, \.csv, \.xlsx"):
        project.codebook.load(tmp_path / "book.txt")
    with pytest.raises(UsageError, match=r"ends in \.yaml, \.yml, \.csv, \.xlsx"):
        project.codebook.save(tmp_path / "book.docx")


def test_unknown_fields_are_listed_and_kept(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text("- code: x\n  owner: Lin\n  steps: [1, {a: null}]\n", encoding="utf-8")
    lines = project.codebook.load_rows(path)
    assert [(line.change, line.field, line.after) for line in lines] == [
        ("added", "", ""),
        ("kept", "owner", "Lin"),
        ("kept", "steps", "[1, {'a': None}]"),
    ]
    assert project.codebook.entry("x").extra == {"owner": "Lin", "steps": [1, {"a": None}]}
    project.codebook.save(path)
    assert [line.change for line in project.codebook.load_rows(path)] == ["unchanged"]


def test_an_entry_of_a_code_that_is_there_changes_what_it_speaks_of(
    study: Project, tmp_path: Path, undoable: Undoable
) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(
        "- code: A\n  definition: new\n- code: b\n  parent: d\n- code: new\n  parent: A\n",
        encoding="utf-8",
    )
    before = study.codebook.entry("a")
    lines = study.codebook.load_rows(path, preview=True)
    assert [(x.code, x.change, x.field, x.before, x.after, x.note) for x in lines] == [
        ("a", "changed", "definition_en", "of a", "new", ""),
        ("b", "changed", "parent", "a", "d", ""),
        ("new", "added", "", "", "", "code"),
    ]
    undoable(study, lambda: study.codebook.load(path), "import codebook")
    assert as_mapping(study.codebook.entry("a")) == {
        **as_mapping(before),
        "definition": {"en": "new"},
    }
    paths = [row.path for row in study.codebook.rows()]
    assert paths == ["a", "a / c", "a / new", "d", "d / b", "k"]


@pytest.mark.parametrize(
    ("alters", "revision", "note"),
    [
        (None, 1, "changed: does it alter the meaning?"),
        (False, 1, ""),
        (True, 2, "alters the meaning"),
    ],
)
def test_a_new_definition_of_a_used_code_asks_whether_it_alters_the_meaning(
    study: Project, tmp_path: Path, alters: bool | None, revision: int, note: str
) -> None:
    study.coding.apply("L1", 0, 4, "a")
    path = tmp_path / "book.yaml"
    path.write_text("- {code: a, definition: new, color: '#123456'}\n", encoding="utf-8")
    lines = study.codebook.load_rows(path, alters=alters)
    assert [(line.field, line.note) for line in lines] == [("definition_en", note), ("color", "")]
    assert study.codebook.find("a").revision == revision
    assert len(study.codebook.revisions("a")) == revision


def test_an_import_brings_a_retired_code_back(
    study: Project, tmp_path: Path, undoable: Undoable
) -> None:
    uid = study.codebook.find("d").uid
    study.codebook.retire("d")
    study.codebook.add("d two", key="dd")
    path = tmp_path / "book.yaml"
    path.write_text("- code: D\n- {code: e, parent: d}\n", encoding="utf-8")
    lines = study.codebook.load_rows(path, preview=True)
    assert [(line.code, line.change) for line in lines] == [("d", "brought back"), ("e", "added")]
    undoable(study, lambda: study.codebook.load(path), "import codebook")
    row = study.codebook.find("d")
    assert (row.uid, row.retired, row.key) == (uid, False, "da")


def test_a_code_with_segments_does_not_become_a_category_by_import(
    study: Project, tmp_path: Path, unchanged_by: Unchanged
) -> None:
    study.coding.apply("L1", 0, 4, "d")
    path = tmp_path / "book.yaml"
    path.write_text("- {code: d, category: true}\n", encoding="utf-8")

    def load() -> None:
        with pytest.raises(UnreadableSource, match=r"line 1 \(“d”\): it has 1 segments"):
            study.codebook.load(path)

    unchanged_by(study, load)


def test_tables_from_people_are_read_as_people_write_them(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    text = (
        "Code;Parent;Category;Name;Definition;When not;Keywords;Key\r\n"
        "means;;yes;手段;;;;\r\n\r\n"
        'fatigue;MEANS;;;"Worn\r\nout";不是;"tired； 累;worn out";ft\r\n'
    )
    path.write_bytes(text.encode("gb18030"))
    project.codebook.load(path)
    [means, fatigue] = entries(project)
    assert (means.category, means.name_zh, means.key) == (True, "手段", "")
    assert fatigue == Entry(
        "fatigue", "means", definition_en="Worn\nout", when_not_zh="不是", keywords_zh=("累",),
        keywords_en=("tired", "worn out"), key="ft", color=fatigue.color,
    )  # fmt: skip


def test_a_cell_that_a_spreadsheet_would_run_is_written_as_text(
    project: Project, tmp_path: Path
) -> None:
    project.codebook.add("=cmd", definition="+1")
    project.codebook.save(tmp_path / "book.csv")
    text = (tmp_path / "book.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[1].split(",")[0] == "'=cmd"
    assert ",'+1," in text
    assert project.codebook.load_rows(tmp_path / "book.csv")[0].change == "unchanged"


def test_a_save_that_fails_leaves_the_file_that_was_there(study: Project, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    study.codebook.save(path)
    before = path.read_bytes()
    study.codebook.edit("a", definition="x" * 40_000)
    with pytest.raises(qualcode.Conflict, match=r"“a” has 40,000 characters in one field"):
        study.codebook.save(path)
    assert (path.read_bytes(), sorted(p.name for p in tmp_path.glob("*book*"))) == (
        before,
        ["book.xlsx"],
    )
