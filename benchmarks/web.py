"""How fast the pages of a run are, beside a bare page of Starlette on the same machine, and whether memory stays flat.

    python -m benchmarks.web RUN [--seconds 5] [--clients 20] [--many 0]

Each service is a process of its own. First and repeated answers are timed one by one, then `--clients` ask at once.
`--many` asks so many further requests of different addresses, and tells the memory before and after.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

__all__ = ["main"]

BARE = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
app = Starlette(routes=[Route("/healthz", lambda request: PlainTextResponse("ok"))])
uvicorn.run(app, port=int(sys.argv[1]), log_level="error", access_log=False)
"""
PORT = 8790
#: Pages that are timed, by what they are.
PAGES = {
    "start": "/en/",
    "region": "/en/region/SE125",
    "region, filtered": "/en/region/SE125?country=FI&by=overlap",
    "pair": "/en/pair/SE125/SE224",
    "free text": "/en/search?q=" + quote("vätgas i stålindustrin"),
    "other text": "/en/search?q=battery",
    "partners, JSON": "/api/v1/regions/SE125/partners",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("run")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--many", type=int, default=0)
    options = parser.parse_args(arguments)
    with service([sys.executable, "-c", BARE, str(PORT)]):
        bare = rate(["/healthz"], options.clients, options.seconds)
    print(f"bare page: {bare:.0f} requests a second with {options.clients} clients")
    begun = time.perf_counter()
    with service([sys.executable, "-m", "matcher", "serve", options.run, "--port", str(PORT)]) as process:
        print(f"start: {time.perf_counter() - begun:.1f} s")
        for name, address in PAGES.items():
            first, again = timed(address), timed(address)
            print(f"{name}: first {first:.0f} ms, again {again:.1f} ms")
        for name in ("region", "partners, JSON"):
            found = rate([PAGES[name]], options.clients, options.seconds)
            print(f"{name}: {found:.0f} requests a second, {found / bare:.2f} of the bare page")
        if options.many:
            before = memory(process.pid)
            addresses = [f"/en/region/SE125?top={n % 40 + 1}&min_areas={n % 6 + 1}" for n in range(240)]
            asyncio.run(ask(addresses, options.clients, count=options.many))
            print(f"memory: {before:.0f} MB before and {memory(process.pid):.0f} MB after {options.many} requests")


@contextmanager
def service(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A service that answers, and that is ended."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        for _ in range(600):
            try:
                timed("/healthz")
                break
            except OSError:
                time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait()


def timed(address: str) -> float:
    """Milliseconds of one request."""
    begun = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
    connection.request("GET", address)
    connection.getresponse().read()
    connection.close()
    return 1000 * (time.perf_counter() - begun)


def rate(addresses: Sequence[str], clients: int, seconds: float) -> float:
    """Requests a second."""
    return asyncio.run(ask(addresses, clients, seconds=seconds)) / seconds


async def ask(addresses: Sequence[str], clients: int, *, seconds: float = 0, count: int = 0) -> int:
    """The number of answers that clients get who ask one request after the other, for some time or some number."""
    until, answered = time.perf_counter() + seconds, 0

    async def client(own: int) -> None:
        nonlocal answered
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        while answered < count if count else time.perf_counter() < until:
            address = addresses[(answered + own) % len(addresses)]
            writer.write(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.split(b":")[1]))
            answered += 1
        writer.close()

    await asyncio.gather(*(client(own) for own in range(clients)))
    return answered


def memory(pid: int) -> float:
    """Megabytes of a process that lie in memory (Linux)."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


if __name__ == "__main__":
    main()
