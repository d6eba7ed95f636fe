"""How far the evidence answers what was asked: its best sentence, and what none of it holds."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields

import numpy as np

from assistant.grounding.facts import read
from assistant.sufficiency.asked import ANY, Asked, ages_in, asked_of, names_in
from guidelines.changes.unit import label_end
from guidelines.text import fold, language_of
from retrieval.evidence import Evidence, EvidenceSentence
from retrieval.ports import Embedder, Found, Hit
from retrieval.term_weights import covered, term_set, term_sets
from retrieval.tokens import is_word
from retrieval.understanding import Understanding

_LEFTOVER = 0.3
"""What a pair of characters weighs that the segmenter could not read as a word."""
_ANSWERS_NOTHING = frozenset({"date"})
# Groups for whom a rule is another one; where none is named, a text speaks of others.
_WHOM = ("pregnancy:", "host:", "age:", "dialysis:", "procedure:dialysis", "procedure:transplantation")
_NAMED_WHERE_IT_STANDS = ("drug:", *_WHOM)
_UNIT_WITHOUT_ITS_NUMBER = re.compile(
    r"(?:[（(，,；;、。<>≥≤＜＞~～约前日℃%]|^|在|超过|小于|大于|不足)"
    r"(?:岁|个月|月龄|天内|小时|分钟|周内|次(?=[，,。；;/）)])|(?:mg|ml|mmHg)(?![）)]))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How one sentence answers; every share lies within 0..1.

    `states`: it holds a quantity of the kind asked for. `own` and `around`: the question's weighted words in
    it, and in it with its scope. `names` and `drugs`: the things asked about by name. `whom`: the special
    groups asked about, in it, its scope or its passage. `topic`: the words of the question that titles of
    found documents hold, in this one's title or words. `clash`: it is for other people than those asked
    about. `foreign`: it is in another language, so that words cannot be compared. `near`: cosine with the
    question. `score`: what the packing thought of it.
    """

    states: bool
    own: float
    around: float
    names: float
    drugs: float
    whom: float
    topic: float
    options: float
    clash: bool
    foreign: bool
    near: float
    score: float

    @property
    def rank(self) -> float:
        """The order in which sentences are held to answer; only the order counts."""
        return self.score + 0.2 * self.states + 0.2 * self.names + 3.0 * self.near - 0.2 * self.clash

    @property
    def closeness(self) -> float:
        """The order in which the features look for the sentence that answers."""
        told = 0.3 * (self.around + self.names + self.topic + self.drugs)
        return 0.5 * self.own + told + 2.0 * self.near - 0.2 * self.clash


