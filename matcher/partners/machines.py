"""The same work on many parts: one after the other here, or on the machines of a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from matcher.errors import SettingError

__all__ = ["each"]

Source = TypeVar("Source")
Part = TypeVar("Part")
Result = TypeVar("Result")

#: How often a part is done again where its machine is lost.
RETRIES = 5
#: How long a scheduler may take to answer.
SECONDS = 20


def each(
    function: Callable[[Source, Part], Result], source: Source, parts: Iterable[Part], *, scheduler: str | None = None
) -> Iterator[tuple[Part, Result]]:
    """Each part with what the function makes of it: in their order here, on a cluster as they are done.

    Parameters
    ----------
    function : callable
        Of the source and a part. It must not depend on where it runs, so that results are equal to the last bit.
    source : object
        Sent to each machine once.
    parts : iterable
    scheduler : str, optional
        Address of a Dask scheduler, such as "tcp://10.0.0.1:8786"; needs the extra `dask`. A part whose machine is
        lost is done again on another one.

    Examples
    --------
    >>> list(each(lambda source, part: source * part, 10, [1, 2]))
    [(1, 10), (2, 20)]
    """
    if scheduler is None:
        for part in parts:
            yield part, function(source, part)
        return
    with _client(scheduler) as client:
        from distributed import as_completed

        held = client.scatter(source, broadcast=True)
        asked = {client.submit(function, held, part, retries=RETRIES, pure=False): part for part in parts}
        for future in as_completed(list(asked), loop=client.loop):
            yield asked.pop(future), future.result()
            future.release()


def _client(scheduler: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise SettingError("--scheduler", expected="Dask", found="no such package",
                           do="install it: pip install 'interregional-matcher[dask]'") from None  # fmt: skip
    try:
        return Client(scheduler, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise SettingError(f"--scheduler {scheduler}", expected="the address of a Dask scheduler that answers",
                           found="none", do="start one: dask scheduler") from error  # fmt: skip
