"""Other names for what is asked: found by them, never at the cost of what was said."""

import pytest

from assistant.naming import other_names
from retrieval.tokens import Bm25Encoder, term_id, terms
from retrieval.understanding import Understanding


def weights(question, names):
    vector = Understanding(Bm25Encoder(), other_names=lambda _: names).terms(question)
    assert list(vector.indices) == sorted(set(vector.indices))
    return dict(zip(vector.indices, vector.values, strict=True))


def test_a_term_of_another_name_counts_less_than_one_that_was_said():
    found = weights("stroke prevention", ["脑卒中", "stroke"])
    assert found[term_id("stroke")] == 1.0
    assert 0 < found[term_id(terms("脑卒中")[0])] < 1.0


def test_without_other_names_the_terms_are_the_encoders():
    plain = Bm25Encoder().encode_query("瓦片上的灯笼")
    assert Understanding(Bm25Encoder()).terms("瓦片上的灯笼") == plain


@pytest.mark.parametrize(
    ("question", "name"),
    [
        pytest.param("心梗后多久能运动？", "myocardial infarction", id="lay-zh-to-en"),
        pytest.param("Is ibuprofen safe in COPD?", "芬必得", id="en-to-brand"),
        pytest.param("達菲兒童能吃嗎", "oseltamivir", id="traditional-brand"),
        pytest.param("What is the LDL-C target?", "低密度脂蛋白胆固醇", id="abbreviation-to-zh"),
        pytest.param("Vaccination of CHILDREN", "儿童", id="people"),
    ],
)
def test_other_names_cross_languages_and_registers(question, name):
    assert name in other_names(question)


def test_what_names_nothing_has_no_other_name():
    assert other_names("") == other_names("？！…") == ()
