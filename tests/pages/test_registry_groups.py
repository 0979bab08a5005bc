"""Groups of units on the screen of the units: made, changed, removed, and only shown to who looks."""

import pytest
from sqlalchemy import Engine

from models.enums import Role
from services.criteria import Node, Said, save_criteria
from services.database import reading, writing
from services.groups import save_group
from services.queries.groups import GroupLine, groups_of_year
from services.rules.rights import OPERATOR
from tests.factories import MadeYear, made_year
from tests.pages.visits import buttons, field, person, press, refusal, visit, well
from tests.typed import typed_node


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session)


def _groups(installation: Engine, made: MadeYear) -> list[GroupLine]:
    with reading(installation) as session:
        return groups_of_year(session, made.id)


def test_a_group_is_made_and_shown_as_typed(installation: Engine, made: MadeYear) -> None:
    app = well(visit("don-vi", person(installation)))
    field(app, "Tên nhóm").set_value("**Khối** <b>huyện</b>")
    app.multiselect[0].set_value([made.unit_ids[1]])
    app = well(press(app, "Lưu nhóm"))
    (group,) = _groups(installation, made)
    assert (group.name, group.unit_ids) == ("**Khối** <b>huyện</b>", (made.unit_ids[1],))
    frame = app.dataframe[1].value
    assert list(frame.iloc[0]) == ["**Khối** <b>huyện</b>", "ĐV2"]


def test_a_group_without_a_name_is_refused_and_stays_typed(installation: Engine, made: MadeYear) -> None:
    app = well(visit("don-vi", person(installation)))
    app.multiselect[0].set_value(list(made.unit_ids))
    app = press(app, "Lưu nhóm")
    assert refusal(app)
    assert app.multiselect[0].value == list(made.unit_ids)
    assert _groups(installation, made) == []


def test_a_group_that_criteria_are_for_is_not_removed(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        group = save_group(session, OPERATOR, made.id, "Khối huyện", made.unit_ids[:1])
        node = typed_node({"code": "1", "name": "Mục", "method": "direct", "max": "10"})
        save_criteria(session, OPERATOR, made.id, [Node(None, node.rule, Said(group_id=group))], {})
    app = well(visit("don-vi", person(installation)))
    app.selectbox(key=f"group-edited-{made.id}").set_value(group)
    app = press(app.run(), "Xóa nhóm")
    assert 'dành riêng cho "Khối huyện": 1' in refusal(app)
    assert len(_groups(installation, made)) == 1


def test_who_only_looks_sees_the_groups_and_nothing_to_press(installation: Engine, made: MadeYear) -> None:
    viewer = person(installation, role=Role.VIEWER)
    assert "Nhóm đơn vị theo tiêu chí" not in [one.label for one in visit("don-vi", viewer).expander]
    with writing(installation) as session:
        save_group(session, OPERATOR, made.id, "Khối huyện", made.unit_ids[:1])
    app = well(visit("don-vi", viewer))
    assert any("không giao" in caption.value for caption in app.caption)
    assert buttons(app) == {"English", "Đăng xuất"}