_NOTHING = Fit(
    states=False,
    own=0,
    around=0,
    names=0,
    drugs=0,
    whom=0,
    topic=0,
    options=0,
    clash=False,
    foreign=False,
    near=0,
    score=0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sufficiency:
    """What the evidence holds of what was asked, as named numbers: the features of the risk.

    The best stating sentence gives `own` to `clash`; `top_states` says whether the best sentence of all
    states what was asked, `digits_lost` that it should and its number is missing. `named` is the share of
    the names found anywhere. `near`, `gain` and `ahead` are the nearest sentence's cosine and how much nearer
    it is than the best passage, and than the next sentence.
    """

    own: float
    around: float
    names: float
    drugs: float
    whom: float
    topic: float
    options: float
    clash: float
    top_states: float
    digits_lost: float
    foreign: float
    named: float
    premise: float
    near: float
    gain: float
    ahead: float

    def features(self) -> dict[str, float]:
        """Give the features by name, in a fixed order."""
        return asdict(self)


FEATURES = tuple(field.name for field in fields(Sufficiency))
NO_FIT = Sufficiency(**dict.fromkeys(FEATURES, 0.0))


class Sizing:
    """Holds evidence against a question; reads sentence vectors through the embedder it is given."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def measure(self, question: str, found: Found, evidence: Evidence) -> tuple[tuple[Fit, ...], Sufficiency]:
        """Measure each sentence of the evidence, in order, and what it all holds of what was asked."""
        asked = asked_of(question)
        nearness = self._nearness(question, evidence.sentences)
        fits = _fits(asked, found.hits, evidence.sentences, nearness)
        hosts = [at for at, one in enumerate(evidence.sentences) if not one.guest]
        best = max(
            (fits[at] for at in hosts if fits[at].states), key=lambda fit: fit.closeness, default=_NOTHING
        )
        place = max(hosts, key=lambda at: fits[at].closeness, default=None)
        top = _NOTHING if place is None else fits[place]
        lost = (
            place is not None
            and top.topic == top.names == 1.0
            and lost_digits(evidence.sentences[place].text)
        )
        near = max((nearness[at] for at in hosts), default=0.0)
        _, *others = sorted(nearness, reverse=True) or [0.0]
        whole = Sufficiency(
            own=best.own,
            around=best.around,
            names=best.names,
            drugs=best.drugs,
            whom=best.whom,
            topic=best.topic,
            options=best.options,
            clash=float(best.clash),
            top_states=float(top.states),
            digits_lost=float(lost and not top.states),
            foreign=float(top.foreign),
            named=_share(asked.names, _all_names(found.hits)),
            premise=float(asked.premise),
            near=near,
            gain=near - found.signals.get("dense_top", 0.0),
            ahead=near - max(others, default=0.0),
        )
        return tuple(fits), whole

    def _nearness(self, question: str, sentences: Sequence[EvidenceSentence]) -> list[float]:
        if not sentences:
            return []
        asked = np.asarray(Understanding.vector(question, self._embedder))
        placed = [fold(" ".join((one.title, *one.passage.section[-1:], one.text))) for one in sentences]
        return [float(asked @ np.asarray(vector)) for vector in self._embedder.embed_passages(placed)]


def lost_digits(text: str) -> bool:
    """Say whether a unit stands where its number should have been: a text that lost its digits."""
    return bool(_UNIT_WITHOUT_ITS_NUMBER.search(text))


def _fits(
    asked: Asked, hits: Sequence[Hit], sentences: Sequence[EvidenceSentence], nearness: Sequence[float]
) -> list[Fit]:
    telling = _weigh(asked.content, term_sets(hits))
    titles = frozenset().union(*(term_set(hit.title) for hit in hits)) if hits else frozenset()
    topic = asked.content & titles
    documents = _names_by_edition(hits)
    return [
        _fit(asked, one, telling, topic, documents.get(str(one.passage.edition_id), frozenset()), near)
        for one, near in zip(sentences, nearness, strict=True)
    ]


def _fit(
    asked: Asked,
    sentence: EvidenceSentence,
    telling: Mapping[str, float],
    topic: frozenset[str],
    document: frozenset[str],
    near: float,
) -> Fit:
    own = term_set(sentence.text) | asked.said_in(sentence.text)
    scope = term_set(sentence.scope) | asked.said_in(sentence.scope)
    held = names_in(f"{sentence.text}\n{sentence.scope}") if asked.names else frozenset()
    local = frozenset(name for name in asked.names if name.startswith(_NAMED_WHERE_IT_STANDS))
    whom = frozenset(name for name in local if name.startswith(_WHOM))
    near_by = names_in(sentence.passage.text) if whom else frozenset()
    return Fit(
        states=_states(asked, sentence.text),
        own=covered(telling, own),
        around=covered(telling, own | scope),
        # A document says once what it is about; a drug or a special group must be named where the answer is.
        names=_share(asked.names, held | (document - local)),
        drugs=_share(local - whom, held),
        whom=_share(whom, held | near_by),
        topic=_share(topic, term_set(f"{sentence.title}\n{sentence.text}")),
        options=1.0 if not asked.options else float(bool(asked.options & own)),
        clash=_clash(asked, sentence),
        foreign=language_of(sentence.text) not in (None, asked.language),
        near=near,
        score=sentence.score,
    )


def _states(asked: Asked, text: str) -> bool:
    if not asked.dimensions:
        return True
    given = {(quantity.dimension, quantity.printed) for quantity in asked.given}
    # The number of an item in a list states nothing: "2. Respiratory support".
    told = (quantity for clause in read(text[label_end(text) :]).clauses for quantity in clause.quantities)
    return any(
        quantity.dimension[0] not in _ANSWERS_NOTHING
        and (quantity.dimension, quantity.printed) not in given
        and (ANY in asked.dimensions or not asked.dimensions.isdisjoint(quantity.dimension))
        for quantity in told
    )


def _clash(asked: Asked, sentence: EvidenceSentence) -> bool:
    told = ages_in(sentence.text) or ages_in(sentence.scope)
    return bool(asked.ages and told) and not asked.ages & told


def _weigh(content: Iterable[str], pool: Sequence[frozenset[str]]) -> dict[str, float]:
    """Weigh words by the candidates that hold them; one that none holds weighs like one that one holds."""
    weights = {}
    for term in content:
        holding = max(1, sum(term in held for held in pool))
        weights[term] = math.log(1 + (len(pool) + 1) / (0.5 + holding)) * (
            1.0 if is_word(term) else _LEFTOVER
        )
    return weights


def _names_by_edition(hits: Sequence[Hit]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for hit in hits:
        edition = str(hit.passage.edition_id)
        whole = f"{hit.title}\n{hit.passage.context}\n{hit.passage.text}"
        found[edition] = found.get(edition, frozenset()) | names_in(whole)
    return found


def _all_names(hits: Sequence[Hit]) -> frozenset[str]:
    return frozenset().union(*_names_by_edition(hits).values()) if hits else frozenset()


def _share(wanted: frozenset[str], held: frozenset[str]) -> float:
    return len(wanted & held) / len(wanted) if wanted else 1.0
