"""A voter's telephone before the served product, without a browser: the card, the choice, the code."""

from collections.abc import Iterator
from contextlib import contextmanager

from streamlit.proto.WidgetStates_pb2 import WidgetState

from pages.conference.card_entry import COOKIE
from pages.conference.vote import PATH
from tests.client import Client, Drawn, calling, pressed
from tests.serving import Served

CHOOSE, CONFIRM = "Tiếp tục", "Bỏ vào hòm phiếu"


class Phone:
    """A telephone on the voting page of an election of one."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.drawn = client.run(PATH)

    def choose(self, place: int) -> Drawn:
        """Choose the option at that place of the ballot, and go on to where it is confirmed."""
        (radio,) = self.drawn.of_kind("radio")
        choice = WidgetState(id=radio.radio.id, string_value=radio.radio.options[place])
        self.drawn = self.client.run(PATH, [choice, *pressed(self.drawn.buttons[CHOOSE])])
        return self.drawn

    def confirm(self) -> str:
        """Put the ballot into the box, and give the code that then stands on the page ("" for none)."""
        self.drawn = self.client.run(PATH, pressed(self.drawn.buttons[CONFIRM]))
        return next((one.code.code_text for one in self.drawn.of_kind("code")), "")


@contextmanager
def phone(served: Served, card: str) -> Iterator[Phone]:
    """The telephone of who has that card, with the voting page open."""
    with calling(served, card, cookie=COOKIE) as client:
        yield Phone(client)
