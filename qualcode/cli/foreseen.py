"""What a merge or a split of codes would do, in the words of the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qualcode.errors import UsageError

if TYPE_CHECKING:
    from qualcode.codebook.preview import MergeMoves
    from qualcode.project import Project


def merged(told: MergeMoves) -> str:
    """Return what a merge would move."""
    moves = told.moves
    return (
        f"{told.source} into {told.target}: {moves.segments} segments in "
        f"{len(moves.documents)} documents with {moves.memos} memos; {told.collapsed} of "
        f"them both have; {len(told.children)} codes below it. Nothing written."
    )


def split(
    project: Project, code: str, new: Sequence[str], assigned: Sequence[tuple[str, str]]
) -> Iterator[str]:
    """Yield what each new code would get (segment, code), and what would stay.

    Raises: UsageError for a code that is none of the new ones, NotFound.
    """
    strange = [into for _, into in assigned if into not in new]
    if strange:
        raise UsageError(f"“{strange[0]}” is none of the new codes: {', '.join(new)}.")
    parts = [[segment for segment, into in assigned if into == one] for one in new]
    moves, left = project.codebook.split_preview(code, parts, new)
    for one, move in zip([*new, project.codebook.find(code).code], [*moves, left], strict=True):
        verb = "stay on" if move is left else "would go to"
        yield (
            f"{move.segments} segments in {len(move.documents)} documents with {move.memos} memos "
            f"{verb} {one}."
        )
    yield "Nothing written."
