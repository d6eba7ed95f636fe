"""However a draft is streamed, the same sentences come out, markers read and numbers whole."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.grounding import SentenceStream

SILENCE = frozenset({"资料中没有答案", "NO ANSWER"})


def cut(draft: str, *ends: int) -> list:
    stream = SentenceStream(silence=SILENCE)
    points = [0, *sorted(ends), len(draft)]
    found = [s for a, b in pairwise(points) for s in stream.feed(draft[a:b])]
    return found + stream.finish()


DRAFTS = {
    "zh-before-stop": ("潜伏期多为2天[1]。可达7天[2]。", [("潜伏期多为2天。", (1,)), ("可达7天。", (2,))]),
    "zh-after-stop": ("潜伏期多为2天。[1]可达7天。【2】", [("潜伏期多为2天。", (1,)), ("可达7天。", (2,))]),
    "en": ("Give 1.5 mg [1]. Then stop. [2][3]", [("Give 1.5 mg.", (1,)), ("Then stop.", (2, 3))]),
    "list": ("1. First point.[1]\n2. Second point, e.g. rest [2].\n",
             [("First point.", (1,)), ("Second point, e.g. rest.", (2,))]),
    "several": ("甲。[1,2] 乙。［3］", [("甲。", (1, 2)), ("乙。", (3,))]),
    "range": ("甲【1-3】。", [("甲。", (1, 2, 3))]),
    "front": ("[1] 甲。[2] 乙。", [("甲。", (1,)), ("乙。", (2,))]),
    "stop-marker-stop": ("It works [1].[2] Yes.", [("It works.", (1, 2)), ("Yes.", ())]),
    "abbreviation": ("Use vs. placebo (Fig. 2) was tested. Dr. Li agreed.",
                     [("Use vs. placebo (Fig. 2) was tested.", ()), ("Dr. Li agreed.", ())]),
    "table": ("| 甲 | 乙 |\n|---|---|\n| 1.5 mg | 2 [1] |\n", [("甲 乙", ()), ("1.5 mg 2", (1,))]),
    "bullets": ("- 甲项\n- 乙项[2]\n", [("甲项", ()), ("乙项", (2,))]),
    "heading": ("## 结论\n甲。[1]", [("结论", ()), ("甲。", (1,))]),
    "unfinished": ("甲。[1]乙没有写完", [("甲。", (1,)), ("乙没有写完", ())]),
    "marker-alone": ("甲。\n[1]\n", [("甲。", ())]),
    "bracket-no-marker": ("甲。[注]乙。", [("甲。", ()), ("[注]乙。", ())]),
    "empty": ("\n \n", []),
}  # fmt: skip


@pytest.mark.parametrize(("draft", "expected"), DRAFTS.values(), ids=DRAFTS)
def test_sentences_and_their_markers(draft, expected):
    assert [(s.text, s.markers) for s in cut(draft)] == expected


@pytest.mark.parametrize("draft", [draft for draft, _ in DRAFTS.values()], ids=DRAFTS)
def test_one_letter_at_a_time_gives_the_same(draft):
    assert cut(draft, *range(1, len(draft))) == cut(draft)


@given(
    st.lists(
        st.sampled_from([*"甲乙ab12 .。！?\n[]【】,|-", "[1]", "1.5 mg", "e.g. ", "。[2]"]), max_size=40
    ).map("".join),
    st.lists(st.integers(0, 80), max_size=12),
)
def test_any_split_gives_the_same_sentences(draft, ends):
    assert cut(draft, *(min(end, len(draft)) for end in ends)) == cut(draft)


def test_a_finished_sentence_leaves_before_the_next_one_is_written():
    stream = SentenceStream()
    assert stream.feed("潜伏期多为2天。[1]") == []
    assert [s.text for s in stream.feed("可")] == ["潜伏期多为2天。"]


@pytest.mark.parametrize("line", ["资料中没有答案。", "**NO ANSWER**", "No answer."])
def test_the_agreed_phrase_is_silence(line):
    assert [s.silent for s in cut(line)] == [True]
    assert [s.silent for s in cut("有答案。")] == [False]
