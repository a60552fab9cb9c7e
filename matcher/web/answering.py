"""How requests are answered: pages, reports, answers for programs, those that are kept, and errors."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from http import HTTPStatus
from urllib.parse import parse_qs, unquote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from matcher.errors import MatcherError, SettingError
from matcher.programs import csv_text, json_text, workbook
from matcher.query.placing import place_actors
from matcher.web.about import error_page
from matcher.web.addresses import Addresses
from matcher.web.asking import Asking, Given
from matcher.web.endpoint import Endpoint
from matcher.web.openapi import description
from matcher.web.page import PageRoute, Turn
from matcher.web.regions import region_page
from matcher.web.rendering import html
from matcher.web.reports import report_file
from matcher.web.safety import Slow
from matcher.web.served import Edition, Served
from matcher.web.uploads import COOKIE, Tables
from matcher.words.words import LANGUAGES

__all__ = ["OWN", "Answers"]

#: Where the pages of a visitor's own table begin.
OWN = "/own"
#: Seconds without a request after which pages are made that nobody has asked for yet.
IDLE = 1.0
#: Texts that are asked once, a name and a running text, so that what reads them is there when somebody asks.
FIRST_TEXTS = ("energy", "hydrogen in the steel industry")
#: Values that an address may hold.
MOST_VALUES = 200
#: Answers that are kept are not longer than this.
LONGEST_KEPT = 400_000
TYPES = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Answers:
    """The handlers of all addresses that answer from a run, with what they share.

    Parameters
    ----------
    served : Served
    tables : Tables or None
        Of visitors.
    """

    def __init__(self, served: Served, tables: Tables | None) -> None:
        self.served, self.tables = served, tables
        self.quick, self.slow = Slow(8), Slow(2)
        self._prepared: Edition | None = None
        self._asked = 0.0

    def edition(self, request: Request) -> Edition:
        """The edition that answers: the one that is shown now, or a visitor's own."""
        if not _is_own(request):
            return self.current()
        own = self.tables.edition(request.cookies.get(COOKIE, "")) if self.tables else None
        if own is None:
            raise HTTPException(404)
        return own

    def current(self) -> Edition:
        """The edition that is shown now; what its pages wait for is computed before somebody asks."""
        found = self.served.edition()
        if found is not self._prepared:
            self._prepared = found
            threading.Thread(target=self._prepare, args=(found,), daemon=True).start()
        return found

    def _prepare(self, edition: Edition) -> None:
        """Make the page of every region while nobody asks, until another edition is shown."""
        edition.warm()
        for language in LANGUAGES:
            edition.themes(language)
        try:
            for text in FIRST_TEXTS:
                edition.run.query(text)
        except MatcherError as error:  # a run may have been fitted with a model that is not here
            self.served.tell(f"texts cannot be read: {error}")
        self._read_actors(edition)
        for region_id in edition.run.region_ids:
            self._wait()
            begun = time.perf_counter()
            for language in LANGUAGES:
                asking = Asking(edition, Addresses(language), steps=("region", region_id))
                page = Response(html(asking, region_page(asking, region_id)), media_type=TYPES["html"])
                _keep(edition, f"{asking.at.page('region', region_id)}?", page)
            if edition is not self._prepared:
                return
            time.sleep(time.perf_counter() - begun)

    def _wait(self) -> None:
        """Wait until nobody has asked for a while."""
        while time.monotonic() - self._asked < IDLE:
            time.sleep(IDLE / 2)

    def _read_actors(self, edition: Edition) -> None:
        """Read the texts of organisations, one by one: all of them take longer than whoever asks first would wait."""
        with contextlib.suppress(MatcherError):
            for row in range(len(edition.actors)):
                self._wait()
                place_actors(edition.run, edition.actors.iloc[[row]])

    def asking(self, request: Request) -> Asking:
        """What a request asks for, of the edition that is shown now."""
        return _asking(request, self.served.edition())

    # -- pages --

    async def page(self, request: Request, route: PageRoute) -> Response:
        """A page of the edition that is shown now."""
        edition, language = self.edition(request), request.path_params["language"]
        if language not in LANGUAGES:
            raise HTTPException(404)
        steps = [value for name, value in request.path_params.items() if name != "language"]
        return await self._kept(request, edition, partial(self._page, request, edition, route, steps), slow=route.slow)

    def _page(self, request: Request, edition: Edition, route: PageRoute, steps: Sequence[str]) -> Response:
        asking = _asking(request, edition)
        if other := _canonical(asking, steps):
            return RedirectResponse(other, 307)
        found = route.page(asking, *steps)
        if isinstance(found, Turn):
            return RedirectResponse(found.address, 303)
        return Response(html(asking, found), found.status, media_type=TYPES["html"])

    async def report(self, request: Request, kind: str) -> Response:
        """A report as a file."""
        edition = self.edition(request)
        if request.path_params["language"] not in LANGUAGES:
            raise HTTPException(404)
        return await self._kept(request, edition, partial(self._report, request, edition, kind), slow=True)

    @staticmethod
    def _report(request: Request, edition: Edition, kind: str) -> Response:
        steps = [value for name, value in request.path_params.items() if name not in ("language", "form")]
        name, media_type, content = report_file(_asking(request, edition), kind, steps, request.path_params["form"])
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=media_type, headers=headers)

    # -- programs --

    async def program(self, request: Request, endpoint: Endpoint) -> Response:
        """An answer for programs."""
        edition = self.edition(request)
        work = partial(self._program, request, edition, endpoint)
        return await self._kept(request, edition, work, slow=endpoint.slow)

    @staticmethod
    def _program(request: Request, edition: Edition, endpoint: Endpoint) -> Response:
        given = _given(request)
        form = given.choice("format", ("json", "csv", "xlsx"), usual="json")
        steps = [
            value if name == "theme" else edition.run.region(value).region_id
            for name, value in request.path_params.items()
        ]
        answer = endpoint.answer(edition, given, *steps)
        if form == "json":
            return Response(json_text(answer.value, indent=None), media_type=TYPES["json"])
        table = answer.table()
        content = f"\ufeff{csv_text(table)}" if form == "csv" else workbook(table)
        name = "_".join([endpoint.path.rstrip("/").rpartition("/")[2].strip("{}"), *steps])
        headers = {"content-disposition": f'attachment; filename="{_file_name(name)}.{form}"'}
        return Response(content, media_type=TYPES[form], headers=headers)

    async def openapi(self, request: Request) -> Response:
        """The description of the program interface."""
        edition = self.edition(request)
        return await self._kept(request, edition, lambda: JSONResponse(description(edition)), slow=True)

    # -- what they share --

    async def _kept(self, request: Request, edition: Edition, work: Callable[[], Response], *, slow: bool) -> Response:
        """An answer from those that are kept, or a new one."""
        self._asked = time.monotonic()
        key = f"{request.url.path}?{request.url.query}"
        tag = f'"{edition.tag}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"'
        headers = {"etag": tag, "cache-control": "no-store" if _is_own(request) else "no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        if kept := edition.kept.get(key):
            about_it, _, body = kept.partition(b"\n")
            return Response(body, headers={**json.loads(about_it), **headers})
        response = await (self.slow if slow else self.quick).run(work)
        if response.status_code == 200:
            response.headers.update(headers)
            _keep(edition, key, response)
        return response

    def failed(self, request: Request, status: int, *, error: MatcherError | None = None) -> Response:
        """An error as the asker reads it: a page, or a problem for programs."""
        if request.url.path.startswith("/api/"):
            problem = {
                "type": "about:blank",
                "title": HTTPStatus(status).phrase,
                "status": status,
                "detail": str(error) if error else "",
                "code": error.code if error else f"http.{status}",
                "choices": list(error.choices) if error else [],
            }
            return JSONResponse(problem, status, media_type="application/problem+json")
        asking = _asking(request, self.served.edition(), plain=True)
        return Response(html(asking, error_page(asking, status, error=error)), status, media_type=TYPES["html"])


def _keep(edition: Edition, key: str, response: Response) -> None:
    """Keep an answer that is not too long, with its headers in a line before it."""
    if len(response.body) <= LONGEST_KEPT:
        headers = {name: value for name, value in response.headers.items() if name != "content-length"}
        edition.kept.put(key, json.dumps(headers).encode() + b"\n" + bytes(response.body))


def _is_own(request: Request) -> bool:
    return request.url.path.startswith(f"{OWN}/")


def _asking(request: Request, edition: Edition, *, plain: bool = False) -> Asking:
    """What a request asks for; `plain`: only its language."""
    path = request.url.path.removeprefix(OWN) if _is_own(request) else request.url.path
    language, *steps = [step for step in path.split("/") if step] or [""]
    at = Addresses(language if language in LANGUAGES else "en")
    if plain:
        return Asking(edition, at)
    if _is_own(request):
        at = Addresses(at.language, root=f"{OWN}/", home="/")
    values = _values(request)
    return Asking(edition, at, Given(values), tuple(map(unquote, steps)), dict(values))


def _given(request: Request) -> Given:
    return Given(_values(request))


def _values(request: Request) -> dict[str, list[str]]:
    """What the address asks for, by name."""
    try:
        return parse_qs(request.url.query, max_num_fields=MOST_VALUES)
    except ValueError:
        raise SettingError("address", expected=f"at most {MOST_VALUES} values", found="more") from None


def _canonical(asking: Asking, steps: Sequence[str]) -> str:
    """The address with ids for names of regions; "" where it has them."""
    if not asking.steps or asking.steps[0] not in ("region", "pair"):
        return ""
    ids = [asking.run.region(step).region_id for step in steps]
    if ids == list(steps):
        return ""
    rest = asking.steps[1 + len(steps) :]
    return asking.at.page(asking.steps[0], *ids, *rest, **asking.query)


def _file_name(text: str) -> str:
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "_" for sign in text)
