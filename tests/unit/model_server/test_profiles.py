"""Profiles as data, and the command that each becomes."""

from pathlib import Path

import pytest

from serving.model_server import (
    EnvironmentSetupError,
    Places,
    UnknownProfileError,
    load_profiles,
    no_progress,
    profile_named,
)
from serving.model_server.command import vllm_command
from serving.model_server.preparation import model_folder, prepare
from serving.model_server.profiles import parse_profiles

LOCKS = Path(__file__).resolve().parents[3] / "locks"


def command(name, precision="auto"):
    return vllm_command(Path("/env/bin/python"), "/models/m", profile_named(name), precision, 8421)


@pytest.mark.parametrize("name", list(load_profiles()))
def test_every_profile_stays_on_loopback_and_tells_nobody(name):
    line = " ".join(command(name))
    assert "--host 127.0.0.1 --port 8421" in line
    assert "HF_HUB_OFFLINE=1 VLLM_NO_USAGE_STATS=1 DO_NOT_TRACK=1" in line
    assert "--no-enable-log-requests" in line
    assert "--enable-prefix-caching" in line


@pytest.mark.parametrize(
    ("name", "flag"),
    [
        pytest.param("cpu-small", "VLLM_CPU_KVCACHE_SPACE=2", id="cache-room"),
        pytest.param("cpu-small", "--enforce-eager", id="no-compilation-on-cpu"),
        pytest.param("cpu-small", '"method": "ngram"', id="prompt-lookup"),
        pytest.param("deepseek-r1-distill-qwen-32b", "--reasoning-parser deepseek_r1", id="reasoning"),
        pytest.param("deepseek-r1-distill-qwen-32b", "--tensor-parallel-size 4", id="four-gpus"),
        pytest.param("deepseek-v3", "--tensor-parallel-size 8", id="eight-gpus"),
    ],
)
def test_a_profile_becomes_flags(name, flag):
    assert flag in " ".join(command(name))


@pytest.mark.parametrize("name", [name for name, profile in load_profiles().items() if profile.weights])
def test_weights_are_pinned_part_by_part(name):
    lock = (LOCKS / profile_named(name).weights.lock).read_text()
    assert lock.count("==") == lock.count("--hash=sha256:") > 1


def test_an_unknown_profile_names_the_known_ones():
    with pytest.raises(UnknownProfileError, match=r"'gpt'.*cpu-small"):
        profile_named("gpt")


def test_a_hospitals_folder_takes_the_place_of_the_weights(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    profile = profile_named("cpu-small", folder=tmp_path)
    places = Places(home=tmp_path, cache=tmp_path)
    assert model_folder(profile, places) == tmp_path
    assert profile.served_name == f"cpu-small@{tmp_path.name}"


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(UnknownProfileError, match=r"config\.json"):
        profile_named("cpu-small", folder=tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[weights]\n[profile.x]\nabuot='?'", id="misspelt"),
        pytest.param(
            "[weights]\n[profile.x]\nabout='a'\ndevice='cpu'\nmax_model_len=1\nprompt_lookup=true",
            id="no-model",
        ),
        pytest.param("not toml", id="no-toml"),
    ],
)
def test_wrong_profiles_are_refused(text):
    with pytest.raises(UnknownProfileError, match=r"profiles\.toml"):
        parse_profiles(text)


def test_a_gpu_profile_without_a_vllm_for_gpus_says_what_to_do(places):
    with pytest.raises(EnvironmentSetupError, match="YIZHENG_MODEL__PYTHON"):
        prepare(profile_named("deepseek-v3"), places, no_progress)


def test_the_environment_is_named_by_its_pins_alone(tmp_path):
    def named(text):
        (tmp_path / "model-server.txt").write_text(text)
        return Places(home=tmp_path, cache=tmp_path, locks=tmp_path).environment()

    assert named("a==1\n    # via b\n") == named("# made by hand\na==1\n") != named("a==2\n")


def test_a_missing_lock_is_named(tmp_path):
    with pytest.raises(EnvironmentSetupError, match=r"model-server\.txt"):
        Places(home=tmp_path, cache=tmp_path, locks=tmp_path).environment()
