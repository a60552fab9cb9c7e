"""The same bytes in every locale: what is fitted, printed, reported and exported."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

#: Names in which locales differ: dotted and dotless i, letters sorted after z or beside a and o, numbers with a comma.
TABLE = """region_id,region,country,area,area_original,language
TR10,İstanbul,TR,Informatics and ICT,,
TR10,İstanbul,TR,Tourism,TURİZM,tr
TR32,Aydın,TR,Agriculture,,
SE125,Västmanland,SE,Railway,Järnväg,sv
SE125,Västmanland,SE,Industrial IT,INDUSTRIELL IT,sv
SE224,Ängelholm,SE,Ice cream,,
SE123,Östergötland,SE,Åkeri,Åkeri och logistik,sv
FI20,Åland,FI,"Wind power, 1,5 GW",Vindkraft,sv
"""
#: Runs commands as a program would that follows its user's locale, and prints what they print and the locale's point.
PROGRAM = """
import locale, sys
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass  # not on this machine: the variables are set all the same
print(locale.localeconv()["decimal_point"], file=sys.stderr)
from matcher.cli import main
for words in [
    ["check", "areas.csv", "--lang", "sv"],
    "fit areas.csv -o run --model packaged --way discovered --n-themes 2 --n-niches 5".split(),
    ["themes", "run"],
    ["pairs", "run", "--csv"],
    ["partners", "run", "Aydın", "--lang", "sv"],
    ["explain", "run", "ISTANBUL", "Östergötland"],
    ["partners", "run", "SE125", "--json"],
    ["report", "run", "TR10", "-o", "profile.md", "--lang", "sv"],
    ["export", "run", "-o", "graph.graphml"],
    ["export", "run", "-o", "tables"],
    ["export", "run", "-o", "all.xlsx"],
]:
    print(words, main(words))
"""


def made(folder: Path, locale: str, where: str) -> tuple[dict[str, bytes], str, str]:
    """Every file that the commands write, what they print, and the decimal point of the locale."""
    folder.mkdir()
    (folder / "areas.csv").write_text(TABLE, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    env = kept | {"LC_ALL": locale, "LANG": locale, "LANGUAGE": locale, "LOCPATH": where, "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=folder, env=env, capture_output=True, encoding="utf-8", check=True
    )
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return files, done.stdout, done.stderr[0]


@pytest.mark.slow
def test_locales_of_sweden_and_turkey_change_no_byte(tmp_path: Path) -> None:
    where, localedef = tmp_path / "locales", shutil.which("localedef")
    where.mkdir()
    names = ("sv_SE", "tr_TR")
    for name in names if localedef else ():
        subprocess.run([str(localedef), "-i", name, "-f", "UTF-8", f"{where}/{name}.UTF-8"], check=False)
    plain, printed, _ = made(tmp_path / "C", "C.UTF-8", str(where))
    assert printed.count("] 0\n") == 11, printed
    assert len(plain) > 15
    assert "Traceback" not in printed
    for name in names:
        files, said, point = made(tmp_path / name, f"{name}.UTF-8", str(where))
        assert point == ("," if (where / f"{name}.UTF-8").exists() else ".")
        assert said == printed
        assert [path for path in plain if files.get(path) != plain[path]] == []
        assert files.keys() == plain.keys()
