"""Speaks to the server as its page does, without a browser: any cookie, any session id, any widget."""

import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.error import HTTPError
from uuid import uuid4

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState, UploadedFileInfo
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from pages.account.entry import COOKIE, PATH
from pages.account.sharing_entry import PATH as LINK_PATH
from tests.serving import Served


@dataclass
class Drawn:
    """What a run has drawn: every element in its order, and the ids of its fragments."""

    elements: list[Element] = field(default_factory=list)
    fragments: set[str] = field(default_factory=set)

    @property
    def kinds(self) -> list[str]:
        """What kind of element each is."""
        return [element.WhichOneof("type") or "" for element in self.elements]

    @property
    def buttons(self) -> dict[str, str]:
        """What can be pressed: label to id."""
        return {one.button.label: one.button.id for one in self.of_kind("button")}

    @property
    def titles(self) -> set[str]:
        """What stands over the screen."""
        return {one.heading.body for one in self.of_kind("heading") if one.heading.tag == "h1"}

    def of_kind(self, kind: str) -> list[Element]:
        """The elements of one kind."""
        return [one for one in self.elements if one.WhichOneof("type") == kind]

    @property
    def text(self) -> str:
        """All of it in words."""
        return "\n".join(map(str, self.elements))


def pressed(*ids: str) -> list[WidgetState]:
    """The buttons, as their clicks are sent."""
    return [WidgetState(id=one, trigger_value=True) for one in ids]


class Client:
    """A connection of one's own."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self.session_id = ""
        self.received = bytearray()  # all that came over the wire, whatever it was

    def close(self) -> None:
        """Hang up, whatever is still running."""
        self._connection.close()

    def run(self, page: str = "", widgets: Iterable[WidgetState] = (), **more: str) -> Drawn:
        """What the run draws; `more`: the request's other fields, as `page_script_hash` and `fragment_id`."""
        self.begin(page, widgets, **more)
        return self.drawn()

    def begin(self, page: str = "", widgets: Iterable[WidgetState] = (), **more: str) -> None:
        """Ask for a run, and do not wait for it."""
        request = BackMsg()
        request.rerun_script.page_name = page
        request.rerun_script.widget_states.widgets.extend(widgets)
        for name, value in more.items():
            setattr(request.rerun_script, name, value)
        self._connection.send(request.SerializeToString())

    def drawn(self) -> Drawn:
        """What the run draws, and the runs that it begins itself."""
        drawn = Drawn()
        while True:
            raw = self._connection.recv(timeout=60, decode=False)
            self.received += raw
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.session_id = message.new_session.initialize.session_id
                drawn = Drawn()
            elif kind == "delta":
                drawn.elements.append(message.delta.new_element)
                drawn.fragments |= {message.delta.fragment_id} - {""}
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return drawn


@contextmanager
def calling(served: Served, token: str = "", session_id: str = "", cookie: str = COOKIE) -> Iterator[Client]:
    """A connection with that token in the cookie; by `session_id`, to the Streamlit session of another."""
    protocols = ["streamlit", *(["-", session_id] if session_id else [])]
    with connect(
        f"ws://127.0.0.1:{served.port}/_stcore/stream",
        origin=Origin(served.url),
        additional_headers={"Cookie": f"{cookie}={token}"},
        subprotocols=[Subprotocol(one) for one in protocols],
    ) as connection:
        yield Client(connection)


def upload(served: Served, client: Client, name: str, content: bytes, token: str = "") -> FileUploaderState:
    """Send a file as the page does, and give what names it to the uploader's widget."""
    with urllib.request.urlopen(f"{served.url}/_stcore/health", timeout=20) as answer:
        xsrf = answer.headers["Set-Cookie"].split(";")[0]
    headers = {
        "Cookie": f"{xsrf}; {COOKIE}={token}",
        "X-Xsrftoken": xsrf.partition("=")[2],
        "Origin": served.url,
        "Content-Type": "multipart/form-data; boundary=line",
    }
    file_id = str(uuid4())
    body = f'--line\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    request = urllib.request.Request(
        f"{served.url}/_stcore/upload_file/{client.session_id}/{file_id}",
        method="PUT",
        data=body + content + b"\r\n--line--\r\n",
        headers=headers,
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 204
    info = UploadedFileInfo(file_id=file_id, name=name, size=len(content))
    return FileUploaderState(uploaded_file_info=[info])


def post_ticket(served: Served, ticket: str, **headers: str) -> tuple[int, str]:
    """What the route that sets the cookie answers: its status, and the cookie."""
    return _post(served, PATH, {"X-Ticket": ticket} | headers)


def post_link(served: Served, token: str, **headers: str) -> tuple[int, str]:
    """What the route of share links answers: its status, and the cookie."""
    return _post(served, LINK_PATH, {"X-Share-Link": token} | headers)


def _post(served: Served, path: str, headers: dict[str, str]) -> tuple[int, str]:
    request = urllib.request.Request(
        served.url + path, method="POST", headers={"Origin": served.url} | headers
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers.get("Set-Cookie", "")
    except HTTPError as refused:
        return refused.code, refused.headers.get("Set-Cookie", "")
