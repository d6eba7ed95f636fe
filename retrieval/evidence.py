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
class _Piece:
    """A sentence of a hit, and the one before it."""

    hit: Hit
    rank: int
    index: int
    start: int
    end: int
    before: str

    @property
    def text(self) -> str:
        return self.hit.passage.text[self.start : self.end]

    @property
    def place(self) -> tuple[int, int]:
        return self.rank, self.index


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A sentence with what it tells about the question."""

    piece: _Piece
    terms: frozenset[str]
    relevance: float

    @property
    def place(self) -> tuple[int, int]:
        return self.piece.place


def _anything(text: str) -> bool:  # noqa: ARG001 - the shape of a test
    return True


def _nothing(passage: Passage, start: int, end: int) -> bool:  # noqa: ARG001 - the shape of a test
    return False


def pack(
    question: str,
    hits: Sequence[Hit],
    *,
    counter: TokenCounter,
    budget_tokens: int,
    max_sentences: int = 12,
    admits: Callable[[str], bool] = _anything,
    silences: Callable[[Passage, int, int], bool] = _nothing,
) -> Evidence:
    """Choose the sentences that tell most about the question, within the budget, and number them.

    A sentence counts by the question's terms that it holds (more, if no chosen sentence holds them yet), by
    numbers asked for, and by its passage's score; what falls far behind the best is left out. One that leans
    on the sentence before it brings that one along. Near-duplicates go, unless their numbers differ. The
    order shown is by passage, then as printed.
    A sentence that `admits` refuses is left out, whatever its score, and so is one of which `silences` says,
    given its passage and where it stands there, that an amendment replaced something of it.
    """
    telling = weigh(question, term_sets(hits))
    selection = _Selection(telling, _Purse(counter, budget_tokens), max_sentences)
    pieces = _near_best(
        [
            piece
            for piece in _pieces(hits)
            if admits(piece.text) and not silences(piece.hit.passage, piece.start, piece.end)
        ]
    )
    candidates = list(_weighed(question, pieces, telling, top=max((hit.score for hit in hits), default=0.0)))
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
        least = _NEAR_BEST_SENTENCE * max((one.relevance for one in candidates), default=0.0)
        candidates = [one for one in candidates if one.relevance >= least]
        unpaid, held = 0, frozenset[str]()
        while candidates and len(self._chosen) < self._most and unpaid < _MOST_UNPAID:
            best = max(candidates, key=lambda one: (self._gain(one, held), -one.piece.rank, -one.piece.index))
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
        if len(self._chosen) + len(fresh) > self._most or not self.purse.pay([one.piece for one in fresh]):
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

    def pay(self, pieces: Sequence[_Piece]) -> bool:
        """Spend what these cost, or nothing if they cost too much."""
        headings = {(one.rank, _heading(one.hit)) for one in pieces} - self._headings
        cost = sum(self._counter.count(f"# {heading}\n") for _, heading in headings)
        cost += sum(self._counter.count(f"[12] {one.text}\n") for one in pieces)
        if self.spent + cost > self._budget:
            return False
        self.spent += cost
        self._headings |= headings
        return True


def _pieces(hits: Sequence[Hit]) -> Iterator[_Piece]:
    for rank, hit in enumerate(hits):
        before = ""
        for index, span in enumerate(cut(hit.passage.text)):
            text = hit.passage.text[span.start : span.end]
            if len(_LETTER.findall(text)) < _SHORTEST:
                continue
            yield _Piece(hit=hit, rank=rank, index=index, start=span.start, end=span.end, before=before)
            before = text


def _near_best(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Keep the sentences of passages that are about as good as the best; only these are read closely."""
    least = _NEAR_BEST_PASSAGE * max((one.hit.score for one in pieces), default=0.0)
    return [one for one in pieces if one.hit.score >= least]


def _weighed(
    question: str, pieces: Sequence[_Piece], telling: Mapping[str, float], *, top: float
) -> Iterator[_Candidate]:
    wants_number = bool(_ASKS_A_NUMBER.search(question))
    asked = numbers(question)
    for piece in pieces:
        around = term_set(f"{piece.hit.title}\n{piece.hit.passage.context}")
        own = term_set(piece.text)
        found = numbers(piece.text) if wants_number or asked else frozenset[str]()
        relevance = (
            0.46 * (piece.hit.score / top if top > 0 else 0.0)
            + 0.32 * covered(telling, own)
            + 0.09 * covered(telling, own | around)
            + 0.07 * (wants_number and bool(found))
            + 0.06 * (len(asked & found) / len(asked) if asked else 0.0)
        )
        yield _Candidate(piece=piece, terms=own, relevance=relevance)


def _with_lead(candidate: _Candidate, by_place: Mapping[tuple[int, int], _Candidate]) -> list[_Candidate]:
    lead = by_place.get((candidate.piece.rank, candidate.piece.index - 1))
    if lead and (_LEANS_BACK.match(candidate.piece.text) or lead.piece.text.endswith(_INTRODUCES)):
        return [lead, candidate]
    return [candidate]


def _same(one: _Candidate, other: _Candidate) -> bool:
    union = one.terms | other.terms
    alike = len(one.terms & other.terms) / len(union) if union else 1.0
    return alike >= _SAME_SHARE and numbers(one.piece.text) == numbers(other.piece.text)


def _heading(hit: Hit) -> str:
    return " · ".join(dict.fromkeys(part for part in (hit.title, *hit.passage.section[-1:]) if part))


def _sentence(candidate: _Candidate, marker: int) -> EvidenceSentence:
    piece = candidate.piece
    passage, title = piece.hit.passage, piece.hit.title
    path = " > ".join(passage.section)
    scope = dict.fromkeys(part for part in (title, path, passage.context, piece.before) if part)
    return EvidenceSentence(
        marker=marker,
        text=piece.text,
        passage=passage,
        title=title,
        start=piece.start,
        end=piece.end,
        scope="\n".join(scope),
        score=candidate.relevance,
    )
