"""qualcode analysis: what the coding says."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from qualcode.cases.personal import of_names, refuse
from qualcode.cli import (
    concordance,
    crosstab,
    displays,
    quotes,
    representing,
    summaries,
    themes,
    trend,
)
from qualcode.cli.autocoding import coded, pairs, planned
from qualcode.cli.completion import coders, codes, complete, documents, questions
from qualcode.cli.crosstab import Interviewers, Layer, Question
from qualcode.cli.output import Form, Format, emit, out, say, write
from qualcode.cli.session import opened
from qualcode.errors import UsageError

app = typer.Typer()

AnswersTo = Annotated[
    str | None,
    typer.Option("--question", help="Only its answers.", autocompletion=complete(questions)),
]
Kind = Annotated[str | None, typer.Option(help="Only documents of a kind: interview, answer.")]
Language = Annotated[str | None, typer.Option(help="Only documents in a language: zh, en.")]
SearchedDocument = Annotated[
    str | None, typer.Option(help="Only this document.", autocompletion=complete(documents))
]
Where = Annotated[
    list[str] | None,
    typer.Option(help="Only cases with a value: FIELD=VALUE or FIELD=3..12, repeatable."),
]
WithinCode = Annotated[
    str | None,
    typer.Option(help="Only within segments of a code.", autocompletion=complete(codes)),
]
SegmentsOf = Annotated[
    str | None,
    typer.Option("--by", help="With --code: this coder's.", autocompletion=complete(coders)),
]
SearchedInterviewers = Annotated[bool, typer.Option("--interviewers", help="Their turns too.")]
NOTHING = "Nothing found. Try a shorter word, --interviewers for their turns too, or --regex."
COUNTS = [
    "code", "category", "segments", "documents", "documents_reviewed", "cases", "cases_reviewed",
]  # fmt: skip
ASK = "To have it all the same: --personal."
QUOTE = ["document", "case", "speaker", "text", "code", "coder", "strength", "memo"]


@app.command()
def retrieve(
    context: typer.Context,
    query: Annotated[
        list[str] | None,
        typer.Argument(
            help="A code, or a query in plain words; without one, all segments.",
            autocompletion=complete(codes),
        ),
    ] = None,
    document: Annotated[
        str | None,
        typer.Option(help="Only this document.", autocompletion=complete(documents)),
    ] = None,
    coder: Annotated[
        str | None,
        typer.Option("--by", help="Only this coder's.", autocompletion=complete(coders)),
    ] = None,
    unit: Annotated[
        str | None, typer.Option(help="What codes meet in: passage, document or case.")
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(help="document, case, code, coder, speaker, date, strength … or a variable."),
    ] = None,
    group: Annotated[str | None, typer.Option(help="Group by one of these.")] = None,
    around: Annotated[
        int | None, typer.Option("--context", help="So many turns around each segment.")
    ] = None,
    saved: Annotated[
        str | None, typer.Option(help="A kept query; what else is said narrows it.")
    ] = None,
    save: Annotated[str | None, typer.Option(help="Keep the query under this name.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write a .csv, .xlsx, .docx or .md file.")
    ] = None,
    form: Format = Form.table,
) -> None:
    """List the quotes of a code, or of any query.

    A query joins codes by and, or, not, near, overlaps, within, contains, followed by, and sets
    conditions on document, case, coder, layer, speaker, text, strength, date …

    \b
    qualcode analysis retrieve fatigue --format md
    qualcode analysis retrieve '"gap filling" and not fatigue' --context 1
    qualcode analysis retrieve 'trust near:2turns fatigue strength>=60' --group case
    """
    said = " ".join(query or ())
    how: dict[str, Any] = {"unit": unit, "sort": sort, "group": group, "context": around}
    with opened(context) as project:
        found = project.analysis.retrieve(said, document=document, coder=coder, saved=saved, **how)
        if save is not None:
            if document is not None or coder is not None or saved is not None:
                raise UsageError("A query that is kept says all itself: document:… coder:…")
            project.analysis.queries.save(save, said, **how)
        if output is not None:
            project.report.write_segments(output, found)
            out(str(output))
            return
    first = ["group"] if "group" in found else []
    shown = [*first, *QUOTE, *(name for name in ("before", "after") if name in found)]
    emit(found, form, found.attrs["foot"], columns=shown, wrapped=True)


@app.command()
def queries(
    context: typer.Context,
    remove: Annotated[str | None, typer.Option(help="Remove this one.")] = None,
    form: Format = Form.table,
) -> None:
    """List the queries kept by name.

    Show one with: qualcode analysis retrieve --saved NAME

    \b
    qualcode analysis retrieve 'trust near:2turns fatigue' --save "trust by fatigue"
    qualcode analysis queries
    """
    with opened(context) as project:
        if remove is not None:
            project.analysis.queries.remove(remove)
            return
        emit(project.analysis.queries.frame(), form)


@app.command()
def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="What to find; several: any of them.")],
    regex: Annotated[bool, typer.Option("--regex", help="A pattern.")] = False,
    near: Annotated[
        str | None,
        typer.Option(help="The words near each other: 5 (words), 20c, sentence, turn."),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole-words", help="No parts of longer words in Latin letters.")
    ] = False,
    kind: Kind = None,
    question: AnswersTo = None,
    document: SearchedDocument = None,
    language: Language = None,
    where: Where = None,
    code: WithinCode = None,
    coder: SegmentsOf = None,
    interviewers: SearchedInterviewers = False,
    headers: Annotated[
        bool, typer.Option("--headers", help="Labels, times and headers too.")
    ] = False,
    sort: Annotated[str, typer.Option(help="text, left, match or right.")] = "text",
    around: Annotated[int, typer.Option("--context", help="Characters on either side.")] = 60,
    apply: Annotated[
        str | None,
        typer.Option(help="Code what is found with this code.", autocompletion=complete(codes)),
    ] = None,
    unit: Annotated[str, typer.Option(help="What is coded: sentence, turn or match.")] = "sentence",
    preview: Annotated[
        bool, typer.Option("--preview", help="With --apply: show what would be coded.")
    ] = False,
    form: Format = Form.table,
) -> None:
    """Find words and show them in their context.

    However they are written: simplified and traditional, full and half width, upper and lower case
    are alike; one character is enough. Interviewers' turns, labels and headers are left out unless
    asked for.

    \b
    qualcode analysis search 志愿者
    qualcode analysis search "社区 志愿者" --near 5 --sort right
    qualcode analysis search "志愿.{0,3}者" --regex --question q8 --where district=Guqiao
    qualcode analysis search 口罩 masks --apply resources --preview
    """
    given = words[0] if len(words) == 1 else words
    if near is not None:
        given = " ".join(words)
    how: dict[str, Any] = {
        "regex": regex, "near": near, "whole": whole, "kind": kind, "question": question,
        "document": document, "language": language, "fields": pairs(where), "code": code,
        "coder": coder, "interviewers": interviewers, "headers": headers, "sort": sort,
        "context": around,
    }  # fmt: skip
    with opened(context) as project:
        found = project.analysis.search(given, **how)
        if apply is not None:
            made = project.coding.autocode(apply, found, unit=unit, preview=preview)
            emit(planned(made), form, coded(made, preview), empty="")
            return
    if form is not Form.table or found.empty:
        emit(found, form, found.attrs["foot"], empty=NOTHING)
        return
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    write(f"{line}\n" for line in concordance.lines(found, room))
    out(f"\n{found.attrs['foot']}")


@app.command()
def words(
    context: typer.Context,
    all_words: Annotated[
        bool, typer.Option("--all-words", help="Common words too (的, the).")
    ] = False,
    stop: Annotated[
        list[str] | None, typer.Option(help="Leave out these words instead, repeatable.")
    ] = None,
    least: Annotated[int, typer.Option(help="Only words said so often.")] = 2,
    kind: Kind = None,
    question: AnswersTo = None,
    document: SearchedDocument = None,
    language: Language = None,
    where: Where = None,
    code: WithinCode = None,
    coder: SegmentsOf = None,
    interviewers: SearchedInterviewers = False,
    form: Format = Form.table,
) -> None:
    """Count words, the documents they are in, and the cases.

    Common words are left out, but never those that say no (不, 没, not).

    \b
    qualcode analysis words --question q8 --least 10
    qualcode analysis words --code fatigue --language zh --format csv
    """
    with opened(context) as project:
        found = project.analysis.words(
            stop=stop or not all_words, least=least, kind=kind, question=question,
            document=document, language=language, fields=pairs(where), code=code, coder=coder,
            interviewers=interviewers,
        )  # fmt: skip
    emit(found, form, found.attrs["foot"])


@app.command()
def frequencies(
    context: typer.Context,
    question: Question = None,
    layer: Layer = "final",
    interviewers: Interviewers = False,
    form: Format = Form.table,
) -> None:
    """Count segments, documents and cases by code.

    \b
    qualcode analysis frequencies --question q8 --layer Mia
    """
    with opened(context) as project:
        found = project.analysis.frequencies(
            question=question, layer=layer, interviewers=interviewers
        )
    emit(found, form, found.attrs["foot"], columns=COUNTS)


@app.command()
def matrix(
    context: typer.Context,
    question: Question = None,
    code: Annotated[
        list[str] | None,
        typer.Option(help="Only these codes, repeatable.", autocompletion=complete(codes)),
    ] = None,
    field: Annotated[
        list[str] | None, typer.Option(help="A field of the cases as a column, repeatable.")
    ] = None,
    weight: Annotated[str | None, typer.Option(help="The survey weight as a column.")] = None,
    layer: Layer = "final",
    interviewers: Interviewers = False,
    personal: Annotated[
        bool, typer.Option("--personal", help="Also fields that tell who a person is.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write .csv, .sav or .parquet and a dictionary."),
    ] = None,
    form: Format = Form.table,
) -> None:
    """Show the case × code matrix.

    A row a case, a column a code: 1 applied, 0 not applied, empty not reviewed for this code.

    \b
    qualcode analysis matrix --question q8 --format csv > q8.csv
    qualcode analysis matrix --question q8 --field district --weight w -o q8.sav
    """
    with opened(context) as project:
        found = project.analysis.matrix(
            question=question, codes=code, fields=field or (), weight=weight, layer=layer,
            interviewers=interviewers,
        )  # fmt: skip
        if output is not None:
            for path in project.report.write_matrix(output, found, personal=personal):
                out(str(path))
            say(found.attrs["foot"])
            return
        if not personal and form is not Form.table:
            refuse(of_names(project.store, found.attrs.get("fields", {}).values()), ASK)
    # A code may be named as the column of the cases is.
    found = found.rename(columns={"case": "case (code)"})
    emit(found.reset_index(), form, found.attrs["foot"])


@app.command()
def similar(
    context: typer.Context,
    document: Annotated[str, typer.Argument(help="An answer.", autocompletion=complete(documents))],
    least: Annotated[float, typer.Option(help="From this likeness on, 0 to 1.")] = 0.25,
    most: Annotated[int, typer.Option(help="At most so many.")] = 50,
    form: Format = Form.table,
) -> None:
    """List the answers that read like one.

    They answer the same question, the most alike come first. Likeness is the cosine of TF-IDF
    over pairs of Chinese characters and words.

    \b
    qualcode analysis similar "001 · q8"
    """
    with opened(context) as project:
        found = project.analysis.similar(document, least=least, most=most)
    emit(found, form)


app.add_typer(crosstab.app)
app.add_typer(representing.app)
app.add_typer(trend.app)
app.add_typer(quotes.app)
app.add_typer(themes.app, name="theme")
app.add_typer(summaries.app, name="summary")
app.add_typer(displays.app, name="display")
