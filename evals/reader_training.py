"""Teaches the reader: `python -m evals.reader_training LESSONS.npz OUT.npz MINUTES [AUTHOR …]`.

It wants torch, so it is run by the Python of the model server's environment (numpy and torch are all it
imports). The encoder's own matrices stay; thin corrections (low rank; Hu et al. 2022) of the upper layers and
four linear heads are learned together. Lessons of the authors named are left out and measured at the end.
It goes on from OUT where that exists. Training stops by the clock, so it is repeatable in kind, not to the
bit; what is said of the reader is measured on the file that ships.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from assistant.reader import LEVELS, TAGS, encoder_file
from assistant.reader.encoder import MATRICES
from assistant.reader.weights import Floats, Weights

Places: TypeAlias = NDArray[np.int64]
_RANK: Final = 16
_LOWEST: Final = 4
"""The first layer that is corrected; those below read letters, not meaning."""
_STEP: Final = 1e-3
_BATCH: Final = 1_600
"""Pieces of a batch, padding counted."""
_DROPPED: Final = 0.1
_SEED: Final = 7
_TAGS_WEIGH: Final = 0.5
_URGENT: Final = 2
"""How many of the levels, from the first, are urgent."""


class Thin(nn.Module):
    """A fixed linear map with a learned correction of low rank."""

    def __init__(self, matrix: Floats, added: Floats, *, taught: bool) -> None:
        super().__init__()
        self.register_buffer("matrix", torch.tensor(matrix))
        self.register_buffer("added", torch.tensor(added))
        rows, columns = matrix.shape
        self.taught = taught
        if taught:
            self.out = nn.Parameter(torch.zeros(rows, _RANK))
            self.into = nn.Parameter(torch.randn(_RANK, columns) / columns**0.5)

    def forward(self, state: Tensor) -> Tensor:
        """Give the product, (…, rows)."""
        made = functional.linear(state, self.matrix, self.added)
        return made + state @ self.into.T @ self.out.T if self.taught else made


class Learner(nn.Module):
    """The encoder with its corrections, and the heads."""

    def __init__(self, weights: Weights, departments: int) -> None:
        super().__init__()
        self.shape, self.weights = weights.shape, weights
        hidden, inner = weights.shape.hidden, weights.shape.inner
        places = weights.vector("emb.pos").reshape(-1, hidden) + weights.vector("emb.type")[:hidden]
        self.register_buffer("places", torch.tensor(places))
        self.norms = {
            name: tuple(torch.tensor(np.array(weights.vector(f"{name}.{part}"))) for part in "wb")
            for name in [
                "emb.ln",
                *(f"l{n}.{kind}" for n in range(weights.shape.layers) for kind in ("aln", "oln")),
            ]
        }
        self.maps = nn.ModuleDict(
            {
                f"l{number}_{name}": Thin(
                    weights.matrix(f"l{number}.{name}.w", inner if name == "fo" else hidden),
                    np.array(weights.vector(f"l{number}.{name}.b")),
                    taught=number >= _LOWEST,
                )
                for number in range(weights.shape.layers)
                for name in MATRICES
            }
        )
        self.dropped = nn.Dropout(_DROPPED)
        self.levels = nn.Linear(hidden, len(LEVELS))
        self.departments = nn.Linear(hidden, departments)
        self.asks = nn.Linear(hidden, 1)
        self.tags = nn.Linear(hidden, len(TAGS))

    def _normed(self, state: Tensor, name: str) -> Tensor:
        weight, bias = self.norms[name]
        return functional.layer_norm(state, (self.shape.hidden,), weight, bias, self.shape.epsilon)

    def _layer(self, number: int, state: Tensor, mask: Tensor) -> Tensor:
        one = lambda name, given: self.maps[f"l{number}_{name}"](given)  # noqa: E731 - a layer's maps by name
        count, length, hidden = state.shape
        heads = [
            one(name, state).view(count, length, self.shape.heads, -1).transpose(1, 2)
            for name in ("q", "k", "v")
        ]
        mixed = functional.scaled_dot_product_attention(*heads, attn_mask=mask[:, None, None, :])
        mixed = mixed.transpose(1, 2).reshape(count, length, hidden)
        state = self._normed(state + self.dropped(one("ao", mixed)), f"l{number}.aln")
        inner = functional.gelu(one("fi", state), approximate="tanh")
        return self._normed(state + self.dropped(one("fo", inner)), f"l{number}.oln")

    def forward(self, numbers: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Give the mean state (texts, hidden) and the states (texts, pieces, hidden)."""
        rows = self.weights.rows("emb.word", numbers.numpy().ravel(), self.shape.hidden)
        state = torch.tensor(rows).view(*numbers.shape, -1) + self.places[: numbers.shape[1]]
        state = self._normed(state, "emb.ln")
        with torch.no_grad():
            for number in range(_LOWEST):
                state = self._layer(number, state, mask)
        for number in range(_LOWEST, self.shape.layers):
            state = self._layer(number, state, mask)
        kept = mask[:, :, None].float()
        return (state * kept).sum(1) / kept.sum(1), state


