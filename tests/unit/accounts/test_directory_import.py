"""What the directory says becomes accounts: one fault stops nobody else, and whom it lets go is closed."""

import json
from datetime import UTC, datetime

import pytest

from assistant.directory import DISABLED, NO_GROUP, Roll
from assistant.directory_import import NAME_TAKEN, VANISHED, Guard, bring
from assistant.errors import AccountError, NotSignedInError
from assistant.exchange import Role
from assistant.people import Act
from assistant.staff import Faulty, Listed, Standing
from assistant.staff_office import StaffOffice
from assistant.store.auditing import SqlAudit
from assistant.store.keys import KeyRing, MasterKey
from tests.fakes.doors import PASSWORD

GUARD = Guard(most=0.5)


def roll(*people, left=None):
    """A roll of doctors by name; a `Listed` or `Faulty` stands as it is."""
    listed = tuple(
        Listed(line=line, name=one, role=Role.DOCTOR) if isinstance(one, str) else one
        for line, one in enumerate(people, start=1)
    )
    return Roll(listed=listed, left=left or {})


def results(told):
    return {one.name: (one.result, one.done) for one in told.taken}


def open_names(book):
    return {one.name for one in book.accounts() if not one.disabled}


@pytest.fixture
def audit(database, tmp_path):
    return SqlAudit(database, KeyRing(MasterKey.open(tmp_path / "keys" / "master.key")))


@pytest.fixture
def four(book):
    bring(book, roll("li", "wang", "sun", "wu"), GUARD, dry=False)
    return book


def test_one_leaver_without_a_group_blocks_nobody(four):
    told = bring(four, roll("li", "wang", "sun", "qian", left={"wu": NO_GROUP}), GUARD, dry=False)
    assert results(told)["wu"] == ("closed", True)
    assert open_names(four) == {"li", "wang", "sun", "qian"}


@pytest.mark.parametrize(
    ("left", "why"), [({}, VANISHED), ({"wu": DISABLED}, DISABLED), ({"wu": NO_GROUP}, NO_GROUP)]
)
def test_who_left_is_closed_with_every_session_and_the_chain_says_why(four, audit, left, why):
    wu = four.named("wu").account_id
    four.set_password(wu, PASSWORD)
    session = four.sign_in("wu", PASSWORD)
    acts = []

    def acting(doing, why):
        acts.append((doing, why))
        return Act(doing=doing, by="operator", role="operator", at=datetime(2026, 6, 1, tzinfo=UTC), why=why)

    told = bring(four, roll("li", "wang", "sun", left=left), GUARD, dry=False, acting=acting)
    assert (told.leaving, told.answered, results(told)["wu"]) == (1, 4, ("closed", True))
    with pytest.raises(NotSignedInError):
        four.session(session.token)
    assert acts == [("closed", f"hospital directory: {why}")]
    (link,) = StaffOffice(four, audit.find).history(wu).links
    told = json.loads(audit.opened(link.record_id).text)
    assert (link.decision, told["why"]) == ("staff:closed", acts[0][1])


def test_a_fault_stops_the_one_person_alone_and_closes_nobody(four):
    odd = Faulty(line=9, name="wu", why="two entries")
    told = bring(four, roll("li", "wang", "sun", "x" * 200, odd), GUARD, dry=False)
    assert (results(told)["wu"], results(told)["x" * 200]) == (("faulty", False), ("faulty", False))
    assert open_names(four) == {"li", "wang", "sun", "wu"}
    assert results(bring(four, roll("li", "wang", "sun"), GUARD, dry=False))["wu"] == ("closed", True)


def test_what_was_made_here_stays_and_is_named(four):
    four.create_account("root", PASSWORD, role=Role.ADMIN)
    four.create_account("zhao", PASSWORD, role=Role.PATIENT)
    told = bring(four, roll("li", "wang", "sun", "wu", left={"root": DISABLED}), GUARD, dry=False)
    assert results(told)["root"] == ("kept", False)
    assert "zhao" not in results(told)
    assert open_names(four) == {"li", "wang", "sun", "wu", "root", "zhao"}


def test_an_account_made_here_that_the_directory_lists_is_the_directory_s_from_then_on(four):
    four.create_account("qian", PASSWORD, role=Role.DOCTOR)
    bring(four, roll("li", "wang", "sun", "wu", "qian"), GUARD, dry=False)
    assert results(bring(four, roll("li", "wang", "sun", "wu"), GUARD, dry=True))["qian"] == ("closed", False)


