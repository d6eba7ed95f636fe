"""Verbatim answers: the best evidence sentences themselves, few and short, each source heard once first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.changes.disagreement import disagree
from assistant.narrowing import only_for_others
from assistant.sufficiency import Fit, Weighed
from retrieval.evidence import Evidence, EvidenceSentence

MOST_SENTENCES = 3
MOST_SOURCES = 5
"""So many of equally good sources are heard where a question names no disease: `潜伏期要看多少天？`."""
MOST_CHARACTERS = 600
MOST_OTHERS = 2
_SAME_MATTER = 0.25
_AS_NEAR, _AS_MUCH = 0.02, 0.75
"""How far behind the best sentence's nearness, and what share of its words, another source may hold and
still be heard before the rest."""

_Ranked = tuple[EvidenceSentence, Fit]


def verbatim_choice(
    question: str, evidence: Evidence, weighed: Weighed, *, used: frozenset[int]
) -> tuple[EvidenceSentence, ...]:
    """Choose at most three sentences and 600 characters, best first; at least one if there is any unused.

    Where sources on the subject answer about equally well, each is heard once before one is heard twice, and
    up to five of them are.
    What is only for others than those asked about is left out where anything else is there.
    """
    unused = [pair for pair in _ranked(evidence, weighed) if pair[0].marker not in used]
    ranked = [pair for pair in unused if not only_for_others(question, pair[0].text)] or unused
    chosen: list[EvidenceSentence] = []
    room = MOST_CHARACTERS
    first = list(_voices(ranked))
    most = max(MOST_SENTENCES, min(MOST_SOURCES, len(first)))
    for sentence in (*first, *(one for one, _ in ranked if one not in first)):
        if len(chosen) == most:
            break
        if len(sentence.text) <= room or not chosen:
            chosen.append(sentence)
            room -= len(sentence.text)
    return tuple(chosen)


def unheard(evidence: Evidence, weighed: Weighed, *, used: frozenset[int]) -> tuple[EvidenceSentence, ...]:
    """Give the best sentence of each source that was not used, answers as well, and says otherwise."""
    ranked = _ranked(evidence, weighed)
    said = [pair for pair in ranked if pair[0].marker in used]
    heard = {_source(sentence) for sentence, _ in said}
    found: list[EvidenceSentence] = []
    for sentence, fit in ranked if said else ():
        as_good = _source(sentence) not in heard and _as_good(fit, said[0][1])
        if as_good and any(disagree(sentence.text, one.text, near_enough=_SAME_MATTER) for one, _ in said):
            heard.add(_source(sentence))
            found.append(sentence)
    return tuple(found[:MOST_OTHERS])


def _ranked(evidence: Evidence, weighed: Weighed) -> list[_Ranked]:
    pairs = zip(evidence.sentences, weighed.fits, strict=True)
    return sorted(pairs, key=lambda pair: (-pair[1].rank, pair[0].marker))


def _source(sentence: EvidenceSentence) -> str:
    return str(sentence.passage.edition_id)


def _voices(ranked: Iterable[_Ranked]) -> Iterator[EvidenceSentence]:
    """Give the best sentence of each source that answers about as well and as much to the subject."""
    heard: set[str] = set()
    best: Fit | None = None
    for sentence, fit in ranked:
        best = best or fit
        source = _source(sentence)
        if source not in heard and _as_good(fit, best):
            heard.add(source)
            yield sentence


def _as_good(fit: Fit, best: Fit) -> bool:
    """Say whether a sentence answers about as well as the best, for the same people, on the same subject."""
    same_subject = fit.topic >= best.topic or fit.around >= _AS_MUCH * best.around
    said = fit.states >= best.states and fit.names >= best.names and fit.clash == best.clash
    return said and same_subject and fit.near >= best.near - _AS_NEAR
