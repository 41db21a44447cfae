"""Where a file goes that a screen writes: beside the project, under a name that nothing has yet."""

from __future__ import annotations

from pathlib import Path

from qualcode.project import Project
from qualcode.store.engine import is_url

FORMS = ("csv", "xlsx", "docx", "html", "md")


def free_path(project: Project, called: str, form: str) -> Path:
    """Return a path for what is called so, a number after its name where it is taken."""
    folder = Path.cwd() if is_url(project.where) else Path(project.where).absolute().parent
    plain = "".join(c if c.isalnum() or c in "-_ " else "-" for c in called)
    name = " ".join(plain.split()).strip("- ")[:60] or "table"
    path, n = folder / f"{name}.{form}", 1
    while path.exists():
        n += 1
        path = folder / f"{name} {n}.{form}"
    return path
