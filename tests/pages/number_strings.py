"""What people type and paste where points belong, and what it means in a cell of at most 10 points.

Of the figures in hundredths, those in `DOUBTFUL` are saved only once somebody has agreed; None: not assigned,
or nothing. The first ones are the table of what a number column of Streamlit made wrong without a word.
"""

from collections.abc import Mapping

PLAIN: Mapping[str, int | None] = {
    "1,5": 150,
    "7,25": 725,
    "0,5": 50,
    "7,5": 750,
    "8.25": 825,
    "9.99": 999,
    "9.5": 950,
    "9,50": 950,
    "10": 1000,
    "10,00": 1000,
    "0": 0,
    " 9 ": 900,
    "9\u00a0": 900,
    "-": None,
}
DOUBTFUL: Mapping[str, int | None] = {
    "": None,
    "  ": None,
    " - ": None,
    "–": None,
    "½": 50,
    "1½": 150,
    "1 ½": 150,
    "９": 900,
    "９,５": 950,
    "+9": 900,
    "9 điểm": 900,
    "9đ": 900,
    "9 , 5": 950,
    "007": 700,
    "-0": 0,
    "−0": 0,
    "\u200b9": 900,
    "1.000": 100,
    "2.000": 200,
}
REFUSED = (
    *("11", "12", "-1", "-3", "abc", "10,01", "1.234,5", "1 234", "１１", "0.125", "9,555", "9.5.5", "1,2,3"),
    *(
        "1e3",
        "1E1",
        "0x10",
        "NaN",
        "∞",
        "true",
        "IX",
        "chín",
        "9²",
        "٩",
        "９９",
        "9_5",
        "9-5",
        "--5",
        "x",
        "đạt",
    ),
    *(
        "=1+1",
        "#N/A",
        "50%",
        "05/01",
        "1/2",
        "1 2",
        "9,5 10",
        "1.5,0",
        "9,5,",
        ",5",
        "5,",
        "5.",
        "9'5",
        "9;5",
    ),
    *("9:30", "9\n5"),
)
ALL = (*PLAIN, *DOUBTFUL, *REFUSED)
