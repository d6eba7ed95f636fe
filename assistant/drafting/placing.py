"""What a clause speaks of: its kind, its subject, its polarity."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from assistant.drafting.answering import Uttered, says_nothing
from assistant.drafting.asking import about
from assistant.drafting.clauses import clauses_of, is_filler
from assistant.drafting.finding import Finding, Kind, Subject
from assistant.drafting.lexicon import clinical, denied, latin, pattern, speaks_of
from assistant.drafting.record import Dropped, Talk
from assistant.drafting.staff import Setting, staff_kind

_STANDS_FOR = re.compile(r"(?:替|帮|给|陪|带)我?(?:家)?(?P<who>[\u4e00-\u9fff]{1,3})(?:来|看|问|挂|咨询)")
_SEX = re.compile(
    r"(?:[^，。]{0,8}[：:]\s?)?(?:病人|患者|患儿)?(?:男|女)(?:性|患者|病人)?$|(?:fe)?male$", re.IGNORECASE
)
_LASTING = re.compile(
    r"高血压|血压高|糖尿病|冠心病|房颤|乙肝|慢阻肺|肾病|哮喘|"
    r"(?<![a-z])(?:diabet\w+|hypertension|high blood pressure|asthma|copd)",
    re.IGNORECASE,
)
_FORMERLY = re.compile(
    r"以前|既往|曾|得过|患过|之前有|(?<![a-z])(?:history|ever had|in the past|previous)", re.IGNORECASE
)
_YOUR_KIN = re.compile(r"\byour (\w+)", re.IGNORECASE)
_INTRODUCED = re.compile(r"^我是(?:他|她|患者|孩子|病人)")
_AGE_ASKED = re.compile(
    r"叫什么|名字|贵姓|怎么称呼|your (?:full )?name|"
    r"哪[一]?年(?:的|生|出生)|属什么|您今年$|你今年$|高寿|岁数|多大|年纪|几岁|年龄|how old",
    re.IGNORECASE,
)
_VALUE = re.compile(r"\d")
_BLOOD_ASKED = re.compile(
    r"家里|家族|父母|遗传|爷爷|奶奶|爸|妈|父亲|母亲|兄弟|姐妹|长辈|亲戚|直系"
    r"|family|anybody in|anyone in|parents|runs in",
    re.IGNORECASE,
)
_CHILDREN_ASKED = re.compile(
    r"老伴|爱人|对象|配偶|[几有生][^，。？]{0,3}(?:孩子|小孩|[子儿]女)|生育|生过|结婚|成家|婚[育姻]"
    r"|(?:any|have) (?:children|kids)|married",
    re.IGNORECASE,
)
_OFFSPRING = re.compile(
    r"儿子|女儿|我们(?:兄弟|姐妹|兄妹|姐弟|弟兄)|[一二两三四五]个?[儿女]|孩子|闺女|[个俩仨]|son|daughter|kid|child",
    re.IGNORECASE,
)
_INHERITED = re.compile(
    r"病|癌|瘤|得过|走的|没[的了]$|不在了|去世|遗传|身体|健康|过世|小时候|年轻时|[犯抽做开][过了]|"
    r"died|passed away|history|healthy|migraine|runs in",
    re.IGNORECASE,
)
_MEDICINES_ASKED = re.compile(
    r"吃(?:着|过)?(?:什么|哪些)?药|药[^，。]{0,3}[吃用打服][着过]|用药|服药|"
    r"在[吃用服]的(?:什么)?药|what medic|medications?|taking any",
    re.IGNORECASE,
)
_TAKEN_FOR_THIS = re.compile(r"(?:吃|用|服|抹)(?:过|了)?药了?(?:没|吗)|自己(?:吃|用|买)")
_RESULT_ASKED = re.compile(r"结果|报告|化验单|(?<![a-z])(?:results?|readings?)(?![a-z])", re.IGNORECASE)
_READ_OUT = 40
_SOON = 24
_SHORTEST = 4
_TIMED = re.compile(
    r"[昨今前][天晚早日夜晨]|上(?:周|个?月|礼拜|星期)|[一二两三四五六七八九十]点|早上|上午|中午|下午|晚上|夜里|半夜|刚才|"
    r"(?<![a-z])(?:yesterday|last night|this morning|tonight|ago|since|all day|\w+day)(?![a-z])",
    re.IGNORECASE,
)
_HOME_ASKED = re.compile(
    r"哪[儿里]的?人|哪的人|老家|籍贯|住(?:在)?哪|where are you from|where do you live", re.IGNORECASE
)
_GAVE_BIRTH = re.compile(
    r"(?:生|怀)(?:完|了|过)?(?:第?[一二两三]个?|[大小头老]二?)?(?:孩子|小孩|宝宝|娃)(?:的时候|时|后|以后)?"
)
_NAME = re.compile(
    r"(?:我|本人|他|她|孩子|病人|患者)?(?:的?名字(?:叫|是)|叫|姓)(?!我|他|她|你|您|救护|车|人|医)[\u4e00-\u9fff]{1,6}$"
    r"|(?:my|his|her|the patient's) name(?: is|'s) [a-z' -]+$|i'm called [a-z' -]+$",
    re.IGNORECASE,
)
_PARENTS: Final = (re.compile(r"爸爸?|父亲|爹"), re.compile(r"妈妈?|母亲|娘"))
_VOCATIVE = re.compile(r"^(?:妈妈?|爸爸?|[爷奶]{2}|姥姥|姥爷|外公|外婆)(?=我)")
_MYSELF = re.compile(r"我|(?<![a-z])(?:i|my|me)(?![a-z])", re.IGNORECASE)
_TOLD: Final = ("unknown", "wish", "function", "relative", "other_person")
_MENSES = re.compile(
    r"月经|末次|例假|大姨妈|经期|绝经|初潮|(?<![a-z])(?:menstrual|last period|your periods?)", re.IGNORECASE
)
_TELLS_AGE = re.compile(
    r"^[\d一二两三四五六七八九十零〇]{1,4}年(?:的|生|出生)|^[\d一二三四五六七八九十]{1,4}岁?$|属\S$"
)
_FAMILY_FOUNDED = re.compile(r"[结未已离]\S{0,2}婚|生[过了]|[儿女]一?[儿女]|怀|流[过了产]|产")
_JUST_BEFORE = re.compile(
    r"来(?:医院)?(?:之?前|的路上)|刚才|发作时|[昨今前][天晚早夜]|上(?:周|个?礼拜|星期)"
    r"|before (?:coming|i came)|on the way",
    re.IGNORECASE,
)
_ON_TREATMENT = re.compile(r"吃|服|用药|[减加][到成]|停药|打针")
_QUESTION_KINDS: Final = (
    ("allergy", Kind.ALLERGY),
    ("reproductive", Kind.REPRODUCTIVE),
    ("habit", Kind.PERSONAL),
)


def _nothing(_text: str) -> bool:
    return False


@dataclass(slots=True)
class Placer:
    """Gives every clause its kind; `cued` says whether a dictated clause names a section of the record."""

    talk: Talk
    cued: Callable[[str], bool] = _nothing
    stands_for: str | None = None
    _asking: frozenset[tuple[int, int]] = frozenset()
    _introductions: frozenset[tuple[int, int]] = frozenset()
    _of_others: frozenset[int] = frozenset()
    _dictated: bool = False

    def __post_init__(self) -> None:
        """Find out whom somebody else's words are about."""
        self.stands_for = _patient_of(self.talk)

    def place(self, uttered: Sequence[Uttered]) -> list[Finding]:
        """Place every clause that a record holds; what is no more than talk is left out."""
        clauses = clauses_of(self.talk.turns)
        asking = [one for one in clauses if one.asks]
        self._asking = frozenset((one.turn, one.said.start) for one in asking)
        by_staff = sum(turn.speaker in {"doctor", "nurse"} for turn in self.talk.turns)
        asked = any(one.speaker in {"doctor", "nurse"} for one in asking)
        self._dictated = not asked and by_staff > len(self.talk.turns) - by_staff
        self._of_others = frozenset(one.turn for one in asking if self._names_another(one.text))
        self._introductions = frozenset((one.turn, one.sentence) for one in clauses if _SEX.match(one.text))
        findings: list[Finding] = []
        for number, one in enumerate(uttered):
            last = findings[-1] if findings else None
            here = (one.clause.turn, one.clause.sentence)
            near = last if last is not None and (last.turn, last.sentence) == here else None
            finding = self._placed(one, near, self._setting(uttered, number, last))
            if finding is not None:
                findings.append(finding)
        return findings

    def _setting(self, uttered: Sequence[Uttered], number: int, last: Finding | None) -> Setting:
        """Look at what stands around a clause of staff."""
        one = uttered[number]
        here = (one.clause.turn, one.clause.sentence)
        behind = takewhile(
            lambda other: (other.clause.turn, other.clause.sentence) == here, uttered[number + 1 :]
        )
        return Setting(
            ahead=tuple(behind),
            before=last if last is not None and last.turn == one.clause.turn else None,
            last=last,
            asks_on=any((one.clause.turn, one.clause.said.end + gap) in self._asking for gap in range(_SOON)),
            introduced=(one.clause.turn, one.clause.sentence) in self._introductions,
            dictated=self._dictated,
            of_other=one.clause.turn in self._of_others,
        )

    def _placed(self, one: Uttered, near: Finding | None, setting: Setting) -> Finding | None:
        staff = one.clause.speaker in {"doctor", "nurse"}
        subject = self._subject(one, near)
        kind = staff_kind(one, near, setting) if staff else _lay_kind(one, subject, near)
        if kind is None and staff and self.cued(one.text):
            kind = Kind.GENERAL
        if kind is None and staff and self._dictated and not speaks_of("chat", one.text):
            # Nobody but staff speaks: what is dictated belongs into the record, wherever it goes on.
            goes_on = setting.before or (
                setting.last if setting.last and setting.last.kind is Kind.PLAN else None
            )
            kind = goes_on.kind if goes_on is not None else Kind.COURSE
        if kind is None:
            return None
        no = one.answered == "no" or (one.answered is None and denied(one.text))
        return Finding(
            kind=kind,
            polarity="unknown" if one.answered == "unknown" else "denied" if no else "present",
            subject=subject,
            pieces=one.pieces,
            turn=one.clause.turn,
            sentence=one.clause.sentence,
            backing=one.backing,
        )

    def _names_another(self, text: str) -> bool:
        rest = text.replace(self.stands_for, "") if self.stands_for else text
        return speaks_of("relative", rest) or speaks_of("other_person", rest)

    def _subject(self, one: Uttered, near: Finding | None) -> Subject:
        text = one.text.replace(self.stands_for, "") if self.stands_for else one.text
        text = _GAVE_BIRTH.sub("", _VOCATIVE.sub("", text))
        if self.stands_for and _other_parent(self.stands_for, one):
            return "other"
        if speaks_of("relative", text):
            return "family"
        if speaks_of("other_person", text):
            return "other"
        if one.clause.speaker == "doctor":
            return "patient"
        if one.answered is not None and any(_BLOOD_ASKED.search(asked.text) for asked in one.asked_of):
            return "family"
        set_apart = not _MYSELF.search(one.text) or says_nothing(one.text)
        goes_on = near is not None and near.subject != "patient" and set_apart
        return near.subject if near is not None and goes_on else "patient"


