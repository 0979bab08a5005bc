"""The real case of 2025: three provinces become one, and their departments with them.

The mergers of the departments, the three courts and the new names are real (resolutions 202/2025/QH15 and
81/2025/UBTVQH15); the day in March, the numbers of the provinces' own documents and all scores are invented.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from sqlmodel import Session, select

from models.enums import YearState
from models.year import BlockYear
from services.archive import import_year
from services.rules.reading import year_document
from services.rules.rights import OPERATOR
from services.workbooks.writing import Value, workbook_of

PROVINCES = {"vinh-phuc": "Vĩnh Phúc", "phu-tho": "Phú Thọ", "hoa-binh": "Hòa Bình"}
MARCH, JULY = date(2025, 3, 1), date(2025, 7, 1)
PROVINCES_MERGED, COURTS_MERGED = "Nghị quyết 202/2025/QH15", "Nghị quyết 81/2025/UBTVQH15"

DEPARTMENTS = {
    "Khối thi đua Kinh tế tổng hợp": {
        "Sở Tài chính": "Sở Tài chính",
        "Sở Kế hoạch và Đầu tư": "Sở Tài chính",
        "Sở Nông nghiệp và Phát triển nông thôn": "Sở Nông nghiệp và Môi trường",
        "Sở Tài nguyên và Môi trường": "Sở Nông nghiệp và Môi trường",
        "Sở Xây dựng": "Sở Xây dựng",
        "Sở Giao thông vận tải": "Sở Xây dựng",
    },
    "Khối thi đua Văn hóa - Xã hội": {
        "Sở Nội vụ": "Sở Nội vụ",
        "Sở Lao động - Thương binh và Xã hội": "Sở Nội vụ",
        "Sở Khoa học và Công nghệ": "Sở Khoa học và Công nghệ",
        "Sở Thông tin và Truyền thông": "Sở Khoa học và Công nghệ",
    },
}
JUSTICE = "Khối thi đua Nội chính"
CLUSTER = "Cụm thi đua các tỉnh Trung du và miền núi phía Bắc"

Row = Mapping[str, Value]

_YEAR = """
format: thidua-year/1
year: {year}
block: {{code: {code}, name: {name}, kind: {kind}{province}}}
units:
{units}
criteria:
  - {{code: "1", name: Nhiệm vụ chính trị, method: direct, max: "60", step: "0.5"}}
  - {{code: "2", name: Chỉ tiêu, method: quantitative, max: "40"}}
scores:
{scores}
ranking: {{stage: final, by: points}}
polls:
  - code: co
    title: Cờ thi đua
    kind: election
    seats: 1
    method: secret
    rule: {{operator: ">", share: "1/2", basis: valid}}
    summoned: 3
    present: 3
    options:
      - {{code: u1, unit: u1, votes: 3}}
      - {{code: u2, unit: u2, votes: 0}}
"""


def three_provinces(session: Session) -> dict[str, int]:
    """The blocks of the provinces and their cluster, with the published year 2024 and the open year 2025.

    Gives the blocks by their codes.
    """
    blocks: dict[str, int] = {}
    for code, name, province, units in _blocks():
        for year, state in ((2024, YearState.PUBLISHED), (2025, YearState.DRAFT)):
            document = year_document(_year_file(code, name, province, units, year))
            key = import_year(session, OPERATOR, document).block_year_id
            row = session.exec(select(BlockYear).where(BlockYear.id == key)).one()
            row.state = state
            blocks[code] = row.block_id
    session.flush()
    return blocks


def sheet_rows() -> list[Row]:
    """What happened, as an office would write it down."""
    return [*_march(), *_july()]


def sheet() -> bytes:
    """The same as a workbook."""
    return workbook_of("reorganisation", sheet_rows())


def event_row(
    unit: str, event: str, day: date = JULY, document: str = "QĐ 1", **cells: str
) -> dict[str, Value]:
    """A row of the sheet."""
    return {"unit": unit, "event": event, "day": day, "document": document, **cells}


def _march() -> Iterator[Row]:
    for code, province in PROVINCES.items():
        for departments in DEPARTMENTS.values():
            for old, new in departments.items():
                document = f"Nghị quyết 01/NQ-HĐND ({code})"
                yield event_row(old, "Sáp nhập", MARCH, document, place=province, new_unit=new)


def _july() -> Iterator[Row]:
    for province in PROVINCES.values():
        yield event_row(f"Tỉnh {province}", "Sáp nhập", document=PROVINCES_MERGED, new_unit="Tỉnh Phú Thọ")
    for block, departments in DEPARTMENTS.items():
        for new in dict.fromkeys(departments.values()):
            for province in PROVINCES.values():
                yield event_row(
                    new,
                    "Hợp nhất",
                    document="Nghị quyết 10/NQ-HĐND tỉnh Phú Thọ",
                    place=province,
                    new_unit=new,
                    new_block=f"{block} (Phú Thọ)",
                )
    for province in PROVINCES.values():
        yield event_row(
            f"Tòa án nhân dân tỉnh {province}",
            "sát nhập",
            document=COURTS_MERGED,
            new_unit="Tòa án nhân dân tỉnh Phú Thọ",
            short_name="TAND tỉnh",
            new_block=f"{JUSTICE} (Phú Thọ)",
        )
    for province in PROVINCES.values():
        yield event_row(
            "Cục Thi hành án dân sự tỉnh",
            "Đổi tên",
            document="Quyết định 1898/QĐ-BTP",
            place=f"tỉnh {province}",
            new_unit="Thi hành án dân sự tỉnh",
            short_name="THADS tỉnh",
        )


def _blocks() -> Iterator[tuple[str, str, str, list[str]]]:
    yield "cum-trung-du", CLUSTER, "", [f"Tỉnh {name}" for name in (*PROVINCES.values(), "Thái Nguyên")]
    for code, province in PROVINCES.items():
        for place, (name, departments) in enumerate(DEPARTMENTS.items(), start=1):
            yield f"{code}-{place}", name, province, list(departments)
        justice = [f"Tòa án nhân dân tỉnh {province}", "Cục Thi hành án dân sự tỉnh", "Sở Tư pháp"]
        yield f"{code}-noi-chinh", JUSTICE, province, justice


def _year_file(code: str, name: str, province: str, units: list[str], year: int) -> str:
    scores = [
        f'  - {{unit: u{place}, criterion: "1", stage: final, points: "{50 + place}.5"}}\n'
        f'  - {{unit: u{place}, criterion: "2", stage: final, target: "100", actual: "{100 + place}"}}'
        for place in range(1, len(units) + 1)
    ]
    return _YEAR.format(
        year=year,
        code=code,
        name=name,
        kind="block" if province else "cluster",
        province=f", province: {province}" if province else "",
        units="\n".join(f"  - {{code: u{place}, name: {unit}}}" for place, unit in enumerate(units, 1)),
        scores="\n".join(scores),
    )
