"""The pages of a visitor's own table: it is sent, checked, fitted, looked at, and deleted."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from matcher.errors import MatcherError
from matcher.web.asking import Asking
from matcher.web.page import Page
from matcher.web.rendering import html
from matcher.web.safety import Slow, from_elsewhere
from matcher.web.uploads import COOKIE, HOURS, MOST_MEGABYTES, MOST_TABLE_ROWS, FullError, Tables
from matcher.words.quality import finding_line, quality_facts, quality_sections
from matcher.words.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from matcher.sources import Finding, QualityReport
    from matcher.words.words import Words

__all__ = ["Sending"]


class Sending:
    """The handlers of the pages of a table.

    Parameters
    ----------
    tables : Tables or None
        None where no table is taken.
    asking : function
        What a request asks for.
    slow : Slow
        Where tables are checked: few at once.
    """

    def __init__(self, tables: Tables | None, asking: Callable[[Request], Asking], slow: Slow) -> None:
        self.tables, self.asking, self.slow = tables, asking, slow

    async def look(self, request: Request) -> Response:
        """The page, with what was found in the table that was sent."""
        _check_language(request)
        return await self.slow.run(partial(self._look, request))

    def _look(self, request: Request, message: str = "", status: int = 200) -> Response:
        asking, tables, key = self.asking(request), self.tables, request.cookies.get(COOKIE, "")
        state = "off" if tables is None else tables.state(key) if tables.holds(key) else "none"
        values: dict[str, Any] = {"found": None}
        if tables is not None and state in ("taken", "failed"):
            try:
                values = _findings(asking, tables.check(key))
            except MatcherError as error:
                message, status = str(error), 400
        if state == "failed":
            message = asking.plain.get("web.upload.failed")
        page = Page(
            "upload.html",
            asking.plain.get("web.upload.title"),
            {"state": state, "message": message, "hours": HOURS, "megabytes": MOST_MEGABYTES,
             "rows": asking.plain.whole(MOST_TABLE_ROWS), "own": f"/own/{asking.language}/", "file": "", **values},
            status=status,
        )  # fmt: skip
        return Response(html(asking, page), status, headers={"cache-control": "no-store"}, media_type="text/html")

    async def send(self, request: Request) -> Response:
        """Take a table and check it."""
        _check_language(request)
        if self.tables is None or from_elsewhere(request):
            return await self._refused(request)
        async with request.form(max_files=1, max_fields=2) as form:
            file = form.get("file")
            if file is None or isinstance(file, str):
                return await self._told(request, "web.upload.title", 400)
            content, name = await file.read(), file.filename or ""
        self.tables.end(request.cookies.get(COOKIE, ""))
        try:
            key = await anyio.to_thread.run_sync(self.tables.take, name, content)
        except MatcherError as error:
            return await self.slow.run(partial(self._look, request, str(error), 400))
        except FullError:
            return await self._told(request, "web.upload.busy", 503)
        response = _to(request)
        response.set_cookie(COOKIE, key, max_age=HOURS * 3600, httponly=True, samesite="strict",
                            secure=request.url.scheme == "https")  # fmt: skip
        return response

    async def fit(self, request: Request) -> Response:
        """Begin to fit the table."""
        key = request.cookies.get(COOKIE, "")
        if self.tables is None or from_elsewhere(request) or not self.tables.holds(key):
            return await self._refused(request)
        async with request.form(max_files=0, max_fields=2) as form:
            with_europe = "with_europe" in form
        try:
            report = await self.slow.run(partial(self.tables.check, key))
            if report.ok:
                self.tables.fit(key, with_europe=with_europe)
        except MatcherError as error:
            return await self.slow.run(partial(self._look, request, str(error), 400))
        except FullError:
            return await self._told(request, "web.upload.busy", 503)
        return _to(request)

    async def end(self, request: Request) -> Response:
        """Delete the table."""
        if self.tables is None or from_elsewhere(request):
            return await self._refused(request)
        await anyio.to_thread.run_sync(self.tables.end, request.cookies.get(COOKIE, ""))
        response = _to(request)
        response.delete_cookie(COOKIE)
        return response

    async def _refused(self, request: Request) -> Response:
        key = "web.upload.off" if self.tables is None else "web.error.title_403"
        return await self._told(request, key, 403)

    async def _told(self, request: Request, key: str, status: int) -> Response:
        message = self.asking(request).plain.get(key)
        return await self.slow.run(partial(self._look, request, message, status))


def _findings(asking: Asking, report: QualityReport) -> dict[str, Any]:
    """What the page tells of a checked table; paths of the service are not told."""
    words = asking.plain
    several = len(report.how) != 1
    report = replace(report, findings=[_in_browser(words, finding) for finding in report.findings])
    return {
        "facts": quality_facts(words, report)[len(report.how) + 1 :],
        "found": [
            (heading, [_without_path(finding_line(words, finding, with_source=several)) for finding in found])
            for heading, found in quality_sections(words, report)
        ],
        "verdict": words.get(f"verb.check.{'can' if report.ok else 'cannot'}_be_fitted"),
        "ok": report.ok,
        "file": words.get("web.upload.your_table"),
    }


#: What to do that names an option of the command line, and has words of its own here.
OF_COMMANDS = ("look_wrong", "replace", "state_language", "choose_or_delete")


def _in_browser(words: Words, finding: Finding) -> Finding:
    """The finding with what can be done about it in a browser."""
    kind, _, name = getattr(finding.do, "key", "").partition(".")
    if kind != "do" or name not in OF_COMMANDS:
        return finding
    return replace(finding, do=words.say(f"web.upload.{name}", **getattr(finding.do, "fields", {})))


def _without_path(line: str) -> str:
    """A line without the folder in which the table lies here."""
    return " ".join(word.rpartition("/")[2] if word.startswith("/") else word for word in line.split(" "))


def _check_language(request: Request) -> None:
    """Refuse an address in a language that no page has."""
    if request.path_params["language"] not in LANGUAGES:
        raise HTTPException(404)


def _to(request: Request) -> RedirectResponse:
    """Back to the page of the table."""
    return RedirectResponse(f"/{request.path_params['language']}/upload", 303)
