"""Nobody is called who has left: the duty passes on, and a gap is shown as one."""

from datetime import UTC, datetime, timedelta

from assistant.rota.duty import Absence, Duty, Rota, Watched

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SPAN = {"starts": NOON - timedelta(hours=4), "ends": NOON + timedelta(hours=4)}


def duty(person, **fields):
    return Duty(**{"duty_id": f"d_{person}", "unit": "心内科", "person": person} | SPAN | fields)


def test_a_duty_of_somebody_who_left_covers_nothing():
    duties = (duty("li", starts=NOON - timedelta(hours=5)), duty("wu"))
    here = Rota(duties=duties)
    gone = Rota(duties=duties, serves=lambda person: person != "wu")
    nobody = Rota(duties=duties, serves=lambda _: False)
    assert [one.on_call("心内科", NOON) for one in (here, gone, nobody)] == ["wu", "li", None]
    watched = Watched("心内科", "always")
    assert [len(one.gaps(watched, NOON, NOON + timedelta(hours=1))) for one in (gone, nobody)] == [0, 1]


def test_who_stands_in_must_be_there_too():
    away = Absence(absence_id="a_1", person="li", cover="wu", **SPAN)
    rota = Rota(absences=(away,), serves=lambda person: person != "wu")
    assert (rota.covering("li", NOON), rota.covering("zhao", NOON)) == (None, "zhao")
