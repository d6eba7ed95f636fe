"""What two guidelines state otherwise of one matter, and what only seems to be a disagreement."""

from dataclasses import replace

from assistant.changes.beside import SideBySide
from assistant.changes.disagreement import differing, for_same_people, opposed
from guidelines.citation import cite
from guidelines.ledger import Standing
from guidelines.model import Status
from tests.fakes.editions import content
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.tables import every

DIFFER = {
    "uric-acid": ("痛风患者血尿酸控制在<360 μmol/L（1B）。", "痛风患者的血尿酸应<420 μmol/L。", "360", "420"),
    "interval": ("结肠镜检查每10年一次。", "结肠镜检查每5年做一次。", "每10年", "每5年"),
    "strict": ("年龄≥65岁为高危。", "年龄>65岁为高危。", "≥65", ">65"),
    "english": ("After hip surgery, give heparin for 35 days.", "Give heparin for 10 days.", "35", "10"),
}
AGREE = {
    "same": ("良性结节每12个月复查一次。", "良性结节每12个月复查。"),
    "other-words-for-it": ("良性结节每12个月复查一次。", "良性结节每1年复查一次。"),
    "bound-left-out": ("Screen women from the age of 65 years.", "Screen women at 65 years of age."),
    "other-unit": ("The LDL goal is below 1.4 mmol/L.", "The LDL goal is below 70 mg/dL."),
    "other-place": ("诊室血压≥140/90 mmHg为高血压。", "家庭血压≥135/85 mmHg为高血压。"),
    "other-matter": ("体温≥38.5℃时给药。", "每日饮水2000 ml。"),
}
OPPOSED = {
    "chinese": ("不推荐常规使用糖皮质激素。", "合并休克者推荐使用糖皮质激素。"),
    "english": ("Aspirin is not recommended at this age.", "Adults may take aspirin."),
}
NOT_OPPOSED = {
    "condition": ("无禁忌证时应使用低分子肝素。", "卧床者可使用低分子肝素。"),
    "both-against": ("不推荐使用阿司匹林。", "避免使用阿司匹林。"),
    "other-drug": ("不推荐使用阿司匹林。", "推荐使用华法林。"),
    "no-advice": ("该病毒抵抗力不强，对阿司匹林无反应。", "阿司匹林是一种药物。"),
}
PEOPLE = {
    "adults-children": ("成人每日2次", "儿童每日1次", False),
    "ranges-apart": ("65～79岁患者<140 mmHg", "≥80岁患者<150 mmHg", False),
    "limits-on-one-side": ("布洛芬用于3月龄以上儿童", "布洛芬用于6月龄以上儿童", True),
    "one-says-nothing": ("成人每日2次", "每日1次", True),
}


@every(DIFFER.items(), name=lambda row: row[0])
def test_other_numbers_of_one_matter_are_told(row):
    one, other, old, new = row[1]
    told = [(number.old_said, number.new_said) for number in differing(one, other)]
    assert [(old in was, new in now) for was, now in told] == [(True, True)]


@every(AGREE.items(), name=lambda row: row[0])
def test_what_only_seems_to_differ_is_not_told(row):
    assert differing(*row[1]) == ()


@every(OPPOSED.items(), name=lambda row: row[0])
def test_advice_for_and_against_one_treatment_is_opposed(row):
    one, other = row[1]
    assert (opposed(one, other), opposed(other, one)) == (True, True)


@every(NOT_OPPOSED.items(), name=lambda row: row[0])
def test_what_does_not_speak_against_it_is_not_opposed(row):
    one, other = row[1]
    assert (opposed(one, other), opposed(other, one)) == (False, False)


@every(PEOPLE.items(), name=lambda row: row[0])
def test_whether_people_may_be_the_same(row):
    one, other, same = row[1]
    assert for_same_people(one, other) is same


def quoted(*editions):
    """Cite the first passage of each edition; gives the ledger and the citations."""
    ledger = MemoryLedger()
    ledger.add(editions)
    return ledger, [
        cite(one.edition, one.text, passage, start=0, end=len(passage.text), standing=STANDING)
        for one in editions
        for passage in one.passages[:1]
    ]


STANDING = Standing(status=Status.CURRENT)


def titled(document, title, words, *, family=None):
    made = content(document, words=words, year=2020 + ord(document) % 7, family=family or document)
    return replace(made, edition=replace(made.edition, title=title, issuer=f"{document}学会"))


ONE = titled("a", "痛风诊疗指南", "痛风患者血尿酸控制在<360 μmol/L。")
OTHER = titled("b", "痛风基层共识", "痛风患者血尿酸控制在<420 μmol/L。")


def test_both_values_stand_side_by_side_with_title_issuer_and_year():
    ledger, citations = quoted(ONE, OTHER)
    (line,) = SideBySide(ledger).on(citations, "zh")
    for said in ("痛风诊疗指南", "a学会", "<360 μmol/L", "痛风基层共识", "b学会", "<420 μmol/L", "未作取舍"):
        assert said in line


def test_nothing_is_said_of_one_family_or_of_other_people():
    later = titled("c", "痛风诊疗指南", "痛风患者血尿酸控制在<300 μmol/L。", family="a")
    children = titled("d", "儿童痛风共识", "血尿酸控制在<300 μmol/L。")
    adults = titled("e", "成人痛风指南", "血尿酸控制在<360 μmol/L。")
    for pair in ((ONE, later), (children, adults)):
        ledger, citations = quoted(*pair)
        assert SideBySide(ledger).on(citations, "zh") == ()