def _patient_of(talk: Talk) -> str | None:
    """Name the relative who is the patient, where somebody else speaks for them."""
    for turn in talk.turns:
        if turn.speaker in {"doctor", "nurse"}:
            continue
        stated = _STANDS_FOR.search(turn.text)
        if stated is not None:
            return _kin(stated["who"])
        if turn.speaker == "family":
            return None if _INTRODUCED.search(turn.text) else _kin(turn.text)
    asked = next((turn.text for turn in talk.turns if turn.speaker == "doctor"), "")
    spoken = _YOUR_KIN.search(asked)
    return _kin(spoken[1]) if spoken else None


def _other_parent(stands_for: str, one: Uttered) -> bool:
    """Say whether a child who speaks for one parent tells of the other: no blood relative of the patient."""
    parent = next((number for number, words in enumerate(_PARENTS) if words.match(stands_for)), None)
    said = one.clause.speaker == "family" and parent is not None
    return (
        said and bool(re.search(rf"我(?:{_PARENTS[1 - parent].pattern})", one.text))
        if parent is not None
        else False
    )


def _kin(text: str) -> str | None:
    found = pattern("relative").search(text) or pattern("other_person").search(text)
    return found[0] if found else None


def _says_little(text: str) -> bool:
    return latin(text) and len(text) < _SHORTEST and not _VALUE.search(text)


