"""Evidence as the model and the grounding see it: numbered sentences, each a slice of a stored passage."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from guidelines import Passage
from guidelines.text import sentences as cut
from retrieval.ports import Hit, TokenCounter
from retrieval.term_weights import covered, term_set, term_sets, weigh
from retrieval.tokens import numbers

_ASKS_A_NUMBER = re.compile(
    r"几|多少|多大|多久|多长|多高|剂量|频次|阈值|目标|标准|how (?:many|much|often|long|old|high|low)"
    r"|\b(?:dose|dosage|threshold|target|age|interval|percent|rate)s?\b",
    re.IGNORECASE,
)
_LEANS_BACK = re.compile(
    r"(?:其|该|此|上述|前述|这些|这类|以上|否则|(?:it|its|this|these|those|they|such|otherwise)\b)",
    re.IGNORECASE,
)
_INTRODUCES = (":", "：")
_LETTER = re.compile(r"\w")
_SAME_SHARE = 0.85
_SHORTEST = 4
_MOST_UNPAID = 8
_NEAR_BEST_PASSAGE = 0.7
_NEAR_BEST_SENTENCE = 0.6
"""What scores less than these shares of the best is left out: evidence beside the point misleads a model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSentence:
    """A sentence that an answer may stand on.

    `text == passage.text[start:end]`. `scope` is what says whom and what it speaks of when the sentence
    itself does not: document title, heading path, table header, the sentence before. Scope is used to check
    a claim's population and condition; it is never quoted.
    """

    marker: int
    text: str
    passage: Passage
    title: str
    start: int
    end: int
    scope: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Numbered evidence within a token budget; markers run 1..n in the order shown to the model."""

    sentences: tuple[EvidenceSentence, ...]
    tokens: int
    truncated: bool

    def numbered(self, marker: int) -> EvidenceSentence | None:
        """Give the sentence with this marker, or None when no such number was handed out."""
        return self.sentences[marker - 1] if 1 <= marker <= len(self.sentences) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    hit: Hit
    rank: int
    index: int
    start: int
    end: int
    before: str
    terms: frozenset[str]
    relevance: float

    @property
    def text(self) -> str:
        return self.hit.passage.text[self.start : self.end]

    @property
    def place(self) -> tuple[int, int]:
        return self.rank, self.index


def _anything(text: str) -> bool:  # noqa: ARG001 - the shape of a test
    return True


def pack(
    question: str,
    hits: Sequence[Hit],
    *,
    counter: TokenCounter,
    budget_tokens: int,
    max_sentences: int = 12,
    admits: Callable[[str], bool] = _anything,
) -> Evidence:
    """Choose the sentences that tell most about the question, within the budget, and number them.

    A sentence counts by the question's terms that it holds (more, if no chosen sentence holds them yet), by
    numbers asked for, and by its passage's score; what falls far behind the best is left out. One that leans
    on the sentence before it brings that one along. Near-duplicates go, unless their numbers differ. The
    order shown is by passage, then as printed.
    A sentence that `admits` refuses is left out, whatever its score.
    """
    telling = weigh(question, term_sets(hits))
    selection = _Selection(telling, _Purse(counter, budget_tokens), max_sentences)
    candidates = [one for one in _candidates(question, hits, telling) if admits(one.text)]
    truncated = selection.fill(candidates)
    return Evidence(
        sentences=tuple(_sentence(one, marker) for marker, one in enumerate(selection.ordered(), start=1)),
        tokens=selection.purse.spent,
        truncated=truncated,
    )


class _Selection:
    """What has been chosen so far; each step takes the sentence that adds most and can be paid."""

    def __init__(self, telling: Mapping[str, float], purse: _Purse, most: int) -> None:
        self._telling, self.purse, self._most = telling, purse, most
        self._chosen: dict[tuple[int, int], _Candidate] = {}

    def fill(self, candidates: list[_Candidate]) -> bool:
        """Choose until full; says whether something as good, and no duplicate, stayed outside."""
        by_place = {candidate.place: candidate for candidate in candidates}
        candidates = _near_best(candidates)
        unpaid, held = 0, frozenset[str]()
        while candidates and len(self._chosen) < self._most and unpaid < _MOST_UNPAID:
            best = max(candidates, key=lambda one: (self._gain(one, held), -one.rank, -one.index))
            candidates.remove(best)
            if best.place in self._chosen or any(_same(best, other) for other in self._chosen.values()):
                continue
            if self._take(_with_lead(best, by_place)) or self._take([best]):
                held = frozenset().union(*(one.terms for one in self._chosen.values()))
            else:
                unpaid += 1
        return bool(candidates) or unpaid > 0

    def ordered(self) -> list[_Candidate]:
        """Give the chosen by passage, best passage first, then as printed."""
        return [self._chosen[place] for place in sorted(self._chosen)]

    def _take(self, together: Sequence[_Candidate]) -> bool:
        fresh = [one for one in together if one.place not in self._chosen]
        if len(self._chosen) + len(fresh) > self._most or not self.purse.pay(fresh):
            return False
        self._chosen |= {one.place: one for one in fresh}
        return True

    def _gain(self, candidate: _Candidate, held: frozenset[str]) -> float:
        return candidate.relevance + 0.25 * covered(self._telling, candidate.terms - held)


class _Purse:
    """Pays for sentences as the prompt prints them: headings once, a marker before each sentence."""

    def __init__(self, counter: TokenCounter, budget: int) -> None:
        self._counter, self._budget = counter, budget
        self._headings: set[tuple[int, str]] = set()
        self.spent = 0

    def pay(self, candidates: Sequence[_Candidate]) -> bool:
        """Spend what these cost, or nothing if they cost too much."""
        headings = {(one.rank, _heading(one.hit)) for one in candidates} - self._headings
        cost = sum(self._counter.count(f"# {heading}\n") for _, heading in headings)
        cost += sum(self._counter.count(f"[12] {one.text}\n") for one in candidates)
        if self.spent + cost > self._budget:
            return False
        self.spent += cost
        self._headings |= headings
        return True


def _near_best(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Keep what is about as good as the best: of the passages first, then of their sentences."""
    found = _NEAR_BEST_PASSAGE * max((one.hit.score for one in candidates), default=0.0)
    near = [one for one in candidates if one.hit.score >= found]
    least = _NEAR_BEST_SENTENCE * max((one.relevance for one in near), default=0.0)
    return [one for one in near if one.relevance >= least]


