"""Pages that are made from the code: every command, every measure, every public name."""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, is_typeddict

from docutils.nodes import Element
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.ext.autodoc.mock import mock

import matcher
from matcher.cli import VERBS, parsers
from matcher.languages import own_text
from matcher.measures import MEASURES

FOLDER = Path(__file__).resolve().parents[1] / "reference"
#: Rooms that parse and serve: people meet them as commands and pages.
INNER = ("cli", "web", "__main__")


class Room(NamedTuple):
    """A room of the package: its name, what it says of itself, and its modules that define something."""

    name: str
    told: str
    modules: list[str]


def rooms() -> list[Room]:
    """The rooms whose names have pages, by name."""
    found = []
    for info in pkgutil.iter_modules(matcher.__path__):
        if info.name.startswith("_") or info.name in INNER:
            continue
        module = importlib.import_module(f"matcher.{info.name}")
        inside = [each.name for each in pkgutil.walk_packages(getattr(module, "__path__", []), f"{module.__name__}.")]
        told = (module.__doc__ or "").split("\n", maxsplit=1)[0]
        found.append(Room(info.name, told, [name for name in (module.__name__, *inside) if defined(name)]))
    return found


def defined(name: str) -> list[str]:
    """Public names that a module defines itself, and not only passes on."""
    module = importlib.import_module(name)
    public = getattr(module, "__all__", [])
    return [item for item in public if getattr(getattr(module, item), "__module__", None) in (name, None)
            and (hasattr(getattr(module, item), "__module__") or _assigned(module, item))]  # fmt: skip


def _assigned(module: Any, item: str) -> bool:
    """Whether a constant is given its value in this module."""
    source = inspect.getsource(module)
    return any(line.startswith((f"{item} = ", f"{item}: ")) for line in source.splitlines())


def room_page(room: Room) -> Iterator[str]:
    """The names of a room, module by module."""
    yield from _title(f"matcher.{room.name}")
    yield f"{room.told}\n"
    for name in room.modules:
        if name != f"matcher.{room.name}":
            yield from _title(name.removeprefix("matcher."), "-")
            yield f"{(importlib.import_module(name).__doc__ or '').split(chr(10), maxsplit=1)[0]}\n"
        yield f".. currentmodule:: {name}\n"
        for item in defined(name):
            yield from entry(name, item)


def entry(module: str, item: str) -> Iterator[str]:
    """The directive that shows one name."""
    thing = getattr(importlib.import_module(module), item)
    if inspect.isclass(thing):
        yield f".. autoclass:: {module}.{item}"
        if is_typeddict(thing):
            yield "   :members:\n   :undoc-members:"
        elif not issubclass(thing, tuple):
            yield f"   :members: {', '.join(methods(thing))}" if methods(thing) else ""
    else:
        yield f".. {'autofunction' if callable(thing) else 'autodata'}:: {module}.{item}"
    yield ""


def methods(thing: type) -> list[str]:
    """Public methods and properties of a class, those of its own bases in this package included."""
    bases = [base for base in thing.__mro__ if base.__module__.startswith("matcher")]
    return sorted({name for base in bases for name, it in vars(base).items() if _shown(name, it)})


def _shown(name: str, it: Any) -> bool:
    ours = getattr(it, "__module__", "matcher").startswith("matcher")  # not what scikit-learn adds to its estimators
    public = ours and not name.startswith("_") and getattr(it, "__doc__", None)
    return bool(public) and (inspect.isroutine(it) or isinstance(it, (property, classmethod)) or hasattr(it, "func"))


def names_page() -> Iterator[str]:
    """What `import matcher` offers, and the rooms behind."""
    yield from _title("In Python")
    yield "What ``import matcher`` offers. Every verb of the command line is a method of `matcher.run.Run`.\n"
    yield ".. list-table::\n   :widths: 35 65\n"
    for name in matcher.__all__:
        thing = getattr(matcher, name)
        home = next((home for home, names in matcher._HOMES.items() if name in names.split()), "matcher.errors")
        if name == "__version__":
            continue
        module = getattr(thing, "__module__", home)
        told = (inspect.getdoc(thing) or "").split("\n", maxsplit=1)[0] if callable(thing) else "Defaults by name."
        yield f"   * - :py:obj:`{name} <{module}.{name}>`\n     - {told}"
    yield ""
    yield from _title("Rooms", "-")
    yield "Everything public, room by room. :doc:`../architecture` says which room answers which question.\n"
    yield ".. toctree::\n   :maxdepth: 1\n"
    yield from (f"   {room.name}" for room in rooms())
    yield ""


