"""What README and docs show of commands, made again and compared.

    python -m benchmarks.readme --check [--run RUN] [FILE ...]   # exit status 1 where a document shows something else
    python -m benchmarks.readme --write [--run RUN] [FILE ...]   # puts in what the commands print now

A document shows a command and what it prints between two markers. The first line of the marker names the command; after
a bar it may say how many lines are shown, and that the command is slow:

    <!-- run: matcher stability RUN | first 6 | slow -->
    ```text
    $ matcher stability RUN
    ...
    ```
    <!-- end -->

RUN stands for a run of the bundled data (`matcher fit europe+sweden -o RUN`), which is made where none is given.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from matcher.cli import main as command

__all__ = ["DATA", "DOCUMENTS", "Answer", "Block", "blocks", "here", "in_a_process", "made", "rewritten"]

ROOT = Path(__file__).parents[1]
DATA = "europe+sweden"
#: What the tutorial writes in place of RUN, so that it can be followed to the letter.
DEMO = "reports/demo/run"
FOLDERS = ("docs", "docs/howto", "docs/sv")
DOCUMENTS = (
    *sorted(ROOT.glob("README*.md")),
    *(file for folder in FOLDERS for file in sorted((ROOT / folder).glob("*.md"))),
)
#: Lines are wrapped as in a terminal of this width.
WIDTH = "100"
BLOCK = re.compile(r"<!-- run: (?P<marker>.+?) -->\n```text\n(?P<shown>.*?)```\n<!-- end -->", re.DOTALL)


class Block(NamedTuple):
    """A command in a document, and what the document shows of it."""

    command: str
    first: int | None
    slow: bool
    shown: str


class Answer(NamedTuple):
    """What a command answered: its exit status, its results, and what it told on the way."""

    status: int
    out: str
    told: str


def blocks(text: str) -> Iterator[Block]:
    r"""The commands that a document shows.

    Examples
    --------
    >>> text = "<!-- run: matcher --version | first 1 -->\n```text\n$ matcher --version\nmatcher 1\n```\n<!-- end -->"
    >>> [(block.command, block.first, block.slow) for block in blocks(text)]
    [('matcher --version', 1, False)]
    """
    return (_block(found) for found in BLOCK.finditer(text))


def _block(found: re.Match[str]) -> Block:
    command, *options = (part.strip() for part in found["marker"].split(" | "))
    first = next((int(option.removeprefix("first ")) for option in options if option.startswith("first ")), None)
    return Block(command, first, "slow" in options, found["shown"])


def in_a_process(words: Sequence[str]) -> Answer:
    """What a command answers in a process of its own."""
    program = [sys.executable, "-m", "matcher"] if words[0] == "matcher" else [sys.executable]
    answer = subprocess.run(  # noqa: S603 - commands of our own documents
        [*program, *words[1:]],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env=os.environ | {"COLUMNS": WIDTH, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    return Answer(answer.returncode, answer.stdout, answer.stderr)


def here(words: Sequence[str]) -> Answer:
    """What a command of matcher answers in this process, which need not start one."""
    out, told, before = StringIO(), StringIO(), os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = WIDTH
    try:
        with contextlib.chdir(ROOT), contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
            status = command(words[1:])
    except SystemExit as done:  # after a help
        status = int(done.code or 0)
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before
    return Answer(status, out.getvalue(), told.getvalue())


def made(block: Block, run: str, ask: Callable[[Sequence[str]], Answer] = in_a_process) -> str:
    """What a document shows of a command now: its line, and the lines that it prints.

    Raises
    ------
    RuntimeError
        The command failed.
    """
    words = shlex.split(block.command)
    told = DEMO if DEMO in words else "RUN"
    answer = ask([run if word == told else word for word in words])
    if answer.status:
        raise RuntimeError(f"{block.command}: exit status {answer.status}: {answer.told.strip()}")
    lines = [line.rstrip() for line in answer.out.replace(run, told).strip("\n").split("\n")]
    if block.first is not None and len(lines) > block.first:
        lines = [*lines[: block.first], "..."]
    return "\n".join([f"$ {block.command}", *lines]) + "\n"


def rewritten(text: str, run: str) -> str:
    """The document with what its commands print now."""

    def anew(found: re.Match[str]) -> str:
        return f"<!-- run: {found['marker']} -->\n```text\n{made(_block(found), run)}```\n<!-- end -->"

    return BLOCK.sub(anew, text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check or write the documents; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readme", description=(__doc__ or "").split("\n")[0])
    either = parser.add_mutually_exclusive_group(required=True)
    either.add_argument("--check", action="store_true", help="compare")
    either.add_argument("--write", action="store_true", help="write what the commands print now")
    parser.add_argument("--run", help="a run of the bundled data (default: fitted anew)")
    parser.add_argument("files", nargs="*", type=Path, help="documents (default: the READMEs and all under docs/)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        run = options.run or _fitted(Path(folder) / "run")
        stale = [path for path in options.files or DOCUMENTS if _treated(path, run, write=options.write)]
    for path in stale:
        print(f"{path}: {'written' if options.write else 'shows something else than its commands print'}")
    return 1 if stale and options.check else 0


def _fitted(folder: Path) -> str:
    subprocess.run([sys.executable, "-m", "matcher", "fit", DATA, "--out", str(folder)], check=True, cwd=ROOT)  # noqa: S603
    return str(folder)


def _treated(path: Path, run: str, *, write: bool) -> bool:
    """Whether the document shows something else; then it is written where that was asked for."""
    before = path.read_text(encoding="utf-8")
    after = rewritten(before, run)
    if write and before != after:
        path.write_text(after, encoding="utf-8", newline="\n")
    return before != after


if __name__ == "__main__":
    sys.exit(main())
