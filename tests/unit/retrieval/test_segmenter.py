"""The segmenter: the likeliest words, and the same as jieba's own."""

import jieba
import pytest

from retrieval.segmenter import Segmenter, plain_words, segmenter

SMALL = Segmenter({"糖": 5, "糖尿": 0, "糖尿病": 40, "病": 9, "病人": 30, "人": 20, "尿": 3, "尿病": 1}, 100)


@pytest.mark.parametrize(
    ("run", "words"),
    [
        pytest.param("糖尿病人", ["尿病", "糖尿病", "人"], id="a-long-word-after-those-inside-it"),
        pytest.param("病人", ["病人"], id="two"),
        pytest.param("糖尿", ["糖", "尿"], id="the-beginning-of-a-word-is-none"),
        pytest.param("噁病", ["噁", "病"], id="unknown"),
        pytest.param("", [], id="empty"),
    ],
)
def test_a_run_is_cut_at_its_likeliest_words(run, words):
    assert list(SMALL.cut(run)) == words


def test_known_words_are_whole_words():
    assert SMALL.knows("糖尿病")
    assert not SMALL.knows("糖尿")
    assert not SMALL.knows("噁")


@pytest.fixture(scope="module")
def theirs():
    tokenizer = jieba.Tokenizer()
    frequencies, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = frequencies, total, True
    return tokenizer


@pytest.fixture(scope="module")
def ours(theirs):
    return Segmenter(theirs.FREQ, theirs.total)


RUNS = (
    "老年高血压患者的降压目标值应个体化确定",
    "妊娠期合并甲状腺功能减退者每四周复查一次促甲状腺激素",
    "结婚的和尚未结婚的都需要登记",
    "乒乓球拍卖完了以后研究生命的起源",
    "㐀㐁鿋豈对比剂肾病",
    "的" * 200,
)


@pytest.mark.story
@pytest.mark.parametrize("run", RUNS)
def test_the_words_are_those_of_jieba_itself(run, ours, theirs):
    assert list(ours.cut(run)) == list(theirs.cut_for_search(run, HMM=False))


def test_the_lexicon_adds_medical_words():
    assert "甲状腺功能减退" not in plain_words()
    assert "甲状腺功能减退" in list(segmenter().cut("原发性甲状腺功能减退"))
