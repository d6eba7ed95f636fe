"""One case put to the product, and everything that is counted in what comes back."""

from __future__ import annotations

import time
from collections.abc import Mapping

from evals.case import Case
from evals.checks import Ranks, Reply, Wrote, judge
from evals.citation_quality import Support
from evals.drafting import Drafts, drafted
from evals.outcome import Answer, Hits, Judged, Shown, read
from evals.ranking import DEPTH
from evals.record import CaseRecord, CheckRecord, FoundRecord, PackedRecord, SentenceRecord
from evals.resolution import Stored, StoredPassage, holding
from evals.subject import Opinion, Subject

_GOLD = "gold"


class Examiner:
    """Puts cases to a subject and holds what comes back against the stored texts."""

    def __init__(self, subject: Subject, stored: Stored, opinion: Opinion | None) -> None:
        """Ask `subject`; look quotations up in `stored`; have `opinion` asked too where there is one."""
        self._subject, self._stored, self._opinion = subject, stored, opinion

    async def examine(self, case: Case, name: str) -> CaseRecord:
        """Ask one case; whatever fails leaves it unscored, with the reason and without any text."""
        record = CaseRecord(
            id=case.id,
            set=name,
            case=case.digest(),
            group=case.group,
            task=case.task,
            lang=case.lang,
            role=case.role,
            kind=case.kind,
            expects=case.expected,
            verdicts=(),
        )
        try:
            match case.task:
                case "ask":
                    found = await self._ask(case)
                case "ground":
                    found = await self._ground(case)
                case "search":
                    found = await self._search(case)
                case "draft":
                    found = await self._draft(case)
        except Exception as fault:  # noqa: BLE001 - one question that fails must not end the run; it is recorded
            found = _scored(case, f"asking failed: {type(fault).__name__}")
        return record.model_copy(update=found)

    async def _ground(self, case: Case) -> dict[str, object]:
        begun = time.perf_counter()
        line = await self._subject.ground(case.request())
        spent = (time.perf_counter() - begun) * 1000
        judged = read(Judged, line)
        found = _scored(case, judged) | {"answer": dict(line), "timings_ms": {"ground": spent}}
        return found if isinstance(judged, str) else found | {"got": judged.verdict}

    async def _draft(self, case: Case) -> dict[str, object]:
        """Hold every writer's text against the conversation; the checks judge what the product would show."""
        begun = time.perf_counter()
        line = await self._subject.draft(case.request())
        spent = (time.perf_counter() - begun) * 1000
        drafts = read(Drafts, line)
        if isinstance(drafts, str):
            return _scored(case, drafts)
        made = drafted(case, drafts)
        shown = next((one for one in made if one.writer == "phrased"), made[0])
        scored = _scored(case, Wrote(shown.unfounded, shown.sentences))
        return scored | {"drafts": made, "answer": dict(line), "timings_ms": {"total": spent}}

    async def _search(self, case: Case) -> dict[str, object]:
        begun = time.perf_counter()
        hits = read(Hits, await self._subject.search(case.query(most=DEPTH)))
        spent = (time.perf_counter() - begun) * 1000
        if isinstance(hits, str):
            return _scored(case, hits)
        found = _found(case, hits, self._places(case))
        return _scored(case, Ranks(found.rank)) | {"found": found, "timings_ms": {"find": spent}}

    async def _ask(self, case: Case) -> dict[str, object]:
        line = await self._subject.ask(case.request())
        answer = read(Answer, line)
        found = _scored(case, answer) | {"answer": dict(line)}
        if isinstance(answer, str):
            return found
        places = self._places(case)
        opinion = await self._opinion.of(case, answer.shown) if self._opinion is not None else None
        return (
            found
            | await self._retrieval(case, places)
            | {
                "got": answer.outcome,
                "sentences": _sentences(case, answer, places),
                "quotations": len(answer.citations),
                "unresolved": sum(not self._stored.resolves(cited) for cited in answer.citations),
                "confidence": answer.confidence,
                "opinion": opinion,
                "timings_ms": {name: ms for name, ms in answer.timings_ms.items() if ms is not None},
                "versions": _versions(case, answer),
            }
        )

    def _places(self, case: Case) -> Mapping[str, StoredPassage]:
        gold = case.place
        if gold is None or gold.document is None or gold.quote is None:
            return {}
        return holding(self._stored, gold.document, gold.quote)

    async def _retrieval(self, case: Case, places: Mapping[str, StoredPassage]) -> dict[str, object]:
        """Measure the search and the packing where the case names its passage, whatever was answered."""
        if not places and not (case.place and case.place.documents):
            return {"misplaced": case.place is not None}
        found: dict[str, object] = {}
        hits = read(Hits, await self._subject.search(case.query(most=DEPTH)))
        if isinstance(hits, Hits):
            found["found"] = _found(case, hits, places)
        line = await self._subject.packed(case.request())
        packed = read(Hits, line) if line is not None else "not to be seen"
        if isinstance(packed, Hits):
            found["packed"] = self._packed(case, packed, places)
        return found

    def _packed(self, case: Case, packed: Hits, places: Mapping[str, StoredPassage]) -> PackedRecord:
        sections = {(one.document_id, one.section) for one in places.values()}
        near = {
            one.passage_id
            for document in {place.document_id for place in places.values()}
            for one in self._stored.passages(document)
            if (one.document_id, one.section) in sections
        }
        in_place = [_is_gold(case, hit.document_id, hit.passage_id, places) for hit in packed.hits]
        beside = [hit.passage_id in near for hit in packed.hits]
        return PackedRecord(
            sentences=len(packed.hits),
            of_passage=sum(in_place),
            of_section=sum(a or b for a, b in zip(in_place, beside, strict=True)),
        )


