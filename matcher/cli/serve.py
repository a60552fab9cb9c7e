"""The verbs that show a run in a browser: serve, site."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from matcher.cli.options import add_language, add_out, new_verb, words_of
from matcher.cli.printing import waiting, written

__all__ = ["add_verbs"]


def add_verbs(verbs: Any) -> None:
    """Add serve and site."""
    serve = new_verb(verbs, "serve", _serve, run=True)
    serve.add_argument("--host", default="127.0.0.1", help="address to listen at (default: %(default)s, this machine)")
    serve.add_argument("--port", type=int, default=8000, help="port to listen at (default: %(default)s)")
    serve.add_argument("--workers", type=int, default=1, metavar="N", help="number of processes (default: %(default)s)")
    serve.add_argument(
        "--public-name", default="", metavar="HOST", help="the name under which others reach the service"
    )
    serve.add_argument("--read-only", action="store_true", help="take no tables of visitors")
    serve.add_argument("--origin", default="", metavar="ADDRESS",
                       help="a site whose pages may read the answers, such as https://example.org")  # fmt: skip
    serve.add_argument("--older", metavar="RUN", help="an older run to compare with")

    add_language(serve)

    site = new_verb(verbs, "site", _site, run=True)
    add_out(site, "folder to write; an older site there is replaced", metavar="DIR", required=True, force=False)
    add_language(site)


def _serve(options: argparse.Namespace) -> None:
    from matcher.web import serve

    address = f"http://{options.public_name or options.host}:{options.port}/"
    print(words_of(options).say("verb.serve.started", address=address), file=sys.stderr)
    serve(options.run, host=options.host, port=options.port, workers=options.workers,
          public_name=options.public_name, read_only=options.read_only, older=options.older,
          origin=options.origin)  # fmt: skip


def _site(options: argparse.Namespace) -> None:
    from matcher.web import write_site

    with waiting(words_of(options).get("verb.serve.writing")):
        path = write_site(options.run, options.out)
    print(written(options, path))
