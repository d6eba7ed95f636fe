"""A change of the policy: proposed, previewed, approved by a second person, live at once, undone."""

from datetime import date

import pytest

from assistant.audit import Intact
from assistant.errors import AccessDeniedError, SafetyError, SettingsError, UnknownDraftError, UnsignedError
from assistant.exchange import Asker, Question, Role
from assistant.gate.policy import FILE, PolicyFile, load_policy, read_policy_file
from assistant.gate.redflags.hotlines import Hotline, Use
from assistant.safety import preview as previews
from assistant.safety.drafts import read_departments
from assistant.triage.departments import FILE as DEPARTMENTS
from assistant.triage.departments import Department, departments
from tests.fakes.outcomes import OUTCOMES
from tests.unit.safety.conftest import AN, AUDITOR, BO, DOCTOR, PATIENT

DOSE = "康必舒我能不能停"
OWN = {
    "id": "ward",
    "version": 1,
    "otc": "block",
    "contacts": {"doctor": "总值班：内线 8000"},
    "brand": [{"name": "康必舒"}],
}
LINE = Hotline(
    number="010-5550199",
    use=Use(zh="本院“总值班”", en='duty desk\t"A"'),
    region="本院",
    hours="24 h",
    certainty="checked",
    checked=date(2026, 11, 1),
)


def wanted(**fields):
    return PolicyFile.model_validate(OWN | fields)


def verdict(office, text=DOSE):
    return office.gate.incoming(text, role=Role.PATIENT, history=())


def approved(office, policy=None, *, own=(), by=BO):
    draft = office.rooms.policies.propose(AN, policy or wanted(), own, "new brand")
    office.rooms.policies.approve(draft.draft_id, by, digest=draft.digest, reason="checked with pharmacy")
    return draft


@pytest.fixture(autouse=True)
def few_cases(monkeypatch):
    """A preview of all cases takes seconds; these tests look at a few of them."""
    monkeypatch.setattr("assistant.safety.policies.SAMPLE", 200)


def test_a_draft_changes_nothing_until_a_second_person_approves_it(office):
    rooms, before = office.rooms.policies, office.gate.policy
    draft = rooms.propose(AN, wanted(), (), "new brand")
    assert (office.gate.policy, verdict(office).verdict) == (before, "clear")
    with pytest.raises(SafetyError, match="second person"):
        rooms.approve(draft.draft_id, AN, digest=draft.digest, reason="my own")
    assert verdict(office).verdict == "clear"
    rooms.approve(draft.draft_id, BO, digest=draft.digest, reason="checked")
    after = verdict(office)
    assert (after.verdict, after.offers) == ("blocked", ("总值班：内线 8000",))
    assert "ward-2+" in after.policy
    assert load_policy(office.home).name == office.gate.decided.name


def test_what_is_in_force_outlasts_a_restart_and_every_step_is_a_link_of_the_chain(office):
    approved(office)
    again = office.again()
    assert verdict(again).verdict == "blocked"
    checked = office.records.verify()
    assert isinstance(checked, Intact)
    assert checked.links == 3, "proposed, what was found, approved"


def test_one_click_brings_the_version_before_back_and_never_the_one_that_was_undone(office):
    rooms = office.rooms.policies
    shipped = office.gate.decided.name
    approved(office)
    approved(office, wanted(brand=[{"name": "康必舒"}, {"name": "静眠宝", "kind": "controlled"}]))
    assert "ward-3+" in office.gate.policy
    rooms.roll_back(AN, "wrong brand")
    assert "ward-2+" in office.gate.policy
    rooms.roll_back(AN, "that one, too")
    assert office.gate.decided.name == shipped
    assert verdict(office).verdict == "clear"
    with pytest.raises(SafetyError, match="no version before"):
        rooms.roll_back(AN, "again")
    assert [one.how for one in rooms.force()] == ["roll_back", "roll_back", "approve", "approve", "found"]


def test_another_server_follows_what_was_approved_here(office):
    there = office.again()
    approved(office)
    assert verdict(there).verdict == "clear"
    assert there.rooms.policies.follow()
    assert verdict(there).verdict == "blocked"
    assert not there.rooms.policies.follow()


@pytest.mark.parametrize(
    ("who", "fault"),
    [
        pytest.param(PATIENT, AccessDeniedError, id="patient"),
        pytest.param(DOCTOR, AccessDeniedError, id="doctor"),
        pytest.param(AUDITOR, AccessDeniedError, id="auditor"),
        pytest.param(Asker(role=Role.ADMIN), UnsignedError, id="operator"),
    ],
)
def test_who_may_not_changes_nothing(office, who, fault):
    rooms = office.rooms.policies
    draft = rooms.propose(AN, wanted(), (), "why")
    for step in (
        lambda: rooms.propose(who, wanted(), (), "why"),
        lambda: rooms.approve(draft.draft_id, who, digest=draft.digest, reason="why"),
        lambda: rooms.refuse(draft.draft_id, who, "why"),
        lambda: rooms.roll_back(who, "why"),
    ):
        with pytest.raises(fault):
            step()
    assert (rooms.draft(draft.draft_id).state, rooms.force()) == ("proposed", ())


