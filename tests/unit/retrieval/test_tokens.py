"""Terms of Chinese and English text, and their weights."""

import subprocess
import sys
from pathlib import Path

import pytest

from retrieval.lexicon.build import lexicon, names
from retrieval.segmenter import plain_words
from retrieval.tokens import Bm25Encoder, numbers, term_id, terms

REPO = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("胺碘酮引起甲状腺功能减退", ["胺碘酮", "甲状腺功能减退"], id="medical-words"),
        pytest.param("糖尿病視網膜病變", ["糖尿病"], id="traditional-script"),
        pytest.param("ＳＢＰ≥140／90 ｍｍHg", ["sbp", "≥140/90", "140", "90", "mmhg"], id="full-width"),
        pytest.param("LDL-C < 1.8 mmol/L", ["ldl-c", "<1.8", "1.8", "mmol/l", "mmol"], id="units"),
        pytest.param("HbA1c >= 6.5%", ["hba1c", "≥6.5%", "6.5"], id="percent"),
        pytest.param("COVID-19 vaccines", ["covid-19", "covid", "19", "vaccin"], id="stem-and-parts"),
        pytest.param("screening screened", ["screen"], id="stem"),
        pytest.param("5 岁\n儿 童", ["5", "岁", "儿童"], id="broken-by-layout"),
    ],
)
def test_terms_hold_what_a_question_may_ask_for(text, expected):
    assert set(expected) <= set(terms(text))


@pytest.mark.parametrize(
    "text", [pytest.param("请问怎么办", id="zh"), pytest.param("What should I do?", id="en"), ""]
)
def test_question_words_are_no_terms(text):
    assert terms(text) == []


def test_a_word_no_dictionary_knows_is_found_by_its_character_pairs():
    assert set(terms("噁噆嚜药")) >= {"噆嚜", "嚜药"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("65～79 岁 <140/90", {"65", "79", "<140/90"}, id="range-and-pressure"),
        pytest.param("≥ 5 岁", {"≥5"}, id="comparator"),
        pytest.param("没有数字", set(), id="none"),
    ],
)
def test_numbers_keep_their_comparator(text, expected):
    assert {number.lstrip("-") for number in numbers(text)} == expected


def test_a_term_has_one_id_everywhere():
    assert term_id("糖尿病") == 692_642_772
    assert len({term_id(word) for word in ("a", "b", "糖", "尿", "≥65")}) == 5


def test_sparse_vectors_are_ordered_and_positive():
    vector = Bm25Encoder().encode_passage("糖尿病 糖尿病 insulin insulin 65")
    assert list(vector.indices) == sorted(set(vector.indices))
    assert all(value > 0 for value in vector.values)


def test_a_second_mention_adds_less_than_the_first():
    encoder = Bm25Encoder()
    once, twice = (
        dict(zip(v.indices, v.values, strict=True))
        for v in map(encoder.encode_passage, ("糖尿病", "糖尿病、糖尿病"))
    )
    gain = twice[term_id("糖尿病")] - once[term_id("糖尿病")]
    assert 0 < gain < once[term_id("糖尿病")]


def test_a_long_passage_weighs_a_term_less():
    encoder = Bm25Encoder()
    short = encoder.encode_passage("糖尿病")
    long = dict(zip(*_pair(encoder.encode_passage("糖尿病" + "高血压 冠心病 " * 200)), strict=True))
    assert long[term_id("糖尿病")] < short.values[0]


def _pair(vector):
    return vector.indices, vector.values


def test_the_identity_names_weights_and_lexicon():
    assert Bm25Encoder().identity != Bm25Encoder(k1=1.2).identity
    assert Bm25Encoder().identity.startswith("bm25(k1=0.9,b=0.4,avgdl=120)/")


@pytest.mark.story
def test_segmenting_writes_no_file_and_says_nothing(tmp_path):
    code = "from retrieval.tokens import terms; assert terms('糖尿病患者')"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=REPO,
        env={"TMPDIR": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_the_lexicon_keeps_new_chinese_names_only(tmp_path):
    (tmp_path / "drugs.json").write_text('[{"name": "贝沙罗汀素"}, {"name": "3"}]', encoding="utf-8")
    (tmp_path / "words.txt").write_text("糖尿病\t99\n某某综合征\t3\nHIV\t7\n", encoding="utf-8")
    found = [*names(tmp_path / "drugs.json"), *names(tmp_path / "words.txt")]
    assert lexicon(found, frozenset({"糖尿病"})) == ["某某综合征", "贝沙罗汀素"]


@pytest.mark.story
def test_the_shipped_lexicon_is_small_sorted_and_new_to_the_segmenter():
    file = REPO / "retrieval" / "lexicon" / "medical.txt"
    words = file.read_text(encoding="utf-8").split()
    assert file.stat().st_size < 1_500_000
    assert words == lexicon(words, plain_words())
