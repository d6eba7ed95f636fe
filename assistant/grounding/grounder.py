"""A drafted sentence meets the numbered evidence: shown, repaired, replaced by its quotation, or kept in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from assistant.exchange import Origin
from assistant.grounding.check import check, has_content
from assistant.grounding.sentences import DraftSentence
from assistant.grounding.verdict import EvidenceText, Verdict
from guidelines import Language
from retrieval.evidence import Evidence, EvidenceSentence

# A sentence aims at an evidence sentence when that holds at least this share of its content.
_AIM = 0.5
# What is left of a sentence after a cut is not looked for where this little of the whole stands.
_FAR = 0.1
_TAIL = re.compile(r"[，,；;](?!\d{3})")
_FEWEST = 6
# A lone condition says nothing, and an exception may not be cut away from its rule.
_CONDITION = re.compile(
    r"(?:对于|对|如果|如|若|当|在|根据|按照|for|in|if|when|among|according)(?![^，,；;]*[，,；;])",
    re.IGNORECASE,
)
_ENUMERATOR = re.compile(r"^\s*[(（]?\s*(?:[一二三四五六七八九十]+|\d{1,2})\s*[)）.、．]\s*")
_CASE = re.compile(r"(?:(?:之一|情况|条件|表现|标准)(?:者|时)|(?:之一|以下|下列|如下))$")
_EXCEPTION = re.compile(
    r"[，,；;]\s*(?:但|除|然而|不过|否则|but|unless|except|however|although)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounded:
    """A sentence that may be shown, and the evidence sentences that carry it, the best first."""

    text: str
    origin: Origin
    sentences: tuple[EvidenceSentence, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Ungrounded:
    """A sentence that stays inside, and why."""

    text: str
    why: str
    verdict: Verdict


Grounding: TypeAlias = Grounded | Ungrounded
_Judged: TypeAlias = tuple[Verdict, EvidenceSentence]


@dataclass(frozen=True, slots=True)
class Grounder:
    """Decides sentence by sentence; the same draft and evidence give the same decisions.

    `model`: the sentence stands, and on a marker it gave itself; other markers fall away. `repaired`: it
    stands on another evidence sentence than marked, or after an unsupported tail was cut off.
    `verbatim`: it does not stand but aims at one evidence sentence, which takes its place once.
    """

    aim: float = _AIM

    def ground(
        self,
        sentence: DraftSentence,
        evidence: Evidence,
        *,
        language: Language | None = None,
        used: frozenset[int] = frozenset(),
    ) -> Grounding:
        """Decide on one sentence; evidence markers in `used` are not quoted a second time."""
        if sentence.silent or not has_content(sentence.text) or sentence.text.rstrip().endswith(("：", ":")):
            nothing = Verdict(verdict="unknown", why="no content", kind="topic")
            return Ungrounded(text=sentence.text, why="no content", verdict=nothing)
        marked = _marked(sentence, evidence)
        whole: list[_Judged] | None = None
        for text, cut in _versions(sentence.text):
            near = [one for verdict, one in whole if verdict.score >= _FAR] if whole else evidence.sentences
            judged = [(_verdict(text, one, language), one) for one in near]
            whole = whole or judged
            own = _standing([pair for pair in judged if pair[1] in marked])
            if own:
                origin: Origin = "repaired" if cut else "model"
                return Grounded(
                    text=text, origin=origin, sentences=tuple(e for _, e in own), verdict=own[0][0]
                )
            found = _standing(judged)
            if found:
                verdict, first = found[0]
                return Grounded(text=text, origin="repaired", sentences=(first,), verdict=verdict)
        if not whole:
            verdict = check(sentence.text, [], language=language)
            return Ungrounded(text=sentence.text, why=verdict.why, verdict=verdict)
        return self._quote(sentence, whole, marked, used)

    def _quote(
        self,
        sentence: DraftSentence,
        judged: Sequence[_Judged],
        marked: Sequence[EvidenceSentence],
        used: frozenset[int],
    ) -> Grounding:
        """Put the quotation in the place of a sentence that clearly means it."""
        verdict, aimed = max(
            judged, key=lambda pair: (pair[0].score + 0.1 * (pair[1] in marked), -pair[1].marker)
        )
        placed = replace(verdict, evidence_index=aimed.marker - 1)
        if verdict.score < self.aim:
            return Ungrounded(text=sentence.text, why=verdict.why, verdict=placed)
        if aimed.marker in used:
            return Ungrounded(
                text=sentence.text, why=f"{verdict.why}; its quotation is already shown", verdict=placed
            )
        return Grounded(text=aimed.text, origin="verbatim", sentences=(aimed,), verdict=placed)


def _marked(sentence: DraftSentence, evidence: Evidence) -> list[EvidenceSentence]:
    found = (evidence.numbered(marker) for marker in sentence.markers)
    return [e for e in found if e is not None]


def _versions(text: str) -> Iterator[tuple[str, bool]]:
    """Give the sentence, then what is left when its last clauses are cut off one by one."""
    yield text, False
    closing = text[-1] if text[-1:] in "。.!！?？" else ""
    cuts = [match.start() for match in _TAIL.finditer(text)]
    for at in reversed(cuts):
        head = text[:at].rstrip()
        if _EXCEPTION.match(text, at):
            return
        if len(head) >= _FEWEST and not _only_a_condition(head) and has_content(head):
            yield head + closing, True


def _only_a_condition(head: str) -> bool:
    """Say whether a head names a case without saying what holds in it: 对于…者, 有以下情况之一者."""
    bare = _ENUMERATOR.sub("", head)
    return bool(_CONDITION.match(bare) or _CASE.search(bare))


def _verdict(text: str, on: EvidenceSentence, language: Language | None) -> Verdict:
    scope = f"{on.title}\n{on.scope}"
    return replace(
        check(text, [EvidenceText(on.text, scope)], language=language), evidence_index=on.marker - 1
    )


def _standing(judged: Sequence[_Judged]) -> list[_Judged]:
    """Keep those that carry the sentence, the best first."""
    standing = [pair for pair in judged if pair[0].verdict == "supported"]
    return sorted(standing, key=lambda pair: (-pair[0].score, pair[1].marker))