def test_who_was_closed_here_stays_closed_and_who_was_opened_again_by_hand_stays_open(four):
    four.disable(four.named("wu").account_id)
    told = bring(four, roll("li", "wang", "sun", "wu"), GUARD, dry=False)
    assert results(told)["wu"] == ("kept", False)
    four.reopen(four.named("wu").account_id, start=PASSWORD)
    told = bring(four, roll("li", "wang", "sun"), GUARD, dry=False)
    assert results(told)["wu"] == ("kept", False)
    assert "wu" in open_names(four)


def test_too_many_leave_only_when_the_number_is_confirmed(four):
    few = roll("li")
    dry = bring(four, few, GUARD, dry=True)
    assert (dry.leaving, dry.answered, dry.unconfirmed) == (3, 4, True)
    for confirmed in (None, 2, 4):
        with pytest.raises(AccountError, match="3 of the 4"):
            bring(four, few, Guard(most=0.5, confirmed=confirmed), dry=False)
    assert open_names(four) == {"li", "wang", "sun", "wu"}
    told = bring(four, few, Guard(most=0.5, confirmed=3), dry=False)
    assert (open_names(four), told.unconfirmed) == ({"li"}, False)


@pytest.mark.parametrize(
    ("most", "leaving", "of", "needs"),
    [(0.1, 1, 2, False), (0.1, 2, 2, True), (0.1, 10, 100, False), (0.1, 11, 100, True), (0.0, 2, 100, True)],
)
def test_the_only_leaver_of_a_small_house_needs_no_confirmation(most, leaving, of, needs):
    assert Guard(most=most).needs(leaving, of) is needs


def test_a_dry_run_tells_who_comes_goes_and_changes_and_does_nothing(four):
    moved = Listed(line=2, name="wang", role=Role.CLERK, department="病案室")
    told = bring(four, roll("li", moved, "sun", "qian"), GUARD, dry=True)
    assert {one.name: (one.result, one.before, one.after) for one in told.taken} == {
        "li": ("unchanged", DOCTOR, DOCTOR),
        "wang": ("changed", DOCTOR, Standing(role=Role.CLERK, department="病案室")),
        "sun": ("unchanged", DOCTOR, DOCTOR),
        "qian": ("created", None, DOCTOR),
        "wu": ("closed", DOCTOR, None),
    }
    assert open_names(four) == {"li", "wang", "sun", "wu"}


DOCTOR = Standing(role=Role.DOCTOR, department=None)


def test_who_reads_the_directory_and_the_last_administrator_stay(four):
    an = Listed(line=5, name="an", role=Role.ADMIN)
    bring(four, roll("li", "wang", "sun", "wu", an), GUARD, dry=False)
    for spared, words in (("an", "your own account"), (None, "last administrator")):
        told = bring(four, roll("li", "wang", "sun", "wu"), GUARD, dry=False, spared=spared)
        (one,) = [one for one in told.taken if one.name == "an"]
        assert (one.result, one.done, words in one.why) == ("faulty", False, True)
    assert "an" in open_names(four)


def entry(name, number, *, line=1, role=Role.DOCTOR):
    return Listed(line=line, name=name, role=role, entry=number)


def test_a_new_sign_in_name_leaves_the_account_its_person_and_its_sessions(four, audit):
    bring(four, roll(entry("li", "e1"), "wang", "sun", "wu"), GUARD, dry=False)
    li = four.named("li").account_id
    four.set_password(li, PASSWORD)
    session = four.sign_in("li", PASSWORD)
    married = roll(entry("li-zhao", "e1"), "wang", "sun", "wu")
    dry = bring(four, married, GUARD, dry=True)
    assert [(one.name, one.was, one.result, one.done) for one in dry.taken if one.was] == [
        ("li-zhao", "li", "changed", False)
    ]
    assert (dry.leaving, four.named("li").account_id) == (0, li)

    def acting(doing, why):
        return Act(doing=doing, by="operator", role="operator", at=datetime(2026, 6, 1, tzinfo=UTC), why=why)

    bring(four, married, GUARD, dry=False, acting=acting)
    assert open_names(four) == {"li-zhao", "wang", "sun", "wu"}
    assert four.named("li") is None
    assert four.session(session.token).account_id == li
    assert four.sign_in("li-zhao", PASSWORD).account.account_id == li
    (link,) = StaffOffice(four, audit.find).history(li).links
    assert (link.decision, json.loads(audit.opened(link.record_id).text)["why"]) == (
        "staff:renamed",
        "hospital directory",
    )
    assert results(bring(four, married, GUARD, dry=False))["li-zhao"] == ("unchanged", False)


