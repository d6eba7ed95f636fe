"""What a hospital sends in: a transcript or a system's facts, read into turns, facts and the patient."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Final, Literal

from pydantic import Field

from serving.errors import InvalidLineError
from serving.interop.facts_fhir import facts_of_bundle
from serving.interop.facts_hl7 import facts_of_message
from serving.interop.transcript import Heard, turns_as_given, turns_of_cues, turns_of_text
from serving.problems import Json, JsonObject
from serving.schemas import Edge, parse
from serving.validation import check_text

Kind = Literal["text", "vtt", "srt", "json", "fhir", "hl7"]
_MOST: Final = 1_000_000
_ADDS_MONTHS_BELOW: Final = 3
_SAID: Final = (
    "turns", "segments", "utterances", "messages", "transcript", "sentences", "dialogue", "dialog",
    "conversation", "results", "items", "对话", "句子",
)  # fmt: skip
"""Under which names the recorders and recognisers of this world write down who says what."""
_WHO: Final = ("speaker", "role", "speaker_name", "speaker_id", "spk", "name", "from", "说话人", "角色")
_WHAT: Final = ("text", "content", "sentence", "utterance", "transcript", "words", "onebest", "内容", "文本")
_JSON: Final = re.compile(r"\{|\[\s*[\[{\"\d\]]")


class ReadIn(Edge):
    """A file as text; without `kind` its content tells what it is."""

    text: Annotated[str, Field(max_length=_MOST)]
    kind: Kind | None = None


def taken_in(line: JsonObject) -> JsonObject:
    """Read a file: `kind`, and `turns`, `facts`, `patient` in the form in which a draft takes them.

    `guessed` names the speakers whose names do not say who they are, with the role that was made of each.

    Raises:
        InvalidLineError: it is not what it says, or nothing can be read from it.
    """
    asked = parse(ReadIn, line)
    text = asked.text.removeprefix("\ufeff")
    kind = asked.kind or kind_of(text)
    empty: JsonObject = {"kind": kind, "turns": [], "guessed": [], "facts": [], "patient": None}
    read = empty | _READERS[kind](text)
    read["patient"] = _aged(read["patient"], datetime.now(UTC).astimezone().date())
    if not read["turns"] and not read["facts"] and read["patient"] is None:
        message = f"nothing could be read as {kind!r}; check the file, or say what it is"
        raise InvalidLineError(message)
    return read


def kind_of(text: str) -> Kind:
    """Tell what a file is by its content."""
    head = text.lstrip()[:4_000]
    if head.startswith("WEBVTT"):
        return "vtt"
    if head.startswith(("MSH|", "\x0bMSH|")):
        return "hl7"
    if _JSON.match(head):
        return "fhir" if '"resourceType"' in head else "json"
    return "srt" if "-->" in head else "text"


def _json(text: str) -> JsonObject:
    try:
        told = json.loads(text)
    except ValueError:
        message = "this is no JSON; export it again"
        raise InvalidLineError(message) from None
    given = told if isinstance(told, dict) else {"turns": told}
    said: object = next((given[key] for key in _SAID if given.get(key)), [])
    if not isinstance(said, list) or not all(map(_is_turn, said)):
        message = "every turn needs 'speaker' and 'text'; correct the file"
        raise InvalidLineError(message)
    uttered = [(_who(turn), str(_first(turn, _WHAT))) for turn in said]
    for _, words in uttered:
        check_text(words, "turns.text", may_be_empty=True)
    facts, patient = given.get("facts") or [], given.get("patient")
    if not isinstance(facts, list) or not isinstance(patient, dict | None):
        message = "'facts' is a list of facts and 'patient' an object; correct the file"
        raise InvalidLineError(message)
    heard = turns_as_given(uttered)
    return _heard(heard) | {"facts": facts, "patient": patient}


def _heard(heard: Heard) -> JsonObject:
    """Write turns, and the speakers whose names do not say who they are."""
    guessed = [{"name": name, "speaker": speaker} for name, speaker in heard.guessed.items()]
    return {"turns": heard.turns, "guessed": guessed}  # type: ignore[dict-item] # JSON of JSON


def _is_turn(turn: object) -> bool:
    if not isinstance(turn, dict) or not isinstance(_first(turn, _WHAT), str):
        return False
    return isinstance(_first(turn, _WHO), str | int | None)


def _who(turn: JsonObject) -> str | None:
    """Give the speaker's name; a recogniser's bare number becomes one that says nothing of a role."""
    name = _first(turn, _WHO)
    return f"speaker {name}" if str(name).isdigit() else str(name) if name else None


def _first(turn: JsonObject, keys: tuple[str, ...]) -> object:
    """Give what stands under the first of the keys that is there."""
    return next((turn[key] for key in keys if turn.get(key) is not None), None)


def _aged(patient: object, today: date) -> Json:
    """Give a patient with the age that the day of birth makes, as records write it."""
    if not isinstance(patient, dict):
        return None
    told = {key: value for key, value in patient.items() if key != "born"}
    try:
        born = date.fromisoformat(str(patient.get("born")))
    except ValueError:
        return told
    if told.get("age") or born > today:
        return told
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    years, rest = divmod(months, 12)
    if years >= _ADDS_MONTHS_BELOW:
        return told | {"age": f"{years}岁"}
    if months == 0:
        return told | {"age": f"{(today - born).days}天"}
    return told | {"age": f"{f'{years}岁' if years else ''}{f'{rest}个月' if rest else ''}"}


_READERS: Final[Mapping[Kind, Callable[[str], JsonObject]]] = {
    "text": lambda text: _heard(turns_of_text(text)),
    "vtt": lambda text: _heard(turns_of_cues(text)),
    "srt": lambda text: _heard(turns_of_cues(text)),
    "json": _json,
    "fhir": facts_of_bundle,
    "hl7": facts_of_message,
}
