"""Nights, absences and gaps: whom the calendar names is whom a task reaches; through HTTP and the clocks."""

from datetime import date, datetime, timedelta

import httpx
import pytest

from assistant.errors import AccessDeniedError, RotaError
from assistant.exchange import Role, Voice
from assistant.gate import RuleGate
from assistant.notices.notice import due_notices
from assistant.rota import Watched
from assistant.settings import Settings
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.worklist import SqlWorklist
from assistant.wiring.people import open_accounts
from assistant.wiring.rota import clocks_by, rota_room
from assistant.worklist import Worklist
from assistant.worklist.opening import TaskOpener
from assistant.worklist.worklist import Asked
from serving.app import create_app
from serving.cli.app import run
from tests.fakes.databases import fresh_database
from tests.fakes.doors import PASSWORD, Clock, account_book
from tests.fakes.houses import scripted_house
from tests.unit.worklist.conftest import alarm, deferral, question

pytestmark = pytest.mark.story
NIGHT = datetime(2026, 6, 2, 3).astimezone()


@pytest.fixture
def ward(tmp_path):
    """A calendar, a worklist and an opener that share one clock, at three at night."""
    database, clock = fresh_database(tmp_path / "house.sqlite3"), Clock()
    keys = KeyRing(MasterKey.open(tmp_path / "keys" / "master.key"))
    clock.now = NIGHT
    book = account_book(database, tmp_path, clock)
    people = {
        name: book.asker_for(book.create_account(name, PASSWORD, role=Role(role), department=department))
        for name, role, department in (
            ("li", "doctor", "心内科"),
            ("wu", "doctor", "心内科"),
            ("an", "doctor", "急诊科"),
            ("gong", "admin", None),
        )
    }
    rota = rota_room(database, keys, book, now=clock)
    store, gate, clocks = SqlWorklist(database, keys), RuleGate(), clocks_by(rota)
    work = Worklist(store, gate, clocks, now=clock)
    opener = TaskOpener(store, gate, clocks, now=clock, staffed=book.departments)
    yield rota, work, opener, people, clock
    database.close()


def opened(ward, outcome, **fields):
    _, work, opener, _, _ = ward
    told = opener.open(question(**fields), outcome, ())
    return told, work._store.task(told.trace.ticket)


def test_an_alarm_at_night_reaches_who_is_on_call_then_the_next_desks_person(ward):
    rota, work, _, people, clock = ward
    for unit, name in (("on_call", "li"), ("emergency_desk", "an")):
        rota.enter(unit, name, "2026-06-01 18:00", "2026-06-02 08:00", people["gong"])
    _, task = opened(ward, alarm())
    assert (task.priority, task.called) == ("P0", people["li"].person)
    (notice,) = due_notices([task], clock(), rota.name_of)
    assert notice.called == "li"
    clock.pass_by(minutes=2)
    work.escalate_due(clock())
    task = work.seen(task.ticket, people["an"])
    assert (task.queue.name, task.called) == ("emergency_desk", people["an"].person)


def test_the_departments_own_doctor_on_call_comes_before_the_desks(ward):
    rota, _, _, people, _ = ward
    rota.enter("on_call", "an", "2026-06-01", "2026-06-03", people["gong"])
    rota.enter("心内科", "wu", "2026-06-01", "2026-06-03", people["gong"])
    _, task = opened(ward, alarm(), department="心内科")
    assert task.called == people["wu"].person


def test_a_doctor_who_leaves_is_covered_at_once_and_the_asker_keeps_the_promised_time(ward):
    rota, work, _, people, clock = ward
    _, task = opened(ward, deferral(), department="心内科")
    work.step(task.ticket, "claim", people["li"], Asked())
    tomorrow = clock() + timedelta(days=1)
    rota.away(people["li"].person, people["wu"].person, clock(), tomorrow, people["li"])
    assert work.escalate_due(clock()) == 1
    covered = work.seen(task.ticket, people["wu"])
    assert (covered.state, covered.owner, covered.queue.name) == ("returned", None, people["wu"].person)
    assert covered.due_at == task.due_at
    assert covered.next_at > clock()
    assert work.escalate_due(clock()) == 0
    assert work.step(task.ticket, "claim", people["wu"], Asked()).owner == people["wu"].person


def test_what_would_go_to_a_doctor_who_is_away_goes_to_the_cover_by_name(ward):
    rota, _, _, people, clock = ward
    li, wu = people["li"].person, people["wu"].person
    voice = Voice(twin_id="w", doctor=li, doctor_name="li", shut="twin_scope")
    _, task = opened(ward, deferral("twin_scope"), voice=voice)
    assert task.queue.name == li
    rota.away(li, wu, clock(), clock() + timedelta(days=1), people["li"])
    told, task = opened(ward, deferral("twin_scope"), voice=voice, id="q2")
    assert task.queue.name == wu
    assert "wu" in told.claims[-1].text
    rota.away(wu, li, clock(), clock() + timedelta(days=1), people["gong"])
    _, task = opened(ward, deferral("twin_scope"), voice=voice, id="q3")
    assert task.queue.kind == "desk"


