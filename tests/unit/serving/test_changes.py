"""Differences, digest and disagreements at the doors: same fields, access, roles, clear refusals."""

import json

import httpx
import pytest

from serving.cli.app import run
from serving.cli.change_pages import affected_page, conflicts_page, diff_page, digest_page
from serving.local import LocalDesk
from serving.remote import RemoteDesk
from serving.running import RunningServer
from tests.fakes.editions import content
from tests.fakes.houses import key_for

OLD, NEW = "血压目标为<150/90 mmHg。\n每年复查。", "血压目标为<140/90 mmHg。\n每年复查。"
KINDS = ["added", "removed", "threshold", "drug", "strength", "population", "moved", "wording", "unchanged"]


@pytest.fixture
def editions(house):
    house.ledger.add(
        [
            content("bp-2018", year=2018, words=OLD, family="bp"),
            content("bp-2024", year=2024, words=NEW, family="bp"),
            content("bp-2025", year=2025, words=NEW.replace("140", "120"), family="bp", access="staff"),
        ]
    )


@pytest.mark.usefixtures("editions")
async def test_two_editions_are_compared_by_document_id_or_edition_id(client, house):
    edition_id = house.ledger.resolve("bp-2018").edition_id
    told = (await client.get("/v1/guidelines/diff", params={"old": edition_id, "new": "bp-2024"})).json()
    assert list(told["summary"]) == KINDS
    assert told["summary"]["threshold"] == told["summary"]["unchanged"] == 1
    (change,) = [one for one in told["changes"] if one["kind"] == "threshold"]
    assert change["numbers"] == [{"old": "150/90", "new": "140/90", "unit": "mmHg", "what": "血压目标"}]
    assert change["old"] == {"text": "血压目标为<150/90 mmHg。", "section": "1 总则 › 1.1", "page": 1}
    assert set(change) == {"kind", "old", "new", "numbers", "score"}


@pytest.mark.usefixtures("editions")
async def test_a_file_is_compared_and_not_kept(client, house):
    held = len(house.ledger.editions())
    file = ("new.md", "# 规范\n\n血压目标为<130/80 mmHg。\n\n每年复查。".encode())
    answer = await client.post("/v1/guidelines/diff", files={"old": (None, "bp-2018"), "new": file})
    assert answer.json()["summary"]["threshold"] == 1
    assert len(house.ledger.editions()) == held


@pytest.mark.parametrize(
    ("files", "status"),
    [
        pytest.param({"old": (None, "bp-2018")}, 422, id="one-side"),
        pytest.param({"old": (None, "bp-2018"), "new": ("x.pdf", b"%PDF-nonsense")}, 422, id="broken-file"),
        pytest.param({"old": (None, "bp-2018"), "new": (None, "nosuch")}, 404, id="unknown"),
    ],
)
@pytest.mark.usefixtures("editions")
async def test_what_cannot_be_compared_is_refused(client, files, status):
    assert (await client.post("/v1/guidelines/diff", files=files)).status_code == status


@pytest.mark.usefixtures("editions")
async def test_a_hidden_edition_is_unknown_and_leaves_no_trace(client, house):
    patient = key_for(house, "patient")

    async def asked(path, **params):
        return await client.get(f"/v1/guidelines/{path}", params=params, headers=patient)

    hidden = await asked("diff", old="bp-2018", new="bp-2025")
    absent = await asked("diff", old="bp-2018", new="nosuch")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.text.replace("bp-2025", "nosuch") == absent.text
    for answer in (await asked("digest", since="2020-01-01"), await asked("conflicts")):
        assert answer.status_code == 200
        assert "bp-2025" not in answer.text
        assert "120/90" not in answer.text
    doctors = (await client.get("/v1/guidelines/digest", params={"since": "2020-01-01"})).text
    assert "bp-2025" in doctors


