"""What a workbook may hold at most; a block's sheets are far below."""

LARGEST_FILE = 5_000_000
"""Bytes, as `server.maxUploadSize`."""

MOST_PARTS = 500
"""Files in the package; a workbook of three sheets has about fifteen."""

LARGEST_UNPACKED = 64_000_000
"""Bytes of all parts together; 20,000 rows of eight columns are about ten million."""

STEEPEST = 150
"""Times that a part over FREE_PART may grow; sheets of equal rows reach about 60."""

FREE_PART = 1_000_000
"""Bytes; below this a part may be packed as tightly as it likes."""

MOST_TAGS = 1_500_000
"""Opening tags in all sheets; a cell has two or three, and 400,000 take about a second."""

LONGEST_TAG = 1_000_000
"""Bytes of one tag, comment or the like, which the parser holds whole."""

LARGEST_TEXT = 1_000_000_000
"""Characters, if every cell held the longest of the texts that cells share."""

MOST_ROWS = 20_000
MOST_COLUMNS = 300
"""A block of 200 units has a column for each."""

LARGEST_AREA = 1_200_000
"""Cells from A1 to the last row and column that hold something: a reader gives them all, empty ones too."""

MOST_MERGES = 2_000
MOST_MERGED_CELLS = 200_000
"""Cells under merged areas of one sheet; each costs memory when a workbook is marked."""
