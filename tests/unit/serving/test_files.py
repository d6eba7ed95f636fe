"""Files over `/v1`: bounded, told apart by their bytes, read like on the page, shown to their owner alone."""

import pytest

from assistant.gate import RuleGate
from tests.fakes.houses import key_for
from tests.fakes.patients import patient_app, patient_house
from tests.unit.ui.test_patient import registered
from tests.unit.ui.test_patient_errands import DICOM, ECG, report_pdf

pytestmark = pytest.mark.story
EPISODE = {"episode": "0123456789"}
CSV = "钾,6.8,mmol/L,3.5-5.3\n肌酐,64,μmol/L,41-73".encode()


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with patient_house(tmp_path_factory.mktemp("files"), RuleGate()) as house:
        yield house


@pytest.fixture(scope="module")
def app(house):
    return patient_app(house)


async def sent(client, data, fields=EPISODE, *, door="attachments", name="x.png", kind="image/png", **more):
    return await client.post(f"/v1/{door}", files={"file": (name, data, kind)}, data=fields, **more)


def told(answer):
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


async def test_a_file_belongs_to_its_person_and_goes_with_the_task(app, house):
    client, stranger = await registered(app, "file-a"), await registered(app, "file-b")
    answer = await sent(client, report_pdf())
    kept = answer.json()
    assert (answer.status_code, kept["attachment"]["media"]) == (201, "application/pdf"), (
        "the name does not count"
    )
    assert (kept["report"]["critical"], kept["not_judged"]) == (True, None)
    address = f"/v1/attachments/{kept['attachment']['id']}"
    own = await client.get(address)
    assert (own.content, own.headers["content-disposition"][:10]) == (report_pdf(), "attachment")
    for other in (address, "/v1/attachments/a_0123"):
        assert told(await stranger.get(other)) == (404, "unknown-attachment")
        assert told(await stranger.delete(other)) == (404, "unknown-attachment")
    assert (await stranger.get("/v1/attachments")).json() == {"attachments": []}
    task = await client.post("/v1/tasks", json={"question": "请医生看看这张单子"} | EPISODE)
    assert task.json()["attachments"] == 1
    (mine,) = (await client.get("/v1/attachments", params=EPISODE)).json()["attachments"]
    assert (mine["handed_over"], (await client.get(address)).content) == (True, report_pdf())
    assert told(await client.delete(address)) == (422, "attachment")
    listed = await client.get(
        f"/v1/tasks/{task.json()['ticket']}/attachments", headers=key_for(house, "doctor")
    )
    assert [one["id"] for one in listed.json()["attachments"]] == [kept["attachment"]["id"]]


async def test_what_was_not_handed_over_can_be_taken_back(app):
    client = await registered(app, "file-c")
    kept = (await sent(client, DICOM)).json()
    assert (kept["attachment"]["kind"], kept["report"], "DICOM" in kept["not_judged"]) == (
        "dicom",
        None,
        True,
    )
    address = f"/v1/attachments/{kept['attachment']['id']}"
    assert (await client.delete(address)).status_code == 204
    assert told(await client.get(address)) == (404, "unknown-attachment")


async def test_a_text_is_screened_and_a_report_in_it_read(app):
    client = await registered(app, "file-d")
    alarming = (await sent(client, "我爸突然胸口像压着石头，出冷汗".encode())).json()
    assert (alarming["emergency"], alarming["report"]) == (True, None)


@pytest.mark.parametrize(
    ("data", "fields", "expected"),
    [
        pytest.param(b"MZ\x90\x00\x03\x00", EPISODE, (415, "file-kind"), id="program"),
        pytest.param(b"GIF89a\x01\x00", EPISODE, (415, "file-kind"), id="gif"),
        pytest.param(b"", EPISODE, (415, "file-kind"), id="empty"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(13_000_000), EPISODE, (413, "too-large"), id="too large"),
        pytest.param(CSV, {}, (422, "invalid-line"), id="of no conversation"),
        pytest.param(CSV, {"episode": "../../etc"}, (422, "invalid-line"), id="an odd conversation"),
    ],
)
async def test_what_is_not_taken_is_refused_with_its_reason(app, data, fields, expected):
    client = await registered(app, f"file-{expected[1]}-{len(data)}-{len(fields)}")
    assert told(await sent(client, data, fields)) == expected
    assert (await client.get("/v1/attachments")).json() == {"attachments": []}


async def test_no_form_two_files_and_a_broken_form_are_refused(app):
    client = await registered(app, "file-e")
    plain = await client.post("/v1/attachments", content=b"x", headers={"Content-Type": "text/plain"})
    broken = await client.post(
        "/v1/attachments", content=b"--a\r\n", headers={"Content-Type": "multipart/form-data"}
    )
    two = await client.post("/v1/attachments", files=[("file", CSV), ("file", CSV)], data=EPISODE)
    assert [told(one) for one in (plain, broken, two)] == [(422, "invalid-line")] * 3


async def test_who_agreed_to_no_hand_over_keeps_nothing_but_may_have_a_report_read(app, house):
    client = await registered(app, "file-f", consents=("chat",))
    assert told(await sent(client, CSV)) == (403, "access-denied")
    read = (await sent(client, CSV, {"sex": "女", "id": "7"}, door="labs/file")).json()
    flags = {one["name"]: (one["flag"], one["readable"]) for one in read["items"]}
    assert (read["id"], read["kind"], flags["钾"]) == ("7", "report", ("critical_high", True))
    program = key_for(house, "patient")
    assert told(await sent(client, CSV, headers=program)) == (403, "unsigned")
    assert (await sent(client, CSV, {}, door="labs/file", headers=program)).status_code == 200


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(DICOM, (415, "file-kind"), id="dicom"),
        pytest.param(ECG.encode(), (422, "no-report"), id="ecg"),
        pytest.param("今天天气很好".encode(), (422, "no-report"), id="words"),
        pytest.param(b"%PDF-1.4 broken", (422, "invalid-question"), id="broken"),
    ],
)
async def test_nothing_is_judged_of_what_is_no_report(app, data, expected):
    client = await registered(app, f"file-g-{expected[1]}-{len(data)}")
    assert told(await sent(client, data, {}, door="labs/file")) == expected