def names_apart(uttered: Sequence[Uttered], *, kept: bool) -> tuple[list[Uttered], list[Dropped]]:
    """Set aside what only tells the patient's name: it stands in the head of a record, not in its text.

    `kept` says that the form has a place for it.
    """
    if kept:
        return list(uttered), []
    names = [one for one in uttered if _NAME.match(one.clause.text) and not clinical(one.clause.text)]
    why = "a name stands in the head of the record"
    return (
        [one for one in uttered if one not in names],
        [Dropped(one.clause.text, f"turn {one.clause.turn}: {why}") for one in names],
    )


def _worth_writing(one: Uttered, near: Finding | None) -> bool:
    """Tell what belongs into a record from greetings, thanks and talk about the weather."""
    text = one.text
    if one.answered is not None or len(one.pieces) > 1:
        return True
    if _INTRODUCED.search(text) or is_filler(text) or _says_little(text):
        return False
    if says_nothing(text):
        # `我儿子发烧，我没有`: what sets the patient apart from the one who was just spoken of.
        return near is not None and near.subject != "patient"
    if speaks_of("chat", text) and not any(
        speaks_of(group, text) for group in ("symptom", "disease", "drug", "body")
    ):
        return False
    heard = bool(one.asked_of) or near is not None or clinical(text) or bool(_VALUE.search(text))
    heard = heard or bool(_TIMED.search(text))
    return heard or any(speaks_of(group, text) for group in _TOLD)