class Lessons:
    """The lessons as arrays, drawn in batches of like length."""

    def __init__(self, file: Path) -> None:
        held = np.load(file)
        self.numbers, self.tags, self.ends = held["numbers"], held["tags"], held["ends"]
        self.levels, self.departments, self.asks = held["levels"], held["departments"], held["asks"]
        self.weights, self.authors, self.names = held["weights"], held["authors"], held["names"]
        self.begins = np.concatenate([[0], self.ends[:-1]])
        self.lengths = self.ends - self.begins

    def batches(self, places: Places, chance: np.random.Generator) -> Iterator[Places]:
        """Give batches of places, each of like lengths, in a drawn order."""
        order = places[np.argsort(self.lengths[places] + chance.uniform(0, 6, len(places)))]
        cut, begun = [], 0
        for at in range(len(order) + 1):
            longest = self.lengths[order[begun:at]].max(initial=0)
            if at == len(order) or (at - begun + 1) * max(longest, self.lengths[order[at]]) > _BATCH:
                cut.append(order[begun:at])
                begun = at
        chance.shuffle(cut)
        yield from (one for one in cut if len(one))

    def read(self, places: Places) -> tuple[Tensor, Tensor, Tensor]:
        """Give numbers, mask and tags of a batch, padded."""
        longest = int(self.lengths[places].max())
        numbers = np.full((len(places), longest), 1, np.int64)
        tags = np.full((len(places), longest), -1, np.int64)
        for row, place in enumerate(places):
            start, end = self.begins[place], self.ends[place]
            numbers[row, : end - start] = self.numbers[start:end]
            tags[row, : end - start] = self.tags[start:end]
        mask = np.arange(longest)[None, :] < self.lengths[places][:, None]
        return torch.tensor(numbers), torch.tensor(mask), torch.tensor(tags)


def _among(logits: Tensor, allowed: Tensor) -> tuple[Tensor, Tensor]:
    """Give for each row what its allowed classes lack of certainty; rows without any weigh nothing."""
    told = allowed.any(1)
    if not told.any():
        return logits.sum() * 0, told
    every = torch.logsumexp(logits[told], 1)
    right = torch.logsumexp(logits[told].masked_fill(~allowed[told], -1e9), 1)
    return every - right, told


def loss_of(learner: Learner, lessons: Lessons, places: Places) -> Tensor:
    """Give the summed loss of a batch."""
    numbers, mask, tags = lessons.read(places)
    mean, states = learner(numbers, mask)
    mean = learner.dropped(mean)
    weights = torch.tensor(lessons.weights[places])
    total = torch.zeros(())
    for head, allowed in ((learner.levels, lessons.levels), (learner.departments, lessons.departments)):
        lost, told = _among(head(mean), torch.tensor(allowed[places]))
        total = total + (lost * weights[told]).sum() if told.any() else total
    asks = torch.tensor(lessons.asks[places])
    if (known := asks >= 0).any():
        lost = functional.binary_cross_entropy_with_logits(
            learner.asks(mean)[known, 0], asks[known].float(), reduction="none"
        )
        total = total + (lost * weights[known]).sum()
    if (seen := tags >= 0).any():
        lost = functional.cross_entropy(learner.tags(states)[seen], tags[seen], reduction="sum")
        total = total + _TAGS_WEIGH * lost / 8
    return total / len(places)


def taught(learner: Learner, lessons: Lessons, places: Places, minutes: float, out: Path) -> None:
    """Learn for so many minutes, the step falling to nothing towards the end."""
    chance = np.random.default_rng(_SEED)
    kept = [one for one in learner.parameters() if one.requires_grad]
    hand = torch.optim.AdamW(kept, lr=_STEP, weight_decay=0.01)
    begun, steps, smooth, told = time.monotonic(), 0, 0.0, 0
    learner.train()
    while (spent := (time.monotonic() - begun) / 60 / minutes) < 1:
        for batch in lessons.batches(places, chance):
            spent = (time.monotonic() - begun) / 60 / minutes
            if spent >= 1:
                break
            for group in hand.param_groups:
                group["lr"] = _STEP * min(1.0, (steps + 1) / 50) * (1 - spent)
            loss = loss_of(learner, lessons, batch)
            hand.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(kept, 1.0)
            hand.step()
            steps += 1
            smooth = 0.98 * smooth + 0.02 * float(loss.detach())
            if spent * 20 > told:
                told += 1
                sys.stdout.write(f"{spent:.2f} step {steps} loss {smooth / (1 - 0.98**steps):.3f}\n")
                sys.stdout.flush()
                saved(learner, lessons, out)
        sys.stdout.write(f"an epoch ended at {spent:.2f}\n")
    saved(learner, lessons, out)


