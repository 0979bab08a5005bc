"""The XML parts of a workbook, read tag by tag: what each is, and what its tags say.

Names are taken without their prefix, as the parsers behind the guard take them.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from services.errors.workbooks import WorkbookFault, WorkbookRefused
from services.workbooks.limits import LONGEST_TAG, MOST_TAGS
from services.workbooks.sheet_markup import SheetMarkup

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_QUOTED = re.compile(r'"[^"]*"|\\.')
_PLAIN_ENCODINGS = ("utf-8", "us-ascii", "ascii")
MARK_NAME = "thidua-template"
"""The custom property whose text is a template's name, its version, and the sheet: `units/1 Sheet name`."""

_LONGEST_MARK = 200

Attributes = Mapping[str, str]


@dataclass(slots=True)
class Budget:
    """How many opening tags are still allowed in the whole workbook."""

    tags: int = MOST_TAGS


@dataclass(slots=True)
class WorkbookMarkup:
    """The sheets of `workbook.xml` in order: name, relation, hidden or not."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)

    def opened(self, tag: str, attributes: Attributes) -> None:
        """Note a sheet."""
        if tag == "sheet":
            relation = next((value for name, value in attributes.items() if _local(name) == "id"), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), relation, hidden))


@dataclass(slots=True)
class Relations:
    """Which parts a part names: relation -> target."""

    targets: dict[str, str] = field(default_factory=dict)

    def opened(self, tag: str, attributes: Attributes) -> None:
        """Note a relation, and refuse one that leads out of the file and is no link to click."""
        if tag != "Relationship":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        outward = attributes.get("TargetMode", "").casefold() == "external" and kind != "hyperlink"
        if outward or kind in ("externalLink", "externalLinkPath", "connections"):
            raise WorkbookRefused(reason=WorkbookFault.EXTERNAL_LINKS)
        if kind in ("vbaProject", "xlMacrosheet", "control"):
            raise WorkbookRefused(reason=WorkbookFault.MACROS)
        self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


@dataclass(slots=True)
class ContentTypes:
    """The list of what the parts are; of interest is only what it must not name."""

    def opened(self, tag: str, attributes: Attributes) -> None:
        """Refuse a part with macros."""
        kind = attributes.get("ContentType", "").casefold()
        if "macroenabled" in kind or "vbaproject" in kind:
            raise WorkbookRefused(reason=WorkbookFault.MACROS)


@dataclass(slots=True)
class Properties:
    """The custom properties; `mark` is the template's, empty where there is none."""

    mark: str = ""
    inside: bool = False

    def opened(self, tag: str, attributes: Attributes) -> None:
        """Note whether the text that follows is the mark."""
        if tag == "property":
            self.inside = attributes.get("name") == MARK_NAME

    def text(self, piece: str) -> None:
        """Take the text of the mark."""
        if self.inside:
            self.mark = (self.mark + piece)[:_LONGEST_MARK]


@dataclass(slots=True)
class Texts:
    """The texts that cells share, each perhaps by many; `longest` is in characters."""

    longest: int = 0
    length: int = 0

    def opened(self, tag: str, attributes: Attributes) -> None:
        """Begin with the next text."""
        if tag == "si":
            self.length = 0

    def text(self, piece: str) -> None:
        """Take a piece of the text."""
        self.length += len(piece)
        self.longest = max(self.longest, self.length)


@dataclass(slots=True)
class Styles:
    """The looks of cells; `percents` are those that show a number times a hundred."""

    percents: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=lambda: {"9", "10"})  # what Excel shows so without saying how
    cells: int = -1

    def opened(self, tag: str, attributes: Attributes) -> None:
        """Note a format of numbers, or the next look of cells."""
        match tag:
            case "numFmt":
                if "%" in _QUOTED.sub("", attributes.get("formatCode", "")):
                    self.codes.add(attributes.get("numFmtId", ""))
            case "cellXfs":
                self.cells = 0
            case "cellStyles":
                self.cells = -1
            case "xf" if self.cells >= 0:
                if attributes.get("numFmtId") in self.codes:
                    self.percents.add(str(self.cells))
                self.cells += 1


