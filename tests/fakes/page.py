"""A scripted house behind the doctors' page: the same events that the engine sends, at a chosen pace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

from fastapi import FastAPI, HTTPException, Request

from assistant.checking import Checked, Judged
from assistant.exchange import (
    Answered,
    Blocked,
    Claim,
    ClaimShown,
    Deferred,
    Dropped,
    Emergency,
    Event,
    EvidenceCard,
    EvidenceFound,
    Finished,
    SentenceDropped,
    Trace,
)
from assistant.wording import text as wording
from guidelines import Certainty, Language, Source, Status
from guidelines.citation import Citation

COOKIE = "tester"
PASSAGE = (
    "甲病的诊断界值为 10 单位。65 岁及以上甲病患者每 3 个月复查 1 次；其他患者每年复查 1 次。"
    "<script>alert(1)</script>"
)
OTHER = "乙病患者每年复查 1 次。"


def citation(quote: str, *, passage: str = PASSAGE, name: str = "p1", **changes: object) -> Citation:
    start = passage.index(quote)
    values: dict[str, object] = {
        "passage_id": name,
        "document_id": "doc",
        "edition_id": "doc@000000000000",
        "title": "甲病诊治指南 <script>alert(2)</script>",
        "issuer": "示例学会 & 联盟",
        "label": "第二版",
        "year": 2024,
        "status": Status.CURRENT,
        "source": Source.DIGEST,
        "certainty": Certainty.UNCHECKED,
        "section": ("3 随访", "3.2 复查"),
        "page": 12,
        "quote": quote,
        "start": 100 + start,
        "end": 100 + start + len(quote),
    }
    return Citation(**{**values, **changes})  # type: ignore[arg-type]


def card(marker: int, quote: str, *, passage: str = PASSAGE, **changes: object) -> EvidenceCard:
    start = passage.index(quote)
    return EvidenceCard(
        marker=marker,
        citation=citation(quote, passage=passage, **changes),
        passage_text=passage,
        quote_start=start,
        quote_end=start + len(quote),
    )


FIRST = "甲病的诊断界值为 10 单位。"
SECOND = "65 岁及以上甲病患者每 3 个月复查 1 次；"
OLD = {
    "name": "p2",
    "title": "乙病管理共识",
    "status": Status.SUPERSEDED,
    "source": Source.FULLTEXT,
    "certainty": Certainty.CHECKED,
    "label": "2018 版",
    "year": 2018,
}
CARDS = (card(1, FIRST), card(2, SECOND), card(3, OTHER, passage=OTHER, **OLD))
CLAIMS = (
    Claim(text="甲病的诊断界值为 10 单位。", origin="model", citations=(CARDS[0].citation,)),
    Claim(text="65 岁及以上甲病患者每 3 个月复查 1 次。", origin="repaired", citations=(CARDS[1].citation,)),
)
DROPPED = Dropped("甲病患者每 <b>6</b> 个月复查 1 次。", "数字 6 不在所引原文中")


def trace(**changes: object) -> Trace:
    values: dict[str, object] = {
        "versions": {"model": "scripted", "prompt": "answer.zh/1", "policy": "gate-1", "index": "i1"},
        "signals": {"support_rate": 0.667},
        "timings_ms": {"gate": 2.0, "find": 84.0, "first_sentence": 2310.0, "draft": 4800.0, "total": 5120.0},
        "notes": (wording("note.unchecked_fact", "zh"),),
        "dropped": (DROPPED,),
    }
    return Trace(**{**values, **changes})  # type: ignore[arg-type]


def template(text: str) -> tuple[Claim, ...]:
    return (Claim(text=text, origin="template", citations=()),)


ANSWERED = Answered(mode="model", claims=CLAIMS, trace=trace(), effect="flag")
DEFERRED = Deferred(
    claims=template(wording("deferred.weak_evidence", "zh")),
    reason="weak_evidence",
    effect="hard",
    trace=trace(dropped=(), notes=()),
)
BLOCKED = Blocked(
    claims=template(wording("blocked", "zh", rule="个人用药剂量须由医师或药师确定")),
    reason="个人用药剂量须由医师或药师确定",
    rules=("P11",),
    trace=trace(dropped=(), notes=()),
)
EMERGENCY = Emergency(
    claims=template(wording("emergency.E120", "zh")),
    reason="气道异物：噎住、不能说话或咳嗽无力",
    rules=("RF012",),
    urgency="E120",
    trace=trace(dropped=(), notes=(), timings_ms={"gate": 2.0, "total": 3.0}),
)
ANSWER: tuple[Event, ...] = (
    EvidenceFound(CARDS),
    *(ClaimShown(claim) for claim in CLAIMS),
    SentenceDropped(DROPPED),
    Finished(ANSWERED),
)
SCRIPTS: Mapping[str, Sequence[Event]] = {
    "答": ANSWER,
    "缓": (EvidenceFound(CARDS), Finished(DEFERRED)),
    "药": (Finished(BLOCKED),),
    "急": (Finished(EMERGENCY),),
}


class ScriptedAnswers:
    """Plays the script that the question's first character names, `pace_s` before each later event."""

    def __init__(self, *, pace_s: float = 0.0, breaks_after: int | None = None) -> None:
        self.pace_s = pace_s
        self.breaks_after = breaks_after
        self.asked: list[tuple[str, Language, str | None]] = []
        self.closed = 0

    async def __call__(
        self, question: str, language: Language, as_of: str | None, request: Request
    ) -> AsyncIterator[Event]:
        _ = request
        self.asked.append((question, language, as_of))
        try:
            for number, event in enumerate(SCRIPTS[question[:1]]):
                if self.breaks_after is not None and number >= self.breaks_after:
                    raise RuntimeError("secret inside")
                if number:
                    await asyncio.sleep(self.pace_s)
                yield event
        finally:
            self.closed += 1


def named(request: Request) -> str | None:
    return request.cookies.get(COOKIE)


def signed(request: Request) -> str:
    name = named(request)
    if name is None:
        raise HTTPException(status_code=401)
    return name


async def checks(text: str, as_of: str | None, request: Request) -> Checked:
    """Calls every line outdated, but for a text that raises the alarm."""
    assert named(request)
    if text.startswith("急"):
        return Checked(statements=(), notices=(wording("emergency.E120", "zh"),), urgency="E120")
    said = (
        Judged(
            text=line,
            start=0,
            end=len(line),
            verdict="outdated",
            citations=(CARDS[0].citation,),
            superseded=(CARDS[2].citation,),
            note=f"{as_of or '今天'}：<b>界值</b>",
        )
        for line in text.splitlines()
    )
    return Checked(statements=tuple(said))


def page_app(answers: ScriptedAnswers) -> FastAPI:
    from serving.api.headers import SecurityHeaders
    from serving.ui.checking import checking_router
    from serving.ui.page import install

    app = FastAPI()
    app.include_router(checking_router(checks, signed=signed))
    app = install(app, answers=answers, signed=signed, named=named, heartbeat_s=5.0)
    app.add_middleware(SecurityHeaders)
    return app
