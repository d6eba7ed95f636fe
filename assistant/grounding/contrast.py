"""One name in another's place: a name that the evidence does not have, where it has another of that kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.grounding.facts import Atom, Clause, Sentence
from assistant.grounding.fault import Fault
from assistant.grounding.lexicon import Term, lexicon
from assistant.grounding.verdict import Kind

# Letters of a name; words that join, act or count end it.
_LETTER = r"[a-z0-9\-β\u3400-\u9fff]"
_JOINS = (
    "第的了是为在和与及或应可需给予行做查打用宜须对将被把从向其该此本各每次个种等者时后前内外不无未有"
    "以还并再就也都最多少约停服吃换加口因要患发疾能使经至到按于由含若如当且但仅"
)
_HEADS: dict[str, str] = {
    "drug": "疫苗|菌苗|苗|酶|单抗|球蛋白|素|唑|胺|嘧啶|吡啶|西泮|肽|松龙|尼松|米松|洛芬|双胍|列脲|利尿剂"
    "|拮抗剂|阻滞剂|抑制剂|激动剂|调节剂|铁剂|锌剂|钙剂|药物|药|胶体液|晶体液",
    "test": "试验|检测|检查|造影|超声|测定|涂片|评分|量表|镜|抗体|抗原",
    "disease": "炎|水肿|癌|瘤|综合征|综合症|病|症|衰竭"
    "|梗死|气胸|损伤|损害|中毒|贫血|骨折|结石|结节|囊肿|息肉|溃疡|血栓|疹|痘|疝",
    "procedure": "术|切除|移植|置换|透析|吻合|消融|栓塞|引流|插管|放疗|化疗|光疗|换血|疗法",
}
# A head that says nothing by itself: what stands before it is the name.
_BARE = re.compile("(?:试验|检测|检查|测定|涂片|药物|药|疗法|术|病|症)$")
_COUNTED = re.compile("^[一二两三四五六七八九十首]?[针种类次个]")
_KINDS: dict[str, Kind] = {"drug": "drug", "test": "drug", "disease": "population", "procedure": "drug"}
_LISTED = frozenset({"drug", "test", "disease", "procedure"})
_GENERIC = frozenset({"drug:vaccine", "drug:immunoglobulin"})
_NAMING = frozenset({*_LISTED, "organ", "concept"})
_ATTRIBUTE = re.compile(r"(?=([\u3400-\u9fff]{2})[性型][\u3400-\u9fff])[\u3400-\u9fff]{2}[性型]")
_NOT_ATTRIBUTES = frozenset({"可能性", "必要性", "重要性", "有效性", "安全性", "严重性", "预防性"})
_NO_KINDS = (
    "典型",
    "类型",
    "新型",
    "大型",
    "小型",
    "体型",
    "血型",
    "分型",
    "模型",
    "个性",
    "特性",
    "属性",
    "活性",
)
_BEGUN = re.compile(
    r"[自从由]([\u3400-\u9fff]{2,6}?)(?:起|开始|算起|之日)"
    r"|(?:直至|直到|(?<![直以甚乃及])至)(?![少多今于])([\u3400-\u9fff]{2,8})"
)
_AHEAD = 4
_GAP = 3
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a folded text, the kind its last letters betray, and those letters."""

    kind: str
    start: int
    end: int
    text: str
    head: str


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    kinds = "|".join(f"(?P<{kind}>{heads})" for kind, heads in _HEADS.items())
    letter = f"(?![{_JOINS}]){_LETTER}"
    return re.compile(
        f"(?:{letter}){{1,8}}?(?:{kinds})(?![炎癌瘤药苗情人例程变房毒因史原灶理状后前中式敏师膏水热室房区床程死])"
    )


def names(text: str, start: int, end: int) -> Iterator[Name]:
    """Read the names of a stretch that their last letters betray."""
    for match in _pattern().finditer(text, start, end):
        kind = match.lastgroup or ""
        head = match[kind]
        if len(match[0]) > len(head) or len(head) > 1:
            yield Name(kind, *match.span(), match[0], head)


