"""The application: which address is answered by which function, errors, and a clean end."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from matcher.errors import InputError, MatcherError, ModelError, NameUnknownError, SettingError
from matcher.web import about, maps, pairs, regions, texts, themes
from matcher.web.answering import OWN, Answers
from matcher.web.api import ENDPOINTS
from matcher.web.page import PageRoute
from matcher.web.safety import BusyError, Guard, allowed_hosts
from matcher.web.sending import Sending
from matcher.web.served import Served
from matcher.web.uploads import MOST_MEGABYTES, Tables

__all__ = ["PAGES", "create_app"]

log = logging.getLogger("matcher.web")
T = TypeVar("T")
FOLDER = Path(__file__).parent
#: Bytes of a request that holds a table, with what its form adds.
MOST_TABLE = MOST_MEGABYTES * 1_000_000 + 20_000
#: Errors whose line is meant for whoever asked; any other is a fault of the service.
ASKED_WRONGLY = (NameUnknownError, SettingError, InputError, ModelError)
#: Statuses that have a page of their own; others are told as a question that cannot be answered.
TOLD = (403, 404, 405, 413)
#: Languages, as browsers name them, whose readers rather read Swedish than English.
SWEDISH = ("sv", "nb", "nn", "no", "da")

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

#: Reports by kind: their path below the language.
REPORTS = {"region": "region/{region}", "pair": "pair/{region}/{other}", "theme": "theme/{theme}", "group": "group"}


def create_app(
    served: Served,
    *,
    host: str = "127.0.0.1",
    public_name: str = "",
    origin: str = "",
    tables: Tables | None = None,
) -> ASGIApp:
    """The application that serves a run.

    Parameters
    ----------
    served : Served
    host, public_name : str
        Names under which it may be asked, beside those of this machine.
    origin : str
        A site whose pages may read the answers for programs, such as "https://example.org".
    tables : Tables, optional
        Where tables of visitors are kept; without it none is taken.

    Returns
    -------
    ASGI application
    """
    answers = Answers(served, tables)
    sending = Sending(tables, answers.asking, answers.slow)

    @contextlib.asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        answers.current()
        yield

    app = Starlette(
        routes=[
            Route("/", _start),
            Route("/healthz", _health),
            Mount("/static", StaticFiles(directory=FOLDER / "static")),
            *_programs(answers, ""),
            *(_programs(answers, OWN) if tables else ()),
            Route(f"{OWN}/{{language}}/upload", _to_upload),
            Route("/{language}/upload", sending.look, methods=["GET"]),
            Route("/{language}/upload", sending.send, methods=["POST"]),
            Route("/{language}/upload/fit", sending.fit, methods=["POST"]),
            Route("/{language}/upload/end", sending.end, methods=["POST"]),
            *_pages(answers, ""),
            *(_pages(answers, OWN) if tables else ()),
        ],
        exception_handlers=_refusals(answers),
        lifespan=life,
    )
    # Around everything, so that what goes wrong carries the headers, too.
    return Guard(app, hosts=allowed_hosts(host, public_name), most_table=MOST_TABLE, origin=origin)


# -- routes ------------------------------------------------------------------------------------------------------------


def _pages(answers: Answers, prefix: str) -> list[Route]:
    """Routes of reports and pages."""
    reports = [
        Route(f"{prefix}/{{language}}/{path}/report.{{form}}", _handler(answers.report, kind), methods=["GET"])
        for kind, path in REPORTS.items()
    ]
    pages = [Route(f"{prefix}/{{language}}/{one.path}", _handler(answers.page, one), methods=["GET"]) for one in PAGES]
    return reports + pages


def _programs(answers: Answers, prefix: str) -> list[Route]:
    """Routes of answers for programs."""
    description = Route(f"{prefix}/api/v1/openapi.json", answers.openapi, methods=["GET"])
    return [
        description,
        *(Route(f"{prefix}/api/v1{one.path}", _handler(answers.program, one), methods=["GET"]) for one in ENDPOINTS),
    ]


def _handler(answer: Callable[[Request, T], Awaitable[Response]], one: T) -> Callable[[Request], Awaitable[Response]]:
    """The handler of one page or endpoint."""

    async def handler(request: Request) -> Response:
        return await answer(request, one)

    return handler


async def _start(request: Request) -> Response:
    """The start page in the language that the browser prefers."""
    wanted = request.headers.get("accept-language", "").lower()
    language = "sv" if wanted.startswith(SWEDISH) else "en"
    return RedirectResponse(f"/{language}/", 307, headers={"vary": "accept-language"})


async def _health(_: Request) -> Response:
    return PlainTextResponse("ok\n", headers={"cache-control": "no-store"})


async def _to_upload(request: Request) -> Response:
    return RedirectResponse(f"/{request.path_params['language']}/upload", 307)


# -- what goes wrong ---------------------------------------------------------------------------------------------------


def _refusals(answers: Answers) -> dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]]:
    """What is said where a question cannot be answered."""

    async def told(request: Request, error: Exception) -> Response:
        status = 404 if isinstance(error, NameUnknownError) else 400
        return answers.failed(request, status, error=error if isinstance(error, MatcherError) else None)

    async def http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 400
        response = answers.failed(request, status if status in TOLD else 400)
        response.headers.update(getattr(error, "headers", None) or {})
        return response

    async def busy(request: Request, _: Exception) -> Response:
        response = answers.failed(request, 503)
        response.headers["retry-after"] = "10"
        return response

    async def gone(request: Request, _: Exception) -> Response:
        """Whoever asked has left, or sent too much or too slowly (`matcher.web.safety.Guard`): no fault of ours."""
        return answers.failed(request, 400)

    async def fault(request: Request, error: Exception) -> Response:
        log.error("fault in a page of kind %s", "/".join(request.url.path.split("/")[:3]), exc_info=error)
        return answers.failed(request, 500)

    return {
        **dict.fromkeys(ASKED_WRONGLY, told),
        HTTPException: http,
        BusyError: busy,
        ClientDisconnect: gone,
        Exception: fault,
    }
