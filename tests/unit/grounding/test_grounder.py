"""A drafted sentence is shown, repaired, replaced by the quotation, or kept inside with a reason."""

from __future__ import annotations

import pytest

from assistant.grounding import DraftSentence, Grounded, Grounder, Ungrounded
from guidelines import Passage
from retrieval.evidence import Evidence, EvidenceSentence


def evidence(*texts: str, title: str = "示例诊疗方案", scope: str = "治疗") -> Evidence:
    sentences = []
    for marker, text in enumerate(texts, 1):
        passage = Passage(
            passage_id=f"p{marker}", edition_id="e@1", document_id="e", ordinal=marker, kind="narrative",
            text=text, start=0, end=len(text),
        )  # fmt: skip
        sentences.append(
            EvidenceSentence(
                marker=marker,
                text=text,
                passage=passage,
                title=title,
                start=0,
                end=len(text),
                scope=scope,
                score=1.0,
            )
        )
    return Evidence(sentences=tuple(sentences), tokens=10, truncated=False)


INCUBATION = "潜伏期一般为3～9天。"
DOSE = "成人每次30mg，每日2次，疗程5天。"
HORMONE = "重症患者不建议常规使用糖皮质激素治疗。"
EVIDENCE = evidence(INCUBATION, DOSE, HORMONE)


def draft(text: str, *markers: int, silent: bool = False) -> DraftSentence:
    return DraftSentence(text=text, markers=markers, raw=text, silent=silent)


def shown(text: str, *markers: int, used: frozenset[int] = frozenset()):
    return Grounder().ground(draft(text, *markers), EVIDENCE, language="zh", used=used)


@pytest.mark.parametrize(
    ("text", "markers", "origin", "on"),
    [
        pytest.param("潜伏期一般3到9天。", (1,), "model", (1,), id="its own marker stands"),
        pytest.param("潜伏期一般3到9天。", (2, 1), "model", (1,), id="a surplus marker falls away"),
        pytest.param("潜伏期一般3到9天。", (3,), "repaired", (1,), id="wrong marker"),
        pytest.param("潜伏期一般3到9天。", (), "repaired", (1,), id="no marker"),
        pytest.param("潜伏期一般3到9天。", (99,), "repaired", (1,), id="a marker never handed out"),
        pytest.param("潜伏期一般为3～8天。", (1,), "verbatim", (1,), id="wrong number"),
        pytest.param("重症患者建议常规使用糖皮质激素。", (3,), "verbatim", (3,), id="negation lost"),
    ],
)
def test_origin_says_how_the_sentence_came_to_stand(text, markers, origin, on):
    result = shown(text, *markers)
    assert isinstance(result, Grounded), result
    assert (result.origin, tuple(s.marker for s in result.sentences)) == (origin, on)


def test_an_unsupported_tail_is_cut_off():
    result = shown("潜伏期一般为3～9天，出院后须终身随访血脂。", 1)
    assert isinstance(result, Grounded)
    assert (result.text, result.origin) == ("潜伏期一般为3～9天。", "repaired")


def test_the_quotation_replaces_the_sentence_word_for_word_and_only_once():
    first = shown("潜伏期一般为3～8天。", 1)
    assert isinstance(first, Grounded)
    assert first.text == INCUBATION
    again = shown("潜伏期一般为3～8天。", 1, used=frozenset({1}))
    assert isinstance(again, Ungrounded)
    assert again.verdict.kind == "time"


def test_a_sentence_from_nowhere_stays_inside():
    result = shown("患者应当每周游泳三次并记录心率。", 1)
    assert isinstance(result, Ungrounded)


@pytest.mark.parametrize("text", ["您好！", "根据指南：", "结论", "Hello."])
def test_what_says_nothing_has_no_content(text):
    result = shown(text, 1)
    assert isinstance(result, Ungrounded)
    assert result.why == "no content"


def test_silence_and_missing_evidence_ground_nothing():
    silent = Grounder().ground(draft("资料中没有答案。", silent=True), EVIDENCE)
    assert isinstance(silent, Ungrounded)
    bare = Grounder().ground(draft("潜伏期一般为3～9天。", 1), evidence())
    assert isinstance(bare, Ungrounded)


def test_the_neighbours_population_is_not_shown_as_the_models_word():
    two = evidence("50～69岁者目标<135/85 mmHg；≥70岁者目标<145/85 mmHg。")
    result = Grounder().ground(draft("70岁及以上者目标<135/85 mmHg。", 1), two)
    assert isinstance(result, Grounded)
    assert result.origin == "verbatim"
    assert result.verdict.kind == "population"


@pytest.mark.parametrize(
    "text",
    ["对于重症患者不建议常规使用糖皮质激素的，应联用阿司匹林。", "潜伏期一般为3～9天，但孕妇潜伏期为30天。"],
    ids=["a lone condition", "an exception"],
)
def test_conditions_and_exceptions_are_never_cut_apart(text):
    result = shown(text, 1, 3)
    assert isinstance(result, Ungrounded) or result.origin == "verbatim"


def test_a_named_case_is_never_shown_without_what_holds_in_it():
    rule = "(二)甲病患者有以下情况之一者，可按重症管理：年龄＞65岁、合并慢性病。"
    said = rule.replace("65岁", "60岁")
    grounded = Grounder().ground(draft(said, 1), evidence(rule), language="zh")
    assert isinstance(grounded, Grounded)
    assert not grounded.text.rstrip("。").endswith("之一者")
