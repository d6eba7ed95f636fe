"""The name of a model in a folder changes with its content and with nothing else."""

import shutil

import pytest

from retrieval.folder_digest import folder_digest


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "model"
    (place / "1_Pooling").mkdir(parents=True)
    (place / "model.safetensors").write_bytes(b"weights")
    (place / "1_Pooling" / "config.json").write_text("{}")
    return place


def test_where_a_model_lies_does_not_matter(folder, tmp_path):
    moved = shutil.copytree(folder, tmp_path / "elsewhere")
    (moved / ".cache").mkdir()
    (moved / ".cache" / "lock").write_text("")
    assert folder_digest(moved) == folder_digest(folder)
    assert len(folder_digest(folder)) == 12


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda f: (f / "model.safetensors").write_bytes(b"Weights"), id="weights"),
        pytest.param(lambda f: (f / "1_Pooling" / "config.json").write_text("{ }"), id="deep"),
        pytest.param(lambda f: (f / "model.safetensors").rename(f / "other.safetensors"), id="name"),
        pytest.param(lambda f: (f / "vocab.txt").write_text(""), id="more"),
    ],
)
def test_another_content_is_another_model(folder, change):
    before = folder_digest(folder)
    change(folder)
    assert folder_digest(folder) != before
