"""The partner search in a browser, without one: pages, answers for programs, and what a service must refuse."""

from __future__ import annotations

import contextlib
import gzip
import io
import logging
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from matcher import Run
from matcher.errors import MatcherError, SettingError
from matcher.facts import OwnArea, PartnerFacts
from matcher.measures import KINDS
from matcher.partners import NOVELTY_COLUMNS, PAIR_COLUMNS, PARTNER_COLUMNS, STABILITY_COLUMNS
from matcher.partners.bias import BIAS_COLUMNS
from matcher.query.actors import RANKED_ACTOR_COLUMNS
from matcher.web import serve, write_site
from matcher.web.api import ENDPOINTS
from matcher.web.app import create_app
from matcher.web.endpoint import Endpoint
from matcher.web.served import Served
from matcher.web.shapes import ActorRow, BiasRow, MeasureValue, PairRow, StabilityRow
from matcher.web.site import MATRICES, SYMMETRIC, site_data
from matcher.web.uploads import COOKIE, Tables
from matcher.words.words import Words

#: Pages of the four regions of `small_run`, below the language.
PAGES = (
    "", "regions", "region/AA1", "region/DD4", "region/AA1?by=overlap&country=FI", "region/AA1/what-if?drop=Energy",
    "pair/AA1/BB2", "pair/AA1/DD4", "pair/AA1/BB2/steadiness", "themes", "theme/horizontal", "map", "map?region=AA1",
    "group", "compare", "method", "data", "glossary", "accessibility", "programs", "upload",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(small_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "run"
    small_run.save(path)
    return path


@pytest.fixture(scope="module")
def client(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    tables = Tables(tmp_path_factory.mktemp("tables"))
    app = create_app(Served(folder, older=folder), tables=tables)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as found:
        yield found


@pytest.fixture(scope="module")
def description(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return found


class Seen(HTMLParser):
    """What a page holds: tags with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


# -- pages -------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_page_is_whole_and_runs_nothing_inline(client: TestClient, language: str) -> None:
    for path in PAGES:
        answer = client.get(f"/{language}/{path}")
        assert answer.status_code == 200, (path, answer.text)
        seen = Seen(answer.text)
        assert seen.all("html")[0]["lang"] == language
        assert len(seen.all("h1")) == len(seen.all("main")) == 1, path
        assert all(script.get("src", "").startswith("/static/") for script in seen.all("script")), path
        assert bool(seen.all("script")) == (path.startswith("pair/") and path.count("/") == 2), path
        assert not seen.all("style"), path
        assert not [tag for tag in seen.tags if any(name == "style" or name.startswith("on") for name in tag[1])], path
        labels = {label["for"] for label in seen.all("label")}
        fields = [*seen.all("input"), *seen.all("select"), *seen.all("textarea")]
        assert {field["id"] for field in fields if field.get("type") != "hidden"} <= labels, path
        assert "set-cookie" not in answer.headers


def test_every_text_of_a_template_is_there() -> None:
    words, room = Words("en"), files("matcher.web")
    named = re.compile(r"""(?:say|get|text|count)\(\s*["'`]([a-z_]+\.[a-z_.]+[a-z_])["'`]\s*[,)]""")
    found = {
        (file.name, key)
        for folder, ending in (("templates", ".html"), ("static", ".js"))
        for file in (room / folder).iterdir()
        if file.name.endswith(ending)
        for key in named.findall(file.read_text(encoding="utf-8"))
    }
    assert len(found) > 120
    for name, key in sorted(found):
        section, _, last = key.rpartition(".")
        assert {last, f"{last}_one"} & set(words.get(section)), (name, key)


@pytest.mark.slow
def test_every_link_inside_leads_somewhere(client: TestClient) -> None:
    found = {
        path: Seen(client.get(f"/en/{path}").text).all("a") for path in ("", "region/AA1", "pair/AA1/BB2", "themes")
    }
    inside = {str(link["href"]).split("#")[0] for links in found.values() for link in links}
    inside = {href for href in inside if href.startswith("/") and "steadiness" not in href and "meet" not in href}
    assert len(inside) > 30
    for href in sorted(inside):
        assert client.get(href).status_code == 200, href


def test_names_are_escaped_everywhere(client: TestClient) -> None:
    for path in ("", "region/BB2", "region/AA1", "pair/AA1/BB2", "map?region=AA1", "data"):
        page = client.get(f"/en/{path}").text
        assert "Beta &lt;Land&gt;" in page
        assert "<Land>" not in page


def test_a_list_says_the_numbers_of_the_run(client: TestClient, small_run: Run) -> None:
    page = client.get("/sv/region/AA1?by=overlap").text
    best = small_run.partners("AA1", by="overlap", top=1).iloc[0]
    assert f"överlapp {best['overlap']:.3f}".replace(".", ",") in page
    assert re.search(r'aria-current="page">Överlappar', page)
    assert "Beta &lt;Land&gt; arbetar" in page or "Båda arbetar med" in page


def test_parts_of_a_pair_sum_to_the_score_that_is_shown(client: TestClient) -> None:
    page = client.get("/en/pair/AA1/BB2").text
    for table in re.findall(r'<table class="parts">.*?</table>', page, flags=re.DOTALL):
        *parts, total = [float(text.replace("−", "-")) for text in re.findall(r"[+−]?\d\.\d{3}", table)]
        assert sum(parts) == pytest.approx(total, abs=1e-9)


def test_a_region_goes_by_any_name_and_ends_at_one_address(client: TestClient) -> None:
    answer = client.get("/sv/region/gamma?by=mutual", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "/sv/region/CC3?by=mutual")
    found = client.get("/sv/search?q=Gamma", follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (303, "/sv/region/CC3")
    assert client.get("/", headers={"accept-language": "sv-SE"}, follow_redirects=False).headers["location"] == "/sv/"


def test_other_areas_change_the_list_at_once(client: TestClient) -> None:
    assert "Without “Energy”" in client.get("/en/region/AA1/what-if?drop=Energy").text


def test_a_report_is_a_file(client: TestClient) -> None:
    answer = client.get("/sv/pair/AA1/BB2/report.html")
    assert answer.headers["content-disposition"] == 'attachment; filename="AA1_BB2_pair_sv.html"'
    assert '<html lang="sv">' in answer.text
    assert client.get("/sv/pair/AA1/BB2/report.exe").status_code == 400
    niche = client.get("/api/v1/themes?level=niche").json()[0]["theme_id"]
    for path in ("region/AA1/report.docx", f"theme/{niche}/report.docx", f"group/report.docx?niche={niche}"):
        assert zipfile.ZipFile(io.BytesIO(client.get(f"/en/{path}").content)).testzip() is None


# -- programs ----------------------------------------------------------------------------------------------------------


def paths(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """An address that can be asked for each operation, with its JSON schema."""
    for path, operations in description["paths"].items():
        operation = operations["get"]
        given = {one["name"]: one.get("example", "") for one in operation["parameters"] if one["in"] == "path"}
        content = operation["responses"]["200"]["content"]["application/json"]
        yield path.format(**given), content


#: What the small run cannot answer: its model stands in for one that reads texts, and no partnership has two of its
#: regions.
UNANSWERED = ("/query", "/meet", "/actors", "/validation/partnerships")


def test_every_answer_and_example_has_its_declared_shape(client: TestClient) -> None:
    description = client.get("/api/v1/openapi.json").json()
    extra = {"/api/v1/consortium": "?niche=energy", "/api/v1/regions/AA1/what-if": "?drop=Energy"}
    told = list(paths(description))
    assert len(told) == len(ENDPOINTS)
    for path, content in told:
        schema = {**content["schema"], "components": description["components"]}
        if path.endswith(UNANSWERED):
            continue
        niche = {"/api/v1/consortium": f"?niche={client.get('/api/v1/themes?level=niche').json()[0]['theme_id']}"}
        answer = client.get(path + {**extra, **niche}.get(path, ""))
        assert answer.status_code == 200, answer.text
        Draft202012Validator(schema).validate(answer.json())
        if "example" in content:
            Draft202012Validator(schema).validate(content["example"])


@pytest.mark.slow
def test_what_only_a_larger_run_can_answer_has_its_declared_shape(europe_folder: str, europe_run: Run) -> None:
    with TestClient(create_app(Served(europe_folder)), base_url="http://127.0.0.1:8000") as client:
        described = client.get("/api/v1/openapi.json").json()
        for path, given, at_least in (
            ("/actors", "?text=robotics&top=3", 1),
            ("/bias", "", len(europe_run.bias())),
            ("/measure", "?name=overlap&top=4", 4),
            ("/pairs/{region}/{other}/meet", "", 1),
            ("/validation/partnerships", "?draws=50", 1),
        ):
            content = described["paths"][f"/api/v1{path}"]["get"]["responses"]["200"]["content"]["application/json"]
            answer = client.get(f"/api/v1{path}{given}".format(region="SE125", other="SE224"))
            assert answer.status_code == 200, answer.text
            Draft202012Validator({**content["schema"], "components": described["components"]}).validate(answer.json())
            assert len(answer.json()) >= at_least
        rows = client.get("/api/v1/measure?name=overlap&top=4").json()
        assert [row["value"] for row in rows] == europe_run.measure("overlap", top=4)["value"].tolist()


def test_shapes_of_tables_have_the_columns_of_the_tables() -> None:
    assert set(PartnerFacts.__annotations__) == {*PARTNER_COLUMNS, *NOVELTY_COLUMNS}
    assert tuple(PairRow.__annotations__) == PAIR_COLUMNS
    assert tuple(StabilityRow.__annotations__) == STABILITY_COLUMNS
    assert tuple(ActorRow.__annotations__) == RANKED_ACTOR_COLUMNS
    assert tuple(BiasRow.__annotations__) == BIAS_COLUMNS
    assert {"value"} | {name for columns in KINDS.values() for name in columns} == set(MeasureValue.__annotations__)
    assert "kind" in OwnArea.__annotations__


#: What people and programs type, and what they should not.
TYPED = st.one_of(
    st.sampled_from(
        ["", "AA1", "Gamma", "energy", "0", "-1", "3", "1e999", "nan", "true", "SE", "FI", "n001", "\x00", "<b>"]
    ),
    st.text(max_size=40),
)


def valid(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values of a parameter as the description allows them."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "array":
        return st.lists(valid(schema["items"]), max_size=min(schema["maxItems"], 3))
    if schema["type"] == "integer":
        return st.integers(schema["minimum"], min(schema.get("maximum", 500), 500))
    if schema["type"] == "number":
        return st.floats(0, 5000)
    if schema["type"] == "boolean":
        return st.sampled_from(["true", "false"])
    return st.text(max_size=min(schema.get("maxLength", 40), 40))


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(endpoint=st.sampled_from(ENDPOINTS), data=st.data())
def test_whatever_is_asked_the_answer_is_one_that_is_declared(
    client: TestClient, description: dict[str, Any], endpoint: Endpoint, data: st.DataObject
) -> None:
    """What schemathesis checks: no fault, and status, kind and shape of each answer as the description has them."""
    operation = description["paths"][f"/api/v1{endpoint.path}"]["get"]
    steps: dict[str, str] = {}
    values: dict[str, Any] = {}
    for one in operation["parameters"]:
        allowed = valid(one["schema"])
        if one["in"] == "path":
            steps[one["name"]] = quote(data.draw(TYPED | st.just(one["example"])) or "AA1", safe="")
        elif one["required"] or data.draw(st.booleans()):
            values[one["name"]] = data.draw(allowed | st.lists(TYPED, max_size=2))
    answer = client.get(f"/api/v1{endpoint.path.format(**steps)}", params=values, follow_redirects=False)
    if answer.status_code in (307, 414):  # a step that is empty, and an address that is too long for any server
        return
    assert str(answer.status_code) in operation["responses"], answer.text
    content = operation["responses"][str(answer.status_code)]["content"]
    kind = answer.headers["content-type"].partition(";")[0]
    assert kind in content, answer.headers
    if "json" in kind:
        schema = {**content[kind]["schema"], "components": description["components"]}
        Draft202012Validator(schema).validate(answer.json())
    assert answer.status_code < 500, answer.text


def test_json_csv_and_workbook_hold_the_same_table(client: TestClient, small_run: Run) -> None:
    address = "/api/v1/regions/AA1/partners?by=overlap&format="
    rows = client.get(f"{address}json").json()
    table = pd.read_csv(io.StringIO(client.get(f"{address}csv").text.removeprefix("\ufeff")))
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}xlsx").content)).active
    expected = small_run.partners("AA1", by="overlap")
    assert [row["region_id"] for row in rows] == table["region_id"].tolist() == expected["region_id"].tolist()
    assert table["overlap"].tolist() == pytest.approx(expected["overlap"].tolist(), nan_ok=True)
    assert sheet is not None
    assert sheet.max_row == len(expected) + 1


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("regions/Nowhere", 404, "region.unknown"),
        ("regions/AA1/partners?by=fame", 400, "setting.invalid"),
        ("regions/AA1/partners?top=0", 400, "setting.invalid"),
        ("regions/AA1/partners?within_km=nan", 400, "setting.invalid"),
        ("regions/AA1/partners?format=pdf", 400, "setting.invalid"),
        ("query?text=" + "a" * 4001, 400, "setting.invalid"),
        ("regions/AA1/partners?" + "&".join(f"country=SE{n}" for n in range(30)), 400, "setting.invalid"),
        ("nothing", 404, "http.404"),
    ],
)
def test_a_problem_is_told_to_programs(client: TestClient, path: str, status: int, code: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code
    assert answer.json()["status"] == status


# -- safety ------------------------------------------------------------------------------------------------------------


def test_other_hosts_long_addresses_and_bodies_are_refused(client: TestClient) -> None:
    assert client.get("/en/", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/en/", headers={"host": "localhost:8000"}).status_code == 200
    assert client.get("/en/search?q=" + "a" * 30_000).status_code == 414
    assert client.post("/en/group", content=b"a" * 300_000).status_code == 413
    assert client.post("/en/").status_code == 405


def test_only_a_named_site_may_read_the_answers(client: TestClient, folder: Path) -> None:
    asked = {"origin": "https://example.org"}
    assert "access-control-allow-origin" not in client.get("/api/v1/regions", headers=asked).headers
    with TestClient(create_app(Served(folder), origin="https://example.org"), base_url="http://localhost") as named:
        found = named.get("/api/v1/regions", headers=asked).headers
        assert found["access-control-allow-origin"] == "https://example.org"
        assert "access-control-allow-origin" not in named.get("/en/", headers=asked).headers
    with pytest.raises(SettingError, match="origin: expected an address"):
        serve(folder, origin="*")


def test_what_goes_wrong_tells_nothing_of_the_insides(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("secret at /home/someone")

    monkeypatch.setattr("matcher.web.about.by_country", broken)
    answer = client.get("/sv/?x=1")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    for path in ("/sv/?x=1", "/nothing", "/sv/region/AA1", "/healthz"):
        headers = client.get(path).headers
        assert "'unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_a_refusal_is_explained_in_the_language_of_the_page(client: TestClient) -> None:
    for path, told in (("region/Nowhere", "Ingen region här heter så."), ("theme/nothing", "Ingen nisch"),
                       ("region/AA1?top=x", "Ett värde i adressen")):  # fmt: skip
        answer = client.get(f"/sv/{path}")
        assert answer.status_code in (400, 404)
        assert f'<p class="verdict">{told}' in answer.text


def test_the_log_keeps_what_people_type_to_itself(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="matcher.web"):
        client.get("/sv/region/AA1/what-if?add=Hemlighet")
        client.get("/sv/search?q=Hemlighet")
    assert len(caplog.records) >= 2
    assert "Hemlighet" not in caplog.text


def test_an_answer_that_is_known_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/en/region/AA1")
    again = client.get("/en/region/AA1", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/en/region/AA1").text == first.text
    assert client.get("/en/region/BB2").headers["etag"] != first.headers["etag"]


def test_a_run_that_is_replaced_is_shown_at_once_and_a_broken_one_never(
    small_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matcher.web.served.LOOK", -1.0)
    small_run.save(tmp_path / "run")
    told: list[str] = []
    served = Served(tmp_path / "run", tell=told.append)
    first = served.edition()
    settings = {**small_run.settings, "seed": 7}
    Run(**{name: getattr(small_run, name) for name in ("areas", "theme_table", "memberships", "relations", "links",
        "placements", "possible", "near", "vectors", "placing")}, settings=settings).save(tmp_path / "run")  # fmt: skip
    second = served.edition()
    assert second.tag != first.tag
    (tmp_path / "run" / "areas.csv").write_text("broken")
    (tmp_path / "run" / "run.json").touch()
    assert served.edition() is second
    shutil.rmtree(tmp_path / "run")
    assert served.edition() is second
    assert told == [f"run {second.tag} is shown now", "the new run cannot be read, the old one stays: run.invalid"]


def test_a_service_says_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingError, match="port: expected a number from 1 to 65535; found 0"):
        serve(tmp_path, port=0)
    with pytest.raises(MatcherError, match="is not a run"):
        serve(tmp_path, workers=2)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(SettingError, match=r"pip install 'interregional-matcher\[web\]'"):
        serve(tmp_path)


def test_a_service_starts_without_what_learns_and_draws() -> None:
    code = "import sys, matcher.web.serving; print(*{'torch', 'sklearn', 'matplotlib'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip() == ""


@pytest.mark.slow
def test_the_command_line_starts_a_service_that_ends_cleanly(folder: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "matcher", "serve", str(folder), "--port", str(port)]
    service = subprocess.Popen(command, env={**os.environ, "TMPDIR": str(tmp_path)}, stderr=subprocess.PIPE, text=True)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                assert urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).read() == b"ok\n"
                break
            time.sleep(0.05)
        assert len(list(tmp_path.iterdir())) == 1
    finally:
        service.terminate()
    told = service.communicate(timeout=20)[1]
    assert f"http://127.0.0.1:{port}/" in told
    assert service.returncode == 0
    assert list(tmp_path.iterdir()) == []


# -- tables of visitors ------------------------------------------------------------------------------------------------

POLISH = "region_id;region;country;area;area_original;language\n" + "".join(
    f"PL{n};{name};{country};;{area};pl\n"
    for n, name, country, area in (
        (41, "Wielkopolskie", "PL", "Przemysł jutra"),
        (41, "Wielkopolskie", "PL", "Nowoczesna logistyka"),
        (62, "Warmińsko-Mazurskie", "PL", "Ekonomia wody"),
        (62, "Warmińsko-Mazurskie", "PL", "Drewno i meble"),
        (63, "Pomorskie", "PL", "Technologie offshore"),
        (63, "Pomorskie", "{country}", "Energetyka wodorowa"),
    )
)


def send(client: TestClient, text: str, name: str = "tabela.csv") -> str:
    answer = client.post("/en/upload", files={"file": (name, text.encode())})
    assert answer.status_code == 200
    return answer.text


def test_a_mistake_in_row_7_is_told_with_its_row(client: TestClient) -> None:
    page = send(client, POLISH.replace("{country}", "XX"))
    assert "row 7, column country" in page
    assert "/tables" not in page
    assert 'action="/en/upload/fit"' not in page
    assert "rad 7, kolumn country" in client.get("/sv/upload").text
    client.post("/en/upload/end")
    assert client.cookies.get(COOKIE) is None


def test_a_table_is_fitted_shown_to_one_browser_and_deleted(
    client: TestClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Done:
        returncode = 0

        def __init__(self, arguments: list[str], **_: object) -> None:
            shutil.copytree(folder, arguments[4])

        def poll(self) -> int:
            return 0

    monkeypatch.setattr("matcher.web.uploads.subprocess.Popen", Done)
    assert 'action="/en/upload/fit"' in send(client, POLISH.replace("{country}", "PL"))
    assert "Open the pages of your table" in client.post("/en/upload/fit").text
    own = client.get("/own/sv/region/AA1")
    assert (own.status_code, own.headers["cache-control"]) == (200, "no-store")
    assert 'href="/own/sv/pair/AA1/BB2"' in own.text
    assert client.get("/own/api/v1/regions").json()[0]["region_id"] == "AA1"
    key = client.cookies[COOKIE]
    client.cookies.clear()
    assert client.get("/own/sv/region/AA1").status_code == 404
    client.cookies.set(COOKIE, key)
    client.post("/en/upload/end", headers={"origin": "http://localhost"})
    client.cookies.set(COOKIE, key)
    assert client.get("/own/sv/region/AA1").status_code == 404
    client.cookies.clear()


def test_forms_of_other_sites_other_files_and_read_only_services_are_refused(client: TestClient, folder: Path) -> None:
    files = {"file": ("a.csv", b"region_id")}
    assert client.post("/en/upload", files=files, headers={"origin": "http://evil.example"}).status_code == 403
    assert client.post("/en/upload", files=files, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post("/en/upload", files={"file": ("a.exe", b"MZ")}).status_code == 400
    assert client.post("/en/upload/fit").status_code == 403
    with TestClient(create_app(Served(folder)), base_url="http://localhost") as alone:
        assert alone.post("/en/upload", files=files).status_code == 403
        assert "takes no tables" in alone.get("/en/upload").text
        assert alone.get("/own/en/").status_code == 404


# -- the site of plain files -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_site_holds_every_page_and_the_numbers_of_all_pairs(small_run: Run, folder: Path, tmp_path: Path) -> None:
    import numpy as np

    site = write_site(folder, tmp_path / "site")
    for language in ("en", "sv"):
        for name in ("", "regions", "region/AA1", "theme/horizontal", "pair", "search", "map"):
            page = site / language / name / "index.html"
            for link in Seen(page.read_text(encoding="utf-8")).all("a"):
                target = str(link["href"]).split("?")[0].split("#")[0]
                if target and not target.startswith("http"):
                    found = (page.parent / target).resolve()
                    assert (found / "index.html").is_file() or found.is_file(), (name, target)
    n = len(small_run.region_ids)
    held = gzip.decompress((site / "static" / "pairs.bin").read_bytes())
    whole, half = len(MATRICES) * n * n, len(SYMMETRIC) * n * (n + 1) // 2
    numbers = np.frombuffer(held, dtype="<f8", count=whole + half)
    for name, matrix in zip(MATRICES, numbers[:whole].reshape(-1, n, n), strict=True):
        assert np.array_equal(matrix, getattr(small_run.scores, name), equal_nan=True), name
    for name, rows in zip(SYMMETRIC, numbers[whole:].reshape(len(SYMMETRIC), -1), strict=True):
        both = np.zeros((n, n))
        both[np.tril_indices(n)] = both.T[np.tril_indices(n)] = rows
        assert np.array_equal(both, getattr(small_run.scores, name), equal_nan=True), name
    assert write_site(folder, site) == site  # its own site is replaced
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "diary.txt").touch()
    with pytest.raises(SettingError, match="holds something else"):
        write_site(folder, tmp_path / "other")


def test_a_site_knows_of_every_region_what_filters_ask(folder: Path) -> None:
    data, _ = site_data(Served(folder).edition())
    assert [region["id"] for region in data["regions"]] == ["AA1", "BB2", "CC3", "DD4"]
    assert data["regions"][0]["areas"] == [{"en": "Energy", "sv": "Energy"}, {"en": "Railway", "sv": "Railway"}]
