"""A year-file read into a YearDocument, or refused with all its faults at once."""

from collections.abc import Container, Iterator, Mapping
from enum import StrEnum
from typing import Any

from models.enums import AwardStage, BlockKind, OfficeRole, RankingKey, Stage
from services.errors.year_file import YearFileRefused
from services.rules.document import (
    BONUS,
    Award,
    Band,
    BlockIdentity,
    MemberUnit,
    NextYear,
    Quota,
    RankingRule,
    YearDocument,
)
from services.rules.loading import plain_mapping
from services.rules.problems import Problem
from services.rules.quotas import may_be_counted
from services.rules.reading_polls import read_polls
from services.rules.reading_scores import read_criteria, read_scores
from services.rules.sections import Section

FORMAT = "thidua-year/1"
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


def year_document(content: bytes | str) -> YearDocument:
    """The document that a year-file of YAML or JSON says.

    Raises: YearFileRefused with every fault that was found.
    Source: year-file, Refused
    """
    return document_of(plain_mapping(content))


def document_of(mapping: Mapping[str, Any]) -> YearDocument:
    """The document that a plain mapping says.

    Raises: YearFileRefused with every fault that was found.
    Source: year-file, Refused
    """
    file = Section(dict(mapping), [])
    if file.has("format") and mapping["format"] != FORMAT:
        file.fault(Problem.WRONG_FORMAT, "format", expected=FORMAT)
        raise YearFileRefused(faults=tuple(file.faults))
    document = _read(file)
    file.close()
    if file.faults:
        raise YearFileRefused(faults=tuple(file.faults))
    return document


def _read(file: Section) -> YearDocument:
    file.take("format")
    year = file.whole("year", EARLIEST_YEAR, LATEST_YEAR)
    block = _block(file.section("block"))
    theme = file.sentence("theme") if file.has("theme") else None
    if not file.has("units"):
        file.take("units")
    units = tuple(_units(file))
    codes = {unit.code for unit in units}
    criteria, faulty = read_criteria(file)
    return YearDocument(
        year=year,
        block=block,
        theme=theme,
        units=units,
        criteria=criteria,
        scores=read_scores(file, codes, criteria, faulty),
        ranking=_ranking(file, {criterion.code for criterion in criteria}),
        classification=tuple(_bands(file)),
        quotas=_quotas(file),
        polls=read_polls(file, codes),
        awards=tuple(_awards(file, codes)),
        next=_next(file.section("next"), codes) if file.has("next") else None,
    )


def _block(section: Section) -> BlockIdentity:
    block = BlockIdentity(
        code=section.code("code"),
        name=section.name("name"),
        kind=section.word("kind", BlockKind),
        province=section.maybe("province", section.name),
    )
    section.close()
    return block


class _OfficeWord(StrEnum):
    HEAD = OfficeRole.HEAD
    DEPUTY = OfficeRole.DEPUTY
    ABSENT = "absent"


_OFFICES = {_OfficeWord.HEAD: OfficeRole.HEAD, _OfficeWord.DEPUTY: OfficeRole.DEPUTY}


def _units(file: Section) -> Iterator[MemberUnit]:
    taken: set[str] = set()
    for section in file.sections("units"):
        yield MemberUnit(
            code=section.new_code("code", taken),
            name=section.name("name"),
            short_name=section.maybe("short_name", section.name),
            office=_OFFICES.get(section.word("office", _OfficeWord)) if section.has("office") else None,
            scored=section.truth("scored", default=True),
            votes=section.truth("votes", default=True),
        )


def _ranking(file: Section, criteria: set[str]) -> RankingRule:
    if not file.has("ranking"):
        return RankingRule()
    section = file.section("ranking")
    tie_breaks = section.codes("tie_breaks")
    for code in tie_breaks:
        if code and code != BONUS and code not in criteria:
            section.fault(Problem.UNKNOWN_CRITERION, "tie_breaks", code=code)
    rule = RankingRule(
        stage=section.word("stage", Stage) if section.has("stage") else Stage.FINAL,
        by=section.word("by", RankingKey) if section.has("by") else RankingKey.POINTS,
        tie_breaks=tie_breaks,
    )
    section.close()
    return rule


def _bands(file: Section) -> Iterator[Band]:
    taken: set[str] = set()
    for section in file.sections("classification"):
        band = Band(
            code=section.new_code("code", taken),
            name=section.name("name"),
            min=section.maybe("min", section.signed_points),
            min_included=section.truth("min_included", default=True),
            max=section.maybe("max", section.signed_points),
            max_included=section.truth("max_included", default=False),
        )
        if band.min is not None and band.max is not None and band.min > band.max:
            section.fault(Problem.MIN_ABOVE_MAX)
        yield band


def _quotas(file: Section) -> tuple[Quota, ...]:
    quotas: list[Quota] = []
    taken: set[str] = set()
    for section in file.sections("quotas"):
        if section.has("max") == section.has("share_of_remaining"):
            section.fault(Problem.MAX_OR_SHARE)
        quotas.append(
            Quota(
                award=section.new_award("award", taken),
                max=section.maybe("max", section.whole),
                share_of_remaining=section.maybe("share_of_remaining", section.share),
                after=section.awards("after"),
            )
        )
    if not may_be_counted(quotas):
        file.fault(Problem.QUOTA_CYCLE, "quotas")
    return tuple(quotas)


def _awards(file: Section, units: Container[str]) -> Iterator[Award]:
    seen: set[tuple[str, str, AwardStage]] = set()
    for section in file.sections("awards"):
        award = Award(
            award=section.award("award"),
            unit=section.known("unit", units, Problem.UNKNOWN_UNIT) or "",
            stage=section.word("stage", AwardStage),
            number=section.maybe("number", section.reference),
            date=section.maybe("date", section.reference),
        )
        if award.unit and (award.award, award.unit, award.stage) in seen:
            section.fault(Problem.AWARD_TWICE)
        seen.add((award.award, award.unit, award.stage))
        yield award


def _next(section: Section, units: Container[str]) -> NextYear:
    deputies = section.codes("deputies")
    for code in deputies:
        if code and code not in units:
            section.fault(Problem.UNKNOWN_UNIT, "deputies", code=code)
    plan = NextYear(
        head=section.known("head", units, Problem.UNKNOWN_UNIT) if section.has("head") else None,
        deputies=deputies,
        tasks=section.sentences("tasks"),
    )
    section.close()
    return plan
