"""What the clauses of a sentence hand on to the next one: people, conditions, drugs, strengths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.grounding.lexicon import Term, lexicon, senses_inside
from assistant.grounding.quantity import Quantity
from assistant.grounding.whom import Measure

# Names may stand inside longer names of their own kind; a value inside a form of its axis is that value.
_NAMES = frozenset({"drug", "test", "disease", "procedure", "organ"})


@dataclass(slots=True)
class Carried:
    """What earlier clauses of the sentence still say about the next one."""

    values: dict[str, frozenset[str]] = field(default_factory=dict)
    conditions: tuple[Quantity, ...] = ()
    levels: frozenset[int] = frozenset()
    measures: tuple[Measure, ...] = ()
    proviso: frozenset[str] = frozenset()
    lead: dict[str, frozenset[str]] | None = None

    def begin(self, *, item: bool, amounts: list[Quantity], terms: list[Term]) -> None:
        """Let go, at an `item` of a list that names its own people, of the people of the item before."""
        if item and self.lead is not None and _peopled(amounts, terms):
            axes, lead = lexicon().axes, self.lead
            kept = {a: held for a, held in self.values.items() if axes[a].kind != "population"}
            self.values, self.conditions, self.measures = {**kept, **lead}, (), ()
        if self.lead is None and amounts:
            self.lead = dict(self.values)

    def share(self) -> None:
        """Let go of the people of the last item: what follows is said of all of them."""
        axes = lexicon().axes
        people = {a for a in self.values if axes[a].kind == "population" and a != "disease"}
        self.values = {a: held for a, held in self.values.items() if a not in people}
        self.conditions, self.measures = (), ()


def _peopled(amounts: list[Quantity], terms: list[Term]) -> bool:
    """Say whether a clause names people: an age, or a value of an axis of people."""
    axes = lexicon().axes
    named = any(t.group in axes and axes[t.group].kind == "population" and axes[t.group].scope for t in terms)
    return named or any(quantity.dimension == ("months",) for quantity in amounts)


def inner_values(text: str, terms: Sequence[Term]) -> dict[str, frozenset[str]]:
    """Collect the values that stand inside longer terms: `慢性` in the name of a disease."""
    found: dict[str, frozenset[str]] = {}
    for term in terms:
        for axis, value in senses_inside(text[term.start : term.end]):
            if axis in lexicon().axes and (axis != term.group or axis in _NAMES):
                found[axis] = found.get(axis, frozenset()) | {value}
    return found
