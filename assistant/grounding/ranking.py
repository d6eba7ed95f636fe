"""What is put over what: by drugs and tests where they stand on both sides, else by all words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.grounding.lexicon import Term

_RELATION = re.compile(
    r"\b(?:over|outweighs?|(?:switch(?:ed)?|changed?|progress(?:es|ed)?) to|rather than|instead of"
    r"|in preference to|superior to|better than|preferred to)\b"
    r"|优于|(?:约|大约|大概)?[为是](?=[^，。；]{1,12}的[^，。；]{0,3}[\d两三四五六七八九十][^，。；]{0,8}倍)|改用|换用|换成|改成|改为|换为|进展为|发展为|转变为|而不是|而非|胜过|(?:代替|替代|取代)(?=[^，。；])"
)
_THAN = re.compile(
    r"(?:多于|高于|大于|长于|强于|重于|快于)(?!\s?[\d一二两三四五六七八九十])"
    r"|(?<!rather )(?<!other )\bthan\b(?!\s?[\d<>])"
)
_TURNED = re.compile(
    r"(?:少于|低于|小于|短于|弱于|轻于|慢于)(?!\s?[\d一二两三四五六七八九十])|"
    r"(?<!no )(?<!not )\b(?:less|fewer|lower|smaller|shorter|weaker|rarer)(?: [a-z-]+){0,4} than\b"
    r"(?!\s?[\d<>])|(?:用|由|以|被)(?=[^，。；]{1,15}(?:代替|替代|取代))"
    r"|\b(?:replaced (?:by|with)|inferior to|worse than)\b|不如|劣于"
)
# `a switch from A to B`
_FROM = re.compile(r"\bfrom ([^,;.]{1,40}?) to |从([^，。；]{1,20}?)(?:换|改|转)[为成用]")
# `A比B高`, `A较B减少`: what is more stands first, unless it is less.
_COMPARED = re.compile(
    r"[比较](?!较|例|值|重|率|如|起)(?P<other>[^，。；比较]{2,16}?)(?:时|相比|者)?(?:更|明显|显著|还|要|略|稍|呈|均|都|[为]){0,3}(?:更为|更加)?"
    r"(?:[\d.~至到]+[^，。；\d]{1,8}?)?(?P<how>高|低|多|少|大|小|长|短|强|弱|重|轻|好|差|快|慢|早|晚|优|劣|常见|少见|升高|增高|增加|上升|降低|下降|减少|安全|有效)"
)
_LESS = frozenset({"低", "少", "小", "短", "弱", "轻", "差", "慢", "劣", "少见", "降低", "下降", "减少"})
# `A导致B`, `A增加B的风险`, `A是B的危险因素`; where the effect stands first it is turned.
_FACTOR = r"(?:[^，。；的]{0,6}(?:因素|病因|诱因|原因|元凶))"
_CAUSED = re.compile(
    r"(?:可|会|能|常|易|往往)*(?:导致|引起|引发|诱发|造成|致使|继发)(?!的)"
    r"|(?:患者|病人|者|的人)(?:发生|出现|罹患|并发|合并|患上?|得)(?=[^，。；]{2,})"
    r"|(?:增加|增大|升高|提高|加大|降低|减少|减低)(?=[^，。；]{2,20}(?:风险|危险|几率|概率|可能性|发[生病]率))"
    r"|\b(?:causes?|leads? to|results? in|induces?|triggers?|gives? rise to|contributes? to|predisposes? to"
    r"|raises?|increases?|lowers|reduces?|worsens?|improves?|prevents?|protects? against)\b"
    r"|\b(?:is|are|was|were|being) (?:an? |the |one |among )?(?:[a-z-]+ ){0,4}?"
    r"(?:factors?|causes?|triggers?) (?:for|of)\b"
)
_IS_CAUSE = re.compile(rf"[是为](?P<other>[^，。；是为]{{2,20}}?)的{_FACTOR}")
_CAUSING = re.compile(
    r"\b(?:caused by|due to|results? from|resulting from|secondary to|triggered by|induced by)\b"
    rf"|的{_FACTOR}(?:有|包括|为|是|：)"
)
# `B由A引起`.
_BY_CAUSE = re.compile(
    r"(?<![自来经])[由因](?P<other>[^，。；由因]{2,20}?)(?:所致|引起|导致|诱发|造成|引发)(?!的)"
)
# A pair of Chinese letters is too little to rank.
_A_PAIR = 0.5


def _key(term: Term) -> str:
    return f"{term.group}:{term.value}"


def ranked(
    text: str, span: tuple[int, int], terms: Sequence[Term], words: Sequence[tuple[str, int, int, float]]
) -> tuple[frozenset[str], frozenset[str]] | None:
    """Say what is put over what: by drugs and tests where named on both sides, else by all words."""
    start, end = span
    turned = _TURNED.search(text, start, end)
    moved = _FROM.search(text, start, end)
    if moved:
        listed = [t for t in terms if t.group in {"drug", "test"}]
        left = frozenset(_key(t) for t in listed if moved.start() <= t.start < moved.end())
        taken = frozenset(_key(t) for t in listed if t.start >= moved.end())
        if left - taken and taken - left:
            return left - taken, taken - left
    named = [word[:3] for word in words if word[3] >= _A_PAIR]
    for pattern in (_COMPARED, _IS_CAUSE, _BY_CAUSE, _CAUSED, _CAUSING):
        found = pattern.search(text, start, end)
        if found is not None and turned is None:
            return _sides(found, named, (start, end))
    match = turned or _RELATION.search(text, start, end) or _THAN.search(text, start, end)
    if match is None:
        return None
    names = [(_key(t), t.start, t.end) for t in terms if t.group in {"drug", "test"}]
    for among in (names, [word[:3] for word in words if word[3] > _A_PAIR]):
        first = frozenset(key for key, _, last in among if last <= match.start())
        second = frozenset(key for key, begin, _ in among if begin >= match.end())
        apart = first - second, second - first
        if all(apart):
            return apart[::-1] if turned else apart
    return None


def _sides(
    match: re.Match[str], words: Sequence[tuple[str, int, int]], span: tuple[int, int]
) -> tuple[frozenset[str], frozenset[str]] | None:
    """Give what stands on either side of a comparison or a cause, the greater or the cause first."""
    low, high = match.span("other") if "other" in match.re.groupindex else (match.end(), span[1])
    first = frozenset(key for key, begin, last in words if span[0] <= begin and last <= match.start())
    second = frozenset(key for key, begin, last in words if low <= begin and last <= high)
    apart = first - second, second - first
    turned = match["how"] in _LESS if match.re is _COMPARED else match.re in {_CAUSING, _BY_CAUSE}
    return (apart[::-1] if turned else apart) if all(apart) else None