ORIGIN = {"origin": "http://house.test"}


async def test_the_calendar_is_entered_as_a_table_and_names_its_gaps_in_advance(tmp_path):
    with scripted_house(tmp_path) as house:
        app = create_app(house, pages=False)

        async def sign_in(name, role):
            house.accounts.create_account(name, PASSWORD, role=Role(role), department="心内科")
            client = httpx.AsyncClient(
                transport=httpx.ASGITransport(app=app), base_url="http://house.test", headers=ORIGIN
            )
            answer = await client.post("/v1/session", json={"name": name, "password": PASSWORD})
            client.headers["cookie"] = answer.headers["set-cookie"].split(";")[0]
            return client

        officer, li, wu = (
            await sign_in("sun", "safety_officer"),
            await sign_in("li", "doctor"),
            await sign_in("wu", "doctor"),
        )
        days = [(datetime.now().astimezone() + timedelta(days=day)).date() for day in range(4)]
        lines = [f"心内科,{days[0]},{days[1]},li", f"心内科,{days[3]},{days[3]},wu"]
        table = "科室,开始,结束,医生\n" + "\n".join(lines)
        assert (await li.post("/v1/rota/table", json={"table": table})).status_code == 403
        await officer.put("/v1/rota/watched", json={"unit": "心内科"})
        for changed in (2, 0):
            answer = await officer.post("/v1/rota/table", json={"table": table})
            assert answer.json() == {"read": 2, "changed": changed}
        told = (await li.get("/v1/rota", params={"days": 4})).json()
        assert [one["doctor"] for one in told["duties"]] == ["li", "wu"]
        assert told["gaps"][0]["says"] == (
            f"nobody is on call for 心内科 from {days[2]} 00:00 to {days[3]} 00:00"
        )
        swapped = table.replace(",li", ",wu")
        again = await officer.post("/v1/rota/table", json={"table": swapped, "replace": True})
        assert again.json() == {"read": 2, "changed": 2}
        assert {one["doctor"] for one in (await li.get("/v1/rota")).json()["duties"]} == {"wu"}

        faulty = await officer.post("/v1/rota/table", json={"table": swapped.replace(",wu", ",zhao")})
        assert (faulty.status_code, faulty.json()["type"]) == (422, "urn:yizheng:problem:rota")
        assert "line 2" in faulty.json()["detail"]
        gone = await li.post(
            "/v1/rota/away", json={"cover": "wu", "starts": str(days[1]), "ends": str(days[2])}
        )
        assert gone.status_code == 201, gone.text
        other = {"doctor": "li", "cover": "wu", "starts": str(days[1]), "ends": str(days[2])}
        assert (await wu.post("/v1/rota/away", json=other)).status_code == 403
        assert (await wu.delete(f"/v1/rota/away/{gone.json()['id']}")).status_code == 403
        assert (await li.delete(f"/v1/rota/away/{gone.json()['id']}")).status_code == 200
        assert (await officer.delete(f"/v1/rota/duties/{told['duties'][0]['id']}")).status_code == 422


