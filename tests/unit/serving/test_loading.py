"""Long work on the library never stands in the way of a question."""

import asyncio
import threading
from dataclasses import replace

from assistant.exchange import Asker, Role
from serving.service import Service

DOCTOR = Asker(role=Role.DOCTOR, person="d")
LOADS = 64
"""More than the threads that everything else shares on any machine of ours."""


class Slow:
    """An intake that recognises scans for ever, until it is told to stop."""

    def __init__(self):
        self.done, self.at_once, self._inside = threading.Event(), 0, 0

    def add_files(self, files, progress, *, by):  # noqa: ARG002 - the port
        self._inside += 1
        self.at_once = max(self.at_once, self._inside)
        self.done.wait(20)
        self._inside -= 1
        return []


async def test_questions_are_answered_while_many_documents_are_being_read(house):
    intake = Slow()
    service = Service(replace(house, intake=intake))
    loads = [asyncio.create_task(service.add([], (), DOCTOR)) for _ in range(LOADS)]
    try:
        found = await asyncio.wait_for(service.search({"query": "说明"}, DOCTOR), 10)
        listed = await asyncio.wait_for(service.editions(DOCTOR), 10)
    finally:
        intake.done.set()
        await asyncio.gather(*loads)
    assert found["hits"]
    assert listed
    assert intake.at_once == 1