Markup = SheetMarkup | Styles | Texts | WorkbookMarkup | Relations | ContentTypes | Properties
_KINDS: Mapping[str, type[Markup]] = {
    "worksheet": SheetMarkup,
    "styleSheet": Styles,
    "sst": Texts,
    "workbook": WorkbookMarkup,
    "Relationships": Relations,
    "Types": ContentTypes,
    "Properties": Properties,
}


def markup_of(part: str, pieces: Iterable[bytes], budget: Budget) -> Markup | None:
    """What the part says, None where it is nothing that has to be known; all pieces are taken.

    Raises:
        WorkbookRefused: it is no plain XML though it must be, holds what is refused, or is too large.
    """
    reader: _Reader | None = None
    for number, piece in enumerate(pieces):
        if number == 0 and _is_markup(part, piece):
            reader = _Reader(part, budget)
        if reader:
            reader.take(piece)
    if reader:
        reader.take(b"", last=True)
        return reader.markup
    if _must_be_markup(part):
        raise WorkbookRefused(reason=WorkbookFault.DAMAGED, place=part)
    return None


def _must_be_markup(part: str) -> bool:
    """Pictures and settings are none, and the drawings of comments are not always whole."""
    return part.casefold().endswith((".xml", ".rels"))


def _is_markup(part: str, piece: bytes) -> bool:
    if _must_be_markup(part) and (b"\0" in piece[:4] or piece[:2] in (b"\xff\xfe", b"\xfe\xff")):
        raise WorkbookRefused(reason=WorkbookFault.FOREIGN_ENCODING, place=part)
    return piece.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"<")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Reader:
    """Feeds one part to the parser; the first tag says what the part is."""

    def __init__(self, part: str, budget: Budget) -> None:
        self.part = part
        self.budget = budget
        self.fed = 0
        self.markup: Markup | None = None
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = self._declared
        self.parser.StartDoctypeDeclHandler = self._refuse_entities
        self.parser.StartElementHandler = self._root

    def take(self, piece: bytes, last: bool = False) -> None:
        """The next piece."""
        self.fed += len(piece)
        try:
            self.parser.Parse(piece, last)
        except expat.ExpatError as broken:
            if _must_be_markup(self.part):
                raise WorkbookRefused(reason=WorkbookFault.DAMAGED, place=self.part) from broken
            return
        if self.fed - self.parser.CurrentByteIndex > LONGEST_TAG + len(piece):
            self._refuse_size(self.fed, LONGEST_TAG)

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.casefold() not in _PLAIN_ENCODINGS:
            raise WorkbookRefused(reason=WorkbookFault.FOREIGN_ENCODING, place=self.part)

    def _refuse_entities(self, *_declaration: object) -> None:
        raise WorkbookRefused(reason=WorkbookFault.ENTITIES, place=self.part)

    def _refuse_size(self, count: int, limit: int) -> None:
        raise WorkbookRefused(
            reason=WorkbookFault.UNPACKED_TOO_LARGE, place=self.part, count=count, limit=limit
        )

    def _root(self, name: str, _attributes: Attributes) -> None:
        root = _local(name)
        if root == "macrosheet":
            raise WorkbookRefused(reason=WorkbookFault.MACROS)
        # Without a handler the parser goes on alone, which is fast: drawings need no more.
        self.parser.StartElementHandler = None
        if root in _KINDS:
            self.markup = markup = _KINDS[root]()
            self.parser.StartElementHandler = self._counting(markup.opened)
            if isinstance(markup, Properties | Texts):
                self.parser.CharacterDataHandler = markup.text

    def _counting(self, opened: Callable[[str, Attributes], None]) -> Callable[[str, Attributes], None]:
        def count(name: str, attributes: Attributes) -> None:
            self.budget.tags -= 1
            if self.budget.tags < 0:
                self._refuse_size(MOST_TAGS, MOST_TAGS)
            opened(name.rpartition(":")[2], attributes)

        return count
