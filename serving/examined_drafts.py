"""Who is examined in drafting: the records door with and without its model, and a plain prompt."""

from __future__ import annotations

from contextlib import aclosing
from typing import Final, NoReturn, cast

from assistant.drafting.rewording import Rewording
from assistant.errors import ModelUnavailableError
from assistant.ports import DraftLimits, DraftModel, Prompt
from evals.subject import Line
from prompts import Catalog, as_data
from serving.desk import OPERATOR
from serving.drafts import DraftDesk
from serving.errors import InvalidLineError
from serving.phrasing import PhrasingDesk
from serving.problems import JsonObject

_PATIENT_LIMITS: Final = DraftLimits(max_tokens=500, first_token_s=300.0, total_s=600.0)
_PARTS: Final = {
    "GENHX": "history of present illness",
    "FAM/SOCHX": "family and social history",
    "PASTMEDICALHX": "past medical history",
    "PASTSURGICAL": "past surgical history",
    "ROS": "review of systems",
    "CC": "chief complaint",
    "EDCOURSE": "emergency department course",
    "GYNHX": "gynecologic history",
    "OTHER_HISTORY": "other history",
    "NOTE": "the whole note",
}


class DraftSubject:
    """Drafts conversations; it answers and searches nothing."""

    def __init__(self, desk: DraftDesk, rewording: Rewording | None, model: DraftModel | None) -> None:
        """Draft at `desk`; `model` is also asked plainly, as the baseline."""
        self._desk, self._rewording, self._model = desk, rewording, model

    async def draft(self, line: Line) -> Line:
        """Draft one conversation in every way that there is."""
        asked = cast("JsonObject", {name: value for name, value in line.items() if name != "part"})
        phrased = None
        if self._rewording is not None:
            phrased = await PhrasingDesk(self._desk, self._rewording).draft(asked, OPERATOR)
        plain = None if self._model is None else await self._plainly(self._model, line)
        return {"placed": self._desk.draft(asked, OPERATOR), "phrased": phrased, "plain": plain}

    async def _plainly(self, model: DraftModel, line: Line) -> str:
        """Have the model write the note from the whole conversation; broken off, what came counts."""
        turns = cast("list[dict[str, str]]", line["turns"])
        part = str(line.get("part") or "NOTE")
        dialogue = "\n".join(f"{turn['speaker'].capitalize()}: {as_data(turn['text'])}" for turn in turns)
        made = Catalog().get("record_plain.en").render(part=_PARTS.get(part, part.lower()), dialogue=dialogue)
        prompt = Prompt(system=made.system, user=made.user, digest=made.digest, tokens=0)
        written = ""
        try:
            async with aclosing(model.stream(prompt, _PATIENT_LIMITS)) as pieces:
                async for piece in pieces:
                    written += piece
        except ModelUnavailableError:
            if not written:
                raise
            written = written[: max(written.rfind("."), written.rfind("\n")) + 1]
        return written

    async def ask(self, line: Line) -> Line:
        """Refuse: see the class."""
        _refuse(line)

    async def search(self, line: Line) -> Line:
        """Refuse: see the class."""
        _refuse(line)

    async def ground(self, line: Line) -> Line:
        """Refuse: see the class."""
        _refuse(line)

    async def packed(self, line: Line) -> Line | None:
        """Refuse: see the class."""
        _refuse(line)


def _refuse(line: Line) -> NoReturn:
    del line
    message = "this set mixes drafting with questions; part it in two files"
    raise InvalidLineError(message)