def test_what_was_not_looked_at_is_decided_or_is_out_of_date_is_not_approved(office):
    rooms = office.rooms.policies
    draft, other = (rooms.propose(AN, wanted(otc=otc), (), "why") for otc in ("block", "label_quote"))
    with pytest.raises(SafetyError, match="looked at"):
        rooms.approve(draft.draft_id, BO, digest=other.digest, reason="why")
    rooms.approve(draft.draft_id, BO, digest=draft.digest, reason="why")
    with pytest.raises(SafetyError, match="approved already"):
        rooms.approve(draft.draft_id, BO, digest=draft.digest, reason="why")
    with pytest.raises(SafetyError, match="another version"):
        rooms.approve(other.draft_id, BO, digest=other.digest, reason="why")
    assert rooms.refuse(other.draft_id, AN, "out of date").state == "refused"
    with pytest.raises(UnknownDraftError):
        rooms.approve("v_none", BO, digest="", reason="why")


@pytest.mark.parametrize(
    ("policy", "own", "reason", "why"),
    [
        pytest.param(wanted(), (), "  ", "say why", id="no-reason"),
        pytest.param(PolicyFile(id="shipped", version=1), (), "why", "changes nothing", id="nothing"),
        pytest.param(wanted(), (Department(name="占星科"),), "why", "占星科", id="no-such-department"),
    ],
)
def test_a_draft_that_says_nothing_or_cannot_be_is_refused(office, policy, own, reason, why):
    with pytest.raises(SafetyError, match=why):
        office.rooms.policies.propose(AN, policy, own, reason)


def test_departments_are_part_of_the_version_and_come_back_with_it(office):
    before = departments(office.home).named(["神经内科"], child=False)
    approved(
        office, own=(Department(name="神经内科", here="脑病科"), Department(name="睡眠门诊", absent=True))
    )
    assert departments(office.home).named(["神经内科", "睡眠门诊"], child=False) == ["脑病科"]
    office.rooms.policies.roll_back(BO, "wrong name")
    assert departments(office.home).named(["神经内科"], child=False) == before
    assert (office.home / DEPARTMENTS).is_file()


def test_a_file_changed_by_hand_is_told_and_does_not_go_live(office):
    approved(office)
    (office.home / FILE).write_text('id = "sly"\nversion = 9\n', "utf-8")
    again = office.again()
    assert "ward-2+" in again.gate.policy
    assert again.rooms.policies.standing().by_hand
    assert not office.gate.policy.endswith("sly")


def test_a_file_changed_by_hand_before_the_first_approval_keeps_changes_back(office):
    (office.home / FILE).write_text('id = "own"\nversion = 9\n', "utf-8")
    with pytest.raises(SafetyError, match="by hand"):
        office.rooms.policies.propose(AN, wanted(), (), "why")
    assert office.again().rooms.policies.propose(AN, wanted(), (), "why").base.startswith("own-9+")


def test_the_preview_shows_what_would_be_judged_otherwise_and_nothing_else(office):
    asked = Question(id="q", text=f"张三丰问：{DOSE}", asker=PATIENT, language="zh")
    record = office.records.append(asked, OUTCOMES["answered"])
    office.records.append(
        Question(id="q2", text="高血压要注意什么", asker=PATIENT, language="zh"), OUTCOMES["answered"]
    )
    draft = office.rooms.policies.propose(AN, wanted(), (), "new brand")
    shown = office.rooms.policies.preview(draft.draft_id)
    assert shown.looked["recorded"] == 2
    assert shown.looked["probe"] == 4
    assert shown.looked["case"] >= 15
    (changed,) = [one for one in shown.changes if one.source == "recorded"]
    assert (changed.id, changed.before.verdict, changed.after.verdict) == (record, "clear", "blocked")
    assert changed.after.rules
    assert "康必舒-2" in {one.id for one in shown.changes if one.source == "probe"}
    assert verdict(office).verdict == "clear", "a preview changes nothing"


def test_the_suite_tells_class_by_class_what_is_judged_wrongly(office):
    told = {one.name: one for one in previews.suite(office.gate, every=100)}
    assert {"P01", "N01", "role", "out"} <= told.keys()
    assert sum(one.cases for one in told.values()) == len(previews.cases(every=100))

    class Open:
        """Lets everything pass."""

        def incoming(self, *_, **__):
            return office.gate.incoming("你好", role=Role.PATIENT, history=())

        outgoing = incoming

    wrong = {one.name for one in previews.suite(Open(), every=100) if one.wrong}
    assert {"P01", "out"} <= wrong
    assert "N01" not in wrong


def test_what_is_written_is_read_again_as_it_was():
    file = wanted(hotline=[LINE.model_dump()], contacts={"doctor": '引号 " 与 \\ 和 \x7f'})
    assert read_policy_file(file.written()) == file


def test_departments_that_cannot_be_read_are_told():
    with pytest.raises(SafetyError, match=r"departments\.toml"):
        read_departments("source = ")
    with pytest.raises(SettingsError):
        read_policy_file("id = ")
