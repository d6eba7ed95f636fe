"""Evidence as the model and the grounding see it: numbered sentences, each a slice of a stored passage."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from guidelines import Passage
from retrieval.pieces import Piece, near_best, pieces_of, without
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
_SAME_SHARE = 0.85
_MOST_UNPAID = 8
_NEAR_BEST_SENTENCE = 0.6
"""What scores less than this share of the best is left out: evidence beside the point misleads a model."""
_NEW_SOURCE = 0.08
_BEFORE_GUESTS, _MOST_GUESTS, _TELLS_AS_MUCH = 4, 2, 0.3
"""After so many sentences so many further sources are heard, each once, if they tell that share of what the
best sentence tells; how well they answer is weighed later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSentence:
    """A sentence that an answer may stand on.

    `text == passage.text[start:end]`. `scope` is what says whom and what it speaks of when the sentence
    itself does not: document title, heading path, table header, what announced its line, the sentence before.
    Scope is used to check a claim's population and condition; it is never quoted. A `guest` was taken along
    only because another source speaks of the same matter: it does not tell how well the question is answered.
    """

    marker: int
    text: str
    passage: Passage
    title: str
    start: int
    end: int
    scope: str
    score: float
    guest: bool = False


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
class Budget:
    """How much evidence there may be: so many tokens as the counter counts them, so many sentences."""

    counter: TokenCounter
    tokens: int
    sentences: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A sentence with what it tells about the question."""

    piece: Piece
    terms: frozenset[str]
    tells: float
    answers: bool
    relevance: float

    @property
    def source(self) -> str:
        return str(self.piece.hit.passage.edition_id)

    @property
    def place(self) -> tuple[int, int]:
        return self.piece.place


def _anything(text: str) -> bool:  # noqa: ARG001 - the shape of a test
    return True


def _by_nobody(text: str) -> bool:  # noqa: ARG001 - the shape of a test
    return False


def _as_written(text: str) -> frozenset[str]:  # noqa: ARG001 - the shape of a reading
    return frozenset()


def _nothing(passage: Passage, start: int, end: int) -> bool:  # noqa: ARG001 - the shape of a test
    return False


def pack(
    question: str,
    hits: Sequence[Hit],
    *,
    budget: Budget,
    admits: Callable[[str], bool] = _anything,
    dictates: Callable[[str], bool] = _by_nobody,
    silences: Callable[[Passage, int, int], bool] = _nothing,
    means: Callable[[str], frozenset[str]] = _as_written,
) -> Evidence:
    """Choose the sentences that tell most about the question, within the budget, and number them.

    A sentence counts by the question's terms that it holds (more, if no chosen sentence holds them yet), by
    numbers asked for, and by its passage's score; what falls far behind the best is left out. One that leans
    on the sentence before it brings that one along. Near-duplicates go, unless their numbers differ. The
    order shown is by passage, then as printed.
    A term counts where it is written and, for about two thirds, where `means` finds it said in other words.
    What of a sentence `dictates` to its reader is left out, be it a cell, an aside or all of it.
    A sentence that `admits` refuses is left out, whatever its score, and so is one of which `silences` says,
    given its passage and where it stands there, that an amendment replaced something of it.
    """
    telling = weigh(question, term_sets(hits))
    selection = _Selection(telling, _Purse(budget.counter, budget.tokens), budget.sentences)
    pieces = near_best(
        [
            piece
            for whole in pieces_of(hits)
            if (piece := without(whole, dictates)) is not None
            and admits(piece.text)
            and not silences(piece.hit.passage, piece.start, piece.end)
        ]
    )
    top = max((hit.score for hit in hits), default=0.0)
    candidates = list(_weighed(question, pieces, telling, means, top=top))
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
        self._unpaid = 0

    def fill(self, candidates: Sequence[_Candidate]) -> bool:
        """Choose until full; says whether something as good, and no duplicate, stayed outside."""
        by_place = {candidate.place: candidate for candidate in candidates}
        hosts = [one for one in candidates if not one.piece.guest]
        least = _NEAR_BEST_SENTENCE * max((one.relevance for one in hosts), default=0.0)
        hosts = [one for one in hosts if one.relevance >= least]
        self._choose(hosts, by_place, most=min(_BEFORE_GUESTS, self._most))
        self._invite(candidates, by_place)
        self._choose(hosts, by_place, most=self._most)
        return bool(hosts) or self._unpaid > 0

    def _choose(
        self, candidates: list[_Candidate], by_place: Mapping[tuple[int, int], _Candidate], *, most: int
    ) -> None:
        """Take out of the candidates what adds most, until so many are chosen."""
        while candidates and len(self._chosen) < most and self._unpaid < _MOST_UNPAID:
            held = frozenset[str]().union(*(one.terms for one in self._chosen.values()))
            best = max(candidates, key=lambda one: (self._gain(one, held), -one.piece.rank, -one.piece.index))
            candidates.remove(best)
            if best.place in self._chosen or self._said(best):
                continue
            if not (self._take(_with_lead(best, by_place)) or self._take([best])):
                self._unpaid += 1

    def _invite(
        self, candidates: Sequence[_Candidate], by_place: Mapping[tuple[int, int], _Candidate]
    ) -> None:
        """Add the best sentence of each source that has not answered yet and tells of the matter, too."""
        least = _TELLS_AS_MUCH * max((one.tells for one in self._chosen.values()), default=0.0)
        heard = {one.source for one in self._chosen.values() if one.answers}
        full = len(heard) + _MOST_GUESTS
        for one in sorted(candidates, key=lambda one: (-one.relevance, one.place)):
            speaks = one.answers and one.tells >= least > 0 and one.source not in heard
            if len(heard) == full or not speaks or self._said(one):
                continue
            if self._take(_with_lead(one, by_place)) or self._take([one]):
                heard.add(one.source)

    def _said(self, candidate: _Candidate) -> bool:
        return any(_same(candidate, other) for other in self._chosen.values())

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
        new = candidate.source not in {one.source for one in self._chosen.values()}
        return candidate.relevance + 0.25 * covered(self._telling, candidate.terms - held) + _NEW_SOURCE * new


class _Purse:
    """Pays for sentences as the prompt prints them: headings once, a marker before each sentence."""

    def __init__(self, counter: TokenCounter, budget: int) -> None:
        self._counter, self._budget = counter, budget
        self._headings: set[tuple[int, str]] = set()
        self.spent = 0

    def pay(self, pieces: Sequence[Piece]) -> bool:
        """Spend what these cost, or nothing if they cost too much."""
        headings = {(one.rank, _heading(one.hit)) for one in pieces} - self._headings
        cost = sum(self._counter.count(f"# {heading}\n") for _, heading in headings)
        cost += sum(self._counter.count(f"[12] {one.text}\n") for one in pieces)
        if self.spent + cost > self._budget:
            return False
        self.spent += cost
        self._headings |= headings
        return True


def _weighed(
    question: str,
    pieces: Sequence[Piece],
    telling: Mapping[str, float],
    means: Callable[[str], frozenset[str]],
    *,
    top: float,
) -> Iterator[_Candidate]:
    wants_number = bool(_ASKS_A_NUMBER.search(question))
    asked = numbers(question)
    for piece in pieces:
        place = f"{piece.hit.title}\n{piece.hit.passage.context}"
        own = term_set(piece.text)
        meant = own | means(piece.text)
        tells = covered(telling, meant | term_set(place) | means(place))
        found = numbers(piece.text) if wants_number or asked else frozenset[str]()
        relevance = (
            0.46 * (piece.hit.score / top if top > 0 else 0.0)
            + 0.10 * covered(telling, own)
            + 0.22 * covered(telling, meant)
            + 0.09 * tells
            + 0.07 * (wants_number and bool(found))
            + 0.06 * (len(asked & found) / len(asked) if asked else 0.0)
        )
        yield _Candidate(
            piece=piece,
            terms=meant,
            tells=tells,
            answers=bool(found) or not wants_number,
            relevance=relevance,
        )


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
    scope = dict.fromkeys(part for part in (title, path, passage.context, piece.lead, piece.before) if part)
    return EvidenceSentence(
        marker=marker,
        text=piece.text,
        passage=passage,
        title=title,
        start=piece.start,
        end=piece.end,
        scope="\n".join(scope),
        score=candidate.relevance,
        guest=piece.guest,
    )
