"""Notices: urgent and overdue tasks reach every channel once, without words of a patient."""

import hmac
import json
import socket
import threading
from dataclasses import replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from assistant.audit import Intact
from assistant.errors import NoticeError, SettingsError
from assistant.notices import Bell, due_notices
from assistant.notices.mail import Mail, MailServer
from assistant.notices.webhook import SIGNATURE, Webhook
from assistant.settings import NoticeSettings
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.notices import SqlNotices
from assistant.wiring.notices import _channels
from assistant.worklist.task import State
from tests.unit.worklist.conftest import LI, alarm, deferral

SECRET = "CANARY 胸口疼"


class Listed:
    """Takes notices, but refuses the first `refusals`."""

    def __init__(self, name="listed", refusals=0):
        self.name, self.refusals, self.got = name, refusals, []

    def send(self, notice):
        if self.refusals:
            self.refusals -= 1
            raise NoticeError("busy")
        self.got.append((notice.kind, notice.ticket))


@pytest.fixture
def rung(ward, tmp_path):
    """Make bells over the same house, as its processes would."""
    keys = KeyRing(MasterKey.open(tmp_path / "keys" / "master.key"))
    log = SqlNotices(ward.store._database, keys, now=ward.clock)
    return lambda *channels: Bell(ward.store, log, channels, now=ward.clock)


def test_what_is_urgent_or_overdue_is_told_once_by_each_channel(ward, rung):
    urgent, calm = ward.opened(alarm(), text=SECRET), ward.opened(deferral("weak_evidence"), text="问")
    first, second = Listed(), Listed("other")
    bell = rung(first, second)
    assert [bell.ring(), bell.ring(), rung(first, second).ring()] == [2, 0, 0]
    assert first.got == second.got == [("urgent", urgent.ticket)]
    ward.clock.pass_by(days=2)
    assert rung(first).ring() == 2
    assert set(first.got[1:]) == {("overdue", urgent.ticket), ("overdue", calm.ticket)}
    links = ward.recorder.verify()
    assert isinstance(links, Intact)


def test_a_channel_that_fails_is_tried_again_and_holds_up_no_other(ward, rung, caplog):
    ward.opened(alarm(), text=SECRET)
    broken, sound = Listed(refusals=1), Listed("sound")
    bell = rung(broken, sound)
    assert [bell.ring(), bell.ring(), bell.ring()] == [1, 1, 0]
    assert (len(broken.got), len(sound.got)) == (1, 1)
    assert "CANARY" not in caplog.text


def test_whoever_takes_an_urgent_task_ends_its_ringing(ward, rung):
    task = ward.step(ward.opened(alarm(), text=SECRET), "claim", LI)
    assert due_notices([task], ward.clock()) == ()
    assert rung(Listed()).ring() == 0
    done = replace(task, state=State.CLOSED)
    ward.clock.pass_by(days=9)
    assert due_notices([done], ward.clock()) == ()
    assert [one.kind for one in rung().waiting()] == ["overdue"]


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((body, self.headers[SIGNATURE]))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def receiver():
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    server.got, server.status = [], 204
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_a_webhook_gets_signed_json_without_words(ward, receiver, rung):
    ward.opened(alarm(), text=SECRET)
    url = f"http://127.0.0.1:{receiver.server_port}/hook"
    receiver.status = 503
    bell = rung(Webhook(url, secret="shared"))
    assert bell.ring() == 0
    receiver.status = 204
    assert bell.ring() == 1
    body, signature = receiver.got[-1]
    assert signature == hmac.digest(b"shared", body, sha256).hex()
    assert (json.loads(body)["priority"], b"CANARY" in body) == ("P0", False)
    (notice,) = rung().waiting()
    for bad in (f"http://127.0.0.1:{receiver.server_port + 1 if receiver.server_port < 65535 else 1}/", "x:"):
        with pytest.raises(NoticeError):
            Webhook(bad, secret=None).send(notice)


def test_a_mail_reaches_a_mail_server(ward, rung):
    controller = pytest.importorskip("aiosmtpd.controller")

    class Box:
        def __init__(self):
            self.letters = []

        async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - the library's own name
            self.letters.append(envelope)
            return "250 taken"

    ward.opened(alarm(), text=SECRET)
    box = Box()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    post = controller.Controller(box, hostname="127.0.0.1", port=port)
    post.start()
    try:
        server = MailServer(host="127.0.0.1", port=port, security="none")
        bell = rung(Mail(server, sender="house@hospital.test", to=("li@hospital.test", "wu@hospital.test")))
        assert [bell.ring(), bell.ring()] == [1, 0]
    finally:
        post.stop()
    (letter,) = box.letters
    assert letter.rcpt_tos == ["li@hospital.test", "wu@hospital.test"]
    assert (b"Subject" in letter.content, b"CANARY" in letter.content) == (True, False)
    (notice,) = rung().waiting()
    with pytest.raises(NoticeError, match="mail server"):
        Mail(server, sender="a@b.test", to=("c@d.test",)).send(notice)


def test_nothing_leaves_the_house_unless_it_is_set():
    assert _channels(NoticeSettings()) == []
    with pytest.raises(SettingsError, match="MAIL_TO"):
        _channels(NoticeSettings(smtp_host="mail.hospital.test"))
    named = NoticeSettings(smtp_host="m", mail_to="a@b.test, c@d.test", webhook_url="http://127.0.0.1/")
    assert [one.name for one in _channels(named)] == ["mail", "webhook"]
