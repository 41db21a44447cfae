"""What a user installs works: the wheel, outside the checkout, builds and opens the example study.

The wheel goes into an environment of its own that sees the running environment's libraries through
one path line. Path lines inside that folder are not read, so an editable install stays invisible.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


class Installed:
    """The installed wheel, run in a folder that is no checkout."""

    def __init__(self, environment: Path, folder: Path) -> None:
        self.programs = environment / ("Scripts" if os.name == "nt" else "bin")
        self.environment = environment
        self.folder = folder

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Return what a program of the environment said, without a terminal."""
        return subprocess.run(
            [self.programs / program, *arguments],
            cwd=self.folder,
            env={k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "QUALCODE"))},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Build the wheel and install it where nothing of the checkout can be imported."""
    built, environment, folder = (tmp_path_factory.mktemp(n) for n in ("built", "env", "elsewhere"))
    build = ["-m", "build", "--wheel", "--no-isolation", "--outdir", str(built), str(ROOT)]
    subprocess.run([sys.executable, *build], check=True, capture_output=True)
    (wheel,) = built.glob("qualcode-*.whl")
    venv.create(environment, with_pip=False)
    place = Installed(environment, folder)
    pip = ["-m", "pip", "--python", str(environment), "install", "-qq", "--no-deps", "--no-index"]
    subprocess.run([sys.executable, *pip, str(wheel)], check=True, capture_output=True)
    libraries = place.run("python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    shared = "\n".join({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    Path(libraries.stdout.strip(), "libraries.pth").write_text(shared + "\n", encoding="utf-8")
    return place


def test_the_wheel_is_what_is_imported(installed: Installed) -> None:
    where = installed.run("python", "-c", "import qualcode; print(qualcode.__file__)")
    assert Path(where.stdout.strip()).is_relative_to(installed.environment)


def test_the_installed_command_says_its_version(installed: Installed) -> None:
    said = installed.run("qualcode", "--version")
    assert (said.returncode, said.stderr) == (0, "")
    assert "0.1.0" in said.stdout


def test_the_installed_command_builds_the_example_study(installed: Installed) -> None:
    built = installed.run("qualcode", "demo", "study")
    assert built.returncode == 0, built.stderr
    (project,) = installed.folder.glob("study/*.qualcode")
    assert project.name in built.stdout + built.stderr
    listed = installed.run(
        "qualcode", "--project", str(project), "documents", "list", "--format", "json"
    )
    kinds = [document["kind"] for document in json.loads(listed.stdout)]
    assert kinds.count("interview") == len(list((ROOT / "transcripts").glob("L*")))
