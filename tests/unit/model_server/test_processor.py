"""A processor that has no kernels for bfloat16 serves float32; nobody has to know that."""

from pathlib import Path

import pytest

from serving.model_server.command import vllm_command
from serving.model_server.processor import precision_for, processor_flags
from serving.model_server.profiles import profile_named


@pytest.mark.parametrize(
    ("flags", "precision"),
    [
        pytest.param("fma avx avx2 vaes", "float32", id="no-avx512"),
        pytest.param("fma avx2 avx512f avx512bw", "auto", id="avx512-without-bf16"),
        pytest.param("avx2 avx512f avx512_bf16 amx_bf16", "auto", id="tiles"),
        pytest.param("", "auto", id="a-system-that-does-not-say"),
    ],
)
def test_the_flags_decide(flags, precision):
    assert precision_for(frozenset(flags.split())) == precision


@pytest.mark.parametrize(
    ("told", "flags"),
    [
        pytest.param(
            "processor\t: 0\nflags\t\t: fpu avx2\n\nprocessor\t: 1\nflags\t\t: fpu\n",
            {"fpu", "avx2"},
            id="x86",
        ),
        pytest.param("processor\t: 0\nFeatures\t: fp asimd bf16\n", set(), id="another-architecture"),
    ],
)
def test_the_system_is_read(tmp_path, told, flags):
    (tmp_path / "cpuinfo").write_text(told)
    assert processor_flags(tmp_path / "cpuinfo") == flags


def test_a_system_without_such_a_file_says_nothing(tmp_path):
    assert processor_flags(tmp_path / "none") == frozenset()


@pytest.mark.parametrize(("profile", "told"), [("cpu-small", True), ("deepseek-v3", False)])
def test_a_gpu_is_left_alone(profile, told):
    command = vllm_command(Path("/env/bin/python"), "/m", profile_named(profile), "float32", 8421)
    assert ("--dtype" in command) is told
