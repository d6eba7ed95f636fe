"""A model writes placed sentences in a record's words, section by section; each line must say the same.

The model is handed numbered sentences of one section, never the talk, a value of the hospital's systems, or
anything that names a drug or a dose. A line that says more, less or something else is listed, and the placed
sentence stands; so does everything that the model did not get to.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
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
_LINE: Final = re.compile(r"\s*\[(\d{1,2})\]\s*(\S.*?)\s*$")
_DOSE: Final = re.compile(
    r"(?:\d|[一二两三四五六七八九十半百])\s?(?:mg|μg|ug|mcg|iu|毫克|微克|单位|片|粒|丸|支|包|袋|滴|喷|揿|tablets?|pills?|puffs?|"
    r"milligrams?|units?|drops?|capsules?|milliequivalents?)",
    re.IGNORECASE,
)
_END: Final = re.compile(r"[。.！!?？；;]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far the phrasing is: `done` of `of` requests, and the section as it stands now.

    There is a step for each line that was let in while the model still writes. `section is None` says that
    nothing has come back yet.
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
        """Give a step after each line and each request, then the whole; closing it ends what is under way.

        The section that is soonest done comes first, then the others as they are printed.
        """
        talk = in_plain_marks(talk)
        batches = _soonest_first(
            [(at, batch) for at, section in enumerate(draft.sections) for batch in _batches(section, talk)]
        )
        sheet, broken_off = _Sheet(sections=list(draft.sections), refused=[]), False
        yield Step(done=0, of=len(batches))
        for done, (at, batch) in enumerate(batches, 1):
            silent = True
            try:
                async with aclosing(self._lines(sheet.sections[at].name, batch, talk.language)) as lines:
                    async for number, line in lines:
                        silent = False
                        if _take_in(sheet, at, batch[number - 1], line, talk):
                            yield Step(done=done - 1, of=len(batches), section=sheet.sections[at])
            except ModelUnavailableError:
                broken_off = silent
            yield Step(done=done, of=len(batches), section=sheet.sections[at])
            if broken_off:
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

    async def _lines(
        self, section: str, batch: Sequence[Sentence], language: Language
    ) -> AsyncGenerator[tuple[int, str], None]:
        """Give each line with its number as soon as it is whole, each number once.

        Raises:
            ModelUnavailableError: the model broke off; a line that it had begun is not given.
        """
        prompt = self._prompt(section, batch, language)
        room = 2 * sum(self._counter.count(one.text) for one in batch) + _MORE_TOKENS * len(batch)
        open_line, left = "", set(range(1, len(batch) + 1))
        limits = replace(self._limits, max_tokens=room)
        async with aclosing(_with_end(self._model.stream(prompt, limits))) as pieces:
            async for piece in pieces:
                *whole, open_line = (open_line + piece).split("\n")
                for match in filter(None, map(_LINE.match, whole)):
                    if int(match[1]) in left:
                        left.discard(int(match[1]))
                        yield int(match[1]), match[2]

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


def _soonest_first(batches: list[tuple[int, list[Sentence]]]) -> list[tuple[int, list[Sentence]]]:
    """Put the shortest section that one request finishes before the others, so that a doctor soon has one."""
    requests = Counter(at for at, _ in batches)
    whole = [one for one in batches if requests[one[0]] == 1]
    first = min(whole, key=lambda one: sum(len(sentence.text) for sentence in one[1]), default=None)
    return batches if first is None else [first, *(one for one in batches if one is not first)]


async def _with_end(pieces: AsyncGenerator[str, None]) -> AsyncGenerator[str, None]:
    """End the last line where the model came to its end."""
    async with aclosing(pieces):
        async for piece in pieces:
            yield piece
    yield "\n"


def _take_in(sheet: _Sheet, at: int, placed: Sentence, line: str, talk: Talk) -> bool:
    """Put a line in that says the same as its sentence, else list it; say whether it went in."""
    section = sheet.sections[at]
    if line == placed.text:
        return False
    fault = difference(placed, line, talk)
    if fault is not None:
        sheet.refused.append(Dropped(line, f"phrasing: {fault}; the sentence stands as it was said"))
        return False
    ended = line if _END.search(line) else line + placed.text[-1:]
    sentences = [
        replace(one, text=ended, origin="model") if one is placed else one for one in section.sentences
    ]
    sheet.phrased += 1
    text = ("" if talk.language == "zh" else " ").join(one.text for one in sentences)
    sheet.sections[at] = replace(section, sentences=tuple(sentences), text=text)
    return True