def _candidates(question: str, hits: Sequence[Hit], telling: Mapping[str, float]) -> Iterator[_Candidate]:
    wants_number = bool(_ASKS_A_NUMBER.search(question))
    asked = numbers(question)
    top = max((hit.score for hit in hits), default=0.0)
    for rank, hit in enumerate(hits):
        around = term_set(f"{hit.title}\n{hit.passage.context}")
        before = ""
        for index, span in enumerate(cut(hit.passage.text)):
            text = hit.passage.text[span.start : span.end]
            if len(_LETTER.findall(text)) < _SHORTEST:
                continue
            own, found = term_set(text), numbers(text)
            relevance = (
                0.46 * (hit.score / top if top > 0 else 0.0)
                + 0.32 * covered(telling, own)
                + 0.09 * covered(telling, own | around)
                + 0.07 * (wants_number and bool(found))
                + 0.06 * (len(asked & found) / len(asked) if asked else 0.0)
            )
            yield _Candidate(
                hit=hit,
                rank=rank,
                index=index,
                start=span.start,
                end=span.end,
                before=before,
                terms=own,
                relevance=relevance,
            )
            before = text


def _with_lead(candidate: _Candidate, by_place: Mapping[tuple[int, int], _Candidate]) -> list[_Candidate]:
    lead = by_place.get((candidate.rank, candidate.index - 1))
    if lead and (_LEANS_BACK.match(candidate.text) or lead.text.endswith(_INTRODUCES)):
        return [lead, candidate]
    return [candidate]


def _same(one: _Candidate, other: _Candidate) -> bool:
    union = one.terms | other.terms
    alike = len(one.terms & other.terms) / len(union) if union else 1.0
    return alike >= _SAME_SHARE and numbers(one.text) == numbers(other.text)


def _heading(hit: Hit) -> str:
    return " · ".join(dict.fromkeys(part for part in (hit.title, *hit.passage.section[-1:]) if part))


def _sentence(candidate: _Candidate, marker: int) -> EvidenceSentence:
    passage, title = candidate.hit.passage, candidate.hit.title
    path = " > ".join(passage.section)
    scope = dict.fromkeys(part for part in (title, path, passage.context, candidate.before) if part)
    return EvidenceSentence(
        marker=marker,
        text=candidate.text,
        passage=passage,
        title=title,
        start=candidate.start,
        end=candidate.end,
        scope="\n".join(scope),
        score=candidate.relevance,
    )
