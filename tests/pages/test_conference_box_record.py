"""What is posted of a sealed vote on screen: for everybody who looks, and for who has voted with a card."""

from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from models.enums import Answer, Role
from models.polls import Poll
from services import box_counts, poll_steps
from services.ballot_box.box import cast
from services.database import writing
from services.rules.codes import as_groups
from services.rules.rights import OPERATOR
from services.settings import Settings
from services.storage.boxes import box_of
from tests.factories import made_actor, made_year
from tests.pages.visits import person, said, visit, well
from tests.rounds import codes, publish, version
from tests.voters import card_of, open_electronic, with_voters


def expanders(app: AppTest) -> list[str]:
    return [one.label for one in app.expander]


def test_the_roll_the_codes_and_the_signed_result_are_posted(
    installation: Engine, sqlite_settings: Settings
) -> None:
    folder = sqlite_settings.data_folder
    with writing(installation) as session:
        made = made_year(session)
        voters = with_voters(session, made)
        poll_id = open_electronic(session, made, folder)
        path = box_of(folder, session.exec(select(Poll).where(Poll.id == poll_id)).one())
        (first, *_others), card = codes(session, poll_id), card_of(session, made, voters[0])
        given = [cast(path, str(voter), {first: Answer.FOR}) for voter in voters[:2]]
    viewer = person(installation, role=Role.VIEWER)
    assert not expanders(well(visit("bieu-quyet", viewer)))
    with writing(installation) as session:
        now = version(session, poll_id)
        poll_steps.close_poll(session, OPERATOR, poll_id, seen_version=now, folder=folder)
    app = well(visit("bieu-quyet", viewer))
    assert expanders(app) == ["2 đại biểu đã bỏ phiếu trên điện thoại"]
    assert "Đại biểu 2 (Đơn vị 2)" in said(app)
    assert "Đại biểu 3" not in said(app)
    with writing(installation) as session:
        teller, now = made_actor(session, Role.TELLER), version(session, poll_id)
        box_counts.open_ballot_box(session, teller, poll_id, "", seen_version=now, folder=folder)
    assert len(expanders(well(visit("bieu-quyet", viewer)))) == 1
    with writing(installation) as session:
        publish(session, poll_id)
    posted = "\n".join(map(as_groups, sorted(given)))
    app = well(visit("bieu-quyet", viewer))
    assert expanders(app)[1] == "Mã các phiếu đã kiểm: Cờ thi đua của UBND tỉnh"
    assert [one.value for one in app.code][1:] == [posted]
    assert [one.proto.label for one in app.get("download_button")] == ["Gói kết quả có ký số"]
    assert [one.value for one in well(visit("bo-phieu", card=card)).code] == [posted]
