"""A hospital's own forms: signed in versions, drafted with from then on, taken back, kept on the chain."""

import pytest

from assistant.drafting import packaged_templates
from assistant.errors import (
    AccessDeniedError,
    FaultyFormError,
    FormError,
    FormMovedError,
    UnknownFormError,
)
from assistant.exchange import Asker, Role
from assistant.forms.form import digest
from tests.unit.forms.conftest import ADMIN, LI, PAIN

pytestmark = pytest.mark.story
VISIT = "门诊初诊"


def test_a_signed_form_is_drafted_with_from_then_on(office):
    version = office.save(PAIN)
    assert (version.number, version.step, version.signer) == (1, "saved", "李医师")
    assert office.drafted_with("疼痛门诊").source == "本院"
    stands = office.book.one("疼痛门诊")
    assert (stands.origin, stands.version, stands.text) == ("signed", 1, PAIN)


def test_every_version_stays_and_an_earlier_one_is_signed_again(office):
    office.save(PAIN)
    longer = PAIN.replace("就诊时完成", "当日完成")
    office.save(longer, ADMIN, base=digest(PAIN), reason="改时限")
    back = office.save(PAIN, base=digest(longer), reason="改回")
    assert back.number == 3
    told = [(one.number, one.person, one.reason) for one in office.book.versions("疼痛门诊")]
    assert told == [(1, "p_li", "新开门诊"), (2, "p_admin", "改时限"), (3, "p_li", "改回")]
    assert office.drafted_with("疼痛门诊").deadline == "就诊时完成"


def test_a_packaged_form_is_changed_and_stands_again_when_the_change_is_taken_back(office):
    shipped = office.book.one(VISIT)
    assert shipped.origin == "packaged"
    own = shipped.text.replace('"就诊时完成"', '"就诊后一小时内"')
    office.save(own, base=shipped.digest)
    assert office.drafted_with(VISIT).deadline == "就诊后一小时内"
    office.withdraw(VISIT, base=digest(own))
    assert office.drafted_with(VISIT) == packaged_templates().by_name[VISIT]
    assert office.book.one(VISIT) == shipped


def test_what_was_signed_wins_over_a_file_put_there_by_hand(office):
    office.folder.mkdir()
    (office.folder / "own.toml").write_text(PAIN.replace("本院", "手工"), "utf-8")
    by_hand = office.book.one("疼痛门诊")
    assert (by_hand.origin, by_hand.form.source) == ("file", "手工")
    office.save(PAIN, base=by_hand.digest)
    assert office.drafted_with("疼痛门诊").source == "本院"


def test_a_file_among_the_signed_ones_that_nobody_signed_is_not_called_signed(office):
    (office.folder / "signed").mkdir(parents=True)
    (office.folder / "signed" / "疼痛门诊.toml").write_text(PAIN, "utf-8")
    stands = office.book.one("疼痛门诊")
    assert (stands.origin, stands.version) == ("file", None)


def test_the_folder_follows_the_signatures_after_a_crash_or_a_hand(office):
    office.save(PAIN)
    file = office.folder / "signed" / "疼痛门诊.toml"
    file.write_text(PAIN.replace("本院", "谁改的"), "utf-8")
    office.again()
    assert file.read_text("utf-8") == PAIN
    file.unlink()
    assert office.again().one("疼痛门诊").version == 1
    office.withdraw("疼痛门诊", base=digest(PAIN))
    file.write_text(PAIN, "utf-8")
    office.again()
    assert not file.exists()


def test_of_two_who_change_a_form_one_is_told(office):
    office.save(PAIN)
    office.save(PAIN + "# 二\n", base=digest(PAIN))
    with pytest.raises(FormMovedError):
        office.save(PAIN + "# 三\n", base=digest(PAIN))
    with pytest.raises(FormMovedError):
        office.withdraw("疼痛门诊", base=digest(PAIN))


@pytest.mark.parametrize(
    ("text", "changes", "fault", "why"),
    [
        pytest.param(PAIN, {"reason": " "}, FormError, "say why", id="no-reason"),
        pytest.param(PAIN.replace("true", "perhaps"), {}, FaultyFormError, "line 7", id="no-toml"),
        pytest.param(
            PAIN.replace('elsewhere = "病史"', 'elsewhere = "无"'), {}, FaultyFormError, "line 6", id="faulty"
        ),
        pytest.param(PAIN + PAIN.replace("疼痛门诊", "疼痛复诊"), {}, FaultyFormError, "two forms", id="two"),
        pytest.param(PAIN.replace("疼痛门诊", "../疼痛"), {}, FormError, "name", id="path-as-name"),
        pytest.param(PAIN, {"base": "0"}, FormMovedError, "changed", id="other-base"),
    ],
)
def test_what_is_no_form_is_not_signed(office, text, changes, fault, why):
    with pytest.raises(fault, match=why):
        office.save(text, **changes)
    assert not (office.folder / "signed").exists()
    assert office.store.versions() == ()


def test_nothing_is_signed_that_changes_nothing(office):
    office.save(PAIN)
    with pytest.raises(FormError, match="already"):
        office.save(PAIN, base=digest(PAIN))


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.DOCTOR, Role.ADMIN}])
def test_others_sign_no_forms(office, role):
    asker = Asker(role=role, person="p_x")
    with pytest.raises(AccessDeniedError):
        office.save(PAIN, asker)
    with pytest.raises(AccessDeniedError):
        office.withdraw(VISIT, asker, base="")


def test_only_a_signed_form_is_taken_back(office):
    with pytest.raises(UnknownFormError):
        office.withdraw(VISIT, base=office.book.one(VISIT).digest)
    with pytest.raises(UnknownFormError):
        office.book.one("没有")


def test_every_signature_is_a_link_of_the_chain(office):
    office.save(PAIN)
    office.withdraw("疼痛门诊", LI, base=digest(PAIN))
    assert office.recorder.verify().links == 2
    with office.store._database.reading() as session:
        told = session.connection().exec_driver_sql("select decision, person from record").all()
    assert [tuple(one) for one in told] == [("form:saved", "p_li"), ("form:withdrawn", "p_li")]
    assert all(one.record_id for one in office.book.versions("疼痛门诊"))


def test_forms_come_with_their_release_and_go_with_it(office):
    office.save(PAIN)
    office.store._database.migrate("0013")
    office.store._database.migrate()
    assert office.book.versions("疼痛门诊") == ()
    assert office.recorder.verify().links == 1
