"""Composes texts to learn from out of slots: the same words around what is asked and what is not."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources.abc import Traversable
from typing import Any, Final

_CHOICE: Final = re.compile(r"\{([^{}]*)\}")
_SLOT: Final = re.compile(r"<(\w+)>")


def composed(where: Traversable, label: str, chance: random.Random) -> Iterator[str]:
    """Give the texts that the templates of one table of a file make, each once, in order.

    `each` in the file says how often a template is filled, its table `slots` what stands for `<slot>`.
    """
    told: Mapping[str, Any] = tomllib.loads(where.read_text("utf-8"))
    slots: Mapping[str, Sequence[str]] = told["slots"]
    templates = [one for listed in told[label].values() for one in listed]
    yield from sorted({_filled(one, slots, chance) for one in templates for _ in range(told["each"])})


def _filled(template: str, slots: Mapping[str, Sequence[str]], chance: random.Random) -> str:
    chosen = template
    while _CHOICE.search(chosen) or _SLOT.search(chosen):
        chosen = _CHOICE.sub(lambda found: chance.choice(found[1].split("|")), chosen)
        chosen = _SLOT.sub(lambda found: chance.choice(slots[found[1]]), chosen)
    return chosen
