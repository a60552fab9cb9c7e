"""The XLSX to send to colleagues: columns with explanations in Swedish and English, drop-down lists, two examples."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher import places
from matcher.areas import AREA_COLUMNS, COMPLETE
from matcher.errors import SettingError
from matcher.files import write_bytes
from matcher.files.zipped import steady
from matcher.languages import LATIN_SCRIPT, OTHER_SCRIPTS, SEVERAL_SCRIPTS
from matcher.settings import EVIDENCE
from matcher.sources.checks.cells import EXAMPLE

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["write_template"]

#: Column, width, explanation in Swedish and in English.
_COLUMNS: dict[str, tuple[int, str, str]] = {
    "region_id": (
        11,
        "Krävs. Regionens NUTS-kod (län: NUTS 3, som SE125) eller en annan fast kod, samma i alla regionens rader.",
        "Required. The region's NUTS code (such as SE125) or another stable id. The same in all rows of the region.",
    ),
    "region": (
        20,
        "Krävs. Regionens namn så som läsarna känner det, lika skrivet i alla rader.",
        "Required. The region's name as readers know it, written alike in all its rows.",
    ),
    "country": (9, "Landskod, välj i listan.", "Country code, choose from the list."),
    "period": (
        12,
        "Strategins period: ett år (2018) eller två (2021-2027); undated om den inte anges.",
        "Period of the strategy: a year (2018) or two (2021-2027); undated where it is not stated.",
    ),
    "area": (
        34,
        "Områdets korta namn på engelska. Det ena av area och area_original krävs. Ett område per rad.",
        "Short name of the area in English. One of area and area_original is required. One area a row.",
    ),
    "area_original": (
        34,
        "Områdets namn på det egna språket, som det är publicerat.",
        "The area's name in its own language, as published.",
    ),
    "language": (
        10,
        "Språket i area_original, välj i listan. Lämnas tom om area_original är tom.",
        "Language of area_original, choose from the list. Empty where area_original is empty.",
    ),
    "description": (
        40,
        "Längre text, frivillig. Nischer som bara den nämner räknas hälften.",
        "Longer text, optional. Niches that only it names count half.",
    ),
    "parts": (
        34,
        "Delområden som strategin nämner under området, på engelska, åtskilda med semikolon, frivilliga.",
        "Fields that the strategy names under the area, in English, separated by semicolons, optional.",
    ),
    "parts_original": (
        34,
        "Detsamma på språket i language. Läses där parts är tom.",
        "The same in the language of language. Read where parts is empty.",
    ),
    "role": (
        8,
        "offer: regionen erbjuder kunnande; need: regionen söker; tom: ej angivet.",
        "offer: the region has strengths to offer; need: it looks for them; empty: not stated.",
    ),
    "evidence": (
        11,
        "Källans slag: official (regionens eget dokument), reported (återgivet av andra), secondhand (i andra hand).",
        "Kind of source: official (the region's own document), reported (told by others), secondhand.",
    ),
    "complete": (
        10,
        "Om hela listan är med: yes, no eller unknown.",
        "Whether the whole list is here: yes, no or unknown.",
    ),
    "codes": (
        14,
        "NACE-, NABS- eller FORD-koder, åtskilda med semikolon, frivilliga.",
        "NACE, NABS or FORD codes, separated by semicolons, optional.",
    ),
    "source_url": (30, "Webbadress där området står.", "Web address where the area was read."),
    "source_title": (30, "Källans namn.", "Name of the source."),
    "contact": (24, "Vem man kan fråga, frivilligt.", "Whom to ask, optional."),
    "note": (36, "Anmärkning, t.ex. att listan är ofullständig.", "Remark, such as that the list is partial."),
}
_EXAMPLES = (
    {
        "region_id": "SE125",
        "region": "Västmanland",
        "country": "SE",
        "period": "2018",
        "area": "Automation",
        "area_original": "Automation",
        "language": "sv",
        "role": "offer",
        "source_title": "Smart specialisering i 21 regioner (Tillväxtverket, Luleå, 2018-01-31)",
        "note": EXAMPLE,
    },
    {
        "region_id": "SE125",
        "region": "Västmanland",
        "country": "SE",
        "period": "2018",
        "area": "Railway",
        "area_original": "Järnväg",
        "language": "sv",
        "source_title": "Smart specialisering i 21 regioner (Tillväxtverket, Luleå, 2018-01-31)",
        "note": EXAMPLE,
    },
)
_COUNTRIES = """
    AL AT BA BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MD ME MK MT NL NO PL PT RO RS SE
    SI SK TR UA
