"""The partner search in a real browser: Debian's Chromium where it is installed, else Playwright's own."""

from __future__ import annotations

import re
import shutil
import socket
import threading
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from matcher import Filters, Run
from matcher.web import write_site
from matcher.web.answering import Answers
from matcher.web.app import create_app
from matcher.web.served import Served
from matcher.web.uploads import Tables
from matcher.words.explain import gain_told
from matcher.words.record import common_lines, declared_lines

pytestmark = pytest.mark.slow

#: Pages that are looked at in both languages and at both widths: of Europe, and of four regions where that is enough.
EUROPE = ("search?q=hydrogen", "region/SE125", "region/SE125/what-if?add=batteries", "pair/SE125/PL62",
          "group?niche=hydrogen", "region/Nowhere")  # fmt: skip
SMALL = ("", "regions", "region/AA1?by=overlap&country=FI", "region/DD4", "pair/AA1/BB2/meet", "themes", "theme/n001",
         "map?region=AA1", "compare", "method", "data", "glossary", "accessibility", "programs", "upload")  # fmt: skip
#: What is put into a page once, to look at it at both widths.
AXE = Axe().axe_script
WIDE, PHONE = {"width": 1200, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()


@contextmanager
def service(run: str | Path, tables: Path | None = None) -> Iterator[str]:
    """A service on a port of its own; its address."""
    some = pytest.MonkeyPatch()
    some.setattr(Answers, "_prepare", lambda _, edition: edition.warm())  # no pages but those that are asked for
    app = create_app(Served(run), tables=Tables(tables) if tables else None)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
    some.undo()


@pytest.fixture(scope="module")
def address(europe_folder: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with service(europe_folder, tmp_path_factory.mktemp("tables")) as found:
        yield found


@pytest.fixture(scope="module")
def small_address(small_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("small")
    small_run.save(folder / "run")
    (folder / "tables").mkdir()
    with service(folder / "run", folder / "tables") as found:
        yield found


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that notes whatever goes wrong, and every request that leaves for elsewhere."""
    context = browser.new_context(viewport=WIDE, base_url=address)
    found = context.new_page()
    wrong: list[str] = []
    found.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    found.on("pageerror", lambda error: wrong.append(str(error)))
    found.on("request", lambda request: None if "//127.0.0.1:" in request.url else wrong.append(request.url))
    yield found
    context.close()
    assert [one for one in wrong if "status of 40" not in one] == []


@pytest.mark.parametrize("language", ["en", "sv"])
def test_axe_finds_nothing_serious_and_nothing_overflows(page: Page, small_address: str, language: str) -> None:
    found = []
    for path in [
        *(f"/{language}/{path}" for path in EUROPE),
        *(f"{small_address}/{language}/{path}" for path in SMALL),
    ]:
        page.goto(path)
        page.evaluate(AXE)
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)
            looked = page.evaluate("axe.run({resultTypes: ['violations']})")
            assert looked["passes"], path
            for one in looked["violations"]:
                if one["impact"] in ("serious", "critical"):
                    found.append((path, size["width"], one["id"], one["nodes"][0]["html"][:200]))
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append((path, size["width"], "overflow", ""))
    assert found == []


def test_from_the_search_to_a_report(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Region or need").fill("vastmanland")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/en/region/SE125$"))
    first = page.locator(".card h3 a").first
    name = first.inner_text()
    first.click()
    expect(page.locator("h1")).to_have_text(f"Västmanland and {name}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Report on the pair").first.click()
    assert re.fullmatch(r"SE125_\w+_pair_en\.docx", download.value.suggested_filename)
    assert "word/document.xml" in zipfile.ZipFile(download.value.path()).namelist()


def test_how_steady_a_rank_is_opens_in_the_page_of_the_pair(page: Page, browser: Browser, address: str) -> None:
    page.goto("/en/pair/SE125/PL62")
    page.get_by_text("How steady is the rank?").click()
    expect(page.locator(".loaded")).to_contain_text("stays among the first", timeout=60_000)
    context = browser.new_context(base_url=address, java_script_enabled=False)
    plain = context.new_page()
    plain.goto("/en/pair/SE125/PL62")
    plain.get_by_text("How steady is the rank?").click()
    plain.get_by_role("link", name="Draw the lists anew").click()
    expect(plain.locator("main")).to_contain_text("stays among the first")
    context.close()


def test_filters_have_an_address_that_can_be_shared(page: Page, browser: Browser, europe_run: Run) -> None:
    page.goto("/sv/region/SE125")
    page.get_by_role("link", name="Överlappar").click()
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Land", exact=True).select_option("FI")
    page.get_by_role("button", name="Använd").click()
    expected = europe_run.partners("SE125", by="overlap", country="FI", top=10)
    names = [link.get_attribute("href") for link in page.locator(".card h3 a").all()]
    assert names == [f"/sv/pair/SE125/{other}" for other in expected["region_id"]]
    shared = browser.new_context().new_page()
    shared.goto(page.url)
    assert [link.get_attribute("href") for link in shared.locator(".card h3 a").all()] == names
    shared.context.close()


def test_the_keyboard_is_enough(page: Page) -> None:
    page.goto("/en/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("hydrogen")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("hydrogen")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_all_is_there_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address, viewport=PHONE)
    page = context.new_page()
    page.goto("/sv/region/SE125")
    assert page.locator(".card").count() == 10
    page.get_by_text("Vad händer om Västmanland").click()
    page.get_by_label("Lägg till området").fill("vätgas")
    page.get_by_role("button", name="Se vad som ändras").click()
    expect(page.get_by_text("Med ”vätgas”")).to_be_visible()
    context.close()


def test_a_table_with_a_mistake_is_told_its_row(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "tabela.csv"
    rows = [f"PL{n};Region {n};{'XX' if n == 47 else 'PL'};Przemysł {n};pl" for n in range(42, 50)]
    file.write_text("\n".join(["region_id;region;country;area_original;language", *rows]), encoding="utf-8")
    page.goto("/en/upload")
    page.get_by_label("File, at most").set_input_files(file)
    page.get_by_role("button", name="Check the table").click()
    expect(page.locator("#findings")).to_be_visible()
    expect(page.get_by_text("row 7, column country").first).to_be_visible()
    page.get_by_role("button", name="Delete my table now").click()
    assert page.context.cookies() == []


# -- the site of plain files -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(europe_folder: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The site of Europe with the pages of every 20th region and theme, which look like the others."""
    from matcher.web import site as room

    every, some = room._steps, pytest.MonkeyPatch()
    chosen = ("region", "SE125")
    some.setattr(room, "_steps", lambda edition: [
        steps for n, steps in enumerate(every(edition)) if len(steps) < 2 or n % 20 == 0 or steps == chosen
    ])  # fmt: skip
    yield write_site(europe_folder, tmp_path_factory.mktemp("site") / "site")
    some.undo()


def size(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files if file.is_file())


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Write no line."""


#: What stands in the first and the last column of the tables of parts, with the lengths of their bars.
PARTS = """() => [...document.querySelectorAll("section[aria-labelledby^=side-] tr")].map((row) => [
  row.cells[0].textContent.trim(), row.cells[row.cells.length - 1].textContent.trim(),
  [...row.querySelectorAll("rect")].map((rect) => Number(rect.getAttribute("width")).toFixed(1)).join()])"""


def test_a_site_shows_the_numbers_of_500_pairs(
    browser: Browser, site: Path, address: str, europe_folder: str, europe_run: Run
) -> None:
    edition = Served(europe_folder).edition()
    some = [file for name in ("region", "theme") for file in site.glob(f"*/{name}/*/*")]
    assert size(site.rglob("*")) + 19 * size(some) < 15_000_000
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever).start()
    context = browser.new_context(base_url=f"http://127.0.0.1:{server.server_port}", viewport=PHONE)
    try:
        page = context.new_page()
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text))
        page.goto("/sv/pair/?a=SE125&b=PL62")
        expect(page.locator("h1")).to_have_text("Västmanland och Ermland-Masurien")
        check_pairs(page, europe_run)
        words = edition.words("sv", marks=False)
        done = [line for one in ("SE125", "PL62") for line in declared_lines(words, europe_run.record(one))]
        expect(page.locator(".done, section[aria-labelledby=done] summary")).to_have_count(2)
        assert page.locator("section[aria-labelledby=done] details > ul:first-of-type li").all_text_contents() == done
        shown = page.evaluate(PARTS)
        page.goto(f"{address}/sv/pair/SE125/PL62")
        assert len(shown) > 4
        assert page.evaluate(PARTS) == shown
        for a, b in (("SE125", "FRK"), ("SE224", "PL9"), ("ITC2", "SE213"), ("SE213", "AL")):
            explained = europe_run.explain(a, b)
            told = gain_told(edition.words("sv", marks=False), explained, "a", 3)
            page.goto(f"/sv/pair/?a={a}&b={b}")
            listed = page.locator("section[aria-labelledby^=side-]").first.locator("li")
            expect(listed).to_have_count(len(told))
            assert listed.all_inner_texts() == told
        page.goto("/sv/region/SE125/")
        told = page.locator("section[aria-labelledby=done] li")
        expect(told).to_have_count(len(declared_lines(words, europe_run.record("SE125"))))
        assert told.all_text_contents() == declared_lines(words, europe_run.record("SE125"))
        page.goto("/en/region/SE125/?by=overlap&country=FI")
        expected = europe_run.partners("SE125", by="overlap", country="FI")
        listed = page.locator("#site-list tbody th a")
        expect(listed).to_have_count(len(expected))
        assert [str(link.get_attribute("href")).rpartition("=")[2] for link in listed.all()] == expected[
            "region_id"
        ].tolist()
        page.goto("/en/region/SE125/?programme=Baltic+Sea+Region&same_programme=1")
        asked = Filters(programme="Baltic Sea Region", same_programme=True)
        expected = europe_run.partners("SE125", filters=asked)
        expect(listed).to_have_count(min(50, len(expected)))
        assert 50 < len(expected) < 150
        assert f"{len(expected)} of" in page.locator("#site-list p").inner_text()
        page.goto("/sv/pair/?a=FI1C1&b=EE")
        explained, words = europe_run.explain("FI1C1", "EE"), edition.words("sv", marks=False)
        names = (words.region("FI1C1", ""), words.region("EE", ""))
        common = [f"{line}." for line in common_lines(words, explained["common"], names)]
        assert len(common) > 0
        told = page.locator("section[aria-labelledby=record] li")
        expect(told).to_have_count(1 + len(common))  # made in the browser, a moment after the page
        assert told.all_inner_texts()[1:] == common
        page.goto("/en/search/?q=V%C3%A4stmanland")
        expect(page.locator("h1")).to_have_text("Västmanland")
        assert wrong == []
    finally:
        context.close()
        server.shutdown()
        server.server_close()


def check_pairs(page: Page, run: Run) -> None:
    """The numbers that the browser writes are those that the command line would write."""
    from matcher.words.words import Words

    words, pairs = Words("sv"), run.pairs().sample(500, random_state=0)
    rows = [[row["region_a_id"], row["region_b_id"]] for _, row in pairs.iterrows()]
    shown = page.evaluate("pairs => pairs.map(([a, b]) => window.matcherPair(a, b))", rows)
    for (a, b), found in zip(rows, shown, strict=True):
        r, s = run.row(a), run.row(b)
        scores = run.scores
        expected = [
            words.number(scores.complementarity[r, s], sign=True), words.number(scores.brings[r, s]),
            words.number(scores.expected[r, s]), words.number(scores.z[r, s], 1), words.number(scores.overlap[r, s]),
            words.number(scores.overlap_expected[r, s]), words.number(scores.overlap_z[r, s], 1),
        ]  # fmt: skip
        assert found[:-1] == expected, (a, b)
    assert [found[-1] for found in shown] == pairs["quadrant"].tolist()
