"""The command line of vLLM for a profile: pure, so that every flag can be read and tested."""

from __future__ import annotations

import json
from pathlib import Path

from serving.model_server.processor import Precision
from serving.model_server.profiles import Profile

# vLLM's own telemetry and every call to a model hub are off: nothing leaves the building.
_QUIET = {"HF_HUB_OFFLINE": "1", "VLLM_NO_USAGE_STATS": "1", "DO_NOT_TRACK": "1"}
_LOOKUP = {"method": "ngram", "num_speculative_tokens": 5, "prompt_lookup_max": 4}


def vllm_command(
    interpreter: Path, model: str, profile: Profile, precision: Precision, port: int
) -> list[str]:
    """Say how to start vLLM on loopback; prompts are never logged. `precision` concerns a processor alone."""
    variables = dict(_QUIET)
    if profile.device == "cpu":
        variables["VLLM_CPU_KVCACHE_SPACE"] = str(profile.kv_cache_gb)
    command = ["env", "-u", "OMP_WAIT_POLICY", *(f"{name}={value}" for name, value in variables.items())]
    # The `vllm` command of the CPU package does not start; its module does.
    command += [str(interpreter), "-m", "vllm.entrypoints.openai.api_server"]
    command += ["--model", model, "--served-model-name", profile.served_name]
    command += ["--host", "127.0.0.1", "--port", str(port), "--max-model-len", str(profile.max_model_len)]
    command += ["--generation-config", "vllm", "--disable-uvicorn-access-log", "--no-enable-log-requests"]
    command += ["--enable-prefix-caching" if profile.prefix_caching else "--no-enable-prefix-caching"]
    if profile.device == "cpu":
        command += ["--enforce-eager", "--dtype", precision]
    if profile.tensor_parallel > 1:
        command += ["--tensor-parallel-size", str(profile.tensor_parallel)]
    if profile.reasoning_parser:
        command += ["--reasoning-parser", profile.reasoning_parser]
    if profile.prompt_lookup:
        command += ["--speculative-config", json.dumps(_LOOKUP)]
    return command
