"""A look at the next character: the same matches, and none of the work where no match can begin."""

import json
import re
from importlib import resources

import pytest

from assistant.gate.openings import Pattern, quick
from assistant.gate.reading import readings
from assistant.gate.rule import shipped_rules


@pytest.mark.parametrize(
    ("alternatives", "looks"),
    [
        pytest.param(["布洛芬", "片"], "布片", id="letters"),
        pytest.param(["(?:一|二)?[三四]"], "一二三四", id="what-may-be-left-out"),
        pytest.param([r"(?<!不)吃|\d+片"], "吃0", id="looks-behind-and-categories"),
        pytest.param(["药?"], None, id="may-be-empty"),
        pytest.param(["[^。]{3}", "药"], None, id="anything"),
        pytest.param([".药"], None, id="any-character"),
    ],
)
def test_a_pattern_looks_first_at_what_can_open_it(alternatives, looks):
    pattern = quick(alternatives, re.ASCII).pattern
    assert pattern.startswith("(?=[") is (looks is not None)
    if looks is not None:
        opening = re.compile(pattern[3 : pattern.index("]") + 1])
        assert all(opening.match(one) for one in looks)
        assert not opening.match("不")


def test_every_rule_finds_what_its_plain_pattern_finds():
    listed = resources.files("assistant.gate.cases").joinpath("block.jsonl").read_text("utf-8")
    texts = [readings(json.loads(line)["text"])[0].text for line in listed.splitlines()[::400]]
    for rule in shipped_rules().rules[::14]:
        for group in (one.compiled for one in rule.groups):
            if not group.pattern.startswith("(?=["):
                continue
            plain = re.compile(group.pattern[group.pattern.index("])") + 2 :], group.flags)
            assert [[one.span() for one in group.finditer(text)] for text in texts] == [
                [one.span() for one in plain.finditer(text)] for text in texts
            ], rule.id


def test_a_pattern_is_compiled_when_it_is_first_searched_with():
    broken = Pattern(["("], re.ASCII)
    with pytest.raises(re.error):
        list(broken.finditer("x"))


def test_patterns_that_read_the_same_are_one():
    assert (
        len({Pattern(["吃", "服"], re.ASCII), Pattern(["吃", "服"], re.ASCII), Pattern(["服"], re.ASCII)})
        == 2
    )


def test_every_shipped_pattern_compiles():
    shipped_rules().compile()
