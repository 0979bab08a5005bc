"""A small year-file in which every key of the format stands, and ways to change it."""

import copy
import json
from typing import Any

from services.errors.year_file import YearFileRefused
from services.rules.loading import plain_mapping
from services.rules.reading import year_document

GONE: Any = object()

EXAMPLE = """
format: thidua-year/1
year: 2017
block: {code: noi-chinh, name: Khối thi đua Nội chính, kind: block, province: Vĩnh Phúc}
theme: Đoàn kết, đổi mới, thi đua giỏi
units:
  - {code: cong-an, name: Công an tỉnh, short_name: CA, office: head, scored: true, votes: true}
  - {code: vien-ksnd, name: Viện kiểm sát nhân dân tỉnh, office: deputy}
  - {code: so-tu-phap, name: Sở Tư pháp, office: absent}
  - {code: thanh-tra, name: Thanh tra tỉnh, scored: false, votes: false}
criteria:
  - {code: "1", name: Nhiệm vụ chính trị, method: group, max: "35"}
  - {code: "1.1", parent: "1", name: Tham mưu, method: direct, max: "10", step: "0.5"}
  - {code: "1.2", parent: "1", name: Báo cáo đúng hạn, method: pass_fail, max: "5"}
  - {code: "1.3", parent: "1", name: Chỉ tiêu, method: quantitative, max: "10"}
  - {code: "1.4", parent: "1", name: Sáng kiến, method: per_item, per_item: "2", max: "10"}
  - {code: "9", name: Thưởng và phạt, method: bonus_penalty, bonus: "1", penalty: "2", floor: "-5", cap: "5"}
scores:
  - {unit: cong-an, criterion: "1.1", stage: final, points: "9.5"}
  - {unit: cong-an, criterion: "1.2", stage: final, achieved: true}
  - {unit: cong-an, criterion: "1.3", stage: final, target: "100", actual: "120"}
  - {unit: cong-an, criterion: "1.4", stage: final, count: 3}
  - {unit: cong-an, criterion: "9", stage: final, bonus_count: 2, penalty_count: 0}
  - {unit: vien-ksnd, criterion: "1.1", stage: final, points: "10"}
  - {unit: vien-ksnd, criterion: "1.2", stage: final, achieved: false}
  - {unit: vien-ksnd, criterion: "1.3", stage: final, not_assigned: true}
  - {unit: vien-ksnd, criterion: "1.4", stage: final, count: 9}
  - {unit: so-tu-phap, criterion: "1.1", stage: self, points: "10"}
  - {unit: so-tu-phap, criterion: "1.3", stage: final, target: "50", actual: "55"}
  - {unit: thanh-tra, criterion: "1.3", stage: final, actual: "7"}
ranking: {stage: final, by: points, tie_breaks: ["1", bonus]}
classification:
  - {code: excellent, name: Hoàn thành xuất sắc, min: "90", min_included: true}
  - {code: good, name: Hoàn thành tốt, min: "75", min_included: true, max: "90", max_included: false}
quotas:
  - {award: province_flag, max: 1}
  - {award: province_certificate, share_of_remaining: "1/2", after: [gov_flag, province_flag]}
polls:
  - code: flag
    title: Cờ thi đua của UBND tỉnh
    kind: election
    seats: 1
    method: secret
    rule: {operator: ">", share: "1/2", basis: valid}
    quorum: {operator: ">=", share: "2/3", basis: summoned}
    summoned: 9
    present: 9
    members: 9
    issued: 9
    collected: 9
    invalid: 0
    options:
      - {code: cong-an, unit: cong-an, votes: 7, against: 2, blank: 0}
      - {code: so-tu-phap, unit: so-tu-phap, withdrawn: true}
  - code: plan
    title: Phương hướng năm 2018
    kind: motion
    method: hands
    rule: {operator: ">=", share: "0.5", basis: present}
    summoned: 9
    present: 8
    options: [{code: plan, votes: 4}]
awards:
  - {award: province_flag, unit: cong-an, stage: proposed}
  - {award: province_flag, unit: cong-an, stage: decided, number: 1174/QĐ-UBND, date: "2018-03-01"}
next: {head: vien-ksnd, deputies: [so-tu-phap], tasks: [Giữ vững an ninh, Cải cách tư pháp]}
"""


def example() -> dict[str, Any]:
    """The example as a plain mapping of its own."""
    return plain_mapping(EXAMPLE)


def changed(*changes: tuple[tuple[str | int, ...], Any]) -> str:
    """The example as JSON with the values at some places replaced, added, or GONE."""
    mapping = example()
    for (*way, last), value in changes:
        place: Any = mapping
        for step in way:
            place = place[step]
        if value is GONE:
            del place[last]
        elif isinstance(place, list) and last == len(place):
            place.append(copy.deepcopy(value))
        else:
            place[last] = copy.deepcopy(value)
    return json.dumps(mapping)


def faults_of(content: bytes | str) -> list[str]:
    """The lines of the refusal, none when the file is taken."""
    try:
        year_document(content)
    except YearFileRefused as refused:
        return [str(fault) for fault in refused.faults]
    return []
