"""What is let in and what goes out: hosts, sizes, headers, and how much is done at once."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import anyio.to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["HEADERS", "BusyError", "Guard", "Slow", "allowed_hosts", "from_elsewhere"]

log = logging.getLogger("matcher.web")
T = TypeVar("T")

#: Bytes of the address with what it asks, and of a body that is no table.
MOST_ADDRESS, MOST_BODY = 24_000, 200_000
#: Headers of a request, their bytes together, and seconds until its body has come.
MOST_HEADERS, MOST_HEADER_BYTES, LONGEST_BODY = 100, 32_000, 60.0
#: What every answer carries. Styles, pictures and scripts come from here alone, and nothing runs inline.
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
#: Where answers for programs are.
API = "/api/"
#: Names of this machine.
LOCAL = ("localhost", "127.0.0.1", "[::1]")


def allowed_hosts(host: str, public_name: str) -> frozenset[str]:
    """Names under which requests may ask: this machine's, the one listened to, and the public one.

    Examples
    --------
    >>> sorted(allowed_hosts("127.0.0.1", "Partners.example.org"))
    ['127.0.0.1', '[::1]', 'localhost', 'partners.example.org']
    """
    return frozenset({*LOCAL, *(name.lower() for name in (host, public_name) if name)})


def from_elsewhere(request: Request) -> bool:
    """Whether a page of another site sends a form here, as browsers tell it."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin", "")
    host = request.headers.get("host", "")
    return site not in ("same-origin", "none") or (origin not in ("", "null") and origin.partition("://")[2] != host)


class Guard:
    """Refuse other hosts and what is too long, add headers, and write a line for the log.

    The line holds no query: what people type stays with them.

    Parameters
    ----------
    app : ASGI application
    hosts : frozenset of str
        Names that may be asked for.
    most_table : int
        Bytes of the body that holds a table.
    origin : str
        A site whose pages may read the answers for programs; "" for none.
    """

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], most_table: int = MOST_BODY, origin: str = "") -> None:
        self.app, self.hosts, self.most_table, self.origin = app, hosts, most_table, origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self.origin and scope["path"].startswith(API):
                    headers["access-control-allow-origin"] = self.origin
                    headers["cross-origin-resource-policy"] = "cross-origin"
            await send(message)

        refusal = self._refused(scope)
        try:
            if refusal:
                await refusal(scope, receive, sending)
            else:
                await self.app(scope, self._bounded(receive, self._most(scope)), sending)
        finally:
            path = scope["path"] if len(scope["path"]) < 200 else scope["path"][:200]
            told = "".join(sign if sign.isprintable() else "?" for sign in self._without_names(path))
            log.info("%s %s %d %.0f ms", scope["method"], told, status, 1000 * (time.perf_counter() - begun))

    @staticmethod
    def _without_names(path: str) -> str:
        """The kind of page: what stands behind it may be typed, too."""
        return "/".join(path.split("/")[:4])

    def _refused(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "").lower()
        before, _, port = host.rpartition(":")
        name = before if port.isdecimal() and not host.endswith("]") else host
        if name not in self.hosts:
            return PlainTextResponse("unknown host\n", 421)
        if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > MOST_ADDRESS:
            return PlainTextResponse("address too long\n", 414)
        given = scope["headers"]
        if len(given) > MOST_HEADERS or sum(len(name) + len(value) for name, value in given) > MOST_HEADER_BYTES:
            return PlainTextResponse("headers too long\n", 431)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._most(scope):
            return PlainTextResponse("body too long\n", 413)
        return None

    def _most(self, scope: Scope) -> int:
        return self.most_table if scope["path"].endswith("/upload") else MOST_BODY

    @staticmethod
    def _bounded(receive: Receive, most: int) -> Receive:
        """A body in pieces ends where it is too long, or takes too long to come."""
        taken, until, whole = 0, time.monotonic() + LONGEST_BODY, False

        async def bounded() -> Message:
            nonlocal taken, whole
            if whole:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), max(0.0, until - time.monotonic()))
            except TimeoutError:
                return {"type": "http.disconnect"}
            taken, whole = taken + len(message.get("body", b"")), not message.get("more_body", False)
            return {"type": "http.disconnect"} if taken > most else message

        return bounded


class BusyError(Exception):
    """Too much is asked at once, or an answer takes too long."""


class Slow:
    """Run what takes long in threads: so many at once, each so long, with a short wait for a place.

    Parameters
    ----------
    places : int
        How many at once.
    limit : float
        Seconds until an answer is given up. Its thread keeps its place until it ends.
    patience : float
        Seconds to wait for a place.
    """

    def __init__(self, places: int = 2, *, limit: float = 30.0, patience: float = 10.0) -> None:
        self.limit, self.patience = limit, patience
        self._free = asyncio.Semaphore(places)

    async def run(self, function: Callable[[], T]) -> T:
        """What the function returns.

        Raises
        ------
        BusyError
            No place became free, or it took too long.
        """
        try:
            await asyncio.wait_for(self._free.acquire(), self.patience)
        except TimeoutError:
            raise BusyError from None
        work = asyncio.ensure_future(anyio.to_thread.run_sync(function))
        work.add_done_callback(lambda _: self._free.release())
        try:
            return await asyncio.wait_for(asyncio.shield(work), self.limit)
        except TimeoutError:
            work.add_done_callback(lambda done: done.cancelled() or done.exception())
            raise BusyError from None
