"""A column of texts as people have them in Excel is pasted into the grid: none is changed in silence."""

from playwright.sync_api import Page, expect
from sqlmodel import select

from models.enums import Method, Role, Stage
from models.registry import Block
from models.scoring import Score
from pages.shared.i18n import _
from services.criteria import Node, save_criteria
from services.database import engine_of, reading, writing
from services.queries.criteria import criteria_of_year
from services.rules.cell_edits import CellEdit
from services.rules.document import Criterion as Rule
from services.rules.rights import OPERATOR
from services.scoring import save_cells
from tests.e2e.cells import paste_at, save
from tests.e2e.steps import settle, sign_in
from tests.factories import made_year
from tests.pages.number_strings import ALL, DOUBTFUL, PLAIN, REFUSED
from tests.serving import Served

SIGN = "\N{THUMBS UP SIGN}"


def test_of_eighty_pasted_texts_none_is_changed_in_silence(page: Page, site: Served) -> None:
    """In the grid itself, by one paste; 8 points stand in each cell."""
    engine = engine_of(site.settings)
    with writing(engine) as session:
        made = made_year(session, units=len(ALL))
        rule = Rule(code="1", name="Điểm", method=Method.DIRECT, max=1000)
        save_criteria(session, OPERATOR, made.id, [Node(None, rule)], {})
        (line,) = criteria_of_year(session, made.id)
        edits = [CellEdit(unit_id, line.criterion_id, "8", 0) for unit_id in made.unit_ids]
        save_cells(session, OPERATOR, made.id, Stage.FINAL, edits)
        code = session.get_one(Block, made.block_id).code
    sign_in(page, Role.ADMINISTRATOR, f"/cham-diem?block={code}&year=2017")
    page.get_by_text(_("One criterion"), exact=True).click()
    settle(page)
    expect(page.get_by_test_id("data-grid-canvas").first.locator("th")).to_have_count(4)
    quoted = [f'"{text}"' if "\n" in text else text for text in ALL]
    paste_at(page, 1, 0, "\n".join(quoted))
    expect(page.get_by_text(_("{count} refused").format(count=len(REFUSED)))).to_be_visible()
    save(page)
    expect(page.get_by_test_id("stToast")).to_be_visible()

    def points() -> dict[str, int | None]:
        wanted = select(Score.unit_id, Score.points).where(Score.criterion_id == line.criterion_id)
        with reading(engine) as session:
            found = dict(session.exec(wanted).all())
        return {text: found.get(unit) for text, unit in zip(ALL, made.unit_ids, strict=True)}

    found = points()
    assert {text: found[text] for text in PLAIN} == PLAIN
    assert [text for text in (*DOUBTFUL, *REFUSED) if found[text] != 800] == []
    consent = page.get_by_test_id("stCheckbox").filter(has_text="Đúng ý tôi")
    consent.click()
    settle(page)
    save(page)
    expect(consent).to_have_count(0)  # nothing is doubtful any more
    found = points()
    assert {text: found[text] for text in DOUBTFUL} == DOUBTFUL
    assert {found[text] for text in REFUSED} == {800}
    expect(page.get_by_test_id("glide-cell-1-6")).to_have_text("9,5")  # the grid is drawn anew
    settle(page)
    paste_at(page, 1, 0, "\n".join([f"5,5{SIGN}"] + ["6,25"] * 19))  # all behind the sign are shifted
    expect(page.get_by_text(_("{count} refused").format(count=len(REFUSED) + 20))).to_be_visible()
    save(page)
    expect(page.get_by_test_id("stToast").last).to_contain_text(
        _("Nothing was saved: look at the cells below the grid.")
    )
    assert points() == found
