"""What a doctor or a nurse states: examined, found, concluded, planned; a clause without a sign goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from assistant.drafting.answering import Uttered
from assistant.drafting.finding import Finding, Kind
from assistant.drafting.lexicon import clinical, latin, speaks_of
from assistant.drafting.staff_signs import ALONE, TO_DO, VALUE, befell, by_sign, is_ordered, tells_a_finding

_LEFT_OFF = re.compile(r"[停服用吃]了|(?:术前|已)停")
_AT_HOME = re.compile(r"最[高低]|自测|在家|当时|曾")
_ADVISED = re.compile(r"^(?:多|少|别|不要|注意|继续|建议|给|开)")
_BIDS = re.compile(
    r"(?:先|再|就)?(?:别|不要|不能|不许|不用|禁|忌|少|多[喝吃休]|继续|给|开|停|换|加|减|住院|收|转|拆|戒)"
)
_TO_MACHINE = re.compile(r"(?:hey,? \w+,? )?(?:show me|pull up|please use)\b|hey,? \w+$", re.IGNORECASE)
# What is said while somebody is examined is no finding: `躺下我按按`, `let me have a listen`.
_LOOKS = re.compile(
    r"(?:来|好|那|您|你|先|再|，)*(?:躺[下好平]|张(?:开)?嘴|坐[好直]|转过[来去]|深?[吸呼]口?气|脱[一下了掉]?(?:鞋|袜子|衣服|上衣|裤子)|"
    r"把\S{1,4}(?:撩|卷|脱|解|拉|伸|抬)\S{0,4}|(?:让|给)?我(?:来)?(?:看|听|摸|按|敲|捏|检查|查)(?:一?[下眼]|看|听|摸|按|敲|捏|个体)"
    r"(?:\S{0,4}))(?:啊|吧|了)?|"
    r"(?:okay|ok|so|now|right|well|,|\s)*(?:let me|let's|can i|may i|i'll just|i'm (?:just )?going to) "
    r"(?:have a (?:quick )?(?:look|listen|feel)|see|look|listen|feel|examine)\b"
    r"(?: (?:at|to|inside|under|your|his|her|the|this|that|it|there|\w+)){0,4}",
    re.IGNORECASE,
)
_SHORT = 8
_FEW = 5
_TO_SOMEBODY = re.compile(r"[我你您咱]|\b(?:i|you|we|your|it|that|this)\b|'s\b", re.IGNORECASE)
_DONE = re.compile(
    r"(?<!不)[了过]|已|曾|昨|前[天日晚]|(?<![a-z])(?:was|were|had|did)(?![a-z])", re.IGNORECASE
)
_DOSED = re.compile(
    r"[\d一二两三四五六七八九十百半]\s?(?:mg|ml|μg|毫克|微克|毫升|克|单位|片|粒|支)(?![a-z])", re.IGNORECASE
)
_NOW = re.compile(r"今|现在|目前|查体|(?<![a-z])(?:now|today|currently|this morning)(?![a-z])", re.IGNORECASE)
_THIRD = re.compile(r"[他她]|(?:he|she)\b", re.IGNORECASE)
_AROUND = re.compile(r"周围|其[内周]|内[见有]|伴|边缘|局部")
_BECAUSE = re.compile(r"^(?:因为|由于|原因是)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What stands around a clause: those behind it in its sentence, the last finding of its turn, the last.

    `asks_on`: the turn soon asks, so that what it states leads up to a question. `introduced`: the sentence
    presents the patient by name, sex and age. `dictated`: staff asks nothing in this talk. `of_other`: the
    turn asks about somebody else than the patient.
    """

    ahead: tuple[Uttered, ...] = ()
    before: Finding | None = None
    last: Finding | None = None
    asks_on: bool = False
    dictated: bool = False
    introduced: bool = False
    of_other: bool = False


def staff_kind(one: Uttered, near: Finding | None, setting: Setting) -> Kind | None:
    """Give the kind of what a doctor or nurse states; None for mere talk.

    `near` is the finding before it in the same sentence, which a clause without a sign of its own goes on.
    """
    if setting.introduced and not tells_a_finding(one.text):
        return Kind.GENERAL
    if _is_no_finding(one.text, setting):
        return None
    kind = by_sign(one, near)
    if kind is None:
        return _without_sign(one, near, setting)
    if near is not None and _tells_on(one.text, kind, near, setting):
        return near.kind
    ordered_at_once = setting.introduced and kind is Kind.PLAN
    leads_up = setting.asks_on and kind is Kind.DIAGNOSIS
    told = (ordered_at_once or leads_up) and not speaks_of("opinion", one.text)
    return Kind.PRESENT if told else kind