def _lay_kind(one: Uttered, subject: Subject, near: Finding | None) -> Kind | None:
    """Give the kind of what a patient or relative says: by its own words, its sentence, or the question."""
    if not _worth_writing(one, near):
        return None
    if subject == "family":
        return _kin_kind(one)
    if subject == "other":
        return Kind.REPRODUCTIVE if _asked_like(one, _CHILDREN_ASKED) else Kind.EXPOSURE
    going_on = (
        near.kind
        if near is not None and near.subject == "patient" and near.kind is not Kind.GENERAL
        else None
    )
    if going_on is Kind.RESULT and _ON_TREATMENT.search(one.text):
        going_on = None
    return _own_kind(one, near) or going_on or _asked_kind(one) or Kind.PRESENT


def _kin_kind(one: Uttered) -> Kind:
    """Tell an inherited disease from what somebody around the patient has now."""
    asked = about(one.asked_of, "allergy") or any(
        _BLOOD_ASKED.search(asked.text)
        and (
            speaks_of("disease", asked.text)
            or _INHERITED.search(asked.text)
            or not speaks_of("symptom", asked.text)
        )
        for asked in one.asked_of
    )
    if _tells_of_children(one):
        return Kind.REPRODUCTIVE
    inherited = asked or speaks_of("disease", one.text) or _INHERITED.search(one.text)
    return Kind.FAMILY if inherited else Kind.EXPOSURE


