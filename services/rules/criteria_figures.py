"""The figures of one criterion of a sheet: typed, known, or found in its words."""

from decimal import Decimal

from models.enums import Method
from services.errors.criteria import CriterionRowFault
from services.errors.typed import TypedNumberFault, TypedNumberRefused
from services.rules.criteria_nodes import FIGURES, FIGURES_OF, OPTIONAL_FIGURES, CriterionField
from services.rules.criteria_row import CriterionDoubt, CriterionDraft
from services.rules.criteria_words import CriteriaWords, number_in, points_read
from services.rules.document import Criterion
from services.rules.exact import typed_decimal, typed_points
from services.rules.sections import MOST_POINTS

_MAX, _STEP, _FLOOR, _CAP = CriterionField.MAX, CriterionField.STEP, CriterionField.FLOOR, CriterionField.CAP
_PER_ITEM, _BONUS, _PENALTY = CriterionField.PER_ITEM, CriterionField.BONUS, CriterionField.PENALTY
_RATES = (_PER_ITEM, _BONUS, _PENALTY)
_TYPICAL_RATE = Decimal(1)


def read_figures(draft: CriterionDraft, known: Criterion | None, words: CriteriaWords) -> None:
    """Read the figures that belong to the method; a blank cell leaves what is known, but for the maximum.

    Source: house rule (criteria by Excel)
    """
    same = known if known and known.method is draft.method else None
    _refuse_unwanted(draft)
    for figure in FIGURES_OF[draft.method]:
        if draft.has(figure):
            draft.figures[figure] = _typed(draft, figure, words)
        elif figure in (_MAX, _FLOOR, _CAP) or draft.says(figure):
            draft.figures[figure] = None
        else:
            draft.figures[figure] = getattr(same, figure, None)
    if draft.method is Method.PER_ITEM and draft.figures[_PER_ITEM] is None and not draft.has(_PER_ITEM):
        draft.figures[_PER_ITEM] = draft.guess.per_item
    if draft.method is Method.BONUS_PENALTY:
        _bound(draft, same, words)
    _refuse_missing(draft)


def read_outside(draft: CriterionDraft) -> None:
    """Leave out the points of a group that has nothing but bonus and penalty, which is outside the maximum.

    Source: year-file, criteria
    """
    _refuse_unwanted(draft)
    if draft.has(_MAX):
        draft.doubts.append((CriterionDoubt.OUTSIDE, draft.text(_MAX)))


def settle_group(draft: CriterionDraft, below: int) -> None:
    """Choose of all that the points of a group can mean what its children come to, if that is among it.

    Source: house rule (typed numbers)
    """
    if below in draft.maxima:
        draft.figures[_MAX] = below
    elif len(draft.maxima) > 1:
        _refuse_doubtful(draft)


def _refuse_unwanted(draft: CriterionDraft) -> None:
    """Refuse figures of other methods; the points of bonus and penalty may stand for their bounds."""
    wanted = FIGURES_OF[draft.method]
    for figure in FIGURES:
        bounds = figure is _MAX and draft.method is Method.BONUS_PENALTY and not draft.has(_CAP)
        if figure in draft.values and draft.has(figure) and figure not in wanted and not bounds:
            draft.fault(figure, CriterionRowFault.FIGURE_UNWANTED, figure=figure)


def _typed(draft: CriterionDraft, figure: CriterionField, words: CriteriaWords) -> int | Decimal | None:
    if figure is _MAX:
        return _maximum(draft, words)
    if figure in _RATES:
        return draft.read(figure, lambda text: _rate(number_in(text, words, each=True)), None)
    lowest = 1 if figure is _STEP else -MOST_POINTS
    return draft.read(
        figure, lambda text: typed_points(number_in(text, words), MOST_POINTS, minimum=lowest), None
    )


def _maximum(draft: CriterionDraft, words: CriteriaWords) -> int | None:
    """The points of the cell; where `1.000` may mean two numbers, a group waits for its children."""
    lowest = -MOST_POINTS if draft.method is Method.BONUS_PENALTY else 0
    nothing: tuple[int, ...] = ()
    found = draft.read(_MAX, lambda text: points_read(text, words), nothing)
    if len(found) > 1:
        if draft.method is Method.GROUP:
            draft.maxima = found
        else:
            _refuse_doubtful(draft)
        return None
    if found and not lowest <= found[0] <= MOST_POINTS:
        return draft.read(
            _MAX, lambda text: typed_points(number_in(text, words), MOST_POINTS, minimum=lowest), None
        )
    return found[0] if found else None


def _refuse_doubtful(draft: CriterionDraft) -> None:
    draft.refuse(_MAX, TypedNumberRefused(reason=TypedNumberFault.DOUBTFUL, text=draft.text(_MAX)))


def _rate(number: str) -> Decimal:
    """A rate as it is typed; what is taken off is often written with a minus."""
    return typed_decimal(number.removeprefix("-"))


def _bound(draft: CriterionDraft, same: Criterion | None, words: CriteriaWords) -> None:
    """Fill in floor, cap and rates: from the points of the cell, from what is known, from the words."""
    typed = _maximum(draft, words) if draft.has(_MAX) and not draft.has(_CAP) else None
    bounds = (same.floor, same.cap) if same else (None, None)
    if typed is not None and typed not in bounds and -typed != bounds[0]:
        gives = typed > 0 and (draft.guess.gives or not draft.guess.takes)
        bounds = (-abs(typed) if typed < 0 or draft.guess.takes else 0, typed if gives else 0)
    for figure, bound in zip((_FLOOR, _CAP), bounds, strict=True):
        if not draft.has(figure):
            draft.figures[figure] = bound
    for figure, end, found in ((_BONUS, _CAP, draft.guess.bonus), (_PENALTY, _FLOOR, draft.guess.penalty)):
        if draft.figures[figure] is None and not draft.has(figure):
            _fill_rate(draft, figure, end, found, typed is not None)
        if draft.figures[figure] == 0 and draft.figures[end] is None and not draft.has(end):
            draft.figures[end] = 0


def _fill_rate(
    draft: CriterionDraft, figure: CriterionField, end: CriterionField, found: Decimal | None, bounded: bool
) -> None:
    """A rate that is neither typed nor known: of the words, or none where nothing can be given or taken."""
    other = _PENALTY if figure is _BONUS else _BONUS
    bound = draft.figures[end]
    if found is not None:
        draft.figures[figure] = found
    elif bound == 0 or (bound is None and draft.has(other)):
        draft.figures[figure] = Decimal(0)
    elif bounded:
        draft.figures[figure] = _TYPICAL_RATE
        draft.doubts.append((CriterionDoubt.RATE_GUESSED, figure))


def _refuse_missing(draft: CriterionDraft) -> None:
    refused = {refusal.column for refusal in draft.refusals}
    for figure, value in draft.figures.items():
        if value is not None or refused & {figure, _MAX} or (draft.method, figure) in OPTIONAL_FIGURES:
            continue
        if figure is _MAX:
            draft.fault(figure, CriterionRowFault.NO_MAXIMUM)
        else:
            draft.fault(figure, CriterionRowFault.FIGURE_MISSING, figure=figure)
    floor, cap = draft.figures.get(_FLOOR), draft.figures.get(_CAP)
    if floor is not None and cap is not None and floor > cap:
        draft.fault(_FLOOR, CriterionRowFault.BOUNDS)
