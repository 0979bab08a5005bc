"""The table of criteria in a sheet that an office typed to be printed, and the words such tables use."""

import re
from functools import cache

from models.enums import Method
from services.rules.criteria_words import CriteriaWords
from services.workbooks.layouts import loaded_template
from services.workbooks.reading import Sheet
from services.workbooks.tables import Table, columns_of, table_in

LAYOUT = "criteria"


@cache
def criteria_words() -> CriteriaWords:
    """How people write in a table of criteria."""
    found = loaded_template("criteria_words.yaml")
    patterns = ("points", "bonus", "penalty", "bonus_rate", "penalty_rate")
    return CriteriaWords(
        methods={word: Method(key) for key, spellings in found["methods"].items() for word in spellings},
        total=found["total"],
        prefixes=tuple(found["prefixes"]),
        totals=tuple(re.compile(pattern) for pattern in found["totals"]),
        guesses={Method(key): re.compile(pattern) for key, pattern in found["guesses"].items()},
        **{key: re.compile(found[key]) for key in patterns},
    )


def criteria_table(sheet: Sheet) -> Table:
    """The table of criteria; merged cells and formulas are taken as they show.

    Raises:
        SheetRefused: as `table_in`, but for merged cells and formulas.
    """
    return table_in(sheet, columns_of(LAYOUT), as_printed=True)
