"""The worklist's schema goes back and forth with tasks in it; the chain keeps its links."""

from assistant.audit import Intact
from tests.unit.worklist.conftest import LI


def test_tasks_come_with_their_release_and_go_with_it(ward):
    task = ward.step(ward.opened(), "claim")
    ward.store._database.migrate("0004")
    assert ward.recorder.verify() == Intact(links=2, first=1, last=2, head=ward.recorder.verify().head)
    ward.store._database.migrate()
    assert ward.work.queue(LI) == ()
    again = ward.opened(text="另一个")
    assert ward.work.queue(LI) == (again,)
    assert again.ticket != task.ticket
    assert ward.recorder.verify().links == 3
