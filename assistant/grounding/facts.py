"""What a text states, clause by clause: quantities, values, polarity, modality and their conditions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from assistant.grounding.carried import Carried, inner_values
from assistant.grounding.fold import Folded, fold
from assistant.grounding.lexicon import Term, lexicon
from assistant.grounding.naming import name_spans
from assistant.grounding.quantities import quantities
from assistant.grounding.quantity import Quantity
from assistant.grounding.ranking import ranked
from assistant.grounding.scope import denied_modal, negations, of_a_case
from assistant.grounding.sequence import Order, sequence
from assistant.grounding.whom import Measure, body_weight, measure
from assistant.grounding.words import stem

_SENTENCE = re.compile(r"[。！？!?\n]+|(?<![\d.])(?:(?<!\b[a-z])\.(?=\s)|\.$)|(?<=\d)\.(?=\s+[a-z]|$)")
_CLAUSE = re.compile(
    r"[，；;：]|,(?!\d{3})(?!\s(?:the|this) [a-z/ ]{3,30} (?:suggest|recommend|advise)s?\.?$)"
    r"|:(?!\d)|(?:但是|但|而且|然而|否则)|\s(?=(?:but|whereas|while|although|unless|however)\s)"
    r"|\s(?=and (?:are|is|was|were|should|must|may|can|do|does|did|will|has|have|need|not)\s)"
)
_PARENTHESIS = re.compile(r"[(（\[)）\]]")
_BETWEEN = re.compile(r"[，；;、,/]|\s(?:and|or|versus|vs)\s|[和或而及]")
_CONDITION_BEFORE = re.compile(r"(?:体重|年龄|weigh\w*|aged?|ages|when|if)[^，,]{0,12}$")
_CONDITION_AFTER = re.compile(
    r"^\s?(?:者|患者|儿童|患儿|的|时|人群|婴|老年|岁|adults|patients|children|of age)"
)
_LABELS = frozenset({"drug", "test", "pressure", "dose", "vital"})
_CASE_AFTER = re.compile(r"^\s?(?:者|患者|时)")
_AGE = re.compile(r"岁|月龄|\bage|old\b|older|younger")
_NEAR = 12
_ASIDE = re.compile(r"(?:\b(?:apart from|with|than|without)\s|[与同较比])$")
_LETTER = re.compile("[a-z]")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(
    r"(?:post|pre|non|anti|re|sub|multi|inter|intra)-[a-z]{3,}|[a-z][a-z0-9]+(?:-[a-z0-9]*\d[a-z0-9]*)*|[a-z](?:-[a-z0-9]*\d[a-z0-9]*)+"
)
_PREFIXED = re.compile(r"^(post|pre|non|anti|re|sub|multi|inter|intra)-(?=[a-z])")
_STOP = frozenset(
    word
    for line in (
        "the a an of in on at to for with by from and or is are was were be been being as that this these",
        "those it its than then which who whom whose into per each any both will would has have had do does",
        "did there their them they such other also about after before during between work group guideline",
        "guidelines least less ideally best when if once while because since until upon via through how what",
    )
    for word in line.split()
)
_FLUFF = frozenset(
    "的了要是为在和与及或等于对其该本此将并且则即也都均有以所被把从向到中上下内外前后多少一个每次"
)
_NO_CONTENT = frozenset({"negation", "modality", "idiom", "filler"})
_MAY = 1
_OF = frozenset({"of", "的"})
_WITH = frozenset({"with", "for", "on", "after"})
_LONGEST = 1_000
_Placed = TypeVar("_Placed", Quantity, Term)
# The part of a clause that narrows it to a case; a clause that is nothing else narrows those that follow.
# `undiagnosed` denies `diagnosed`.
_UNDONE = re.compile(r"(?<![a-z])un-?((?!der|it|iqu|ion|if)[a-z]{5,}(?:ed|en|able))(?![a-z])")
_PROVISO = re.compile(
    r"^[^，；]{2,20}?(?:者|(?<![同及随按定准即])时(?![间候段期刻机效程长限])|的情况下|的患者|的[^，；]{0,6}$)|\b(?:if|when|provided)\b[^,;]*$|^(?:若|如果|如|当)[^，；]*$"
)
# `均每日2次` is said of everybody named before.
_COMMON = re.compile(r"\s?(?:均|都|皆|两者|二者|both )")
_HEADED = re.compile(r"^[^，；]{2,12}(?:患者|病人|病例|成年?人|儿童|孕妇|女性|男性|的人)$")
_FRONTED = re.compile(r"\s?(?:(?:for|in|among|with|during|after|following|once)\b|对于|对|在|针对)")


@dataclass(frozen=True, slots=True)
class Atom:
    """A content word as compared, where it stands, and whether it is negated; `denied`: by its own phrase.

    `named`: an unlisted word that looks like the name of a drug, disease, test, organism or procedure.
    """

    key: str
    start: int
    end: int
    negated: bool
    denied: bool
    weight: float
    named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A stretch that speaks of one population; `values` are its own, `context` adds what it inherits.

    `keys` are its content words as compared, `proviso` those of the case it is narrowed to. `fronted`: it
    only says whom or what the next clause is about, so that clause's negation is not missing here. `order`:
    what its sentence says comes first, and then.
    """

    start: int
    end: int
    quantities: tuple[Quantity, ...]
    conditions: tuple[Quantity, ...]
    values: Mapping[str, frozenset[str]]
    context: Mapping[str, frozenset[str]]
    terms: tuple[Term, ...]
    atoms: tuple[Atom, ...]
    levels: frozenset[int]
    inherited_levels: frozenset[int]
    ranked: tuple[frozenset[str], frozenset[str]] | None
    labels: Mapping[Quantity, frozenset[tuple[str, str]]]
    measures: tuple[Measure, ...]
    proviso: frozenset[str]
    keys: frozenset[str]
    fronted: bool
    order: Order | None = None

    def covers(self, quantity: Quantity, asked: Clause) -> bool:
        """Say whether a value that describes somebody in `asked` lies in every band of this clause."""
        what = {m.what for m in asked.measures if m.quantity is quantity}
        bands = [
            m.quantity for m in self.measures if m.what in what and m.quantity.dimension == quantity.dimension
        ]
        return bool(bands) and all(quantity.within(band) for band in bands)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The clauses of one sentence, in order, and the content words of them all.

    `start:end` is its place in the folded text; `inner` are the values that stand inside its longer names.
    """

    clauses: tuple[Clause, ...]
    keys: frozenset[str]
    start: int
    end: int
    text: str
    inner: Mapping[str, frozenset[str]]

    def has(self, key: str) -> bool:
        """Say whether a content word stands in the sentence, if only as a part of a longer name."""
        axis, _, value = key.partition(":")
        return (
            key in self.keys
            or value in self.inner.get(axis, ())
            or (len(key) == 2 and not key.isascii() and key in self.text)
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a text states, with the folded text that all offsets refer to."""

    folded: Folded
    sentences: tuple[Sentence, ...]
    latin: bool

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All clauses in order."""
        return tuple(clause for sentence in self.sentences for clause in sentence.clauses)


def _spans(text: str, start: int, end: int, cut: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Cut at separators outside parentheses; pieces without a word are left out."""
    depth, at = 0, start
    cuts = {match.start(): match.end() for match in cut.finditer(text, start, end)}
    marks = {match.start(): match[0] for match in _PARENTHESIS.finditer(text, start, end)}
    for index in sorted(cuts.keys() | marks.keys()) if marks else cuts:
        mark = marks.get(index)
        depth += 0 if mark is None else 1 if mark in "(（[" else -1
        if index in cuts and depth <= 0:
            if text[at:index].strip():
                yield at, index
            at = cuts[index]
    if text[at:end].strip():
        yield at, end


