"""A document that somebody may not read leaves no trace: with it and without it, every door says the same."""

import asyncio
import json
import logging
import shutil
from contextlib import closing

import pytest

from assistant.exchange import Asker, Role
from assistant.intake import IncomingFile
from assistant.people import groups_of
from assistant.settings import Settings
from assistant.wiring import open_house
from guidelines.errors import GuidelineError
from guidelines.metadata import meta
from serving.changes import DigestWanted
from serving.service import Service

SECRET = "秘藏"
OPEN = "# 甲病诊疗方案\n\n65岁及以上甲病患者的血压目标为<150/90 mmHg。\n\n甲病患者应每3个月复查一次血压。\n"
HIDDEN = (
    "# 甲病诊疗方案（秘藏院内版）\n\n65岁及以上甲病患者的血压目标为<130/80 mmHg（秘藏意见）。\n\n"
    "秘藏病区的甲病患者应每9天复查一次血压。\n"
)
QUESTIONS = (
    "65岁及以上甲病患者的血压目标是多少？",
    "秘藏病区的甲病患者多久复查一次血压？",
    "甲病患者多久复查血压？",
)
HIDINGS = {"group": {"access": "staff"}, "department": {"departments": ["秘藏科"]}}
ASKERS = {
    "group": Asker(role=Role.PATIENT, person="p", groups=groups_of(Role.PATIENT)),
    "department": Asker(role=Role.DOCTOR, person="d", groups=groups_of(Role.DOCTOR), department="儿科"),
}
FIRST = 2
"""So many hits stand in the same order; how rare a word is, is counted over the whole index, which may turn
the order of hits that answer nothing."""

MEASURES = {"score", "risk", "signals", "timings_ms", "versions", "effect", "ticket", "arrival_id", "at"}
"""What is counted over the whole index, or belongs to the moment."""


def record(name, year, **more):
    fields = {"document_id": name, "family": name, "title": "甲病诊疗方案", "issuer": "某学会"}
    dated = {"edition": year, "date_published": year, "language": "zh"}
    return meta(fields | dated | more, name="test")


def hidden(hiding):
    names = {"title": "甲病诊疗方案（秘藏院内版）", "issuer": "秘藏医院", "population": "秘藏人群"}
    names |= HIDINGS[hiding]
    later = HIDDEN.replace("130/80", "120/70")
    return [
        IncomingFile(name="a.md", data=HIDDEN.encode(), meta=record("秘藏-2023", "2023", **names)),
        IncomingFile(
            name="b.md",
            data=later.encode(),
            meta=record("秘藏-2025", "2025", **names | {"supersedes": "秘藏-2023"}),
        ),
    ]


def masked(value):
    if isinstance(value, dict):
        return {name: masked(one) for name, one in value.items() if name not in MEASURES}
    return [masked(one) for one in value] if isinstance(value, list) else value


async def everything(service, asker):
    """Ask at every door; a refusal is an answer, too."""
    doors = {f"ask {text}": service.ask({"id": "1", "question": text}, asker) for text in QUESTIONS}
    doors |= {f"search {text}": service.search({"query": text, "k": 50}, asker) for text in QUESTIONS}
    doors |= {f"check {text}": service.check({"text": text}, asker) for text in (HIDDEN, OPEN)}
    doors |= {
        "as of": service.ask({"question": QUESTIONS[0], "as_of": "2024-01-01"}, asker),
        "list": service.editions(asker),
        "digest": service.digest(DigestWanted(since="2020-01-01"), asker),
        "digest of theirs": service.digest(DigestWanted(since="2020-01-01", department="秘藏科"), asker),
        "conflicts": service.conflicts(asker),
        "affected": service.affected(DigestWanted(since="2020-01-01"), asker),
        "arrivals": service.arrivals(asker),
        "show": service.edition("秘藏-2025", asker),
        "show none": service.edition("秘藏-2026", asker),
        "diff": service.compare("秘藏-2023", "秘藏-2025", asker),
    }
    told = {}
    for door, answer in doors.items():
        try:
            told[door] = masked(await answer)
            if door.startswith("search"):
                hits = told[door]["hits"]
                assert SECRET not in json.dumps(hits, ensure_ascii=False)
                told[door] = len(hits), [hit["passage_id"] for hit in hits[:FIRST]]
        except GuidelineError as fault:
            told[door] = f"{type(fault).__name__}: {fault}"
    return told


def told_by(place, cache, files, asker, log):
    """Take the documents in, then ask at every door; only what is logged while asking counts."""
    with open_house(Settings(home=place, cache=cache), model=None) as house:
        open_file = IncomingFile(name="o.md", data=OPEN.encode(), meta=record("jia-2020", "2020"))
        house.intake.add_files([open_file])
        taken = house.intake.add_files(files)
        assert all(one.new for one in taken)
        log.clear()
        with closing(asyncio.new_event_loop()) as loop:  # `asyncio.run` would drop the runner's own loop
            return loop.run_until_complete(everything(Service(house), asker))


@pytest.mark.parametrize("hiding", HIDINGS)
def test_a_hidden_document_changes_nothing_that_is_said(furnished, cache, tmp_path, caplog, hiding):
    caplog.set_level(logging.DEBUG)
    asker, told = ASKERS[hiding], {}
    for name, files in (("without", []), ("with", hidden(hiding))):
        shutil.copytree(furnished, tmp_path / name)
        told[name] = told_by(tmp_path / name, cache, files, asker, caplog)
        assert SECRET not in caplog.text
    for door in ("show", "diff"):
        assert "秘藏-2023" in told["with"][door] or "秘藏-2025" in told["with"][door]
    assert told["with"] == told["without"]
    echoed = {door for door in told["with"] if door.startswith(("show", "diff", "check", "ask", "digest of"))}
    rest = [answer for door, answer in told["with"].items() if door not in echoed]
    assert SECRET not in json.dumps(rest, ensure_ascii=False)
