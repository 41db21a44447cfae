"""Playing the recording of a document from the turn here, in the person's own player.

The player is a command of theirs (settings), started with a list of arguments and never through a
shell; it runs on by itself.
"""

from __future__ import annotations

import shlex
import subprocess
import threading
import unicodedata
from pathlib import Path

from qualcode.documents.turns import TurnRow
from qualcode.store.engine import is_url
from qualcode.tui.i18n import t
from qualcode.tui.screens.reshaping import Reshaping
from qualcode.tui.settings import Settings, path

SUFFIXES = (
    ".mp3", ".wav", ".m4a", ".aac", ".flac", ".ogg", ".opus", ".wma", ".amr", ".aiff",
    ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".wmv", ".3gp",
)  # fmt: skip
"""What a recording's name ends with."""


class Playing(Reshaping):
    """A screen on a document whose recording can be played."""

    def do_play(self, _key: str) -> None:
        """Play the recording from the time of the turn here, or of the last before that has one."""
        if self.document is None:
            return
        settings, where = self.program.settings, self.program.settings.path or path()
        if not settings["player"]:
            self.say(t("no player", where=where), error=True)
            return
        folder = folder_of(settings, self.project.where)
        found = recording(folder, self.document.document)
        if found is None:
            said = t("no recording", document=self.document.document, folder=folder, where=where)
            self.say(said, error=True)
            return
        turn = self._timed()
        if turn is None or turn.seconds is None:
            self.say(t("no time code"), error=True)
            return
        command = arguments(settings["player"], found, turn.seconds)
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, start_new_session=True, close_fds=True,
            )  # fmt: skip
        except OSError as error:
            said = t("no such player", program=command[0], why=error.strerror, where=where)
            self.say(said, error=True)
            return
        # Somebody has to take note of its end, or it stays in the list of processes.
        threading.Thread(target=process.wait, daemon=True).start()
        self.say(t("playing", file=found.name, time=clock(turn.seconds), turn=turn.number))

    def _timed(self) -> TurnRow | None:
        """Return the last turn up to the selection that has a time."""
        assert self.document is not None
        start = self.reader.selection.start
        timed = [
            turn
            for turn in self.project.documents.turns(self.document.uid)
            if turn.seconds is not None and turn.start <= start
        ]
        return timed[-1] if timed else None


def folder_of(settings: Settings, project: str) -> Path:
    """Return the folder of the recordings: that of the settings, else the project's own."""
    beside = Path.cwd() if is_url(project) else Path(project).absolute().parent
    return beside / Path(settings["recordings"]).expanduser()


def recording(folder: Path, document: str) -> Path | None:
    """Return the recording in a folder whose name is the document's."""
    wanted = _folded(document)
    try:
        files = sorted(p for p in folder.iterdir() if p.suffix.lower() in SUFFIXES)
    except OSError:
        return None
    return next((p for p in files if _folded(p.stem) == wanted and p.is_file()), None)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().strip()


def arguments(player: str, file: Path, seconds: float) -> list[str]:
    """Return the command that plays a file from a second on, as a list of arguments."""
    try:
        words = shlex.split(player)
    except ValueError:
        words = player.split()
    values = {"{seconds}": f"{seconds:.2f}".rstrip("0").rstrip("."), "{file}": str(file)}
    found = []
    for word in words:
        # The file goes in last: braces in its name are no places to fill.
        for place in ("{seconds}", "{file}"):
            word = word.replace(place, values[place])
        found.append(word)
    return found


def clock(seconds: float) -> str:
    """Return seconds as h:mm:ss."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
