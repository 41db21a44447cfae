"""Members of a zip archive, read only after it has proved harmless.

Nothing is ever written to disk under a member's name. Refused before anything is unpacked: more
than 2,000 members, more than 200 MB unpacked, or more than 200 times the packed size beyond 10 MB.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from qualcode.errors import UnreadableSource

_MEMBERS = 2_000
_UNPACKED = 200 * 1024**2
_RATIO = 200
_SMALL = 10 * 1024**2


class Archive:
    """A zip archive within the limits."""

    def __init__(self, data: bytes, kind: str) -> None:
        """Open the archive; `kind` is what the file should be, for messages.

        Raises UnreadableSource if it is no zip archive, is damaged, or exceeds a limit.
        """
        self._kind = kind
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
            raise UnreadableSource(f"this is not a {kind} file: {error}.") from error
        if len(members) > _MEMBERS:
            raise UnreadableSource(
                f"{len(members):,} members in the archive; a {kind} file has at most {_MEMBERS:,}."
            )
        size = sum(member.file_size for member in members)
        packed = max(1, sum(member.compress_size for member in members))
        if size > _UNPACKED or (size > _SMALL and size > _RATIO * packed):
            raise UnreadableSource(
                f"the archive would unpack {len(data):,} bytes to {size:,}: refused as a zip bomb."
            )
        self.names = frozenset(member.filename for member in members)

    def member(self, name: str) -> bytes:
        """Return the bytes of a member.

        Raises UnreadableSource if it is missing, encrypted or damaged.
        """
        try:
            with self._zip.open(name) as stream:
                content = stream.read(_UNPACKED + 1)
        except KeyError as error:
            raise UnreadableSource(f"this is not a {self._kind} file: no part {name}.") from error
        except (
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
            RuntimeError,
            EOFError,
            OSError,
            ValueError,
        ) as error:
            raise UnreadableSource(f"part {name} cannot be read: {error}.") from error
        if len(content) > _UNPACKED:
            raise UnreadableSource(f"part {name} is larger than it says: refused as a zip bomb.")
        return content