""".split()  # noqa: SIM905 - a list literal would take forty lines
_PERIODS = ("2014-2020", "2021-2027", "undated")
_ROWS = 2000
_GREEN = "1F4E46"


def write_template(path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Write an empty areas table as XLSX: explanations in Swedish and English, drop-down lists, two example rows.

    The first sheet holds the table, the second the explanations, the third the lists. The examples load like any row,
    with a warning that asks to delete them.

    Parameters
    ----------
    path : str or path-like
        A file that ends in .xlsx.
    force : bool
        Replace a file that is there already: colleagues may have filled it.

    Raises
    ------
    SettingError
        The name ends otherwise, or such a file is there.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from matcher.sources import load_areas
    >>> with TemporaryDirectory() as folder:
    ...     write_template(f"{folder}/areas.xlsx")
    ...     list(load_areas(f"{folder}/areas.xlsx")["area_original"])
    ['Automation', 'Järnväg']
    """
    from openpyxl import Workbook

    if Path(path).suffix.lower() != ".xlsx":
        raise SettingError(f"the template cannot be written to {Path(path).name}", expected="a name ending in .xlsx")
    if not force and Path(path).exists():
        do = "choose another name, or replace it with force=True"
        raise SettingError(os.fspath(path), found="a file that is there already", do=do)
    book = Workbook()
    book.remove(book["Sheet"])
    table = book.create_sheet("areas")
    _write_table(table)
    _write_explanations(book.create_sheet("Förklaring - Explanation"))
    lists = _write_lists(book.create_sheet("Listor - Lists"))
    for column, (area, style) in lists.items():
        _add_list(table, column, area, style)
    made = io.BytesIO()  # a workbook that is cut off by a full disk would speak up once more when it is forgotten
    book.save(made)
    write_bytes(path, steady(made.getvalue()))


def _write_table(sheet: Worksheet) -> None:
    from openpyxl.comments import Comment
    from openpyxl.utils import get_column_letter

    sheet.append(list(AREA_COLUMNS))
    for example in _EXAMPLES:
        sheet.append([example.get(column) for column in AREA_COLUMNS])
    for number, column in enumerate(AREA_COLUMNS, 1):
        width, swedish, english = _COLUMNS[column]
        cell = sheet.cell(1, number)
        _as_heading(cell)
        cell.comment = Comment(f"{swedish}\n\n{english}", "matcher", height=160, width=320)
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = width
        sheet.column_dimensions[letter].number_format = "@"  # text: Excel would turn 2021-01 into a date
        for row in range(2, len(_EXAMPLES) + 2):
            sheet.cell(row, number).number_format = "@"
    sheet.freeze_panes = "C2"


def _write_explanations(sheet: Worksheet) -> None:
    from openpyxl.styles import Alignment

    sheet.append(["Kolumn / Column", "Svenska", "English"])
    for column in AREA_COLUMNS:
        sheet.append([column, *_COLUMNS[column][1:]])
    sheet.append([])
    sheet.append(
        [
            "",
            "Skriv ett område per rad i bladet areas. Ta bort de två exempelraderna. Ändra inte kolumnernas namn.",
            "Write one area a row in the sheet areas. Delete the two example rows. Do not rename the columns.",
        ]
    )
    for cell in sheet[1]:
        _as_heading(cell)
    for letter, width in (("A", 18), ("B", 60), ("C", 60)):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _write_lists(sheet: Worksheet) -> dict[str, tuple[str, str]]:
    """Fill the sheet of lists; for each column the range of its list, and how strictly it binds."""
    from openpyxl.utils import get_column_letter

    lists: dict[str, tuple[tuple[str, ...], str]] = {
        "country": (tuple(sorted(_COUNTRIES, key=places.country_name)), "warning"),  # names are read as well
        "language": (tuple(sorted({*LATIN_SCRIPT, *OTHER_SCRIPTS, *SEVERAL_SCRIPTS})), "warning"),  # any ISO code is
        "role": (("offer", "need"), "stop"),
        "evidence": (EVIDENCE, "stop"),
        "complete": (COMPLETE, "stop"),
        "period": (_PERIODS, "information"),  # and any other year
    }
    ranges = {}
    for place, (column, (values, style)) in zip(
        (1, 3, 4, 5, 6, 7), lists.items(), strict=True
    ):  # 2 holds countries' names
        _as_heading(sheet.cell(1, place, column))
        for row, value in enumerate(values, 2):
            sheet.cell(row, place, value)
            if column == "country":
                sheet.cell(row, place + 1, places.country_name(value))
        letter = get_column_letter(place)
        ranges[column] = (f"'{sheet.title}'!${letter}$2:${letter}${len(values) + 1}", style)
    _as_heading(sheet.cell(1, 2, "country name"))
    sheet.column_dimensions["B"].width = 24
    return ranges


def _add_list(sheet: Worksheet, column: str, area: str, style: Any) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letter = get_column_letter(AREA_COLUMNS.index(column) + 1)
    choice = DataValidation(type="list", formula1=f"={area}", allow_blank=True, errorStyle=style)
    choice.showErrorMessage = True
    choice.errorTitle = "matcher"
    choice.error = "Värdet finns inte i listan. The value is not in the list."
    sheet.add_data_validation(choice)
    choice.add(f"{letter}2:{letter}{_ROWS}")


def _as_heading(cell: Any) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor=_GREEN)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
