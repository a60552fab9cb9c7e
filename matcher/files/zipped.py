"""Office files, which are zipped folders: the same bytes for the same content."""

from __future__ import annotations

import io
import re
import zipfile

__all__ = ["steady"]

#: The first day that a zipped file can have.
_DAY = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</)")


def steady(data: bytes) -> bytes:
    """The zipped folder without the time at which it was made.

    Examples
    --------
    >>> file = io.BytesIO()
    >>> with zipfile.ZipFile(file, "w") as folder:
    ...     folder.writestr("a.xml", "<a/>")
    >>> steady(file.getvalue()) == steady(steady(file.getvalue()))
    True
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z\3", content)
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return made.getvalue()
