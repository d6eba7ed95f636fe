"""Statements of an edition that a partial update or an erratum replaced: outdated, the rest stands."""

from datetime import date

import pytest

from assistant.checking import CheckRequest
from guidelines import Status
from tests.fakes.editions import content
from tests.fakes.memory_ledger import MemoryLedger
from tests.unit.checking.conftest import DOCTOR, checker_over

BASE = "甲病成人患者的血压目标为<150/90 mmHg。\n甲病成人患者每3个月复查一次血脂。"
UPDATE = "甲病成人患者的血压目标为<140/90 mmHg。"


def checked(text, *, as_of=None, erratum=False):
    ledger = MemoryLedger(today=lambda: date(2026, 6, 1))
    ledger.add([content("jia-2019", year=2019, words=BASE)])
    ledger.add([content("jia-2023", year=2023, words=UPDATE, amends=("jia-2019",), erratum=erratum)])
    request = CheckRequest(id="c1", text=text, asker=DOCTOR, as_of=as_of)
    (one,) = checker_over(ledger).check(request).statements
    return one


@pytest.mark.parametrize("erratum", [False, True], ids=["update", "erratum"])
def test_what_an_amendment_replaced_is_outdated_and_both_are_quoted(erratum):
    one = checked("甲病成人患者的血压目标为<150/90 mmHg。", erratum=erratum)
    assert one.verdict == "outdated"
    assert [citation.document_id for citation in one.citations] == ["jia-2023"]
    assert [(old.document_id, old.status) for old in one.superseded] == [("jia-2019", Status.SUPERSEDED)]
    assert one.note == "2019：<150/90 mmHg；2023：<140/90 mmHg"


@pytest.mark.parametrize(
    ("text", "as_of", "source"),
    [
        pytest.param("甲病成人患者的血压目标为<140/90 mmHg。", None, "jia-2023", id="the new words"),
        pytest.param("甲病成人患者每3个月复查一次血脂。", None, "jia-2019", id="what was not amended"),
        pytest.param(
            "甲病成人患者的血压目标为<150/90 mmHg。", date(2020, 1, 1), "jia-2019", id="before the update"
        ),
    ],
)
def test_what_holds_is_supported(text, as_of, source):
    one = checked(text, as_of=as_of)
    assert (one.verdict, one.citations[0].document_id) == ("supported", source)
