"""What a hostile client sends: every answer is a refusal, none a fault, and others are still answered."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from matcher import Run
from matcher.web import safety
from matcher.web.app import create_app
from matcher.web.safety import Guard
from matcher.web.served import Served
from matcher.web.uploads import Tables


@pytest.fixture(scope="module")
def client(small_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("served")
    small_run.save(folder / "run")
    tables = Tables(tmp_path_factory.mktemp("tables"))
    app = create_app(Served(folder / "run"), tables=tables)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as found:
        yield found


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/region/AA1?" + "&".join(f"a{n}=1" for n in range(1000)), 400),
        ("/en/region/AA1?" + "&".join("country=SE" for _ in range(1000)), 400),
        ("/api/v1/regions?" + "&".join(f"a{n}=1" for n in range(1000)), 400),
        ("/" + "a/" * 9000, 404),
        ("/" + "a/" * 13000, 414),
        ("/en/region/%00", 404),
        ("/en/region/%ff%fe", 404),
        ("/en/../../../etc/passwd", 404),
        ("/static/..%2fapp.py", 404),
        ("/static/%2e%2e/%2e%2e/app.py", 404),
        ("/static/%00", 404),
        ("/xx/upload", 404),
        ("/%00/region/AA1", 404),
        ("/en/region/AA1?top=%C2%B2", 400),
        ("/en/region/AA1?within_km=1e999", 400),
    ],
)
def test_addresses_that_nobody_types(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x-a": "a" * 100_000}, 431),
        ({f"x-{n}": "b" for n in range(2000)}, 431),
        ({"cookie": "matcher_table=" + "a" * 20_000}, 200),
        ({"host": "lo\u00e7alhost".encode()}, 421),
        ({"host": "localhost@evil"}, 421),
        ({"host": "localhost.evil"}, 421),
        ({"accept-language": b"\xe5\xe4," * 1000}, 200),
    ],
)
def test_headers_that_no_browser_sends(client: TestClient, headers: dict[str, str], status: int) -> None:
    assert client.get("/en/upload", headers=headers).status_code == status


def test_a_workbook_that_unpacks_to_much_more_is_told_and_not_unpacked(client: TestClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 50_000_000)
    answer = client.post("/en/upload", files={"file": ("a.xlsx", packed.getvalue())})
    assert "is no table of areas" in answer.text
    assert 'action="/en/upload/fit"' not in answer.text


def test_a_body_that_never_comes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "LONGEST_BODY", 0.05)
    asked: list[Message] = []

    async def never() -> Message:
        if not asked:
            asked.append({})
            return {"type": "http.request", "body": b"a", "more_body": True}
        await asyncio.sleep(60)
        raise AssertionError

    async def read() -> list[str]:
        bounded = Guard._bounded(never, 1000)
        return [(await bounded())["type"] for _ in range(3)]

    assert asyncio.run(asyncio.wait_for(read(), 5)) == ["http.request", "http.disconnect", "http.disconnect"]


def test_a_body_that_never_comes_is_no_fault(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    """Through the whole service: refused, and nothing in the log."""
    began = iter([{"type": "http.request", "body": b"--x", "more_body": True}, {"type": "http.disconnect"}])
    sent: list[Message] = []

    async def receive() -> Message:
        return next(began)

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"content-type", b"multipart/form-data; boundary=x")]
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
             "path": "/en/upload", "raw_path": b"/en/upload", "query_string": b"", "root_path": "", "headers": headers,
             "client": ("127.0.0.1", 1), "server": ("localhost", 80), "state": {}}  # fmt: skip
    asyncio.run(client.app(scope, receive, send))
    assert sent[0]["status"] in (400, 403)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_a_body_that_has_come_is_waited_for_no_longer() -> None:
    """After its body a request may wait for its answer, which listens for a client that leaves."""
    left = iter([{"type": "http.request", "body": b""}, {"type": "http.disconnect"}])

    async def receive() -> Message:
        return next(left)

    async def read() -> list[str]:
        bounded = Guard._bounded(receive, 1000)
        return [(await bounded())["type"] for _ in range(2)]

    assert asyncio.run(read()) == ["http.request", "http.disconnect"]
