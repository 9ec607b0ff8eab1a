"""From granian's RSGI to Django's WSGI: a thread begins with a request when all of the request is there.

Granian's own WSGI hands a request to a thread with the first byte: eight senders of a byte a second were enough for the
eight threads of the default, and not even /healthz answered. Here sockets wait in the event loop, and threads work.
"""

import asyncio
import logging
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from mapsite.accounts.addresses import client_address, neighbourhood

from .bodies import BodyRefused, Intake
from .ending import Ending, close_connection
from .limits import takes_files

logger = logging.getLogger(__name__)
# A reader that takes nothing for this long has gone.
READER_PATIENCE_S = 30
BLOCK = 128 * 1024
# Photos are decoded one at a time on a machine: whoever waits for that must not keep pages from being answered.
FILE_THREADS = 2
REFUSED = "maptag.refused"


class File:
    """What Django hands over as `wsgi.file_wrapper`: it is sent by the event loop, without a thread."""

    def __init__(self, file, _block_size=BLOCK):
        self.file = file

    def close(self):
        self.file.close()


class RequestGateway:
    """An RSGI application that answers by the WSGI application `app`, with `threads` for pages and some for files."""

    def __init__(self, app, threads: int):
        self.app = app
        self.ending = Ending()
        self.intake = Intake(self.ending.bodies)
        self.pages = ThreadPoolExecutor(threads, "pages")
        self.files = ThreadPoolExecutor(FILE_THREADS, "files")

    def __rsgi_init__(self, loop):
        self.ending.watch(loop)

    async def __rsgi__(self, scope, protocol):
        headers = scope.headers
        environ = environ_of(scope, headers.items())
        pool, body = self.pages, BytesIO()
        if "content-length" in headers or "transfer-encoding" in headers:
            try:
                sender = neighbourhood(client_address(environ["REMOTE_ADDR"], environ.get("HTTP_X_FORWARDED_FOR", "")))
                body = await self.intake.read(scope.path, headers, sender, aiter(protocol))
                environ["CONTENT_LENGTH"] = str(_length(body))
                pool = self.files if takes_files(scope.path) else self.pages
            except BodyRefused as refused:
                environ[REFUSED] = refused.status
                environ.pop("CONTENT_LENGTH", None)
        environ["wsgi.input"] = body
        loop = asyncio.get_running_loop()
        try:
            with self.ending.working_for(scope.client):
                rest = await loop.run_in_executor(pool, self._answer, environ, protocol, loop, scope.client)
            if rest is not None:
                await self._send_file(*rest, protocol, scope.client)
        finally:
            body.close()

    def _answer(self, environ, protocol, loop, client):
        """In a thread: send the answer; (status, headers, File) when it is a file that the event loop shall send."""
        start = []
        result = self.app(environ, lambda status, headers, _exc_info=None: start.append((status, headers)))
        status, headers = int(start[0][0][:3]), [(name.lower(), value) for name, value in start[0][1]]
        if environ.get(REFUSED):
            headers.append(("connection", "close"))
        if isinstance(result, File):
            return status, headers, result
        try:
            if getattr(result, "streaming", False):
                self._stream(result, status, headers, protocol, loop, client)
            else:
                protocol.response_bytes(status, headers, b"".join(result))
        finally:
            result.close()
        return None

    def _stream(self, result, status, headers, protocol, loop, client):
        """Send piece by piece from this thread, in which the database's connection is. A fault breaks the connection:
        an orderly end would make half a file look whole."""
        transport = protocol.response_stream(status, headers)
        try:
            for chunk in result:
                if chunk:
                    asyncio.run_coroutine_threadsafe(self._send(transport, chunk), loop).result()
        except BaseException as error:
            if not _is_gone(error):
                logger.exception("an answer broke off")
            close_connection(client)

    async def _send(self, transport, chunk: bytes):
        async with self.ending.sendings.within(READER_PATIENCE_S):
            await transport.send_bytes(bytes(chunk))

    async def _send_file(self, status, headers, file: File, protocol, client):
        transport = protocol.response_stream(status, headers)
        try:
            while chunk := file.file.read(BLOCK):
                await self._send(transport, chunk)
        except Exception as error:
            if not _is_gone(error):
                logger.exception("a file broke off")
            close_connection(client)
        finally:
            file.close()


def _length(body) -> int:
    length = body.seek(0, os.SEEK_END)
    body.seek(0)
    return length


def environ_of(scope, headers) -> dict:
    """The WSGI environment (PEP 3333) of an RSGI scope. Of headers only those whose values are ASCII arrive."""
    host, _colon, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode(errors="surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode(errors="surrogateescape").decode("latin-1"),
        "SERVER_NAME": host.strip("[]") or "localhost",
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": File,
    }
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    for name, value in headers:
        _add_header(environ, name, value)
    return environ


def _add_header(environ, name: str, value: str):
    # X_Forwarded_For must not pass for X-Forwarded-For.
    if "_" in name:
        return
    key = name.upper().replace("-", "_")
    if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        key = f"HTTP_{key}"
    if key in environ and key != "HTTP_HOST":
        value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
    environ[key] = value


def _is_gone(error) -> bool:
    return isinstance(error, TimeoutError) or type(error).__name__ == "RSGIProtocolClosed"
