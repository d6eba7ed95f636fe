"""How far a negation reaches: the phrase behind it, or the main or subordinate part of its clause."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from assistant.grounding.lexicon import Term, lexicon

_PEOPLE = "patients|adults|people|women|men|those|children|persons|infants"
_RELATIVE = re.compile(
    rf"\b(?:(?:{_PEOPLE})(?= not\b)|who|whom|which|that|if|when|unless|because|whether|although"
    r"|due to|because of|owing to|in order to|so as to)\b"
)
_GROUP = re.compile(rf"\b(?:in|for|among) (?=(?:\w{{1,20}} ){{0,2}}(?:{_PEOPLE})\b)")
_RELATIVE_END = re.compile(
    r"[,;]|\b(?:and|but|should|may|must|who|which)\b|(?<!to )(?<!not )(?<!can )(?<!cannot )\bbe(?= \w+ed\b)"
)
_MODAL = re.compile(r"\b(?:should|may|must)\b")
# The case that a Chinese clause begins with ends before what is then to be done.
_DOING = "无应可须宜不避禁需也亦仍给予采选首建推行用要接口静每按停加减改立尽及考慎必均都方再才即则"
_HAN_CASE = re.compile(
    rf"(?:患者|人群|的人|病例|者|时|的情况下|后)(?=[{_DOING}\d])|的(?=[应需须要宜必]|可以|不[应能宜])|(?=[就则便](?:不|应|该|可|须|需|要|能|禁|避))"
)
# `没有针对它的药物` denies the drug.
_FOR = re.compile(r"(?:针对|关于|用于)[^，。；]{1,12}的")
_NOUN_END = re.compile(
    r"[且并也](?=[不无没未])|或(?=[^，。；、或]{0,8}(?:不|有|存在|出现|加重|升高|下降|变|恶化|加剧|发生))|[的者时，。；、,;]|患者|病[人例]|人群|成年?人|儿童|孕妇|女性|男性|老年人|婴幼儿|新生儿"
    r"|\s(?:should|may|must|is|are|was|were|have|and)\s"
)
# `不能口服或重度脱水者`: the second case is not denied.
_ALTERNATIVE = re.compile(r"[或、](?=[重轻中有伴合并存出年孕老已])")
_COORDINATE = re.compile(r"\b(?:or|and|nor)\b|[或且和、]")
_WITHOUT = frozenset({"no", "without"})
_PROOF = re.compile(r"\s(?:\w+ )?(?:evidence|proof|data|history|signs?)\b")
# `without known contraindications` reaches no verb; a list goes on.
_FEW_WORDS = re.compile(r"(?:\s?[\w-]+){1,3}(?:\s(?:or|and)(?:\s[\w-]+){1,3})*")
# 非 is a prefix, not a sentence's no.
_PREFIX, _PREFIXED = "非", 4


# `should be avoided`
_BE = 4
_ABLE = "1"
_NEEDED = frozenset({"需", "需要", "必须", "一定要"})
_UNABLE = re.compile(r"\b(?:who|whom|that|which|if|when|unless)\b[^,;.]{0,20}$")
_CASE_BEHIND = re.compile(
    r"[^，；。,]{0,16}?(?:(?<!患)者|(?<![同及随按定准即])时(?![间候段期刻机效程长限])|的话|的(?=[应需须要宜必])|的患者|的病人|的人|的情况下)"
)


def denied_modal(terms: Sequence[Term]) -> bool:
    """Say whether a negation sits on the modal itself: 不能, 不应, must not; such refusals weigh alike."""
    modals = [t for t in terms if t.group == "modality"]
    return any(
        modal.start in {negation.start, negation.end, negation.end + 1}
        or (negation.value == "clause" and 0 < negation.start - modal.end <= _BE)
        for negation in terms
        if negation.group == "negation"
        for modal in modals
    )


def of_a_case(text: str, start: int, end: int, term: Term) -> bool:
    """Say whether a modal only says who is able to what: `不能口服者`, `who cannot swallow`."""
    needed = text[term.start : term.end] in _NEEDED
    if term.group != "modality" or not (term.value == _ABLE or needed):
        return False
    behind = _CASE_BEHIND.match(text, term.end, end)
    if text[term.start : term.end].isascii():
        return _UNABLE.search(text, start, term.start) is not None
    return behind is not None and behind.end() < end


@dataclass(frozen=True, slots=True)
class Negations:
    """How often each letter of a clause is negated, by its own phrase and by the clause."""

    start: int
    phrase: tuple[int, ...] = ()
    clause: tuple[int, ...] = ()

    def at(self, index: int) -> tuple[bool, bool]:
        """Say whether the word that begins at `index` is negated, and whether by its own phrase."""
        if not self.phrase:
            return False, False
        inner = self.phrase[index - self.start]
        # What a phrase denies stays denied whatever the clause says of it: "without fever, do not treat".
        return (inner or self.clause[index - self.start]) % 2 == 1, inner % 2 == 1


def negations(text: str, start: int, end: int, terms: list[Term]) -> Negations:
    """Read the negations among the terms of the clause at `start:end`, in time linear in its length."""
    found = [term for term in terms if term.group == "negation"]
    if not found:
        return Negations(start)
    cuts = _Cuts.of(text, start, end)
    phrases, clauses = [0] * (end - start + 1), [0] * (end - start + 1)
    reached: dict[tuple[int, int], int] = {}
    for term in found:
        if term.value == "clause":
            first, last, inner = cuts.part(term)
        else:
            first, last, inner = term.end, cuts.noun_end(text, term), True
        if (first, last) in reached and _COORDINATE.search(text, reached[first, last], term.start):
            continue  # `does not work or cannot be used` denies once
        reached[first, last] = term.end
        depth = phrases if inner else clauses
        depth[first - start] += 1
        depth[max(first, last) - start] -= 1
    return Negations(start, tuple(accumulate(phrases)), tuple(accumulate(clauses)))


@dataclass(frozen=True, slots=True)
class _Cuts:
    """Where the parts of a clause begin and end; every list in order."""

    start: int
    end: int
    relatives: frozenset[int]
    relative_ends: list[int]
    modals: frozenset[int]
    subordinates: list[int]
    cases: list[tuple[int, int]]
    noun_ends: list[int]
    alternatives: list[int]

    @classmethod
    def of(cls, text: str, start: int, end: int) -> _Cuts:
        """Find them in one pass each."""

        def starts(pattern: re.Pattern[str]) -> Iterator[int]:
            return (match.start() for match in pattern.finditer(text, start, end))

        relatives, groups = list(starts(_RELATIVE)), list(starts(_GROUP))
        return cls(
            start,
            end,
            frozenset(relatives),
            list(starts(_RELATIVE_END)),
            frozenset(starts(_MODAL)),
            sorted((*relatives, *groups)),
            [match.span() for match in _HAN_CASE.finditer(text, start, end)],
            list(starts(_NOUN_END)),
            list(starts(_ALTERNATIVE)),
        )

    def part(self, term: Term) -> tuple[int, int, bool]:
        """Give the part of the clause that a negation of the whole turns, and whether it is a mere case."""
        opened = bisect_left(self.subordinates, term.start)
        if opened and self.subordinates[opened - 1] in self.relatives:
            ended = bisect_left(self.relative_ends, term.start)
            begun = max(self.subordinates[opened - 1], self.relative_ends[ended - 1] if ended else self.start)
            main = begun in self.modals
            return begun, self._next(self.subordinates if main else self.relative_ends, term.end), not main
        behind = bisect_right(self.cases, (term.start, -1))
        first = max(self.cases[behind - 1][1], self.start) if behind else self.start
        ahead = [at for at, _ in self.cases[behind : behind + 1] if at >= term.end]
        last = min(self._next(ahead, term.end), self._next(self.subordinates, term.end))
        if ahead:
            last = min(last, self._next(self.alternatives, term.end))
        return min(first, term.start), last, bool(ahead)

    def noun_end(self, text: str, term: Term) -> int:
        """Give the end of the phrase that a negation denies."""
        begun = text.find("的", term.end) + 1 if _FOR.match(text, term.end) else 0
        last = self._next(self.noun_ends, max(term.end, begun))
        if text[term.start] == _PREFIX:
            sizes = (n for n in range(_PREFIXED, 1, -1) if text[term.end : term.end + n] in lexicon().forms)
            return min(last, term.end + next(sizes, _PREFIXED))
        if text[term.start : term.end] in _WITHOUT and not _PROOF.match(text, term.end):
            words = _FEW_WORDS.match(text, term.end, last)
            last = words.end() if words else last
        word = text.find(" ", term.end, last) if text[term.end : term.end + 1] == "-" else -1
        return word if word >= 0 else last

    def _next(self, places: list[int], at: int) -> int:
        index = bisect_left(places, at)
        return places[index] if index < len(places) else self.end
