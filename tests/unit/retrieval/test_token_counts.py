"""Token counters: the model's own, and an estimate that is not too low."""

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from retrieval.errors import RetrievalError
from retrieval.token_counts import AwaitingCounter, EstimatedCounter, TokenizerCounter


def test_a_folder_with_a_tokenizer_is_counted_exactly(tmp_path):
    words = Tokenizer(models.WordLevel({"a": 0, "b": 1, "?": 2}, unk_token="?"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(tokenizer_object=words, unk_token="?").save_pretrained(tmp_path)
    counter = TokenizerCounter(tmp_path)
    assert (counter.count("a b  a"), counter.count(""), counter.exact) == (3, 0, True)


def test_a_folder_without_one_is_named(tmp_path):
    with pytest.raises(RetrievalError, match="holds no tokenizer"):
        TokenizerCounter(tmp_path).count("x")


@pytest.mark.parametrize(
    ("text", "at_least"),
    [
        pytest.param("糖尿病患者", 5, id="zh"),
        pytest.param("hypertension treatment", 5, id="en"),
        pytest.param("140/90 mmHg", 7, id="numbers"),
        pytest.param("", 0, id="empty"),
    ],
)
def test_the_estimate_is_from_above(text, at_least):
    counter = EstimatedCounter()
    assert counter.count(text) >= at_least
    assert not counter.exact


def test_a_model_that_is_still_prepared_is_estimated_then_counted(tmp_path):
    folder = tmp_path / "model"
    counter = AwaitingCounter(folder)
    assert (counter.exact, counter.count("血压")) == (False, EstimatedCounter().count("血压"))
    folder.mkdir()
    (folder / "tokenizer.json").write_text("{}")
    assert counter.exact
    with pytest.raises(RetrievalError, match="no tokenizer"):
        counter.count("血压")