def measures_page() -> Iterator[str]:
    """Every measure with its formula, its source, and the way to its code."""
    yield from _title("Measures")
    yield "Every measure by its name, as ``matcher measures`` lists them. The function explains a measure with a worked"
    yield "example; from there, *[source]* leads to its code. Values: ``matcher measures RUN NAME``. The symbols are"
    yield "those of :doc:`../method`.\n"
    for kind in dict.fromkeys(each.kind for each in MEASURES):
        yield from _title(f"Of a {kind}", "-")
        for each in MEASURES:
            if each.kind == kind:
                function = f"{each.function.__module__}.{each.function.__qualname__}"
                yield f".. _measure-{each.name.replace('_', '-')}:\n"
                yield from _title(each.name.replace("_", r"\_"), "~")
                yield f".. code-block:: text\n\n    {each.formula}\n"
                yield f"| Function: `{function}`\n| Source: {each.source}\n"


def commands_page() -> Iterator[str]:
    """Every verb with its options, from the parser."""
    verbs = parsers()
    yield "# Commands\n"
    yield "RUN is a run folder, REGION a name or a NUTS code, FILE a file of areas or the name of a bundled set.\n"
    for heading, names in VERBS.items():
        yield f"## {heading}\n"
        for name in names:
            yield f"### {name}\n\n{verbs[name].description}\n"
            yield f"```text\n{verbs[name].format_usage().removeprefix('usage: ').rstrip()}\n```\n"
            for action in verbs[name]._actions:
                yield f"`{_spelled(action)}`\n: {_told(verbs[name], action)}\n"


def _spelled(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else str(action.metavar or "|".join(map(str, action.choices or ())))
    if not action.option_strings:
        return value or action.dest
    return ", ".join(f"{option} {value}".strip() for option in action.option_strings)


def _told(parser: argparse.ArgumentParser, action: argparse.Action) -> str:
    told = parser._get_formatter()._expand_help(action)
    return f"{told[:1].upper()}{told[1:]}.".replace("<", "&lt;").replace("*", r"\*")


def statement() -> Iterator[str]:
    """What the pages of the partner search say of their accessibility."""
    yield from (f"> * {item}" for item in own_text("en", "web.access.items"))


def _title(text: str, line: str = "=") -> Iterator[str]:
    yield f"{text}\n{line * len(text)}\n"


def _write(app: Sphinx) -> None:
    FOLDER.mkdir(exist_ok=True)
    with mock(app.config.autodoc_mock_imports):
        pages = {room.name: list(room_page(room)) for room in rooms()}
        pages |= {"python": list(names_page()), "list_of_measures": list(measures_page())}
    files = {f"{name}.rst": lines for name, lines in pages.items()} | {"accessibility.txt": statement()}
    for name, lines in files.items():
        text = "\n".join(lines)
        file = FOLDER / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")


def _read(app: Sphinx, docname: str, content: list[str]) -> None:
    """On a code host, commands.md shows what `--help` prints; here every option has a line that can be linked."""
    if docname == "commands":
        content[0] = "\n".join(commands_page())


def _passed_on(app: Sphinx, env: BuildEnvironment, node: pending_xref, shown: Element) -> Element | None:
    """A name under which a room passes on what one of its modules defines: a link to where it is explained."""
    module, _, item = str(node.get("reftarget", "")).rpartition(".")
    if node.get("refdomain") != "py" or not module.startswith("matcher"):
        return None
    try:
        home = getattr(getattr(importlib.import_module(module), item), "__module__", None)
    except (ImportError, AttributeError):
        return None
    domain = env.get_domain("py")
    kind, target = node["reftype"], f"{home}.{item}"
    return domain.resolve_xref(env, node["refdoc"], app.builder, kind, target, node, shown)  # type: ignore[arg-type]


def _own_words(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """A constant that says nothing of itself does not say what its type does."""
    if what == "data" and "\n".join(lines).strip() == (inspect.getdoc(type(thing)) or "").strip():
        lines.clear()


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("builder-inited", _write)
    app.connect("source-read", _read)
    app.connect("missing-reference", _passed_on)
    app.connect("autodoc-process-docstring", _own_words, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
