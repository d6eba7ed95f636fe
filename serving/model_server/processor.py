"""Which numbers this machine's processor multiplies fast: it decides how a model without a GPU is served."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeAlias

Precision: TypeAlias = Literal["auto", "float32"]
"""As vLLM's `--dtype` names them; `auto` is what the model was stored in."""
_CPUINFO = Path("/proc/cpuinfo")
_WITH_KERNELS = frozenset({"avx512bw", "avx512_bf16", "amx_bf16", "avx_ne_convert"})
"""oneDNN has kernels for bfloat16 from AVX-512 on; below that it takes a reference loop on one core."""


def processor_flags(cpuinfo: Path = _CPUINFO) -> frozenset[str]:
    """Read what the first processor can do; nothing where the system does not say it in the x86 way."""
    try:
        lines = cpuinfo.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    told = (line.partition(":")[2] for line in lines if line.partition(":")[0].strip() == "flags")
    return frozenset(next(told, "").split())


def precision_for(flags: frozenset[str]) -> Precision:
    """Choose float32 where a processor is known to have no kernels for bfloat16."""
    return "float32" if flags and flags.isdisjoint(_WITH_KERNELS) else "auto"


def precision_here() -> Precision:
    """Choose for the machine we run on."""
    return precision_for(processor_flags())
