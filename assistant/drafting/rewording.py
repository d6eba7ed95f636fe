"""A model writes placed sentences in a record's words, section by section; each line must say the same.

The model is handed numbered sentences of one section, never the talk, a value of the hospital's systems, or
anything that names a drug or a dose. A line that says more, less or something else is listed, and the placed
sentence stands; so does everything that the model did not get to.
"""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final

from assistant.drafting.clauses import in_plain_marks
from assistant.drafting.lexicon import speaks_of
from assistant.drafting.record import Draft, Dropped, Said, Section, Sentence, Talk
from assistant.drafting.sameness import difference
from assistant.errors import ModelUnavailableError
from assistant.ports import DraftLimits, DraftModel, Prompt
from guidelines import Language
from prompts import Catalog, Template, as_data
from retrieval.ports import TokenCounter

logger = logging.getLogger(__name__)

_A_BATCH: Final = 4
_LONGEST: Final = 300
_LAY: Final = frozenset({"patient", "family"})
_MORE_TOKENS: Final = 24
_FRAME_TOKENS: Final = 6
_LINE: Final = re.compile(r"^\s*\[(\d{1,2})\]\s*(\S.*?)\s*$", re.MULTILINE)
_DOSE: Final = re.compile(
    r"(?:\d|[一二两三四五六七八九十半百])\s?(?:mg|μg|ug|mcg|iu|毫克|微克|单位|片|粒|丸|支|包|袋|滴|喷|揿|tablets?|pills?|puffs?|"
    r"milligrams?|units?|drops?|capsules?|milliequivalents?)",
    re.IGNORECASE,
)
_END: Final = re.compile(r"[。.！!?？；;]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far the phrasing is: `done` of `of` requests, and the section as it stands now.

    `section is None` says that nothing has come back yet.
    """

    done: int
    of: int
    section: Section | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reworded:
    """The draft at the end: what the model wrote, what stands as it was placed, and by which words.

    `broken_off` says that the model fell silent on the way.
    """

    draft: Draft
    model: str
    prompt: str
    phrased: int
    kept: int
    broken_off: bool


@dataclass(slots=True)
class _Sheet:
    """The sections on their way."""

    sections: list[Section]
    refused: list[Dropped]
    phrased: int = 0


class Rewording:
    """Writes drafts in a record's words with a model."""

    def __init__(
        self, model: DraftModel, catalog: Catalog, counter: TokenCounter, *, limits: DraftLimits
    ) -> None:
        """Ask `model`; `limits` bound one request."""
        self._model, self._counter, self._limits = model, counter, limits
        self._templates: dict[Language, Template] = {
            "zh": catalog.get("record.zh"),
            "en": catalog.get("record.en"),
        }

    async def ready(self) -> bool:
        """Say whether the model would answer now."""
        return await self._model.ready()

    async def steps(self, draft: Draft, talk: Talk) -> AsyncGenerator[Step | Reworded, None]:
        """Give a step after each request, then the whole; closing it ends the request under way."""
        talk = in_plain_marks(talk)
        batches = [
            (at, batch) for at, section in enumerate(draft.sections) for batch in _batches(section, talk)
        ]
        sheet, broken_off = _Sheet(sections=list(draft.sections), refused=[]), False
        yield Step(done=0, of=len(batches))
        for done, (at, batch) in enumerate(batches, 1):
            lines, whole = await self._asked(sheet.sections[at].name, batch, talk.language)
            _take_in(sheet, at, batch, lines, talk)
            yield Step(done=done, of=len(batches), section=sheet.sections[at])
            if not whole and not lines:
                broken_off = True
                break
        handed = sum(len(batch) for _, batch in batches)
        logger.info("phrased sentences=%d of=%d broken_off=%s", sheet.phrased, handed, broken_off)
        yield Reworded(
            draft=replace(draft, sections=tuple(sheet.sections), dropped=(*draft.dropped, *sheet.refused)),
            model=self._model.name,
            prompt=self._templates[talk.language].digest,
            phrased=sheet.phrased,
            kept=sum(len(section.sentences) for section in sheet.sections) - sheet.phrased,
            broken_off=broken_off,
        )

    async def _asked(
        self, section: str, batch: Sequence[Sentence], language: Language
    ) -> tuple[dict[int, str], bool]:
        """Give the lines that came back by number, and whether the model came to its end."""
        prompt = self._prompt(section, batch, language)
        room = 2 * sum(self._counter.count(one.text) for one in batch) + _MORE_TOKENS * len(batch)
        written, whole = "", True
        try:
            async with aclosing(self._model.stream(prompt, replace(self._limits, max_tokens=room))) as pieces:
                async for piece in pieces:
                    written += piece
        except ModelUnavailableError:
            whole, written = False, written[: written.rfind("\n") + 1]
        found = ((int(match[1]), match[2]) for match in _LINE.finditer(written))
        return {number: text for number, text in found if 1 <= number <= len(batch)}, whole

    def _prompt(self, section: str, batch: Sequence[Sentence], language: Language) -> Prompt:
        lines = "\n".join(f"[{number}] {as_data(one.text)}" for number, one in enumerate(batch, 1))
        rendered = self._templates[language].render(section=as_data(section), lines=lines)
        constant = (rendered.system, *(turn for example in rendered.examples for turn in example))
        return Prompt(
            system=rendered.system,
            examples=rendered.examples,
            user=rendered.user,
            digest=rendered.digest,
            tokens=sum(self._counter.count(part) + _FRAME_TOKENS for part in (*constant, rendered.user)),
        )


def may_be_reworded(sentence: Sentence, talk: Talk) -> bool:
    """Say whether a model may see a sentence: a lay person said it, and it names no drug and no dose.

    What staff states stands in a record's words already.
    """
    said = [one for one in sentence.sources if isinstance(one, Said)]
    if len(said) < len(sentence.sources) or not any(talk.turns[one.turn].speaker in _LAY for one in said):
        return False
    heard = (talk.turns[one.turn].text[one.start : one.end] for one in said)
    return len(sentence.text) <= _LONGEST and not any(
        speaks_of("drug", text) or _DOSE.search(text) for text in (sentence.text, *heard)
    )


def _batches(section: Section, talk: Talk) -> list[list[Sentence]]:
    fit = [one for one in section.sentences if may_be_reworded(one, talk)]
    return [fit[at : at + _A_BATCH] for at in range(0, len(fit), _A_BATCH)]


def _take_in(sheet: _Sheet, at: int, batch: Sequence[Sentence], lines: dict[int, str], talk: Talk) -> None:
    """Put every line in that says the same as its sentence; list the others."""
    section = sheet.sections[at]
    sentences = list(section.sentences)
    for number, placed in enumerate(batch, 1):
        line = lines.get(number)
        if line is None or line == placed.text:
            continue
        fault = difference(placed, line, talk)
        if fault is None:
            ended = line if _END.search(line) else line + placed.text[-1:]
            sentences[sentences.index(placed)] = replace(placed, text=ended, origin="model")
            sheet.phrased += 1
        else:
            sheet.refused.append(Dropped(line, f"phrasing: {fault}; the sentence stands as it was said"))
    between = "" if talk.language == "zh" else " "
    text = between.join(one.text for one in sentences)
    sheet.sections[at] = replace(section, sentences=tuple(sentences), text=text)