def test_a_new_name_with_another_role_changes_both(four):
    bring(four, roll(entry("li", "e1"), "wang", "sun", "wu"), GUARD, dry=False)
    li = four.named("li").account_id
    bring(four, roll(entry("zhao", "e1", role=Role.CLERK), "wang", "sun", "wu"), GUARD, dry=False)
    assert (four.account(li).name, four.account(li).role) == ("zhao", Role.CLERK)


def test_a_new_name_that_is_another_s_stops_the_one_person_and_closes_nobody(four):
    bring(four, roll(entry("li", "e1"), "wang", "sun", "wu"), GUARD, dry=False)
    li = four.named("li").account_id
    for _ in range(3):
        told = bring(four, roll(entry("wang", "e1"), "sun", "wu"), GUARD, dry=False)
        (one,) = [one for one in told.taken if one.result == "faulty"]
        assert (one.name, one.was, one.why, one.done) == ("wang", "li", NAME_TAKEN, False)
        assert open_names(four) == {"li", "wang", "sun", "wu"}
    four.disable(four.named("wang").account_id)
    four.rename(four.named("wang").account_id, "wang-left")
    bring(four, roll(entry("wang", "e1"), "sun", "wu"), GUARD, dry=False)
    assert four.named("wang").account_id == li


def test_who_gets_a_name_that_somebody_just_gave_up_never_gets_the_account(four):
    bring(four, roll(entry("li", "e1"), "wang", "sun", "wu"), GUARD, dry=False)
    li = four.named("li").account_id
    new = Listed(line=1, name="li", role=Role.ADMIN, entry="e9")
    both = roll(
        new,
        entry("zhao", "e1", line=2),
        *(Listed(line=n, name=one, role=Role.DOCTOR) for n, one in enumerate(("wang", "sun", "wu"), start=3)),
    )
    told = bring(four, both, GUARD, dry=False)
    assert (results(told)["li"], results(told)["zhao"]) == (("kept", False), ("changed", True))
    assert (four.account(li).name, four.account(li).role, four.named("li")) == ("zhao", Role.DOCTOR, None)
    told = bring(four, both, GUARD, dry=False)
    assert (results(told)["li"], results(told)["zhao"]) == (("created", True), ("unchanged", False))
    assert (four.named("li").role, four.account(li).role) == (Role.ADMIN, Role.DOCTOR)


def test_a_dry_run_tells_a_new_name_that_cannot_be_used(four):
    bring(four, roll(entry("li", "e1"), "wang", "sun", "wu"), GUARD, dry=False)
    told = bring(four, roll(entry("x" * 200, "e1"), "wang", "sun", "wu"), GUARD, dry=True)
    (one,) = [one for one in told.taken if one.was]
    assert (one.result, "1 to 128" in one.why) == ("faulty", True)


def test_who_was_closed_here_stays_closed_under_another_name(four):
    bring(four, roll(entry("li", "e1"), "wang", "sun", "wu"), GUARD, dry=False)
    four.disable(four.named("li").account_id)
    for _ in range(3):
        told = bring(four, roll(entry("zhao", "e1"), "wang", "sun", "wu"), GUARD, dry=False)
        assert (results(told)["zhao"], open_names(four)) == (("kept", False), {"wang", "sun", "wu"})
    four.reopen(four.named("li").account_id, start=PASSWORD)
    told = bring(four, roll("wang", "sun", "wu"), GUARD, dry=True)
    assert results(told)["li"] == ("kept", False)


def test_a_directory_that_numbers_everybody_anew_keeps_everybody(four):
    bring(four, roll(entry("li", "e1"), "wang", "sun", "wu"), GUARD, dry=False)
    li = four.named("li").account_id
    told = bring(four, roll(entry("li", "f1"), "wang", "sun", "wu"), GUARD, dry=False)
    assert (results(told)["li"], told.leaving) == (("unchanged", False), 0)
    bring(four, roll(entry("zhao", "f1"), "wang", "sun", "wu"), GUARD, dry=False)
    assert four.named("zhao").account_id == li


def test_one_s_own_account_keeps_its_name_until_another_administrator_reads_the_directory(four):
    bring(four, roll(entry("li", "e1"), "wang", "sun", "wu"), GUARD, dry=False)
    told = bring(four, roll(entry("zhao", "e1"), "wang", "sun", "wu"), GUARD, dry=False, spared="li")
    assert (results(told)["zhao"], four.named("zhao")) == (("faulty", False), None)