def renamed(
    claim: Sequence[Clause], sentence: Sentence, around: frozenset[str], *, texts: tuple[str, str]
) -> Iterator[Fault]:
    """Find a name that only the claim has, where the evidence has another of its kind that the claim lacks.

    A name stands in the other text letter by letter, shortened (`房颤` in `心房颤动`), or by listed synonyms.
    """
    mine = list(names(texts[0], claim[0].start, claim[-1].end))
    theirs = list(names(texts[1], sentence.start, sentence.end))
    if not mine and not theirs:
        return
    own = [term for clause in claim for term in clause.terms]
    held = [term for clause in sentence.clauses for term in clause.terms]
    keys = _keyed(own), _keyed(held) | around
    told, stated = texts[0][claim[0].start : claim[-1].end], texts[1][sentence.start : sentence.end]
    spans = _spans(claim), _spans(sentence.clauses)
    foreign = [n for n in mine if not _known(n, own, spans[0], keys[1], stated)]
    lost = [n for n in theirs if not _known(n, held, spans[1], keys[0], told)]
    listed_foreign = _listed(own, keys[1])
    listed_lost = _listed(held, keys[0])
    for name in (*foreign, *listed_foreign):
        other = next((o for o in (*lost, *listed_lost) if _rivals(name, o)), None)
        if other is not None:
            yield Fault(
                _KINDS[name.kind],
                "the evidence has another name in this place",
                (name.start, name.end),
                (other.start, other.end),
            )
            return


def _rivals(name: Name, other: Name) -> bool:
    """Say whether two names could stand in each other's place; two listed ones are compared elsewhere."""
    if name.kind != other.kind or not (name.head or other.head):
        return False
    return name.kind in {"drug", "test"} or (name.head == other.head and bool(name.head))


def _spans(clauses: Sequence[Clause]) -> list[tuple[int, int]]:
    return [(quantity.start, quantity.end) for clause in clauses for quantity in clause.quantities]


def _keyed(terms: Sequence[Term]) -> frozenset[str]:
    return frozenset(f"{term.group}:{term.value}" for term in terms)


def _listed(terms: Sequence[Term], others: frozenset[str]) -> list[Name]:
    return [
        Name(term.group, term.start, term.end, "", "")
        for term in terms
        if term.group in _LISTED and f"{term.group}:{term.value}" not in others
    ]


def _known(
    name: Name, terms: Sequence[Term], spans: Sequence[tuple[int, int]], others: frozenset[str], text: str
) -> bool:
    """Say whether the other text has this name, in these letters, shortened or by another listed word."""
    bare = _BARE.sub("", name.text)
    if len(bare) < _SHORTEST or _COUNTED.sub("", bare) in text:
        return True
    kindred = {f"{t.group}:{t.value}" for t in terms if name.start <= t.start and t.end <= name.end}
    if any(key in others for key in kindred - _GENERIC if key.startswith(f"{name.kind}:")):
        return True
    covered = {i for start, end in spans for i in range(start, end)}
    covered |= {
        i
        for term in terms
        if f"{term.group}:{term.value}" in others or term.group not in _NAMING
        for i in range(term.start, term.end)
    }
    rest = "".join(letter for i, letter in enumerate(bare) if name.start + i not in covered)
    rest = _COUNTED.sub("", rest)
    if len(rest) < _SHORTEST or rest in text:
        return True
    return re.search(f".{{0,{_GAP}}}".join(map(re.escape, rest)), text) is not None


def attributed(claim: Sequence[Clause], sentence: Sentence, *, texts: tuple[str, str]) -> Iterator[Fault]:
    """Find an attribute (`出血性`) that only the claim has, where the evidence has another (`缺血性`)."""
    mine = list(_attributes(claim, texts[0]))
    if not mine:
        return
    told, stated = texts[0][claim[0].start : claim[-1].end], texts[1][sentence.start : sentence.end]
    theirs = [one for one in _attributes(sentence.clauses, texts[1]) if one[0] not in told]
    for words, end in mine:
        if words in stated:
            continue
        ahead = set(texts[0][end : end + _AHEAD])
        for others, stop in theirs:
            if others[-1] == words[-1] and ahead & set(texts[1][stop : stop + _AHEAD]):
                yield Fault(
                    "population",
                    "the evidence has another kind of it",
                    (end - len(words), end),
                    (stop - len(others), stop),
                )
                return


