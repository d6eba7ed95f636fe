"""Whose guideline a question asks for, and which editions are theirs."""

from dataclasses import replace

import pytest

from assistant.issuers import asked_publishers
from tests.fakes.editions import content


@pytest.mark.parametrize(
    ("question", "issuers", "regions"),
    [
        ("ESC怎么说房颤的抗凝？", {"ESC"}, set()),
        ("What does KDIGO say about protein intake?", {"KDIGO"}, set()),
        ("ACC/AHA最新版的血压目标", {"ACC", "AHA"}, set()),
        ("日本高血压学会把目标定在多少？", {"JSH"}, {"Japan"}),
        ("按美国指南，多大开始筛查？", set(), {"US"}),
        ("In the Chinese guideline, which drug comes first?", set(), {"CN"}),
        ("世卫组织建议多久查一次？", {"WHO"}, set()),
        ("Who should be screened?", set(), set()),
        ("Urine ACR above 300 mg/g: which drug?", set(), set()),
        ("美国上市的这种药国内有吗？", set(), set()),
        ("The gold standard for diagnosis?", set(), set()),
        ("血压目标是多少？", set(), set()),
    ],
)
def test_whose_guideline_is_asked_for(question, issuers, regions):
    asked = asked_publishers(question)
    assert (asked.issuers, asked.regions) == (issuers, regions)


def edition(**fields):
    return content("x", year=2024, words="甲病。", **fields).edition


@pytest.mark.parametrize(
    ("question", "issuer", "title", "theirs"),
    [
        ("ESC怎么说？", "European Society of Cardiology (ESC)", "AF 2024", True),
        ("ESC怎么说？", "欧洲心脏病学会", "房颤指南", True),
        ("ESC怎么说？", "ACC/AHA", "AF 2023", False),
        ("按美国指南，多大开始筛查？", "USPSTF", "Screening", True),
        ("按美国指南，多大开始筛查？", "中华医学会", "筛查指南", False),
        ("In the Chinese guideline, which drug?", "国家卫生健康委", "诊疗方案", True),
        ("In the Chinese guideline, which drug?", "某编写组", "甲病诊疗共识", True),
        ("NICE怎么说？", "KDIGO", "CKD 2024", False),
    ],
)
def test_an_edition_is_of_the_body_that_is_named(question, issuer, title, theirs):

    one = replace(edition(), issuer=issuer, title=title)
    assert asked_publishers(question).wrote(one) is theirs
