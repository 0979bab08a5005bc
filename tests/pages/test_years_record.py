"""The screens of a year's record: pledges, tasks and shortcomings, the versions of the rules."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.enums import RegulationKind, Role, TaskProgress, YearState
from services.database import reading, writing
from services.pledges import PledgeEntry, sign_pledge
from services.queries.plans import TaskList, shortcomings_of_year, tasks_set_in, tasks_version
from services.queries.pledges import PledgeFacts, pledges_of_year
from services.queries.regulations import regulations_of_block
from services.regulations import RegulationEntry, add_regulation
from services.rules.rights import OPERATOR
from services.settings import settings
from services.shortcomings import ShortcomingEntry, note_shortcoming
from services.storage.files import Upload
from services.tasks import TaskEntry, set_tasks
from services.years import open_year
from tests.factories import MadeYear, made_year
from tests.files import PDF
from tests.pages.visits import buttons, field, person, press, refusal, said, visit, well
from tests.record import files_in, turn

NASTY = "<b>A</b> **x** [y](z)"
SCREENS = ("giao-uoc", "nhiem-vu", "quy-che")


@pytest.fixture
def made(installation: Engine) -> MadeYear:
    with writing(installation) as session:
        return made_year(session)


def signed(installation: Engine, made: MadeYear) -> int:
    entry = PledgeEntry(signed_on=date(2017, 2, 24), titles=[NASTY], text=NASTY)
    with writing(installation) as session:
        return sign_pledge(
            session,
            OPERATOR,
            made.id,
            made.unit_ids[0],
            entry,
            folder=settings().data_folder,
            upload=Upload("**giao ước**.pdf", PDF),
        )


def pledge(installation: Engine, made: MadeYear) -> PledgeFacts | None:
    with reading(installation) as session:
        return pledges_of_year(session, made.block_id, made.id, 2017)[0].pledge


def tasks(installation: Engine, made: MadeYear) -> TaskList:
    with reading(installation) as session:
        found = tasks_set_in(session, made.block_id, 2017, 2017)
    assert found is not None
    return found


def test_an_empty_year_says_so(installation: Engine, made: MadeYear) -> None:
    username = person(installation, role=Role.VIEWER)
    app = well(visit("giao-uoc", username))
    assert "0/3 đơn vị đã ký giao ước thi đua năm 2017" in said(app)
    assert "Chưa ký: Đơn vị 1, Đơn vị 2, Đơn vị 3" in said(app)
    assert "Chưa ghi nhiệm vụ trọng tâm nào cho năm sau." in said(well(visit("nhiem-vu", username)))
    assert "Chưa ghi văn bản quy chế hoặc tiêu chí nào." in said(well(visit("quy-che", username)))


@pytest.mark.parametrize("path", SCREENS)
def test_a_viewer_is_offered_no_form(installation: Engine, made: MadeYear, path: str) -> None:
    signed(installation, made)
    app = well(visit(path, person(installation, role=Role.VIEWER)))
    assert buttons(app) <= {"English", "Đăng xuất"}


def test_a_pledge_is_written_down_with_its_file(installation: Engine, made: MadeYear) -> None:
    app = well(visit("giao-uoc", person(installation, made, Role.SECRETARY)))
    field(app, "Danh hiệu đăng ký, mỗi dòng một danh hiệu", "text_area").set_value("Cờ thi đua\n\nBằng khen")
    app.file_uploader[0].upload("C:\\giao uoc.exe", PDF)
    app = well(press(app, "Lưu giao ước mới"))
    kept = pledge(installation, made)
    assert kept is not None
    assert kept.titles == ("Cờ thi đua", "Bằng khen")
    assert kept.file is not None
    assert kept.file.label == "giao uoc.exe"
    assert "1/3 đơn vị đã ký" in said(app)
    (button,) = app.get("download_button")
    assert button.proto.label.startswith("Tải xuống giao uoc")


def test_a_file_that_is_none_is_refused_and_what_was_typed_stays(
    installation: Engine, made: MadeYear
) -> None:
    app = visit("giao-uoc", person(installation))
    field(app, "Nội dung giao ước", "text_area").set_value("Hoàn thành")
    app.file_uploader[0].upload("giao uoc.pdf", b"<html>")
    app = press(app, "Lưu giao ước mới")
    assert "theo nội dung" in refusal(app)
    assert field(app, "Nội dung giao ước", "text_area").value == "Hoàn thành"
    assert pledge(installation, made) is None
    assert files_in(settings().data_folder) == []


def test_a_pledge_is_changed_and_removed(installation: Engine, made: MadeYear) -> None:
    signed(installation, made)
    app = well(visit("giao-uoc", person(installation)))
    field(app, "Nội dung giao ước", "text_area", 1).set_value("Khác")
    field(app, "Xóa tệp đính kèm \\*\\*giao ước\\*\\*\\.pdf", "checkbox").set_value(True)
    app = well(press(app, "Lưu giao ước"))
    kept = pledge(installation, made)
    assert kept is not None
    assert (kept.text, kept.file) == ("Khác", None)
    well(press(app, "Đồng ý xóa giao ước"))
    assert pledge(installation, made) is None


def test_a_lost_file_is_said_to_be_lost_and_the_screen_goes_on(installation: Engine, made: MadeYear) -> None:
    signed(installation, made)
    (path,) = files_in(settings().data_folder)
    path.write_bytes(b"x")
    app = visit("giao-uoc", person(installation))
    assert "đã bị thay đổi" in refusal(app)
    assert "Lưu giao ước" in buttons(app)
    path.unlink()
    assert "không còn" in refusal(visit("giao-uoc", "administrator-1"))


def test_texts_stand_as_typed(installation: Engine, made: MadeYear, tmp_path: Path) -> None:
    signed(installation, made)
    with writing(installation) as session:
        note_shortcoming(session, OPERATOR, made.id, ShortcomingEntry(text=NASTY, remedy=NASTY))
        set_tasks(
            session,
            OPERATOR,
            made.id,
            [TaskEntry(text=NASTY, solution=NASTY)],
            seen_version=tasks_version([]),
        )
        entry = RegulationEntry(
            kind=RegulationKind.CRITERIA, title=NASTY, document_number=NASTY, valid_from=date(2017, 1, 1)
        )
        add_regulation(session, OPERATOR, made.block_id, entry, folder=tmp_path)
    username = person(installation, role=Role.VIEWER)
    for path, times in zip(SCREENS, (2, 4, 2), strict=True):
        shown = said(well(visit(path, username)))
        assert NASTY not in shown
        assert shown.count("\\*\\*x\\*\\*") == times


def test_a_task_is_added_moved_and_removed(installation: Engine, made: MadeYear) -> None:
    app = well(visit("nhiem-vu", person(installation)))
    for text in ("Một", "Hai"):
        field(app, "Nhiệm vụ", "text_area").set_value(text)
        field(app, "Đơn vị phụ trách", "selectbox").set_value(made.unit_ids[0])
        app = well(press(app, "Lưu nhiệm vụ mới"))
    assert "2 nhiệm vụ trọng tâm năm 2018" in said(app)
    field(app, "Thứ tự", "number_input").set_value(2)
    field(app, "Giải pháp", "text_area", 1).set_value("Bằng cách")
    app = well(press(app, "Lưu nhiệm vụ"))
    assert [(line.text, line.solution, line.owner) for line in tasks(installation, made).tasks] == [
        ("Hai", "", "Đơn vị 1"),
        ("Một", "Bằng cách", "Đơn vị 1"),
    ]
    well(press(app, "Đồng ý xóa nhiệm vụ"))
    assert [line.text for line in tasks(installation, made).tasks] == ["Một"]


def test_the_next_year_notes_how_far_its_tasks_have_come(installation: Engine, made: MadeYear) -> None:
    with writing(installation) as session:
        set_tasks(session, OPERATOR, made.id, [TaskEntry(text="Một")], seen_version=tasks_version([]))
        open_year(session, OPERATOR, made.id, 2018)
    turn(installation, made, YearState.ARCHIVED)
    app = well(visit("nhiem-vu", person(installation)))
    assert "Chưa bắt đầu" in said(app)
    field(app, "Tiến độ", "button_group").set_value(TaskProgress.DONE)
    field(app, "Ghi chú", "text_area").set_value("Xong sớm")
    app = well(press(app, "Ghi tiến độ"))
    (task,) = tasks(installation, made).tasks
    assert (task.progress, task.note) == (TaskProgress.DONE, "Xong sớm")
    assert "Xong sớm" in said(app)


def test_a_change_over_somebody_elses_is_refused(installation: Engine, made: MadeYear) -> None:
    app = visit("nhiem-vu", person(installation))
    field(app, "Nhiệm vụ", "text_area").set_value("Của tôi")
    with writing(installation) as session:
        set_tasks(session, OPERATOR, made.id, [TaskEntry(text="Của họ")], seen_version=tasks_version([]))
    assert "chưa lưu gì" in refusal(press(app, "Lưu nhiệm vụ mới"))
    assert [task.text for task in tasks(installation, made).tasks] == ["Của họ"]


def test_a_shortcoming_is_noted_changed_and_removed(installation: Engine, made: MadeYear) -> None:
    def noted() -> list[tuple[str, str | None]]:
        with reading(installation) as session:
            lines = shortcomings_of_year(session, made.block_id, made.id, 2017)
        return [(line.text, line.unit) for line in lines]

    app = visit("nhiem-vu", person(installation))
    assert "tên" in refusal(press(app, "Lưu hạn chế mới")).lower()
    field(app, "Tồn tại, hạn chế", "text_area").set_value("Báo cáo chậm")
    field(app, "Hạn chế của", "selectbox").set_value(made.unit_ids[1])
    app = well(press(app, "Lưu hạn chế mới"))
    assert "**Đơn vị 2**: Báo cáo chậm" in said(app)
    field(app, "Hạn chế của", "selectbox", 1).set_value(0)
    app = well(press(app, "Lưu hạn chế"))
    assert noted() == [("Báo cáo chậm", None)]
    well(press(app, "Đồng ý xóa hạn chế"))
    assert noted() == []


def test_a_closed_year_takes_no_new_list_but_progress(installation: Engine, made: MadeYear) -> None:
    turn(installation, made, YearState.PUBLISHED)
    username = person(installation)
    for path in ("giao-uoc", "nhiem-vu"):
        assert buttons(well(visit(path, username))) <= {"English", "Đăng xuất"}


def test_versions_are_added_changed_and_removed(installation: Engine, made: MadeYear) -> None:
    def kept() -> list[tuple[str, date]]:
        with reading(installation) as session:
            return [(line.title, line.valid_from) for line in regulations_of_block(session, made.block_id)]

    app = well(visit("quy-che", person(installation)))
    field(app, "Văn bản").set_value("Quy chế hoạt động")
    field(app, "Có hiệu lực từ", "date_input").set_value(date(2016, 3, 1))
    app.file_uploader[0].upload("quy che.pdf", PDF)
    app = well(press(app, "Thêm bản này"))
    assert kept() == [("Quy chế hoạt động", date(2016, 3, 1))]
    assert "Năm 2017 chưa có văn bản hiệu lực: tiêu chí" in said(app)
    assert "hiệu lực từ 01/03/2016" in said(app)
    assert len(app.get("download_button")) == 1
    field(app, "Văn bản").set_value("Bản khác")
    field(app, "Có hiệu lực từ", "date_input").set_value(date(2016, 3, 1))
    app = press(app, "Thêm bản này")
    assert "01/03/2016" in refusal(app)
    field(app, "Văn bản", place=1).set_value("Quy chế mới")
    app = well(press(app, "Lưu bản này"))
    assert kept() == [("Quy chế mới", date(2016, 3, 1))]
    well(press(app, "Đồng ý xóa bản này"))
    assert kept() == []
    assert files_in(settings().data_folder) == []