def test_a_table_comes_in_by_the_command_line_wholly_or_not_at_all(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("YIZHENG_HOME", str(tmp_path / "home"))
    with open_accounts(Settings(home=tmp_path / "home")) as book:
        book.create_account("li", PASSWORD, role=Role.DOCTOR, department="心内科")
    table = tmp_path / "rota.csv"
    table.write_text("unit,from,to,doctor\n心内科,2026-06-01 18:00,2026-06-02 08:00,li\n", encoding="gb18030")
    for changed in (1, 0):
        assert run(["rota", "import", str(table)]) == 0
        assert capsys.readouterr().out == f'{{"read": 1, "changed": {changed}}}\n'
    assert run(["rota", "gaps"]) == 0
    table.write_text("unit,from,to,doctor\n心内科,2026-06-01,2026-06-02,nobody\n", encoding="utf-8")
    assert run(["rota", "import", str(table)]) == 2
    assert "line 2" in capsys.readouterr().err


DAYS = "日期,类型,至,名称\n2026-10-01,放假,2026-10-08,国庆节\n2026-10-10,上班,,国庆节调休\n"


def test_a_question_on_the_eve_of_days_off_is_promised_for_after_them_and_an_alarm_is_not(ward):
    rota, work, _, people, clock = ward
    clock.now = datetime(2026, 9, 30, 17).astimezone()
    _, before = opened(ward, deferral(), id="q0", text="还没有放假表")
    assert before.due_at == clock() + timedelta(hours=24)
    assert rota.take_days(DAYS.encode("gb18030"), people["gong"]) == (9, 9)
    told, task = opened(ward, deferral(), text="有了放假表")
    assert task.due_at == datetime(2026, 10, 9, 17).astimezone()
    assert "2026-10-09 17:00" in told.claims[-1].text
    _, urgent = opened(ward, alarm(), id="q2")
    assert urgent.due_at == clock() + timedelta(minutes=5)
    clock.now = datetime(2026, 10, 2, 9).astimezone()
    assert work.escalate_due(clock()) == 2, "the one promised by the clock, and the alarm"
    clock.now = datetime(2026, 10, 9, 17, 1).astimezone()
    work.escalate_due(clock())
    assert work.seen(task.ticket, people["li"]).state == "escalated"


def test_off_hours_are_those_of_the_hospitals_own_list(ward):
    rota, _, _, people, clock = ward
    clock.now = datetime(2026, 9, 30, 7).astimezone()
    rota.take_days(DAYS.encode(), people["gong"])
    rota.watch(Watched("心内科", "off_hours"), people["gong"])
    first = rota.gaps(days=1)
    assert [(one.starts.astimezone().hour, one.ends.astimezone().hour) for one in first] == [(7, 8), (18, 7)]
    long = [one for one in rota.gaps(days=14) if one.ends - one.starts > timedelta(days=5)]
    assert [(f"{one.starts.astimezone():%m-%d %H}", f"{one.ends.astimezone():%m-%d %H}") for one in long] == [
        ("09-30 18", "10-09 08")
    ]
    rota.remove_day(date(2026, 10, 8), people["gong"])
    assert rota.gaps(days=14)[1].ends.astimezone().date() == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("table", "why"),
    [
        pytest.param("日期,名称\n", "'kind' is missing", id="a-column-short"),
        pytest.param("day,kind\n2026-02-30,off\n", "line 2: '2026-02-30' is no day", id="no-day"),
        pytest.param("day,kind\n2026-02-03,maybe\n", "line 2: 'maybe' is neither", id="no-kind"),
        pytest.param("day,kind,to\n2026-02-03,off,2026-02-01\n", "ends on its first day", id="backwards"),
        pytest.param("day,kind\n2026-02-03,off\n2026/2/3,上班\n", "a day off and a working day", id="both"),
        pytest.param("day,kind\n2026-10-01,上班\n", "stands as a day off; say 'replace'", id="stands"),
    ],
)
def test_a_list_of_days_comes_in_wholly_or_not_at_all(ward, table, why):
    rota, _, _, people, _ = ward
    rota.take_days(DAYS.encode(), people["gong"])
    with pytest.raises(RotaError, match=why):
        rota.take_days(table.encode(), people["gong"])
    assert len(rota.days()) == 9
    assert rota.take_days(DAYS.encode(), people["gong"]) == (9, 0)
    with pytest.raises(AccessDeniedError):
        rota.take_days(DAYS.encode(), people["li"])
    with pytest.raises(RotaError, match="not in the list"):
        rota.remove_day(date(2026, 1, 1), people["gong"])


def test_days_come_in_by_the_command_line_and_are_listed(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("YIZHENG_HOME", str(tmp_path / "home"))
    listed = tmp_path / "days.csv"
    listed.write_text(DAYS, encoding="utf-8")
    assert run(["rota", "import-days", str(listed)]) == 0
    assert capsys.readouterr().out == '{"read": 9, "changed": 9}\n'
    assert run(["rota", "days", "--json"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert (len(lines), lines[-1]) == (
        9,
        '{"day": "2026-10-10", "kind": "working", "name": "国庆节调休"}',
    )
    listed.write_text(DAYS.replace("放假", "上班"), encoding="utf-8")
    assert run(["rota", "import-days", str(listed)]) == 2
    assert "2026-10-01 stands as a day off" in capsys.readouterr().err
    assert run(["rota", "import-days", str(listed), "--replace"]) == 0


async def test_a_planner_lists_days_on_the_page_and_by_http(tmp_path):
    with scripted_house(tmp_path) as house:
        app = create_app(house)
        house.accounts.create_account("gong", PASSWORD, role=Role.ADMIN)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://house.test", headers=ORIGIN
        ) as admin:
            answer = await admin.post("/v1/session", json={"name": "gong", "password": PASSWORD})
            admin.headers["cookie"] = answer.headers["set-cookie"].split(";")[0]
            assert (await admin.get("/v1/rota")).json()["working_time"]["counts"] is False
            entered = await admin.post("/v1/rota/days", json={"day": "2099-10-01", "kind": "off"})
            assert entered.json() == {"read": 1, "changed": 1}
            await admin.post("/rota/days/table", data={"days": "day,kind\n2099-10-03,working\n"})
            told = (await admin.get("/v1/rota")).json()["working_time"]
            assert (told["opens"], told["counts"], [one["kind"] for one in told["days"]]) == (
                "08:00", True, ["off", "working"],
            )  # fmt: skip
            page = await admin.get("/rota")
            assert "2099-10-03" in page.text
            assert "working days" in page.text
            wrong = await admin.post("/rota/days", data={"day": "2099-10-01", "kind": "working"})
            assert (wrong.status_code, "stands as a day off" in wrong.text) == (422, True)
            assert (await admin.post("/rota/days/2099-10-03/remove")).status_code == 303
            assert (await admin.delete("/v1/rota/days/2099-10-03")).status_code == 422
