"""qualcode serve: the interface in a browser on this machine, and on no other.

Bound to 127.0.0.1. The page is our own and loads nothing from outside, and the browser is told to
refuse if it tried. A page of another site can reach a port of this machine too, so a request must
come for this address, and a session be begun by this page.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.output import out
from qualcode.cli.session import Session, place
from qualcode.errors import StorageFailed, UsageError

if TYPE_CHECKING:
    from textual_serve.server import Server

HOST = "127.0.0.1"
PAGE = Path(__file__).parent / "page"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "font-src 'self'; img-src 'self' data:; connect-src 'self' ws://{host}; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""What the page may load: its own script, styles and fonts; xterm.js sets styles as it draws."""


def serve(
    context: typer.Context,
    path: Annotated[str | None, typer.Argument(help="The project.", show_default=False)] = None,
    coder: Annotated[str | None, typer.Option("--coder", "-c", help="Who codes.")] = None,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")] = 8000,
) -> None:
    """Open the same interface in a browser on this machine.

    \b
    qualcode serve study.qualcode
    qualcode serve study.qualcode --coder Lin --port 8123
    """
    import qualcode

    session: Session = context.find_root().obj
    where, who = place(path or session.project), coder or session.coder
    if not 0 <= port <= 65535:
        raise UsageError(f"A port is a number from 0 to 65535, not {port}.")
    # What cannot be opened is said here, not in each browser.
    with qualcode.open(where, coder=who) as project:
        title = project.name
    port = _free(port)
    # By the environment, not by arguments: a URL may hold a password, and arguments are public.
    os.environ["QUALCODE_PROJECT"] = where if "://" in where else str(Path(where).absolute())
    if who is not None:
        os.environ["QUALCODE_CODER"] = who
    try:
        _server(title, port).serve()
    except OSError as error:
        raise _taken(port, error) from error


def _free(port: int) -> int:
    """Return the port, or a free one for 0. Raises: StorageFailed where it is taken."""
    import socket

    with socket.socket() as trial:
        if os.name == "posix":
            # As the server itself does: a port that was just let go is free.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError as error:
            raise _taken(port, error) from error
        return int(trial.getsockname()[1])


def _taken(port: int, error: OSError) -> StorageFailed:
    if error.errno == errno.EADDRINUSE:
        return StorageFailed(
            f"Port {port} is taken by another program. Choose another: "
            f"qualcode serve --port {port + 1 if port < 65535 else 8001}, or 0 for a free one."
        )
    return StorageFailed(
        f"Port {port} cannot be used: {error.strerror}. Choose one from 1024 to 65535, or 0."
    )


async def _announce(address: str, port: int) -> None:
    """Say where it is once it answers there."""
    import asyncio

    while True:
        try:
            _, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            break
    out(f"qualcode is at http://{address}  (ctrl+c ends it)")


def _server(title: str, port: int) -> Server:
    import asyncio

    from aiohttp import web
    from textual_serve.server import Server

    address = f"{HOST}:{port}"

    @web.middleware
    async def ours_only(request: web.Request, handler: Any) -> web.StreamResponse:
        if request.headers.get("Host") not in (address, f"localhost:{port}"):
            raise web.HTTPForbidden(text="This address is for qualcode on this machine.")
        origin = request.headers.get("Origin")
        if request.path == "/ws" and origin not in (
            f"http://{address}",
            f"http://localhost:{port}",
        ):
            raise web.HTTPForbidden(text="A session is begun by qualcode's own page.")
        response: web.StreamResponse = await handler(request)
        if not response.prepared:
            response.headers["Content-Security-Policy"] = POLICY.format(host=address)
            response.headers["Referrer-Policy"] = "no-referrer"
        return response

    class OnThisMachine(Server):
        async def _make_app(self) -> web.Application:
            app = await super()._make_app()
            app.middlewares.append(ours_only)
            return app

        def initialize_logging(self) -> None:
            """Keep silent: what goes wrong in a session is said in its page."""

        async def on_startup(self, app: web.Application) -> None:
            app["announcing"] = asyncio.create_task(_announce(address, port))

    return OnThisMachine(
        f'"{sys.executable}" -m qualcode open', host=HOST, port=port, title=title,
        templates_path=PAGE,
    )  # fmt: skip
