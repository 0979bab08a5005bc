"""A YearDocument written as a year-file that reads back as the same document."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from services.rules.document import (
    Award,
    Band,
    Criterion,
    MemberUnit,
    NextYear,
    Poll,
    PollOption,
    Quota,
    Score,
    Threshold,
    YearDocument,
)
from services.rules.exact import decimal_text, points_text, share_text
from services.rules.reading import FORMAT

_PLAIN = re.compile(r"[^\W\d_](?:[\w ./()-]*\w)?")
# Other YAML readers take these for truth values, nothing or numbers.
_RESERVED = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))


def as_yaml(document: YearDocument) -> str:
    """The year-file as YAML: one line for a unit, a criterion, a score; every exact number in quotes.

    Source: year-file, introduction
    """
    return "\n".join(_block_lines(year_mapping(document), "")) + "\n"


def as_json(document: YearDocument) -> str:
    """The year-file as JSON.

    Source: year-file, introduction
    """
    return json.dumps(year_mapping(document), ensure_ascii=False, indent=1)


def year_mapping(document: YearDocument) -> dict[str, Any]:
    """The year-file as a plain mapping; what is not given or empty is left out.

    Source: year-file, introduction
    """
    block, ranking = document.block, document.ranking
    return {
        "format": FORMAT,
        "year": document.year,
        "block": _given(code=block.code, name=block.name, kind=block.kind.value, province=block.province),
        **_given(theme=document.theme),
        "units": [_unit(unit) for unit in document.units],
        **_filled(
            criteria=[criterion_mapping(criterion) for criterion in document.criteria],
            scores=[_score(score) for score in document.scores],
        ),
        "ranking": {
            "stage": ranking.stage.value,
            "by": ranking.by.value,
            **_filled(tie_breaks=list(ranking.tie_breaks)),
        },
        **_filled(
            classification=[band_mapping(band) for band in document.classification],
            quotas=[quota_mapping(quota) for quota in document.quotas],
            polls=[poll_mapping(poll) for poll in document.polls],
            awards=[_award(award) for award in document.awards],
        ),
        **_given(next=document.next and _next(document.next)),
    }


def _given(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _filled(**values: list[Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def _points(hundredths: int | None) -> str | None:
    return None if hundredths is None else points_text(hundredths)


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value)


def _unit(unit: MemberUnit) -> dict[str, Any]:
    return _given(
        code=unit.code,
        name=unit.name,
        short_name=unit.short_name,
        office=unit.office and unit.office.value,
        scored=None if unit.scored else False,
        votes=None if unit.votes else False,
    )


def criterion_mapping(criterion: Criterion) -> dict[str, Any]:
    """A criterion as the year-file has it.

    Source: year-file, criteria
    """
    return _given(
        code=criterion.code,
        parent=criterion.parent,
        name=criterion.name,
        method=criterion.method.value,
        max=_points(criterion.max),
        step=_points(criterion.step),
        per_item=_decimal(criterion.per_item),
        bonus=_decimal(criterion.bonus),
        penalty=_decimal(criterion.penalty),
        floor=_points(criterion.floor),
        cap=_points(criterion.cap),
    )


def _score(score: Score) -> dict[str, Any]:
    return _given(
        unit=score.unit,
        criterion=score.criterion,
        stage=score.stage.value,
        points=_points(score.points),
        achieved=score.achieved,
        target=_decimal(score.target),
        actual=_decimal(score.actual),
        count=score.count,
        bonus_count=score.bonus_count,
        penalty_count=score.penalty_count,
        not_assigned=score.not_assigned or None,
    )


def band_mapping(band: Band) -> dict[str, Any]:
    """A band as the year-file has it.

    Source: year-file, classification
    """
    return _given(
        code=band.code,
        name=band.name,
        min=_points(band.min),
        min_included=band.min_included,
        max=_points(band.max),
        max_included=band.max_included,
    )


def quota_mapping(quota: Quota) -> dict[str, Any]:
    """A quota as the year-file has it.

    Source: year-file, quotas
    """
    share = quota.share_of_remaining
    return _given(
        award=quota.award,
        max=quota.max,
        share_of_remaining=None if share is None else share_text(share),
        after=list(quota.after) or None,
    )


def _threshold(threshold: Threshold | None) -> dict[str, Any] | None:
    if threshold is None:
        return None
    return {
        "operator": threshold.operator.value,
        "share": share_text(threshold.share),
        "basis": threshold.basis.value,
    }


def poll_mapping(poll: Poll) -> dict[str, Any]:
    """A round as the year-file has it; one that is not counted has no counts.

    Source: year-file, polls
    """
    return _given(
        code=poll.code,
        title=poll.title,
        kind=poll.kind.value,
        seats=poll.seats,
        method=poll.method.value,
        rule=_threshold(poll.rule),
        quorum=_threshold(poll.quorum),
        members=poll.members,
        summoned=poll.summoned,
        present=poll.present,
        issued=poll.issued,
        collected=poll.collected,
        invalid=poll.invalid,
        options=[_option(option) for option in poll.options],
    )


def _option(option: PollOption) -> dict[str, Any]:
    return _given(
        code=option.code,
        unit=option.unit,
        votes=option.votes,
        against=option.against,
        blank=option.blank,
        withdrawn=option.withdrawn or None,
    )


def _award(award: Award) -> dict[str, Any]:
    return _given(
        award=award.award, unit=award.unit, stage=award.stage.value, number=award.number, date=award.date
    )


def _next(plan: NextYear) -> dict[str, Any]:
    return {
        **_given(head=plan.head),
        **_filled(deputies=list(plan.deputies), tasks=list(plan.tasks)),
    }


def _block_lines(mapping: dict[str, Any], indent: str) -> Iterator[str]:
    """Lines of a mapping: a list of mappings gets a line for each, anything else stands in one line."""
    for key, value in mapping.items():
        if not (isinstance(value, list) and value and isinstance(value[0], dict)):
            yield f"{indent}{key}: {_flow(value)}"
            continue
        yield f"{indent}{key}:"
        for item in value:
            if "options" in item:
                first, *others = _block_lines(item, f"{indent}    ")
                yield f"{indent}  - {first.lstrip()}"
                yield from others
            else:
                yield f"{indent}  - {_flow(item)}"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str):
        return _text(value)
    return json.dumps(value)


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in quoted)
