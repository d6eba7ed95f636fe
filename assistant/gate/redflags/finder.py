"""Finds the red flags of a message in its conversation; urgency only ever goes up within an episode."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from assistant.exchange import Turn
from assistant.gate.redflags.formula import Formula, Term
from assistant.gate.redflags.learned.channel import FLAG, Channel, channel
from assistant.gate.redflags.lexicon import Span
from assistant.gate.redflags.measures import named
from assistant.gate.redflags.reading import Reading
from assistant.gate.redflags.rulebook import LEVELS, Level, RedFlag, RedFlagBook, load_red_flags
from assistant.gate.redflags.spelling import Speller
from assistant.kept import Kept
from assistant.reader import Read, ReaderFileError, Reads
from guidelines import Language

logger = logging.getLogger(__name__)
_COMPLETED_BY_LATER = 20
"""How many turns a finding stays open for a later turn to complete; what has fired stands for ever."""
_KEPT = 20_000
_SHORTEST_TOLD = 4
READS_URGENT = 0.5
"""Share of urgent levels from which what is told is taken for an emergency (see assistant/reader/CARD.md)."""
READS_CALM = 0.05
"""Share below which it is none although letters found it like one; what a rule finds stands."""
_BESIDE = 40
"""Characters before and behind the likeliest clause that are read with it: courtesies would dilute it."""
_READ_WHOLE = 240
"""Characters of which the reader reads every piece; what it did not read it does not calm."""
_URGENT = frozenset({"E120", "ED"})
_NEVER_CLEARED = frozenset({"RF100", "RF101", "RF102", "SG-VIOLENCE"})
"""No doctor's all-clear takes these back: who wants to die may say so when he is sent home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlagFinding:
    """A red flag at `start:end` of the text as given; an earlier turn's stands at 0:0 with no evidence."""

    rule_id: str
    urgency: Level
    start: int
    end: int
    evidence: str
    source: str
    certainty: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of whom a message is about without being said in it; None is unknown."""

    age_months: float | None = None
    pregnant: bool | None = None


@dataclass(frozen=True, slots=True)
class _Heard:
    """What one earlier turn leaves behind: flags that fired, and terms that a later turn may complete."""

    fired: tuple[tuple[RedFlag, Level], ...]
    terms: frozenset[Term]


@cache
def _packaged() -> RedFlagBook:
    """Read the packaged red flags once a process: the automaton over their words takes a second to build."""
    return load_red_flags()


class RedFlags:
    """Reads messages against the red flags, without model, network or clock."""

    def __init__(
        self,
        book: RedFlagBook | None = None,
        *,
        learned: Channel | None = None,
        reader: Reads | None = None,
        urgent_from: float = READS_URGENT,
    ) -> None:
        """Take the packaged red flags with the packaged channel, or other flags with a channel or none.

        `reader` is asked where rules find nothing urgent and the channel does, or leaves it unclear; what it
        reads is an emergency from the share `urgent_from`.
        """
        self._channel = channel() if book is None and learned is None else learned
        self._reader, self._urgent_from = reader, urgent_from
        self._book = book or _packaged()
        self._flags = {flag.id: flag for flag in self._book.flags}
        self._speller = Speller(self._book.lexicon.latin_words)
        self._heard: Kept[bytes, _Heard] = Kept(_KEPT)
        formulas = [formula for flag in self._book.flags for _, formula in flag.formulas]
        self._terms = frozenset(term for formula in formulas for term in formula.terms)
        self._names = frozenset(name for formula in formulas for name in formula.names)

    @property
    def book(self) -> RedFlagBook:
        """The red flags in force."""
        return self._book

    def find(
        self,
        text: str,
        *,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        about: About | None = None,
    ) -> tuple[RedFlagFinding, ...]:
        """Give every red flag of a message and of the asker's earlier turns, the most urgent first.

        What `about` knows completes a flag as if it had been said; alone it never makes one.
        """
        earlier = [self._hear(turn.text) for turn in history if turn.speaker != "assistant"]
        reading = self.read(text)
        known = frozenset(term for turn in earlier[-_COMPLETED_BY_LATER:] for term in turn.terms)
        known |= self._known(about)
        tongue = language or language_of(text)
        best: dict[str, RedFlagFinding] = {}
        for flag, level in (one for turn in earlier for one in turn.fired):
            _keep_worst(best, _finding(flag, level, (0, 0), "", tongue))
        for flag, level, span in self._raised(reading, known, text):
            start, end = reading.spelt.original(*span)
            _keep_worst(best, _finding(flag, level, (start, end), text[start:end], tongue))
        return tuple(
            sorted(best.values(), key=lambda one: (LEVELS.index(one.urgency), one.start, one.rule_id))
        )

    def _known(self, about: About | None) -> frozenset[Term]:
        """Give the terms that hold by what is known of the person."""
        names: set[str] = set()
        if about is not None and about.age_months is not None:
            names.update(named("age_months", about.age_months), named("age_years", about.age_months / 12))
        if about is not None and about.pregnant:
            names.add("pregnant")
        if not names:
            return frozenset()
        reached = self._book.lexicon.reachable(names)
        return frozenset(
            term for term in self._terms if len(term) == 1 and not reached.isdisjoint(term[0].names)
        )

    @property
    def names(self) -> frozenset[str]:
        """The names that formulas are made of, which the learned channel reads, too."""
        return self._names

    def read(self, text: str) -> Reading:
        """Give the named spans of a text."""
        return Reading.of(self._speller.spell(text), self._book.lexicon)

    def rules(self, reading: Reading) -> tuple[RedFlagFinding, ...]:
        """Give what the rules alone raise, without order or evidence."""
        return tuple(
            _finding(flag, level, (0, 0), "", "zh")
            for flag, level, _ in _fired(self._book.flags, reading, frozenset())
        )

    def _raised(
        self, reading: Reading, known: frozenset[Term], text: str
    ) -> Iterable[tuple[RedFlag, Level, Span]]:
        """Give what the rules raise and, where that is not urgent, what the learned channel does."""
        fired = list(_fired(self._book.flags, reading, known))
        if self._channel is not None and not any(level in _URGENT for _, level, _ in fired):
            raised = self._likened(self._channel, reading, text)
            if raised is not None and not (
                reading.cleared(raised[1]) or any(reading.in_sentence(name, raised[1]) for name in FLAG.ends)
            ):
                fired.append((FLAG, *raised))
        return fired

    def _likened(self, channel: Channel, reading: Reading, text: str) -> tuple[Level, Span] | None:
        """Give level and clause where a message is like emergencies: letters find it, the reader settles."""
        letters = channel.heard(reading, self._names)
        if letters is None:
            return None
        near = _near(reading, text, letters.span)
        read = self._read(near) if tells(reading) else None
        calm = read is not None and read.urgent < READS_CALM and len(near) <= _READ_WHOLE
        if letters.raises and not calm:
            return letters.level, letters.span
        if read is None or read.urgent < self._urgent_from:
            return None
        return ("E120" if read.levels["E120"] >= read.levels["ED"] else "ED"), letters.span

    def _read(self, text: str) -> Read | None:
        try:
            return None if self._reader is None else self._reader.read(text)
        except ReaderFileError as fault:
            logger.warning("nobody reads an unclear turn cause=%s", fault)
            return None

    def _hear(self, text: str) -> _Heard:
        """Read an earlier turn; each text is read once and kept by its hash alone."""
        key = sha256(text.encode("utf-8", "surrogatepass")).digest()
        heard = self._heard.get(key)
        if heard is None:
            reading = self.read(text)
            fired = tuple((flag, level) for flag, level, _ in self._raised(reading, frozenset(), text))
            heard = _Heard(fired, frozenset(term for term in self._terms if reading.asserted(term)))
            self._heard.put(key, heard)
        return heard


def likeness(level: Level, text: str) -> RedFlagFinding:
    """Give the finding that a whole text reads as emergencies of this level do."""
    return _finding(FLAG, level, (0, len(text)), text, language_of(text))


def language_of(text: str) -> Language:
    """Give the language whose script a text is written in."""
    return "zh" if any("\u3400" <= one <= "\u9fff" for one in text) else "en"


def _near(reading: Reading, text: str, span: Span) -> str:
    start, end = reading.spelt.original(*span)
    return text[max(0, start - _BESIDE) : end + _BESIDE]


def tells(reading: Reading) -> bool:
    """Say whether enough is told of somebody now to be read."""
    return sum(end - start for start, end in reading.told()) >= _SHORTEST_TOLD


def urgency(findings: Iterable[RedFlagFinding]) -> Level | None:
    """Give the highest level of the findings, None where there are none."""
    return min((one.urgency for one in findings), key=LEVELS.index, default=None)


def _fired(
    flags: Sequence[RedFlag], reading: Reading, said: frozenset[Term]
) -> Iterable[tuple[RedFlag, Level, Span]]:
    for flag in flags:
        for level, formula in flag.formulas:
            span = _holds(flag, formula, reading, said)
            if span is not None:
                yield flag, level, span
                break


def _holds(flag: RedFlag, formula: Formula, reading: Reading, said: frozenset[Term]) -> Span | None:
    """Give the first stretch where a formula holds; earlier turns may have said all but one of its terms."""
    here = []
    for term in formula.terms:
        spans = reading.asserted(term)
        if spans:
            here.append(spans)
        elif term not in said:
            return None
    if not here:
        return None
    for anchor in here[0]:
        stretch = _gather(anchor, here[1:], flag.reach)
        if stretch is not None and not _taken_back(flag, formula, reading, stretch):
            return stretch
    return None


def _gather(anchor: Span, groups: Sequence[Sequence[Span]], reach: int) -> Span | None:
    start, end = anchor
    for group in groups:
        nearest = min(group, key=lambda span: max(span[0] - anchor[1], anchor[0] - span[1], 0))
        if max(nearest[0] - anchor[1], anchor[0] - nearest[1], 0) > reach:
            return None
        start, end = min(start, nearest[0]), max(end, nearest[1])
    return start, end


def _taken_back(flag: RedFlag, formula: Formula, reading: Reading, stretch: Span) -> bool:
    if flag.id not in _NEVER_CLEARED and reading.cleared(stretch):
        return True
    if any(reading.present(name, stretch) for name in (*flag.unless, *formula.unless)):
        return True
    return any(reading.in_sentence(name, stretch) for name in (*flag.ends, *formula.ends))


def _finding(flag: RedFlag, level: Level, span: Span, evidence: str, language: Language) -> RedFlagFinding:
    return RedFlagFinding(
        rule_id=flag.id,
        urgency=level,
        start=span[0],
        end=span[1],
        evidence=evidence,
        source=flag.source,
        certainty=flag.certainty,
        reason=flag.reason[language],
    )


def _keep_worst(best: dict[str, RedFlagFinding], finding: RedFlagFinding) -> None:
    """Keep one finding a rule: the more urgent one, and among equals the one with evidence."""
    other = best.get(finding.rule_id)
    rank = LEVELS.index(finding.urgency)
    if (
        other is None
        or rank < LEVELS.index(other.urgency)
        or (rank == LEVELS.index(other.urgency) and finding.evidence and not other.evidence)
    ):
        best[finding.rule_id] = finding