@pytest.mark.usefixtures("editions")
async def test_the_digest_quotes_both_editions(client):
    told = (await client.get("/v1/guidelines/digest", params={"since": "2024-01-01"})).json()
    assert [one["edition"]["document_id"] for one in told["editions"]] == ["bp-2025", "bp-2024"]
    sides = told["changes"][-1]["citations"]
    assert [sides["old"][0]["quote"], sides["new"][0]["quote"]] == [
        "血压目标为<150/90 mmHg。",
        "血压目标为<140/90 mmHg。",
    ]
    assert [sides["old"][0]["status"], sides["new"][0]["status"]] == ["superseded", "superseded"]


async def test_a_digest_without_a_day_or_since_no_day_is_refused(client):
    assert (await client.get("/v1/guidelines/digest")).status_code == 422
    told = await client.get("/v1/guidelines/digest", params={"since": "soon"})
    assert told.status_code == 422
    assert "YYYY-MM-DD" in told.json()["detail"]


async def test_who_quoted_what_is_for_curators(client, house):
    asked = {"since": "2020-01-01"}
    patient = await client.get("/v1/guidelines/affected", params=asked, headers=key_for(house, "patient"))
    assert patient.status_code == 403
    assert (await client.get("/v1/guidelines/affected", params=asked)).json()["affected"] == []


@pytest.mark.usefixtures("editions")
async def test_a_command_behind_a_server_gets_the_same(app, house, tmp_path):
    file = tmp_path / "new.md"
    file.write_text("# 规范\n\n血压目标为<130/80 mmHg。", "utf-8")
    token = key_for(house, "admin")["Authorization"].removeprefix("Bearer ")
    server = RunningServer(pid=1, url="http://house.test", started="now")
    remote = RemoteDesk(server, token, transport=httpx.ASGITransport(app=app))
    here = LocalDesk(house)
    for pair in (("bp-2018", "bp-2024"), ("bp-2018", file), (file, "bp-2024")):
        assert await remote.compare(*pair) == await here.compare(*pair)
    assert await remote.digest("2020-01-01", None) == await here.digest("2020-01-01", None)
    assert await remote.conflicts() == await here.conflicts()
    assert await remote.affected("2020-01-01") == await here.affected("2020-01-01")
    await remote.close()


@pytest.mark.parametrize(
    ("old", "new", "code", "word"),
    [
        pytest.param("a.md", "b.md", 0, "threshold", id="files"),
        pytest.param("a.md", "broken.pdf", 2, "broken.pdf", id="broken"),
    ],
)
def test_two_files_are_compared_without_a_house(tmp_path, monkeypatch, capsys, old, new, code, word):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text("# 规范\n\n血压目标为<150/90 mmHg。", "utf-8")
    (tmp_path / "b.md").write_text("# 规范\n\n血压目标为<130/80 mmHg。", "utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-nonsense")
    assert run(["guidelines", "diff", old, new, "--json"]) == code
    out, err = capsys.readouterr()
    assert word in (out or err)
    if code == 0:
        assert json.loads(out)["summary"]["threshold"] == 1


def test_pages_read_as_a_person_reads():
    side = {"text": "血压目标为<150/90 mmHg。", "section": "目标", "page": 3}
    number = {"old": "150/90", "new": None, "unit": "mmHg", "what": "血压目标"}
    change = {"kind": "threshold", "old": side, "new": None, "numbers": [number], "score": 0.9}
    page = diff_page({"changes": [change, change | {"kind": "unchanged"}], "summary": {"threshold": 1}})
    assert page.splitlines() == [
        "1 threshold",
        "",
        "[threshold] 目标 · p. 3",
        "  - 血压目标为<150/90 mmHg。",
        "  150/90 → – mmHg  (血压目标)",
    ]
    assert "no disagreement" in conflicts_page({"conflicts": []})
    assert "2020-01-01" in digest_page({"since": "2020-01-01", "editions": [], "changes": []})
    touched = {"made_on": "2022-03-04", "kind": "answer", "id": "r_1", "passage_id": "p", "edition_id": "e"}
    assert "r_1" in affected_page({"affected": [touched]})
    assert "nothing" in affected_page({"since": "2020-01-01", "affected": []})