def _tells_of_children(one: Uttered) -> bool:
    asked = any(_CHILDREN_ASKED.search(asked.text) for asked in one.asked_of)
    return asked and bool(_OFFSPRING.search(one.text)) and not speaks_of("disease", one.text)


def _own_kind(one: Uttered, near: Finding | None) -> Kind | None:
    """Give the kind that a lay clause names by its own words."""
    text = one.text
    if speaks_of("allergy", text):
        return Kind.ALLERGY
    if speaks_of("habit", text):
        return Kind.PERSONAL
    own = text if one.answered is not None else one.clause.text
    married = speaks_of("reproductive", own) and about(one.asked_of, "reproductive")
    if married or _tells_of_children(one):
        asked_menses = _asked_like(one, _MENSES) and not _asked_like(one, _CHILDREN_ASKED)
        named = _MENSES.search(text) or (asked_menses and not _FAMILY_FOUNDED.search(text))
        return Kind.MENSTRUAL if named else Kind.REPRODUCTIVE
    if speaks_of("surgery", text):
        opens = about(one.asked_of, "opening") and not _asked_like(one, _FORMERLY)
        first = opens and not about(one.asked_of, "surgery")
        return Kind.PRESENT if first or speaks_of("wish", text) else Kind.PAST
    told_first = about(one.asked_of, "opening") and (
        near is None or near.kind in {Kind.GENERAL, Kind.PRESENT}
    )
    lately = _asked_like(one, _FORMERLY) and _JUST_BEFORE.search(one.clause.text)
    if lately or (told_first and not (_LASTING.search(text) or speaks_of("past", text))):
        return None
    formerly = speaks_of("past", text) and (
        speaks_of("drug", text) or (near is None and not speaks_of("symptom", text))
    )
    return Kind.PAST if formerly or speaks_of("disease", text) else None


def _asked_kind(one: Uttered) -> Kind | None:
    """Give the kind that the question asked for."""
    if not one.asked_of or any(asked.opening for asked in one.asked_of):
        return None
    if _asked_like(one, _RESULT_ASKED):
        return Kind.RESULT if len(one.text) < _READ_OUT and not _ON_TREATMENT.search(one.text) else None
    if about(one.asked_of, "vital") or about(one.asked_of, "result"):
        return None
    if _asked_like(one, _MENSES) and not speaks_of("symptom", one.text):
        return Kind.MENSTRUAL
    kind = next((kind for group, kind in _QUESTION_KINDS if about(one.asked_of, group)), None)
    formerly = (
        _asked_like(one, _FORMERLY)
        and speaks_of("past", one.text)
        and not _JUST_BEFORE.search(one.clause.text)
    )
    if _asked_like(one, _AGE_ASKED) and _TELLS_AGE.search(one.text):
        kind = Kind.GENERAL
    if kind is None and speaks_of("symptom", one.text):
        return Kind.PAST if formerly else None
    return kind or _asked_of_the_past(one)


def _asked_like(one: Uttered, asking: re.Pattern[str]) -> bool:
    return any(asking.search(asked.text) for asked in one.asked_of)


def _asked_of_the_past(one: Uttered) -> Kind | None:
    if _asked_like(one, _AGE_ASKED) or _asked_like(one, _HOME_ASKED):
        return Kind.GENERAL
    medicines = any(
        _MEDICINES_ASKED.search(asked.text) and not _TAKEN_FOR_THIS.search(asked.text)
        for asked in one.asked_of
    )
    asked_past = about(one.asked_of, "disease") or about(one.asked_of, "surgery")
    if medicines and _JUST_BEFORE.search(one.text):
        return Kind.PRESENT
    return Kind.PAST if medicines or asked_past else None
