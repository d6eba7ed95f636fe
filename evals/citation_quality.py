"""ALCE's citation recall and precision, judged against gold quotations and labels, never by our own checker.

Definition: T. Gao, H. Yen, J. Yu, D. Chen, Enabling Large Language Models to Generate Text with Citations,
EMNLP 2023, section 4. Recall of a statement is 1 when its citations, taken together, support it. A citation
is irrelevant when it alone does not support the statement and the others support it without it; precision is
the share of citations that are relevant, of statements whose recall is 1. ALCE's entailment model is
replaced by labels: citations support a sentence when one of them overlaps the gold quotation or stands in the
passage that holds it, the sentence's numbers stand in the gold or in those citations, and none is a trap.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from evals.case import Gold
from evals.folding import holds, numbers, overlaps
from evals.outcome import Cited, Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What the gold of one case supports; `passages` are the stored passages that hold its quotation."""

    gold: Gold
    passages: Collection[str]
    _numbers: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Gather the gold's numbers once."""
        told = (self.gold.quote, self.gold.answer, *self.gold.numbers)
        object.__setattr__(self, "_numbers", numbers("\n".join(one for one in told if one)))

    def carries(self, sentence: str, cited: Sequence[Cited]) -> bool:
        """Say whether these citations, taken together, support the sentence."""
        touching = [one for one in cited if self._touches(one)]
        if not touching or any(holds(sentence, trap) for trap in self.gold.traps):
            return False
        known = self._numbers.union(*(numbers(one.quote) for one in touching))
        return numbers(sentence) <= known

    def recall(self, sentence: Shown) -> bool:
        """Say whether a sentence is supported by all that it cites."""
        return self.carries(sentence.text, sentence.citations)

    def needed(self, sentence: Shown) -> int:
        """Count the citations of a sentence that are not irrelevant; 0 where it is not supported."""
        if not self.recall(sentence):
            return 0
        cited = sentence.citations
        return sum(
            self.carries(sentence.text, (one,))
            or not self.carries(sentence.text, cited[:at] + cited[at + 1 :])
            for at, one in enumerate(cited)
        )

    def _touches(self, cited: Cited) -> bool:
        same = self.gold.document is None or cited.document_id == self.gold.document
        in_place = cited.passage_id in self.passages
        return same and (in_place or (self.gold.quote is not None and overlaps(cited.quote, self.gold.quote)))
