"""The daily review: what was shown with a caution is opened for the safety officer alone, and judged."""

from dataclasses import replace

import httpx
import pytest

from assistant.audit import Intact
from assistant.errors import SafetyError, UnknownRecordError, UnsignedError
from assistant.exchange import Asker, Role
from serving.app import create_app
from tests.fakes.doors import PASSWORD
from tests.fakes.houses import scripted_house
from tests.fakes.outcomes import OUTCOMES, asked

pytestmark = pytest.mark.story
OFFICER = Asker(role=Role.SAFETY_OFFICER, person="p_officer")
ORIGIN = {"origin": "http://house.test"}


def test_a_days_flagged_answers_are_judged_and_every_look_is_a_link(archive):
    mine = archive.record()
    archive.record(outcome="blocked")
    day = archive.clock().date()
    review = archive.room.daily(day, OFFICER)
    flagged = {one.link.record_id for one in review.flagged}
    assert mine in flagged
    assert all(one.link.decision.startswith("answered:") for one in review.flagged)
    assert review.open == len(review.flagged)
    archive.room.judge(mine, "wrong", "引用了旧版", OFFICER)
    archive.room.judge(mine, "fine", "", OFFICER)
    again = archive.room.daily(day, OFFICER)
    (judged,) = [one.judged for one in again.flagged if one.link.record_id == mine]
    assert (judged.finding, judged.by, again.open) == ("fine", "p_officer", review.open - 1)
    assert isinstance(archive.recorder.verify(), Intact)
    seen = archive.recorder.verify().links
    counted = archive.room.daily(day, replace(OFFICER, role=Role.ADMIN))
    assert {one.replayed for one in counted.flagged} == {None}
    assert archive.recorder.verify().links == seen
    empty = archive.room.daily(day.replace(year=2020), OFFICER)
    assert (empty.flagged, empty.open) == ((), 0)


def test_what_cannot_be_judged_is_refused(archive):
    mine, blocked = archive.record(), archive.record(outcome="blocked")
    with pytest.raises(SafetyError, match="say what is wrong"):
        archive.room.judge(mine, "wrong", " ", OFFICER)
    for reference in (blocked, "r_none"):
        with pytest.raises(UnknownRecordError):
            archive.room.judge(reference, "fine", "", OFFICER)
    with pytest.raises(UnsignedError):
        archive.room.judge(mine, "fine", "", Asker(role=Role.SAFETY_OFFICER))


async def test_the_officer_reviews_on_the_page_and_nobody_else_does(tmp_path):
    with scripted_house(tmp_path) as house:
        record = house.records.append(asked(person="p_1"), OUTCOMES["answered"])
        app = create_app(house)

        async def sign_in(name, role):
            house.accounts.create_account(name, PASSWORD, role=Role(role))
            client = httpx.AsyncClient(
                transport=httpx.ASGITransport(app=app), base_url="http://house.test", headers=ORIGIN
            )
            answer = await client.post("/v1/session", json={"name": name, "password": PASSWORD})
            client.headers["cookie"] = answer.headers["set-cookie"].split(";")[0]
            return client

        officer, admin = await sign_in("sun", "safety_officer"), await sign_in("gong", "admin")
        page = await officer.get("/safety/daily")
        assert (page.status_code, f"/safety/daily/{record}" in page.text) == (200, True)
        unsaid = await officer.post(f"/safety/daily/{record}", data={"finding": "wrong"})
        assert (unsaid.status_code, "say what is wrong" in unsaid.text) == (409, True)
        told = (await officer.get("/v1/safety/daily")).json()
        assert (told["open"], told["answers"][0]["record"]) == (1, record)
        assert (await officer.post(f"/safety/daily/{record}", data={"finding": "fine"})).status_code == 303
        assert (await officer.get("/v1/safety/daily")).json()["open"] == 0
        bad = await officer.post(f"/v1/safety/daily/{record}", json={"finding": "perhaps"})
        assert bad.status_code == 422
        assert (await admin.get("/v1/safety/daily")).status_code == 403
        counted = await admin.get("/safety/daily")
        assert (counted.status_code, record in counted.text) == (200, False)
        assert (await admin.post(f"/safety/daily/{record}", data={"finding": "fine"})).status_code == 403
