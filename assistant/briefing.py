"""The brief that the model gets: constant head, numbered evidence under its sources, the question."""

from __future__ import annotations

from itertools import groupby

from assistant.ports import Prompt
from guidelines import Language
from prompts import Catalog, Template, as_data
from retrieval.evidence import Evidence, EvidenceSentence
from retrieval.ports import TokenCounter

_FRAME_TOKENS = 6
"""What a chat template adds around one message (role marks, line ends), counted generously."""


class Briefing:
    """Writes prompts that fit the budget; counts with the answering model's own tokenizer."""

    def __init__(self, catalog: Catalog, counter: TokenCounter, *, prompt_tokens: int) -> None:
        """Keep the templates and the budget for system and user text together, in tokens."""
        self._templates: dict[Language, Template] = {
            "zh": catalog.get("answer.zh"),
            "en": catalog.get("answer.en"),
        }
        self._counter = counter
        self._budget = prompt_tokens

    @property
    def counter(self) -> TokenCounter:
        """The tokenizer that the budget is counted with."""
        return self._counter

    def evidence_budget(self, question: str, language: Language) -> int:
        """Say how many tokens of evidence fit beside the head and this question; never below zero."""
        bare = self.write(question, language, Evidence(sentences=(), tokens=0, truncated=False))
        return max(0, self._budget - bare.tokens)

    def write(self, question: str, language: Language, evidence: Evidence) -> Prompt:
        """Render the prompt; evidence and question enter as data, so nothing in them can steer."""
        rendered = self._templates[language].render(
            evidence=evidence_lines(evidence), question=as_data(question)
        )
        constant = (rendered.system, *(turn for example in rendered.examples for turn in example))
        parts = (*constant, rendered.user)
        return Prompt(
            system=rendered.system,
            examples=rendered.examples,
            user=rendered.user,
            digest=rendered.digest,
            tokens=sum(self._counter.count(part) + _FRAME_TOKENS for part in parts),
        )


def evidence_lines(evidence: Evidence) -> str:
    """Write the numbered sentences, each run from one section under that section's heading."""
    lines: list[str] = []
    for heading, run in groupby(evidence.sentences, key=_heading):
        lines.append(heading)
        lines.extend(f"[{sentence.marker}] {as_data(sentence.text)}" for sentence in run)
    return "\n".join(lines)


def _heading(sentence: EvidenceSentence) -> str:
    parts = (sentence.title, *sentence.passage.section[-1:])
    return "# " + as_data(" · ".join(dict.fromkeys(part for part in parts if part)))