def _within(items: Sequence[_Placed], start: int, end: int) -> list[_Placed]:
    """Give those of the items, in order, that begin inside a span."""
    first = bisect_left(items, start, key=_start)
    return list(items[first : bisect_left(items, end, lo=first, key=_start)])


def _start(item: Quantity | Term) -> int:
    return item.start


def _bounded(spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Part what no one wrote as a sentence, so that reading stays linear in the text."""
    for first, last in spans:
        for start in range(first, last, _LONGEST):
            yield start, min(start + _LONGEST, last)


def _by_repetition(text: str, start: int, end: int, inside: list[Quantity]) -> Iterator[tuple[int, int]]:
    """Part a clause where its quantities start over: `<140/90 at 65–79 and <150/90 at 80` speaks twice."""
    seen: list[tuple[str, ...]] = []
    at = start
    for index, quantity in enumerate(inside):
        if quantity.dimension in seen and len(set(seen)) > 1:
            gaps = list(_BETWEEN.finditer(text, inside[index - 1].end, quantity.start))
            if gaps:
                yield at, gaps[-1].start()
                at = gaps[-1].end()
                seen = []
        seen.append(quantity.dimension)
    yield at, end


def _is_condition(text: str, quantity: Quantity) -> bool:
    if quantity.dimension == ("months",) and _AGE.search(text[quantity.start : quantity.end]):
        return True
    if quantity.dimension[0] in {"every", "times", "number"}:
        return False
    if len(quantity.dimension) > 1:
        concentration = quantity.dimension[1:] == ("/volume",)
        return concentration and bool(_CASE_AFTER.match(text[quantity.end : quantity.end + 4]))
    return body_weight(text, quantity) or bool(
        _CONDITION_AFTER.match(text[quantity.end : quantity.end + 10])
        or (
            quantity.bound != "="
            and _CONDITION_BEFORE.search(text[max(0, quantity.start - 20) : quantity.start])
        )
    )


def _atoms(
    text: str, start: int, end: int, terms: list[Term], closed: list[tuple[int, int]]
) -> tuple[Atom, ...]:
    denials = negations(text, start, end, terms)

    def atom(key: str, first: int, last: int, weight: float) -> Atom:
        negated, denied = denials.at(first)
        return Atom(key, first, last, negated, denied, weight)

    content = [t for t in terms if t.group not in _NO_CONTENT]
    atoms = [atom(f"{t.group}:{t.value}", t.start, t.end, 1.0) for t in content]
    covered = {i for t in terms if t.group != "idiom" for i in range(t.start, t.end)}
    covered |= {i for first, last in closed for i in range(first, last)}
    plain = "".join(" " if start + i in covered else letter for i, letter in enumerate(text[start:end]))
    for run in _HAN_RUN.finditer(plain):
        atoms += [
            atom(plain[i : i + 2], start + i, start + i + 2, 0.5)
            for i in range(run.start(), run.end() - 1)
            if _FLUFF.isdisjoint(plain[i : i + 2])
        ]
    atoms += [
        atom(stem(_PREFIXED.sub(r"\1", word[0])), start + word.start(), start + word.end(), 0.7)
        for word in _LATIN.finditer(plain)
        if word[0] not in _STOP and len(word[0]) > 2
    ]
    for word in _UNDONE.finditer(plain):
        first, last = start + word.start(), start + word.end()
        senses = lexicon().forms.get(word[1], ())
        key = next((f"{group}:{value}" for group, value in senses if group not in _NO_CONTENT), None)
        atoms = [a for a in atoms if a.start != first]
        plainly = atom(key or stem(word[1]), first, last, 1.0)
        atoms.append(replace(plainly, negated=not plainly.negated, denied=not plainly.denied))
    named = name_spans(plain)
    return tuple(
        replace(a, named=True)
        if ":" not in a.key and any(low <= a.start - start and a.end - start <= high for low, high in named)
        else a
        for a in atoms
    )


def _labels(
    text: str, start: int, inside: list[Quantity], terms: list[Term]
) -> dict[Quantity, frozenset[tuple[str, str]]]:
    """Say what each quantity measures or doses, and how often: the names since the one before, or behind."""
    labels: dict[Quantity, frozenset[tuple[str, str]]] = {}
    named = [term for term in terms if term.group in _LABELS]
    rhythms = [term for term in terms if term.group == "rhythm"]
    last: list[Term] = []
    at = start
    for quantity, following in zip(inside, [*inside[1:], None], strict=False):
        until = following.start if following else rhythms[-1].end if rhythms else start
        after = [t for t in rhythms if quantity.end <= t.start and t.end <= until]
        often = after or [t for t in rhythms if at <= t.start and t.end <= quantity.start]
        joined = _OF | _WITH if quantity.dimension == ("ratio",) else _OF
        behind = [
            t
            for t in named
            if quantity.end <= t.start
            and text[quantity.end : t.start].strip() in (joined | {""} if t.group == "dose" else joined)
        ]
        if quantity.dimension == ("ratio",):
            behind += [
                t for t in terms if t.group == "sex" and text[quantity.end : t.start].strip() in {"", "of"}
            ]
        before = [t for t in named if at <= t.start and t.end <= quantity.start]
        if not (behind or before) and quantity.dimension[0] in {"times", "every"}:
            before = last
        last = behind or before
        labels[quantity] = frozenset((t.group, t.value) for t in (*last, *often[:1]))
        at = quantity.end
    return labels


def _clause(
    text: str, span: tuple[int, int], inside: list[Quantity], terms: list[Term], carried: Carried
) -> Clause:
    start, end = span
    axes = lexicon().axes
    values: dict[str, frozenset[str]] = {}
    for term in terms:
        if term.group in axes:
            values[term.group] = values.get(term.group, frozenset()) | {term.value}
    own = tuple(quantity for quantity in inside if _is_condition(text, quantity))
    fresh = {(quantity.dimension, quantity.aged) for quantity in own}
    conditions = own + tuple(q for q in carried.conditions if (q.dimension, q.aged) not in fresh)
    levels = frozenset(int(term.value) for term in terms if term.group == "modality")
    levels = levels - {0} or frozenset({_MAY} if levels else ())
    context = {**carried.values, **values}
    if "drug" in values and "drug" in carried.values and _beside_it(text, terms):
        context["drug"] = carried.values["drug"] | values["drug"]
    atoms = _atoms(text, start, end, terms, [span for q in inside for span in q.closed])
    mine = tuple(m for q in inside if (m := measure(text, start, q, terms)))
    told = {m.what for m in mine}
    measures = mine + tuple(m for m in carried.measures if m.what not in told)
    narrowed = _PROVISO.search(text[start:end])
    case = frozenset(
        a.key for a in atoms if narrowed and narrowed.start() <= a.start - start < narrowed.end()
    ) - {"concept:patient"}
    clause = Clause(
        start=start,
        end=end,
        quantities=tuple(inside),
        conditions=conditions,
        values=values,
        context=context,
        terms=tuple(terms),
        atoms=atoms,
        levels=levels,
        inherited_levels=carried.levels,
        ranked=ranked(text, (start, end), terms, [(a.key, a.start, a.end, a.weight) for a in atoms]),
        labels=_labels(text, start, inside, terms),
        measures=measures,
        proviso=case or carried.proviso,
        keys=frozenset(atom.key for atom in atoms),
        fronted=bool(_FRONTED.match(text, start, end) or (not inside and _HEADED.search(text[start:end])))
        and text[end : end + 1] in {",", "，"},
    )
    carried.values = {axis: held for axis, held in context.items() if axes[axis].scope}
    carried.conditions = conditions
    carried.levels = frozenset() if denied_modal(terms) else levels or carried.levels
    carried.measures = measures
    whole = narrowed and narrowed.end() - narrowed.start() == end - start
    carried.proviso = case if whole else frozenset() if case else carried.proviso
    return clause


def _beside_it(text: str, terms: list[Term]) -> bool:
    """Say whether a clause names a drug only beside the one it is about: `4 hours apart from iron`."""
    first = next(term for term in terms if term.group == "drug")
    return _ASIDE.search(text, max(0, first.start - _NEAR), first.start) is not None


@lru_cache(maxsize=4096)
def read(text: str) -> Facts:
    """Read a text; the same text gives the same facts."""
    folded = fold(text)
    whole = folded.text
    amounts = list(quantities(whole))
    terms = lexicon().scan(whole, [span for quantity in amounts for span in quantity.closed])
    sentences: list[Sentence] = []
    for first, last in _bounded(_spans(whole, 0, len(whole), _SENTENCE)):
        carried = Carried()
        clauses = []
        for start, end in _spans(whole, first, last, _CLAUSE):
            held = [q for q in _within(amounts, start, end) if q.end <= end]
            for span in _by_repetition(whole, start, end, held):
                inside = [q for q in held if span[0] <= q.start < span[1]]
                words = [t for t in _within(terms, *span) if not of_a_case(whole, *span, t)]
                item = span[0] == start and start > first and whole[start - 1] in ";；"
                carried.begin(item=item, amounts=inside, terms=words)
                if _COMMON.match(whole, start):
                    carried.share()
                clauses.append(_clause(whole, span, inside, words, carried))
        if not clauses:
            continue
        told = [(a.key, a.start, a.end, a.weight) for c in clauses for a in c.atoms]
        order = sequence(whole, (first, last), told)
        clauses = [replace(c, order=order) for c in clauses] if order else clauses
        keys = frozenset[str]().union(*(c.keys for c in clauses))
        inner = inner_values(whole, _within(terms, first, last))
        sentences.append(Sentence(tuple(clauses), keys, first, last, whole[first:last], inner))
    letters = len(_LETTER.findall(whole))
    han = sum(len(run[0]) for run in _HAN_RUN.finditer(whole))
    return Facts(folded, tuple(sentences), letters > 4 * han)