def saved(learner: Learner, lessons: Lessons, out: Path) -> None:
    """Write corrections and heads, in 16 bits."""
    arrays = {"departments_names": lessons.names, "encoder": np.array(learner.weights.digest)}
    for name, one in learner.maps.items():
        if one.taught:
            arrays[f"{name}.out"] = one.out.detach().numpy().astype(np.float16)
            arrays[f"{name}.into"] = one.into.detach().numpy().astype(np.float16)
    for name in ("levels", "departments", "asks", "tags"):
        head = getattr(learner, name)
        arrays[f"{name}.weight"] = head.weight.detach().numpy().astype(np.float16)
        arrays[f"{name}.bias"] = head.bias.detach().numpy()
    np.savez_compressed(out, **arrays)


@torch.no_grad()
def measured(learner: Learner, lessons: Lessons, places: Places) -> str:
    """Say how the lessons that were left out are read."""
    learner.eval()
    right: dict[str, list[bool]] = {}
    scores: list[tuple[float, bool]] = []
    for batch in lessons.batches(places, np.random.default_rng(1)):
        numbers, mask, tags = lessons.read(batch)
        mean, states = learner(numbers, mask)
        chances = torch.softmax(learner.levels(mean), 1).numpy()
        seen = learner.departments(mean).argmax(1).numpy()
        asks = learner.asks(mean)[:, 0].numpy()
        tagged = learner.tags(states).argmax(2).numpy()
        for row, place in enumerate(batch):
            if (known := lessons.levels[place]).any():
                urgent = bool(known[:_URGENT].any())
                scores.append((float(chances[row, :_URGENT].sum()), urgent))
                right.setdefault("level", []).append(bool(known[chances[row].argmax()]))
            if (known := lessons.departments[place]).any():
                right.setdefault("department", []).append(bool(known[seen[row]]))
            if lessons.asks[place] >= 0:
                right.setdefault("asks", []).append((asks[row] > 0) == bool(lessons.asks[place]))
            if (truth := tags[row].numpy())[mask[row].numpy()].max() >= 0:
                inside = truth >= 0
                named = inside & np.isin(truth, (1, 2))
                if named.any():
                    right.setdefault("name pieces", []).append(
                        bool(np.isin(tagged[row][named], (1, 2)).all())
                    )
                elif truth.max() == 0:
                    right.setdefault("nothing named", []).append(
                        not np.isin(tagged[row][inside], (1, 2)).any()
                    )
    said = [f"{name} {sum(held)}/{len(held)}" for name, held in right.items()]
    for bar in (0.1, 0.3, 0.5, 0.7):
        found = sum(score >= bar for score, urgent in scores if urgent)
        false = sum(score >= bar for score, urgent in scores if not urgent)
        count = sum(urgent for _, urgent in scores)
        said.append(f"urgent from {bar}: {found}/{count}, others {false}/{len(scores) - count}")
    return "; ".join(said)


def resumed(learner: Learner, file: Path) -> None:
    """Go on from what was learned before."""
    with np.load(file) as held, torch.no_grad():
        for name, one in learner.maps.items():
            if one.taught:
                one.out.copy_(torch.tensor(held[f"{name}.out"].astype(np.float32)))
                one.into.copy_(torch.tensor(held[f"{name}.into"].astype(np.float32)))
        for name in ("levels", "departments", "asks", "tags"):
            head = getattr(learner, name)
            head.weight.copy_(torch.tensor(held[f"{name}.weight"].astype(np.float32)))
            head.bias.copy_(torch.tensor(held[f"{name}.bias"]))


def main(arguments: Sequence[str]) -> None:
    """Learn (on from the output where it exists), write, measure."""
    file, out, minutes, authors = Path(arguments[0]), Path(arguments[1]), float(arguments[2]), arguments[3:]
    torch.manual_seed(_SEED)
    lessons = Lessons(file)
    learner = Learner(Weights(encoder_file()), len(lessons.names))
    if out.exists():
        resumed(learner, out)
    left = np.isin(lessons.authors, authors)
    places = np.arange(len(lessons.ends))
    taught(learner, lessons, places[~left], minutes, out)
    for author in authors:
        chosen = places[lessons.authors == author]
        sys.stdout.write(f"{author}, left out: {measured(learner, lessons, chosen)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