def closing_kind(one: Uttered, setting: Setting) -> Kind | None:
    """Give the kind of what staff states without a sign once nothing more is asked: what the visit found.

    What addresses somebody, or is no more than a word, is talk.
    """
    text = one.text
    before, last = setting.before, setting.last
    short = len(text.split()) < _FEW if latin(text) else len(text) < _SHORT
    bare = short and before is None and not VALUE.search(text)
    if _is_no_finding(text, setting) or (not clinical(text) and (bare or _TO_SOMEBODY.search(text))):
        return None
    if before is None and last is not None and last.kind in {Kind.EXAM, Kind.RESULT}:
        named = len(text.split()) <= _NAME if latin(text) else len(text) <= 2 * _SHORT
        return Kind.DIAGNOSIS if named and not VALUE.search(text) else last.kind
    if before is not None:
        return before.kind
    return last.kind if last is not None and last.kind in _OF_THE_VISIT else Kind.EXAM


def is_signed(one: Uttered, near: Finding | None) -> bool:
    """Say whether a sign in the clause names its kind; an order is sure by a drug or where it asks."""
    named = by_sign(one, near)
    return named is not None and (named is not Kind.PLAN or _is_firmly_ordered(one.text))


def _is_firmly_ordered(text: str) -> bool:
    return bool(is_ordered(text) or speaks_of("drug", text) or _BIDS.match(text))


def _is_no_finding(text: str, setting: Setting) -> bool:
    """Tell words to a machine, chat, and what a question supposes about somebody else."""
    talks = speaks_of("chat", text) and not clinical(text)
    looks = _LOOKS.fullmatch(text) and not VALUE.search(text)
    return bool(_TO_MACHINE.match(text) or looks) or talks or (setting.of_other and bool(_THIRD.match(text)))


def _without_sign(one: Uttered, near: Finding | None, setting: Setting) -> Kind | None:
    if one.clause.speaker == "nurse" and befell(one.text):
        return Kind.PRESENT
    return near.kind if near is not None else _alone(one, setting)


_OF_THE_VISIT: Final = frozenset({Kind.EXAM, Kind.RESULT, Kind.DIAGNOSIS, Kind.PLAN})
_NAME: Final = 8
_HISTORY: Final = frozenset({Kind.PRESENT, Kind.PAST, Kind.PERSONAL, Kind.REPRODUCTIVE})


def _tells_on(text: str, kind: Kind, near: Finding, setting: Setting) -> bool:
    """Say whether a clause with a sign of its own still goes on with what its sentence tells.

    Treatment told as given is no order, nor is what a dictated history says was taken or measured.
    """
    if near.kind in {Kind.PLAN, Kind.COURSE} and _BECAUSE.match(text):
        return True
    if near.kind is Kind.PLAN and kind is Kind.COURSE and not setting.dictated:
        return _DONE.search(text) is None
    if near.kind is Kind.RESULT and _AROUND.match(text):
        return kind is Kind.EXAM
    if near.kind is Kind.COURSE and kind in {Kind.PLAN, Kind.EXAM}:
        seen_now = kind is Kind.EXAM and (_NOW.search(text) or not setting.dictated)
        return not (seen_now or is_ordered(text))
    if near.kind is Kind.DIAGNOSIS and kind in {Kind.PLAN, Kind.RESULT}:
        wanted = is_ordered(text) or speaks_of("plan", text) or speaks_of("drug", text)
        return not (wanted or VALUE.search(text) or len(text) > _SHORT)
    return _tells_history_on(text, kind, near, setting)


def _is_impersonal(text: str) -> bool:
    """Tell a few words that address nobody, as orders are told one after the other."""
    short = len(text.split()) <= _FEW if latin(text) else len(text) <= _SHORT
    return short and not _TO_SOMEBODY.search(text)


def _tells_history_on(text: str, kind: Kind, near: Finding, setting: Setting) -> bool:
    if kind is Kind.PLAN and near.kind is Kind.PAST and _LEFT_OFF.search(text):
        return True
    if not setting.dictated or near.kind not in _HISTORY:
        return False
    if kind is Kind.EXAM:
        return bool(_AT_HOME.search(text))
    return kind is Kind.PLAN and not (_ADVISED.match(text) or TO_DO.search(text))


def _alone(one: Uttered, setting: Setting) -> Kind | None:
    """Give the kind of a clause without a sign, from what follows it, what it names, or what it goes on."""
    before = setting.before.kind if setting.before is not None else None
    near = setting.before if before is Kind.EXAM else None
    ahead = next((kind for other in setting.ahead if (kind := by_sign(other, near)) is not None), None)
    if ahead is Kind.PLAN:
        return Kind.PLAN
    speaks = clinical(one.text) or speaks_of("reproductive", one.text) or bool(VALUE.search(one.text))
    if ahead is Kind.DIAGNOSIS and speaks:
        return Kind.DIAGNOSIS
    named = next((kind for kind, holds in ALONE if holds(one.text, one, None)), None)
    if named is None and before is Kind.PLAN and (speaks or _is_impersonal(one.text)):
        return Kind.PLAN
    if named is None and Kind.EXAM not in {before, ahead} and _DOSED.search(one.text):
        # A dose that somebody told is never lost: given it is the course, else it is ordered.
        return Kind.COURSE if _DONE.search(one.text) else Kind.PLAN
    return named or (Kind.EXAM if Kind.EXAM in {before, ahead} else None)
