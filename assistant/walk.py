"""The working state of one question on its way through the rooms; it ends as a `Trace`.

`id` is ours, for logs: a caller's own id is free text.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from assistant.exchange import NOT_MEASURED, Claim, Dropped, Mode, Origin, Question, Role, Signal, Trace
from assistant.gate.identifiers import Pseudonyms
from assistant.narrowing import for_those_asked
from assistant.stopwatch import Stopwatch
from assistant.sufficiency import NO_FIT, UNWEIGHED
from assistant.wording import text as wording
from guidelines import Language
from guidelines.citation import Citation
from retrieval.evidence import Evidence, EvidenceSentence
from retrieval.ports import Found


class Walk:
    """Collects what one question meets: evidence, claims, drops, signals, versions, timings."""

    def __init__(self, question: Question) -> None:
        """Set out with a question and nothing else."""
        self.question = question
        self.id = uuid.uuid4().hex[:12]
        self.watch = Stopwatch()
        self.found = Found(hits=())
        self.evidence = Evidence(sentences=(), tokens=0, truncated=False)
        self.claims: list[Claim] = []
        self.weighed = UNWEIGHED
        self.citations: Mapping[int, Citation] = {}
        self.used: frozenset[int] = frozenset()
        self.versions: dict[str, str] = {}
        self.signals: dict[str, Signal] = {}
        self.cautions: list[str] = []
        self.remarks: tuple[str, ...] = ()
        self.shortfall: str | None = None
        self.interruption: str | None = None
        self.silent = False
        self.recorded = False
        self.pseudonyms = Pseudonyms()
        self._dropped: list[Dropped] = []

    @property
    def language(self) -> Language:
        """The language to answer in: the question's, Chinese where it is neither."""
        return self.question.language or "zh"

    @property
    def needs_verbatim(self) -> bool:
        """Say whether the evidence must speak for itself: no model, or nothing that it wrote stood.

        Not where the risk is too high without the model's word for it, or for its silence.
        """
        if self.claims or self.weighed.too_risky:
            return False
        return self.silent or self.interruption is not None or bool(self._dropped)

    @property
    def why_silent(self) -> str:
        """Name the reason for an outcome without claims."""
        return self.shortfall or "not_in_evidence"

    @property
    def mode(self) -> Mode:
        """`model` where one sentence is the model's own, `template` where all are fixed, else `verbatim`."""
        if self.claims and all(claim.origin == "template" for claim in self.claims):
            return "template"
        return "model" if any(claim.origin in {"model", "repaired"} for claim in self.claims) else "verbatim"

    def show_from(self, text: str, origin: Origin, sentences: Sequence[EvidenceSentence]) -> Claim:
        """Keep a claim that is being shown, with the citations of its evidence; the first one is timed.

        What it holds for others than those asked about is left out; the citations keep it.
        """
        citations = dict.fromkeys(self.citations[sentence.marker] for sentence in sentences)
        shown = for_those_asked(self.question.text, text)
        claim = Claim(text=shown, origin=origin, citations=tuple(citations))
        self.watch.mark("first_sentence")
        self.used |= {sentence.marker for sentence in sentences}
        self.claims.append(claim)
        return claim

    def drop(self, dropped: Dropped) -> Dropped:
        """Keep a sentence that is not being shown; from a patient its words are kept too."""
        if self.question.asker.role is Role.PATIENT:
            return self.withhold(dropped.why)
        self._dropped.append(dropped)
        return dropped

    def withhold(self, why: str) -> Dropped:
        """Keep that a sentence was not shown, without its words: nobody is to read them."""
        dropped = Dropped(wording("withheld", self.language), why)
        self._dropped.append(dropped)
        return dropped

    def repeats(self, text: str) -> bool:
        """Say whether these very words have been shown already."""
        shown = for_those_asked(self.question.text, text)
        return any(claim.text == shown for claim in self.claims)

    def note(self, caution: str) -> None:
        """Add a caution; its wording goes into the outcome's notes."""
        self.cautions.append(caution)

    def measure(self) -> None:
        """Name every signal of this walk, `not_measured` where a stage did not run."""
        shown, dropped = len(self.claims), len(self._dropped)
        self.signals |= self.found.signals
        told = self.weighed.sufficiency
        self.signals |= {
            f"fit_{name}": NOT_MEASURED if told is None else round(value, 4)
            for name, value in (told or NO_FIT).features().items()
        }
        self.signals |= {
            "evidence_sentences": len(self.evidence.sentences),
            "evidence_tokens": self.evidence.tokens,
            "evidence_truncated": self.evidence.truncated,
            "risk_bar": NOT_MEASURED if self.weighed.bar is None else self.weighed.bar,
            "support_rate": round(shown / (shown + dropped), 3) if shown + dropped else NOT_MEASURED,
        }

    def trace(self) -> Trace:
        """Freeze what has been collected."""
        return Trace(
            versions={"model": "off", "prompt": "none", **self.versions},
            signals=dict(self.signals),
            risk=None if self.weighed.risk is None else round(self.weighed.risk, 3),
            timings_ms=self.watch.readings(),
            notes=(
                *(wording(f"note.{caution}", self.language) for caution in dict.fromkeys(self.cautions)),
                *self.remarks,
            ),
            dropped=tuple(self._dropped),
        )
