"""Office files, which are zipped folders: the same bytes for the same content."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

__all__ = ["steady"]

#: The first day that a zipped file can have.
_DAY = (1980, 1, 1, 0, 0, 0)
_NO_ROWS = b"<sheetData></sheetData>"
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</)")


def steady(data: bytes, *, rows: Mapping[str, bytes] | None = None) -> bytes:
    """The zipped folder without the time at which it was made.

    Parameters
    ----------
    data : bytes
    rows : mapping of str to bytes, optional
        Rows to put into worksheets that have none, by the names of their files.

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
            if rows and name in rows:
                before, _, after = content.partition(_NO_ROWS)
                content = b"".join([before, b"<sheetData>", rows[name], b"</sheetData>", after])
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return made.getvalue()