def _attributes(clauses: Sequence[Clause], text: str) -> Iterator[tuple[str, int]]:
    """Give each unlisted attribute, two letters and its suffix, with its end."""
    ends = {term.end for clause in clauses for term in clause.terms}
    listed = {i for clause in clauses for t in clause.terms for i in range(t.start, t.end)}
    for match in _ATTRIBUTE.finditer(text, clauses[0].start, clauses[-1].end):
        first, last = match.start(1), match.end()
        if last - 1 in listed or match[0] in _NOT_ATTRIBUTES or text[first:last].endswith(_NO_KINDS):
            continue
        while first < match.end(1) and first + 1 in ends:
            first += 1
        if first < match.end(1):
            yield text[first:last], last


def begun(claim: Sequence[Clause], sentence: Sentence, *, texts: tuple[str, str]) -> Iterator[Fault]:
    """Find another event from which time is counted: `自退热起` for `自发病起`."""
    theirs = list(_BEGUN.finditer(texts[1], sentence.start, sentence.end))
    told, stated = texts[0][claim[0].start : claim[-1].end], texts[1][sentence.start : sentence.end]
    for match in _BEGUN.finditer(texts[0], claim[0].start, claim[-1].end):
        side = match.lastindex or 1
        other = next((o for o in theirs if o.lastindex == side and _foreign(o[side], told)), None)
        if _foreign(match[side], stated) and other is not None:
            why = "the evidence counts from or to something else"
            yield Fault("time", why, match.span(side), other.span(side))
            return


def _foreign(words: str, text: str) -> bool:
    """Say whether not one pair of letters of an event stands in a text."""
    return all(words[i : i + 2] not in text for i in range(len(words) - 1))


def modified(
    claim: Sequence[Clause], sentence: Sentence, around: frozenset[str], texts: tuple[str, str]
) -> Iterator[Fault]:
    """Find a word that narrows the next one (`hip` pain) where another narrows it in the evidence."""
    known, told = sentence.keys | around, frozenset[str]().union(*(clause.keys for clause in claim))
    theirs: dict[str, list[Atom]] = {}
    pairs: set[tuple[str, str]] = set()
    for clause in sentence.clauses:
        for word, head in pairwise(sorted(clause.atoms, key=_start)):
            if _beside(word, head, texts[1]):
                theirs.setdefault(head.key, []).append(word)
                pairs.add((head.key, word.key))
    for clause in claim:
        for word, head in pairwise(sorted(clause.atoms, key=_start)):
            rivals = theirs.get(head.key, [])
            aside = _plain(word) or _unlike(word, rivals) or (word.key, head.key) in pairs
            if not rivals or not _beside(word, head, texts[0]) or aside:
                continue
            written = texts[0][word.start : word.end] in texts[1]
            if (word.key in known or written) and not _exchanged(word, rivals):
                continue
            other = next(
                (o for o in rivals if (o.key not in told or word.key in known) and not _plain(o)), None
            )
            if other is not None and (word.key in known or not any(o.key in told for o in rivals)):
                yield Fault(
                    "topic",
                    "another word narrows it in the evidence",
                    (word.start, head.end),
                    (other.start, other.end),
                )
                return


def _unlike(word: Atom, rivals: Sequence[Atom]) -> bool:
    """Say whether a listed word and its rivals are of other groups, so that none replaces another."""
    group = word.key.partition(":")[0]
    return ":" in word.key and all(":" in o.key and o.key.partition(":")[0] != group for o in rivals)


def _exchanged(word: Atom, rivals: Sequence[Atom]) -> bool:
    """Say whether a listed name stands where the evidence has only another of its group."""
    group = word.key.partition(":")[0]
    return group in _LISTED and all(o.key != word.key and o.key.startswith(f"{group}:") for o in rivals)


def _beside(word: Atom, head: Atom, text: str) -> bool:
    """Say whether two English words stand side by side."""
    return head.start - word.end == 1 and text[word.start : head.end].isascii()


def _start(atom: Atom) -> int:
    return atom.start


def _plain(atom: Atom) -> bool:
    """Say whether a word is one that others may replace, or a value that is compared as such."""
    return atom.key in lexicon().plain or atom.key.partition(":")[0] in lexicon().axes.keys() - _LISTED