def _scored(case: Case, reply: Reply | str) -> dict[str, object]:
    verdicts = tuple(
        CheckRecord(check=one.check, passed=one.passed, why=one.why) for one in judge(case, reply)
    )
    return {"verdicts": verdicts, "unscored": reply if isinstance(reply, str) else None}


def _versions(case: Case, answer: Answer) -> dict[str, str]:
    """Give what the answer names; the texts of a case's own collection are pinned by the set's digest."""
    left_out = {"index"} if case.collection is not None else set()
    return {kind: name for kind, name in answer.versions.items() if name and kind not in left_out}


def _is_gold(case: Case, document: str, passage: str, places: Mapping[str, StoredPassage]) -> bool:
    documents = case.place.documents if case.place is not None else ()
    return document in documents if documents else passage in places


def _found(case: Case, hits: Hits, places: Mapping[str, StoredPassage]) -> FoundRecord:
    """Name hits by document where documents are gold, else by passage; what occurs again is left out."""
    documents = case.place.documents if case.place is not None else ()
    if documents:
        names = [hit.document_id for hit in hits.hits]
        return FoundRecord(hits=tuple(dict.fromkeys(names)), relevant=documents)
    names = [_GOLD if hit.passage_id in places else hit.passage_id for hit in hits.hits]
    return FoundRecord(hits=tuple(dict.fromkeys(names)), relevant=(_GOLD,))


def _sentences(case: Case, answer: Answer, places: Mapping[str, StoredPassage]) -> tuple[SentenceRecord, ...]:
    gold = case.place
    known = gold is not None and gold.quote is not None
    support = Support(gold=gold, passages=frozenset(places)) if gold is not None and known else None

    def one(shown: Shown) -> SentenceRecord:
        return SentenceRecord(
            origin=shown.origin,
            characters=len(shown.text),
            citations=len(shown.citations),
            supported=support.recall(shown) if support is not None else None,
            needed=support.needed(shown) if support is not None else None,
        )

    return tuple(one(shown) for shown in answer.sentences)
