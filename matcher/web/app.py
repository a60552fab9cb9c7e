"""The application: which address is answered by which function, kept answers, errors, and a clean end."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, unquote

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from matcher.errors import InputError, MatcherError, NameUnknownError, SettingError
from matcher.programs import csv_text, json_text, workbook
from matcher.web import about, maps, pairs, regions, texts, themes
from matcher.web.addresses import Addresses
from matcher.web.api import ENDPOINTS, Endpoint
from matcher.web.asking import Asking, Given
from matcher.web.openapi import description
from matcher.web.page import Page, Turn
from matcher.web.rendering import html
from matcher.web.safety import BusyError, Guard, Slow, allowed_hosts
from matcher.web.served import Edition, Served
from matcher.words.words import LANGUAGES

__all__ = ["PAGES", "PageRoute", "create_app"]

log = logging.getLogger("matcher.web")
T = TypeVar("T")
FOLDER = Path(__file__).parent
#: Answers that are kept are not longer than this.
LONGEST_KEPT = 400_000
#: Errors whose line is meant for whoever asked; any other is a fault of the service.
ASKED_WRONGLY = (NameUnknownError, SettingError, InputError)
TYPES = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class PageRoute:
    """A page: its path below the language, its function, and whether it takes long."""

    path: str
    page: Callable[..., Page | Turn]
    slow: bool = False


PAGES = (
    PageRoute("", about.start_page),
    PageRoute("search", texts.search_page, slow=True),
    PageRoute("regions", regions.regions_page),
    PageRoute("region/{region}", regions.region_page),
    PageRoute("region/{region}/what-if", regions.what_if_page, slow=True),
    PageRoute("pair/{region}/{other}", pairs.pair_page),
    PageRoute("pair/{region}/{other}/steadiness", pairs.steadiness_page, slow=True),
    PageRoute("pair/{region}/{other}/meet", pairs.meeting_page, slow=True),
    PageRoute("themes", themes.themes_page),
    PageRoute("theme/{theme}", themes.theme_page),
    PageRoute("map", maps.map_page),
    PageRoute("group", texts.group_page, slow=True),
    PageRoute("compare", texts.compare_page, slow=True),
    PageRoute("method", about.method_page),
    PageRoute("data", about.data_page),
    PageRoute("glossary", about.glossary_page),
    PageRoute("accessibility", about.access_page),
    PageRoute("programs", about.api_page),
)


class _Answers:
    """The handlers of all addresses, with what they share."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.quick, self.slow = Slow(8), Slow(2)

    # -- pages --

    async def page(self, request: Request, route: PageRoute) -> Response:
        """A page of the edition that is shown now."""
        edition, language = self.served.edition(), request.path_params["language"]
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

    async def report(self, request: Request) -> Response:
        """A report as a file."""
        edition = self.served.edition()
        return await self._kept(request, edition, partial(self._report, request, edition), slow=True)

    def _report(self, request: Request, edition: Edition) -> Response:
        from matcher.web.reports import report_file

        given = request.path_params
        if given["language"] not in LANGUAGES:
            raise HTTPException(404)
        name, kind, content = report_file(
            edition.run, given["region"], given.get("other"), language=given["language"], form=given["form"]
        )
        return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})

    # -- programs --

    async def program(self, request: Request, endpoint: Endpoint) -> Response:
        """An answer for programs."""
        edition = self.served.edition()
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
        edition = self.served.edition()
        return await self._kept(request, edition, lambda: JSONResponse(description(edition)), slow=True)

    # -- what they share --

    async def _kept(self, request: Request, edition: Edition, work: Callable[[], Response], *, slow: bool) -> Response:
        """An answer from those that are kept, or a new one."""
        key = f"{request.url.path}?{request.url.query}"
        tag = f'"{edition.tag}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"'
        headers = {"etag": tag, "cache-control": "no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        if kept := edition.kept.get(key):
            about_it, _, body = kept.partition(b"\n")
            return Response(body, headers={**json.loads(about_it), **headers})
        response = await (self.slow if slow else self.quick).run(work)
        if response.status_code == 200:
            response.headers.update(headers)
            if len(response.body) <= LONGEST_KEPT:
                kept_headers = {name: value for name, value in response.headers.items() if name != "content-length"}
                edition.kept.put(key, json.dumps(kept_headers).encode() + b"\n" + bytes(response.body))
        return response

    def failed(self, request: Request, status: int, error: MatcherError | None = None) -> Response:
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
        return Response(html(asking, about.error_page(asking, status, error)), status, media_type=TYPES["html"])


def _asking(request: Request, edition: Edition, *, plain: bool = False) -> Asking:
    """What a request asks for; `plain`: only its language."""
    language = request.path_params.get("language", request.url.path.strip("/").partition("/")[0])
    at = Addresses(language if language in LANGUAGES else "en")
    if plain:
        return Asking(edition, at)
    steps = tuple(step for step in request.url.path.split("/")[2:] if step)
    values = parse_qs(request.url.query, max_num_fields=200)
    return Asking(edition, at, Given(values), tuple(map(unquote, steps)), dict(values))


def _given(request: Request) -> Given:
    return Given(parse_qs(request.url.query, max_num_fields=200))


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


def create_app(
    served: Served,
    *,
    host: str = "127.0.0.1",
    public_name: str = "",
    read_only: bool = False,
) -> Starlette:
    """The application that serves a run.

    Parameters
    ----------
    served : Served
    host, public_name : str
        Names under which it may be asked, beside those of this machine.
    read_only : bool
        Take no tables of visitors.

    Returns
    -------
    Starlette
    """
    answers = _Answers(served)

    async def start(request: Request) -> Response:
        wanted = request.headers.get("accept-language", "")
        language = "sv" if wanted.lower().startswith(("sv", "nb", "nn", "no", "da")) else "en"
        return RedirectResponse(f"/{language}/", 307, headers={"vary": "accept-language"})

    async def health(_: Request) -> Response:
        return PlainTextResponse("ok\n", headers={"cache-control": "no-store"})

    async def told(request: Request, error: Exception) -> Response:
        status = 404 if isinstance(error, NameUnknownError) else 400
        return answers.failed(request, status, error if isinstance(error, MatcherError) else None)

    async def http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 400
        response = answers.failed(request, status if status in (404, 405, 413) else 400)
        response.headers.update(getattr(error, "headers", None) or {})
        return response

    async def busy(request: Request, _: Exception) -> Response:
        response = answers.failed(request, 503)
        response.headers["retry-after"] = "10"
        return response

    async def fault(request: Request, error: Exception) -> Response:
        log.error("fault in %s", request.url.path.split("/")[1:3], exc_info=error)
        return answers.failed(request, 500)

    pages = [Route(f"/{{language}}/{one.path}", _handler(answers.page, one), methods=["GET"]) for one in PAGES]
    reports = [
        Route(f"/{{language}}/{path}/report.{{form}}", answers.report, methods=["GET"])
        for path in ("region/{region}", "pair/{region}/{other}")
    ]
    programs = [Route(f"/api/v1{one.path}", _handler(answers.program, one), methods=["GET"]) for one in ENDPOINTS]

    @contextlib.asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        await anyio.to_thread.run_sync(served.edition().warm)
        yield

    return Starlette(
        routes=[
            Route("/", start),
            Route("/healthz", health),
            Mount("/static", StaticFiles(directory=FOLDER / "static")),
            Route("/api/v1/openapi.json", answers.openapi),
            *programs,
            *reports,
            *pages,
        ],
        middleware=[Middleware(Guard, hosts=allowed_hosts(host, public_name))],
        exception_handlers={
            **dict.fromkeys(ASKED_WRONGLY, told),
            HTTPException: http,
            BusyError: busy,
            Exception: fault,
        },
        lifespan=life,
    )


def _handler(answer: Callable[[Request, T], Awaitable[Response]], one: T) -> Callable[[Request], Awaitable[Response]]:
    """The handler of one page or endpoint."""

    async def handler(request: Request) -> Response:
        return await answer(request, one)

    return handler
