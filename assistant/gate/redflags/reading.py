"""One text as the rules see it: named spans, and whether the writer says so of somebody now.

A span counts unless it is denied, told of the past, or belongs to a story, the news or a question in general.
Whatever others think of it (a relative, a politeness, a joke) takes nothing back.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from assistant.gate.redflags.clauses import CLAUSE_END, DENIAL_END, SENTENCE_END, begins_in, starts, stretch
from assistant.gate.redflags.forebears import Forebears
from assistant.gate.redflags.formula import Link, Step, Term
from assistant.gate.redflags.lexicon import Lexicon, Span
from assistant.gate.redflags.measures import measured, named
from assistant.gate.redflags.spelling import Spelt

_NO_ANSWER = re.compile(
    r" ?[?:] ?(?:no\b|none\b|没有|不|无)"
    r"|[^,。!?;:\n]{0,4}? ?\? ?(?:no(?:ne|pe)?\b|没有?|不是?|无)(?=[,。!;\s]|$)"
)
_NEAR_ZH, _NEAR_EN = 3, 16
_NEIGHBOURS = 6
_LONGEST_WORD = 40
_NEGATIONS = "不没无未"
_RUNS_ON, _BY, _ASIDE = 14, 5, 3
"""From how many characters a Chinese clause runs on without a stop; how many by a sign then tell its time;
how many beside a word leave it to be all that its clause says."""
_STOPS = " ,。.!?;:\n"
_EVER = "_ever"
"""`cancer_ever` counts however long ago it was."""
_EASED = "_eased"
"""`cold_eased` ends nothing where the sentence says that it came back, or is of now (`relapse`)."""
_NO_SHIELD = frozenset(
    {"examined", "all_clear", "well_again", "not_over", "never_before", "now_instead", "warmed", "manner_now"}
)
"""Words about how it went: a negation in them denies what follows all the same."""
_EARNEST = frozenset(
    {"suicidal", "suicide_plan", "suicide_means", "farewell", "self_harm", "on_the_edge", "off_height"}
)


@dataclass(slots=True)
class Reading:
    """Named spans of one text, looked up once each; offsets are into `spelt.text`."""

    spelt: Spelt
    lexicon: Lexicon
    raw: dict[str, list[Span]]
    possible: frozenset[str] = frozenset()
    _clauses: list[int] = field(default_factory=list)
    _sentences: list[int] = field(default_factory=list)
    _denials: list[int] = field(default_factory=list)
    _by_start: list[Span] = field(default_factory=list)
    _found: dict[str, list[Span]] = field(default_factory=dict)
    _asserted: dict[str, list[Span]] = field(default_factory=dict)
    _terms: dict[Term, list[Span]] = field(default_factory=dict)
    _telling: dict[tuple[str, Span, bool | None], bool] = field(default_factory=dict)

    @classmethod
    def of(cls, spelt: Spelt, lexicon: Lexicon) -> Reading:
        """Scan a text for every word and measure."""
        text = spelt.text
        raw = lexicon.scan(text)
        for one in measured(text):
            for name in named(one.quantity, one.value):
                raw.setdefault(name, []).append((one.start, one.end))
        reading = cls(spelt, lexicon, raw)
        reading._clauses = starts(CLAUSE_END, text)
        reading._sentences = starts(SENTENCE_END, text)
        reading._denials = starts(DENIAL_END, text)
        reading.possible = lexicon.reachable(raw)
        reading._by_start = sorted(
            {span for name, spans in raw.items() if name not in _NO_SHIELD for span in spans}
        )
        return reading

    def spans(self, name: str) -> list[Span]:
        """Give every span of a name, said of whomever and however."""
        if name not in self._found:
            self._found[name] = sorted(self.raw.get(name, ()))  # stands while its own sequences are resolved
            extra = [span for term in self.lexicon.sequences.get(name, ()) for span in self._term_spans(term)]
            if extra:
                self._found[name] = sorted({*self._found[name], *extra})
        return self._found[name]

    def asserted(self, term: Term) -> list[Span]:
        """Give the spans of a term that the writer says of somebody now."""
        if term not in self._terms and any(self.possible.isdisjoint(step.names) for step in term):
            return []
        if term not in self._terms:
            self._terms[term] = [span for span in self._term_spans(term) if self._stands(span, term)]
        return self._terms[term]

    def present(self, name: str, within: Span) -> bool:
        """Say whether a name stands in the clauses that a stretch touches."""
        clauses = self._clause(within[0])[0], self._clause(max(within[0], within[1] - 1))[1]
        return any(span[0] < clauses[1] and clauses[0] < span[1] for span in self.spans(name))

    def in_sentence(self, name: str, of: Span) -> bool:
        """Say whether the writer says a name, and no relative, in the sentence of a span or the next one."""
        start, end = stretch(self._sentences, of[0], len(self.spelt.text))
        following = (
            stretch(self._sentences, end, len(self.spelt.text))[1] if end < len(self.spelt.text) else end
        )
        if name.endswith(_EASED) and self._any("relapse", (start, following)):
            return False
        idle = ("past", "supposed") if name.endswith(_EASED) else ()
        return any(
            start <= span[0] < following
            and not self._any("opinion", (start, self._clause(span[0])[1]))
            and not any(self._any(one, self._clause(span[1] - 1)) for one in idle)
            for span in self.spans(name)
        )

    def cleared(self, of: Span) -> bool:
        """Say whether it was examined, found harmless and is well again, and nothing comes after that.

        Looked for in the sentence of a span and the next two.
        """
        start, end = stretch(self._sentences, of[0], len(self.spelt.text))
        for _ in range(2):
            end = (
                stretch(self._sentences, end, len(self.spelt.text))[1] if end < len(self.spelt.text) else end
            )
        return any(
            start <= one[0] < end
            and not self._denied(one)
            and self._any("well_again", (start, end))
            and not self._any("not_over", (one[0], end))
            for one in self.spans("cleared")
        )

    def told(self) -> Iterator[Span]:
        """Give the clauses that tell of somebody now.

        None that denies, is past, supposed or of a story, and none of politeness or another's opinion.
        """
        length = len(self.spelt.text)
        idle = ("opinion", "courtesy")
        for at in dict.fromkeys(self._clauses):
            clause = stretch(self._clauses, at, length)
            denied = any(
                clause[0] <= one[0] < clause[1] and not self._shielded(one) for one in self.spans("denial")
            )
            past = self._any("past", clause) and (
                not self._any("now", clause)
                or self._told_and_healed(
                    clause,
                    stretch(self._sentences, at, length),
                    english=self._english(clause[0], clause),
                )
            )
            beside = any(self._any(name, clause) for name in idle)
            if clause[0] < clause[1] and not (denied or past or beside or self._framed(clause)):
                yield clause

    def standing(self, names: Collection[str]) -> list[str]:
        """Give those of the names that the writer says of somebody now."""
        return [
            one for one in sorted(self.possible.intersection(names)) if self.asserted((Step((one,), None),))
        ]

    def _term_spans(self, term: Term) -> list[Span]:
        spans = self._step(term[0])
        for step in term[1:]:
            if not spans:
                return []
            if step.link is not None:
                spans = self._joined(spans, self._step(step), step.link)
        return spans

    def _step(self, step: Step) -> list[Span]:
        if len(step.names) == 1:
            return self.spans(step.names[0])
        return sorted({span for name in step.names for span in self.spans(name)})

    def _joined(self, lefts: list[Span], rights: list[Span], link: Link) -> list[Span]:
        if not rights:
            return []
        breaks = self._sentences if link.crosses_clauses else self._clauses
        starts = [span[0] for span in rights]
        found: list[Span] = []
        for left in lefts:
            first = bisect_left(starts, left[0] if link.ordered else left[0] - 2 * link.gap - _LONGEST_WORD)
            last = bisect_right(starts, left[1] + 2 * link.gap)
            for right in rights[first:last][: _NEIGHBOURS * 4]:
                reach = link.gap * (2 if self.spelt.text[right[0]].isascii() else 1)
                if _apart(left, right) <= reach and not (link.ordered and right[0] < left[1]):
                    start, end = min(left[0], right[0]), max(left[1], right[1])
                    if bisect_right(breaks, start) == bisect_left(breaks, end):
                        found.append((start, end))
        return sorted(set(found))

    def _stands(self, span: Span, term: Term) -> bool:
        names = {name for step in term for name in step.names}
        lasting = all(name.endswith(_EVER) for name in names)
        over = self._denied(span) or (not lasting and self._past(span))
        return not (
            (over and not self._began(span))
            or self._framed(span)
            or (names.isdisjoint(_EARNEST) and self._figurative(self._clause(span[0])))
        )

    def _began(self, span: Span) -> bool:
        """Say whether what had never been is so now: `never had headaches, now one every day`."""
        clause = self._clause(span[0])
        end = stretch(self._sentences, span[0], len(self.spelt.text))[1]
        return self._any("never_before", clause) and self._any("now_instead", (clause[1], end))

    def _figurative(self, clause: Span) -> bool:
        return self._any("figurative", clause) and not self._any("suddenly", clause)

    def _denied(self, span: Span) -> bool:
        start = self.spelt.text
        opened = self._denials[bisect_right(self._denials, span[0]) - 1] if self._denials else 0
        for strong in self.spans("denial"):
            if (
                opened <= strong[0] < span[1]
                and not self._shielded(strong)
                and not self._shared(strong, span)
            ):
                return True
        near = _NEAR_EN if start[span[0]].isascii() else _NEAR_ZH
        for weak in self.spans("not"):
            if (
                span[0] - near <= weak[1]
                and weak[0] < span[1]
                and weak[0] >= opened
                and not self._shielded(weak)
            ):
                return True
        return self._answered_no(span) or any(
            0 <= after[0] - span[1] <= 1 and not self._shielded(after) and self._ends_clause(after[1])
            for after in (*self.spans("denial"), *self.spans("denied_after"))
        )

    def _shared(self, denial: Span, span: Span) -> bool:
        """Say whether the word begins with the denial's own negation, as `没醒` in `都没醒`."""
        return denial[0] < span[0] < denial[1] and self.spelt.text[span[0]] in _NEGATIONS

    def _answered_no(self, span: Span) -> bool:
        """Say whether the writer asks of it and answers no: `chest pain? no`."""
        return _NO_ANSWER.match(self.spelt.text, span[1]) is not None

    def _ends_clause(self, end: int) -> bool:
        return end >= len(self.spelt.text) or self.spelt.text[end] in ",。!?;:\n.了的"

    def _shielded(self, denial: Span) -> bool:
        """Say whether a negation is only a part of a longer word, as in `喘不上气`."""
        length = denial[1] - denial[0]
        first = bisect_left(self._by_start, (denial[0] - _LONGEST_WORD, 0))
        last = bisect_right(self._by_start, (denial[0], len(self.spelt.text)))
        return any(
            end >= denial[1] and end - begin > length for begin, end in self._by_start[first:last]
        ) or any(
            denial[0] < one[0] < denial[1] < one[1] and self.spelt.text[one[0]] in _NEGATIONS
            for one in self.spans("no_denial")
        )

    def _past(self, span: Span) -> bool:
        clause = self._clause(span[0])
        sentence = stretch(self._sentences, span[0], len(self.spelt.text))
        english = self._english(span[0], clause)
        scope = (sentence[0], self._own_end(clause, sentence)) if english else clause
        if self._any("progressed", sentence):
            return False
        if self._any("now", scope):
            return self._told_and_healed(clause, sentence, english=english)
        own = (clause[0], scope[1]) if english else self._about(span, clause)
        if self._any("past", own, english=english) or (english and self._goes_on("past", sentence, clause)):
            return True
        before, after = (sentence[0], clause[1]), (clause[0], sentence[1])
        over = (("past", "healed"), ("recent_past", "treated"))
        return not self._any("now", before) and any(
            self._any(then, before, english=english) and self._any(since, after) for then, since in over
        )

    def _goes_on(self, name: str, sentence: Span, clause: Span) -> bool:
        """Say whether a clause goes on about what one before it opened (`last year, ...`).

        One that says something of its own (`I had surgery in 2019, ...`) opens only what is told in the past.
        """
        told_on = self._any("past_tense", clause)
        return any(
            sentence[0] <= one[0] < clause[0] and not self._part(one) and (told_on or self._bare(one))
            for one in self.spans(name)
        )

    def _about(self, span: Span, clause: Span) -> Span:
        """Narrow a clause that runs on without a stop to what stands by a sign; others stay whole."""
        if clause[1] - clause[0] <= _RUNS_ON or self._english(span[0], clause):
            return clause
        return max(clause[0], span[0] - _BY), min(clause[1], span[1] + _BY)

    def _bare(self, word: Span) -> bool:
        """Say whether a word is about all that its clause says."""
        start, end = self._clause(word[0])
        rest = self.spelt.text[start : word[0]] + self.spelt.text[word[1] : end]
        return len(rest.strip(_STOPS)) <= _ASIDE

    def _own_end(self, clause: Span, sentence: Span) -> int:
        """Say how far English goes on about one thing: up to a clause that begins with its own subject."""
        own = [span[0] for span in self.spans("new_subject") if clause[1] <= span[0] < sentence[1]]
        begins = {start for start in self._clauses if clause[1] <= start < sentence[1]}
        return min((at for at in own if at in begins or at - 1 in begins), default=sentence[1])

    def _told_and_healed(self, clause: Span, sentence: Span, *, english: bool) -> bool:
        """Say whether a clause of the past is of now only by how it came, and was healed afterwards."""
        manner = self.spans("manner_now")
        came = all(
            any(one[0] <= now[0] and now[1] <= one[1] for one in manner)
            for now in self.spans("now")
            if clause[0] <= now[0] < clause[1] and not self._part(now)
        )
        end = clause[1] if english else sentence[1]
        return came and any(
            self._any("healed", (past[1], end))
            for past in self.spans("past")
            if clause[0] <= past[0] < clause[1] and self.spelt.text[past[0]].isascii() == english
        )

    def _english(self, at: int, clause: Span) -> bool:
        """Say in which script is told what stands at a place; a number is of its clause's."""
        character = self.spelt.text[at]
        if character.isdigit():
            return self.spelt.text[clause[0] : clause[1]].isascii()
        return character.isascii()

    def _framed(self, span: Span) -> bool:
        clause = self._clause(span[0])
        personal = self._any("person", clause) and not self._any("indefinite", clause)
        supposed = self._any("supposed", self._about(span, clause))
        if supposed or any(self._any(name, clause) for name in ("frame", "hearsay")):
            return True
        if self._any("general", clause) and not (personal or self._any("now", clause)):
            return True
        sentence = stretch(self._sentences, span[0], len(self.spelt.text))
        if self._any("role_play", clause):
            return not self._any("for_real", clause)
        if self._played(clause, sentence):
            return True
        if not self._any("now", clause) and Forebears(self.spans).own(span, clause, sentence):
            return True
        return not personal and (
            self._told_before((sentence[0], clause[0]))
            or (self._any("frame", sentence) and not self._any("suddenly", clause))
        )

    def _played(self, clause: Span, sentence: Span) -> bool:
        """Say whether it is a part to be played or a piece to be written, and not happening for real."""
        if self._any("role_play", clause):
            return not self._any("for_real", clause)
        given = self._any("assignment", sentence) or self._any("role_play", sentence)
        return given and not self._any("in_earnest", clause)

    def _told_before(self, before: Span) -> bool:
        """Say whether what stands before is hearsay, and nothing in it tells of somebody now since."""
        heard = [one[1] for one in self.spans("hearsay") if before[0] <= one[0] < before[1]]
        since = max(heard, default=before[1]), before[1]
        spoken_of = self._any("indefinite", before) or self._any("forebear", before)
        return (
            bool(heard)
            and (spoken_of or any(self._bare(one) for one in self.spans("hearsay") if begins_in(before, one)))
            and self._any("hearsay", before)
            and not (self._any("now", since) and self._any("person", since))
        )

    def _any(self, name: str, within: Span, *, english: bool | None = None) -> bool:
        """Say whether a telling word stands within; in the script of `english` only, where that is given."""
        if not self.spans(name):
            return False
        asked = name, within, english
        if asked not in self._telling:
            self._telling[asked] = any(
                within[0] <= span[0] < within[1]
                and english in (None, self.spelt.text[span[0]].isascii())
                and not self._part(span)
                for span in self.spans(name)
            )
        return self._telling[asked]

    def _part(self, word: Span) -> bool:
        """Say whether a telling word is only a part of one that tells nothing, as `怕` in `怕光`."""
        longer = self.spans("no_denial")
        first = bisect_left(longer, (word[0] - _LONGEST_WORD, 0))
        return any(
            start <= word[0] and word[1] <= end and end - start > word[1] - word[0]
            for start, end in longer[first : bisect_right(longer, word[0], key=lambda span: span[0])]
        )

    def _clause(self, at: int) -> Span:
        return stretch(self._clauses, at, len(self.spelt.text))


def _apart(one: Span, other: Span) -> int:
    return max(other[0] - one[1], one[0] - other[1], 0)
