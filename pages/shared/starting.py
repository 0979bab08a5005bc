"""What is done and said as the product starts: the first code, and what a crash or a restore has left."""

from pages.shared.ended_runs import deliver_ended_runs
from pages.shared.i18n import _, catalogue
from pages.shared.plain import as_read
from pages.shared.refusals import sentence_of
from services.accounts import issue_setup_code
from services.database import Database, reading, writing
from services.errors.ballots import BoxLost
from services.queries.ballots import lost_boxes
from services.settings import settings
from services.storage.boxes import destroy_left_over


def set_up() -> None:
    """Do, before anybody comes, what holds for every session of the process."""
    catalogue()  # else each of a hall that comes at once reads all of it
    deliver_ended_runs()


def told_at_start(engine: Database) -> list[str]:
    """What whoever starts the product has to know, once what is left of ended votes is destroyed."""
    with writing(engine) as session:
        code = issue_setup_code(session)
    folder = settings().data_folder
    with reading(engine) as session:
        destroy_left_over(session, folder)
        lost = lost_boxes(session, folder)
    told = [_("Code for the first administrator: {code}").format(code=code)] if code else []
    return told + [as_read(sentence_of(BoxLost(title=title))) for title in lost.values()]
