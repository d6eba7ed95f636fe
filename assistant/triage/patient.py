"""Who the interview is about: age, sex and pregnancy as stated, or as told in the turns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from assistant.gate.redflags.measures import measured

Sex = Literal["male", "female"]
_ADULT = 14
_FERTILE = (12, 55)
_WOMAN = re.compile(
    r"[妈娘奶婆姥姨姑嫂姐]|媳妇|老婆|妻子|女(?:儿|性|的|士|孩|友|朋友|,|。|\b)|闺女|外婆|怀孕|孕\d|月经|例假|姨妈|白带|乳房"
    r"|\b(?:mum|mom|mother|wife|daughter|grandma|grandmother|girl|woman|female|pregnant|sister|aunt|she|her)\b"
)
_MAN = re.compile(
    r"[爸爹爷]|老公|丈夫|男(?:性|的|士|孩|友|朋友|,|。|\b)|外公|姥爷|儿子|岳父|公公|蛋蛋|睾丸|阴囊|前列腺"
    r"|\b(?:dad|father|husband|son|grandpa|grandfather|boy|man|male|brother|uncle|he|his)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """What is known of the patient; None means that nobody has said.

    `once_pregnant`: it was reported on another day. That fills nothing in; it is asked for anew, early.
    """

    months: float | None = None
    sex: Sex | None = None
    pregnant: bool | None = None
    once_pregnant: bool = False

    @property
    def years(self) -> float | None:
        """The age in years."""
        return None if self.months is None else self.months / 12

    @property
    def child(self) -> bool:
        """Whether the patient is known to be under 14."""
        return self.years is not None and self.years < _ADULT

    @property
    def may_be_pregnant(self) -> bool:
        """Whether pregnancy must be asked: a woman, or nobody knows, of 12 to 55 years or of unknown age."""
        if self.sex == "male" or self.pregnant is not None:
            return False
        return self.years is None or _FERTILE[0] <= self.years <= _FERTILE[1]

    @property
    def facts(self) -> frozenset[str]:
        """Names that complaints may ask for beside words: `is_child`, `is_woman` and their like."""
        held = {
            "is_woman": self.sex == "female" and not self.child,
            "is_man": self.sex == "male" and not self.child,
            "is_child": self.child,
            "is_infant": self.months is not None and self.months < 12,
            "is_newborn": self.months is not None and self.months <= 1,
            "is_pregnant": self.pregnant is True,
        }
        return frozenset(name for name, holds in held.items() if holds)

    def statement(self) -> str:
        """Say what is known as a patient would, so that rules over words and measures read it too."""
        said: list[str] = []
        if self.months is not None and self.months < 1:
            said.append(f"宝宝出生{max(1, round(self.months * 30.4))}天大")
        elif self.months is not None and self.months <= 36:
            said.append(f"{self.months:.0f}个月大的宝宝")
        elif self.years is not None:
            said.append(f"孩子{self.years:.0f}岁" if self.child else f"今年{self.years:.0f}岁")
        if self.pregnant:
            said.append("怀孕")
        return "。".join(said)


FACTS = frozenset({"is_woman", "is_man", "is_child", "is_infant", "is_newborn", "is_pregnant"})


def completed(patient: Patient, told: Iterable[str], *, pregnant: bool) -> Patient:
    """Fill what the fields leave open from what was told; a stated field always wins."""
    folded = "。".join(told).lower()
    known = patient
    if known.months is None:
        known = replace(known, months=_age(folded))
    if known.sex is None:
        known = replace(known, sex=_sex(folded))
    if known.pregnant is None and pregnant and known.sex != "male" and not known.child:
        known = replace(known, pregnant=True, sex="female")
    return known


def _age(text: str) -> float | None:
    found = {one.quantity: one.value for one in reversed(measured(text))}
    if "age_months" in found:
        return found["age_months"]
    years = found.get("age_years")
    return None if years is None else years * 12


def _sex(text: str) -> Sex | None:
    woman, man = _WOMAN.search(text), _MAN.search(text)
    if woman and (man is None or woman.start() < man.start()):
        return "female"
    return "male" if man else None
