"""The shipped word lists as one longest-match scanner: axes, names, concepts, modality, negation."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from assistant.grounding.words import stem

_SUFFIX_ZH = re.compile(
    r"[\u4e00-\u9fff]{2}(?:[沙他拉米地瑞那福洛替匹昔]韦|普利|沙坦|地平|他汀|列净|格列汀|鲁肽|洛尔|拉唑|替丁|霉素|西林|沙星|单抗|沙班"
    r"|替尼|昔布|司琼|曲坦|[罗胺他]培南|[四多西霉]环素|康唑|硝唑|膦酸|奈利酮|格列酮|噻嗪|比加群|[吡匹卡拉]格雷|[美莫班]特罗|溴铵|米松|[地缩]奈德|列艾汀)"
)
_SUFFIX_EN = re.compile(
    r"(?<![a-z])[a-z]{3,}(?:vir|pril|sartan|statin|gliflozin|gliptin|tide|mab|mycin|cillin|floxacin|olol|dipine|"
    r"prazole|azole|xaban|parin|tinib|thiazide|semide|zepam|done|setron|triptan|gatran|renone|coxib|lukast|dronate|penem|cycline"
    r"|glitazone|oxetine|profen)s?(?![a-z])"
)
_LONE_ORDER = re.compile(
    r"(?<=[\u4e00-\u9fff)）])(?<![先最之以目此提今然背预向随当空幕落善滞前后午])[前后]"
    r"(?![期果遗续代壁部列臂驱瞻提景往囟方者天来缘哨端庭路置叶颅纵侧面边后前])"
)
_EXCEPTION = re.compile(r"除(?:了)?(?!非|外)[^。；]{1,30}?外|(?<![能可以应需须予不])除外(?=[，。；,;)）]|$)")
_TIME = re.compile(r"(?:岁|月|周|天|日|年|小时|分钟|h|d|days?|weeks?|months?|years?|hours?|minutes?)$")
# `in hospital-acquired pneumonia` does not say in hospital.
# No form begins inside a Latin word.
_WORD = re.compile("[a-z0-9]+")
_DEGREE = re.compile(r"(?<![最较偏更过很])[高低多少](?=(?:了|约|出)?\s?\d+(?:\.\d+)?\s?(?:%|倍|个百分点))")
_BAN = re.compile(
    r"(?<![无有没是为属非的接种在])禁忌(?=[\u3400-\u9fff]{2})(?![证症者人的时情况和及与或是为])"
)
_HYPHENED = re.compile(r"-(?=[a-z]{3})")
_NO_DRUG = frozenset({"peptide", "nucleotide", "undone", "statin"})


@dataclass(frozen=True, slots=True)
class Axis:
    """Values that exclude one another; see the head of `lexicon.toml`.

    `scope`: a value holds for the clauses that follow until another is named, and a document's scope may
    state it. `stated`: a claim may not add a value about which the evidence is silent. `near` values count
    as one unless the evidence uses both.
    """

    name: str
    kind: str
    scope: bool = False
    stated: bool = False
    near: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the lexicon at `start:end` of a folded text: which group and which value it stands for."""

    group: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Forms with their meanings, the axes they belong to, and the keys of words that mean little alone."""

    axes: dict[str, Axis]
    forms: dict[str, tuple[tuple[str, str], ...]]
    lengths: dict[str, tuple[int, ...]]
    actions: frozenset[str]
    plain: frozenset[str]
    kin: dict[str, frozenset[str]]
    findings: frozenset[str]
    opposites: dict[str, str]

    def kindred(self, one: frozenset[str], other: frozenset[str]) -> bool:
        """Say whether one side names the class of what the other names: neither excludes the other."""
        return any(
            (name in one and other & members) or (name in other and one & members)
            for name, members in self.kin.items()
        )

    def scan(self, text: str, taken: list[tuple[int, int]]) -> tuple[Term, ...]:
        """Read a folded text left to right, the longest form first, leaving out the spans already taken."""
        closed = {index for start, end in taken for index in range(start, end)}
        terms: list[Term] = []
        index = 0
        while index < len(text):
            found = None if index in closed else self._at(text, index)
            if found is None:
                word = _WORD.match(text, index)
                index = word.end() if word and index not in closed else index + 1
                continue
            end, senses = found
            terms.extend(Term(group, value, index, end) for group, value in senses)
            index = end
        whole = [
            *terms,
            *_by_suffix(text, terms),
            *_by_place(text, terms),
            *_by_time(text, taken),
            *_by_exception(text),
            *_by_ban(text, terms),
            *_by_degree(text, terms, closed),
        ]
        return tuple(sorted(whole, key=lambda term: term.start))

    def sizes(self, text: str, index: int) -> tuple[int, ...]:
        """Give the lengths of the forms that may begin here, the longest first."""
        return self.lengths.get(text[index : index + 2], ()) + self.lengths.get(text[index], ())

    def within(self, text: str, term: Term) -> tuple[tuple[str, str], ...]:
        """Give the senses of the shorter forms inside a term: colorectal cancer names cancer."""
        return senses_inside(text[term.start : term.end])

    def _at(self, text: str, index: int) -> tuple[int, tuple[tuple[str, str], ...]] | None:
        latin = text[index].isascii() and text[index].isalnum()
        if latin and index and text[index - 1].isascii() and text[index - 1].isalnum():
            return None
        for length in self.sizes(text, index):
            senses = self.forms.get(text[index : index + length])
            if senses is None or index + length > len(text):
                continue
            end = index + length
            if text[end - 1].isascii() and text[end - 1].isalnum():
                for plural in ("es", "s"):
                    if text.startswith(plural, end):
                        end += len(plural)
                        break
                if end < len(text) and text[end].isascii() and text[end].isalnum():
                    continue
                if " " in text[index:end] and _HYPHENED.match(text, end):
                    continue
            return end, senses
        return None


def _alone(text: str, start: int, end: int) -> bool:
    """Say whether no Latin word is cut in two."""
    before = start and _latin(text[start]) and _latin(text[start - 1])
    return not before and not (end < len(text) and _latin(text[end - 1]) and _latin(text[end]))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _by_place(text: str, known: list[Term]) -> Iterator[Term]:
    """Read a lone 前 or 后 right behind an event as before or after it."""
    taken = {index for term in known for index in range(term.start, term.end)}
    for match in _LONE_ORDER.finditer(text):
        if match.start() not in taken:
            yield Term("order", "before" if match[0] == "前" else "after", *match.span())


def _by_time(text: str, taken: list[tuple[int, int]]) -> Iterator[Term]:
    """Read a lone 前 or 后 right behind a time as before or after it."""
    for start, end in taken:
        if (
            text.startswith(" of ", end)
            and text.startswith("within", start)
            and _TIME.search(text, start, end)
        ):
            yield Term("order", "after", end + 1, end + 3)
        if text[end : end + 1] in {"前", "后"} and _TIME.search(text, start, end):
            yield Term("order", "before" if text[end] == "前" else "after", end, end + 1)


def _by_exception(text: str) -> Iterator[Term]:
    """Read `除…外` as the exception that it makes."""
    for match in _EXCEPTION.finditer(text):
        yield Term("proviso", "unless", match.start(), match.start() + 1)


def _by_ban(text: str, known: list[Term]) -> Iterator[Term]:
    """Read 禁忌 in front of what is forbidden as the ban that it is: `禁忌洗胃`."""
    for term in known:
        if (term.group, term.value) == ("concept", "contraindication") and _BAN.match(text, term.start):
            yield Term("duty", "forbidden", term.start, term.end)
            yield Term("negation", "clause", term.start, term.end)


def _by_degree(text: str, known: list[Term], closed: set[int]) -> Iterator[Term]:
    """Read a lone 高 or 低 in front of a share or a multiple as a rise or a fall: `就低5%`."""
    taken = {index for term in known for index in range(term.start, term.end)}
    for match in _DEGREE.finditer(text):
        if match.start() not in taken | closed:
            yield Term("direction", "increase" if match[0] in "高多" else "decrease", *match.span())


def _by_suffix(text: str, known: list[Term]) -> Iterator[Term]:
    """Find drug names that only their ending betrays."""
    closed = {index for term in known if term.group == "drug" for index in range(term.start, term.end)}
    for pattern in (_SUFFIX_ZH, _SUFFIX_EN):
        for match in pattern.finditer(text):
            name = match[0].removesuffix("s")
            if name not in _NO_DRUG and not closed.intersection(range(*match.span())):
                yield Term("drug", name, *match.span())


def _entries(raw: dict[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    for axis, table in raw["axis"].items():
        for value, forms in table.items():
            if value not in {"kind", "scope", "stated", "near"}:
                yield axis, value, forms
    for group in ("modality", "negation", "filler", "idiom"):
        for value, forms in raw[group].items():
            yield group, value, forms
    yield from _named(raw)


def _named(raw: dict[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    for group, table in raw["names"].items():
        for name, forms in table.items():
            yield group, name, list(dict.fromkeys((name, *forms)))
    for value, forms in raw["concept"].items():
        yield "concept", value, list(dict.fromkeys((value, *forms)))


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("assistant.grounding").joinpath(name).read_text("utf-8"))


@cache
def lexicon() -> Lexicon:
    """Read the shipped lexicon once."""
    raw, glossary = _table("lexicon.toml"), _table("glossary.toml")
    forms: dict[str, tuple[tuple[str, str], ...]] = {}
    for group, value, words in (*_entries(raw), *_named(glossary)):
        for word in words:
            forms[word] = tuple(dict.fromkeys((*forms.get(word, ()), (group, value))))
    lengths: dict[str, set[int]] = {}
    for word in forms:
        lengths.setdefault(word[:2], set()).add(len(word))
    axes = {
        name: Axis(
            name,
            table["kind"],
            table.get("scope", False),
            table.get("stated", False),
            frozenset(table.get("near", ())),
        )
        for name, table in raw["axis"].items()
    }
    axes |= {"drug": Axis("drug", "drug", scope=True), "test": Axis("test", "drug")}
    axes["procedure"] = Axis("procedure", "drug")
    axes["organ"] = Axis("organ", "topic")
    axes["disease"] = Axis("disease", "population", scope=True)
    longest_first = {letter: tuple(sorted(sizes, reverse=True)) for letter, sizes in lengths.items()}
    actions = frozenset(name if ":" in name else f"concept:{name}" for name in raw["action"]["concepts"])
    kin = {name: frozenset(members) for name, members in raw["kin"].items()}
    plain = frozenset(map(stem, raw["plain"]["words"])) | {
        f"concept:{name}" for name in raw["plain"]["concepts"]
    }
    findings = frozenset(f"concept:{name}" for name in raw["finding"]["concepts"])
    groups = raw["opposite"]["letters"]
    opposites = {
        letter: "".join(group.replace(letter, "") for group in groups if letter in group)
        for letter in "".join(groups)
    }
    return Lexicon(axes, forms, longest_first, actions, plain, kin, findings, opposites)


@lru_cache(maxsize=20_000)
def senses_inside(form: str) -> tuple[tuple[str, str], ...]:
    """Give the senses of the shorter forms inside a longer one."""
    known = lexicon()
    parts = (
        (start, start + size)
        for start in range(len(form))
        for size in known.sizes(form, start)
        if size < len(form) and start + size <= len(form)
    )
    return tuple(
        sense
        for start, end in parts
        for sense in known.forms.get(form[start:end], ())
        if _alone(form, start, end)
    )
