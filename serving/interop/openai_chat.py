"""The OpenAI chat wire format: messages in, the same verified sentences and their citations out.

System, developer and tool messages are data that nobody obeys: they are left out. The asker's role comes
from the key. Token usage is not measured, so `usage` is null.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator

from assistant.errors import InvalidQuestionError
from assistant.exchange import Asker, Question, Role
from serving.problems import Json, JsonObject
from serving.schemas import AskIn, AskOut, Edge, TurnIn, joint, question_from

MODEL: Final = "yizheng"
PASSAGE_URN: Final = "urn:yizheng:passage:"


class Part(Edge):
    """One part of a message; only text can be read."""

    type: str
    text: str | None = None


class Message(Edge):
    """One message of a conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | tuple[Part, ...] | None = None


def _false_if_null(value: object) -> object:
    return False if value is None else value


class ChatIn(Edge):
    """A chat completion request; what has no meaning here (temperature, tools, …) is ignored."""

    messages: tuple[Message, ...]
    stream: Annotated[bool, BeforeValidator(_false_if_null)] = False
    n: int | None = None
    as_of: str | None = None
    collection: str | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """The identity that all pieces of one completion share."""

    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, answer: AskOut) -> JsonObject:
        """Write the completion in one piece."""
        message: JsonObject = {
            "role": "assistant",
            "content": answer.text,
            "refusal": None,
            "annotations": url_citations(answer),
        }
        choice: JsonObject = {
            "index": 0,
            "message": message,
            "logprobs": None,
            "finish_reason": finish_reason(answer),
        }
        return self._envelope("chat.completion", choice) | {"usage": None, "yizheng": _about(answer)}

    def chunk(self, text: str) -> JsonObject:
        """Write one piece of a streamed completion."""
        delta: JsonObject = {"role": "assistant", "content": text}
        return self._envelope("chat.completion.chunk", _choice(delta, None))

    def last(self, answer: AskOut, *, shown: str) -> JsonObject:
        """Write the last piece: what is still to be said, the citations, the outcome.

        When the outcome took back what was shown, the finish reason says so and its text follows.
        """
        kept = answer.text.startswith(shown)
        rest = answer.text[len(shown) :] if kept else f"\n\n{answer.text}"
        offset = 0 if kept else len(shown) + 2
        delta: JsonObject = {"content": rest, "annotations": url_citations(answer, offset=offset)}
        reason = finish_reason(answer) if kept else "content_filter"
        return self._envelope("chat.completion.chunk", _choice(delta, reason)) | {"yizheng": _about(answer)}

    def _envelope(self, kind: str, choice: JsonObject) -> JsonObject:
        return {
            "id": self.id,
            "object": kind,
            "created": self.created,
            "model": MODEL,
            "choices": [choice],
        }


def _choice(delta: JsonObject, reason: str | None) -> JsonObject:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}


def chat_question(chat: ChatIn, asker: Asker) -> Question:
    """Make a question of a conversation: the last message asks, what people said before is its history.

    Raises:
        InvalidQuestionError: no user message at the end, several completions wanted, or content not text.
    """
    if chat.n not in {None, 1}:
        message = f"field 'n' is {chat.n}; a question has one verified answer, leave it out"
        raise InvalidQuestionError(message)
    spoken = [one for one in chat.messages if one.role in {"user", "assistant"}]
    if not spoken or spoken[-1].role != "user":
        message = "field 'messages' does not end with a user's message; ask a question"
        raise InvalidQuestionError(message)
    person: Literal["patient", "doctor"] = "patient" if asker.role is Role.PATIENT else "doctor"
    history = tuple(
        TurnIn(speaker=person if one.role == "user" else "assistant", text=_text(one)) for one in spoken[:-1]
    )
    asked = AskIn(question=_text(spoken[-1]), history=history, as_of=chat.as_of, collection=chat.collection)
    return question_from(asked, asker)


def _text(message: Message) -> str:
    if message.content is None or isinstance(message.content, str):
        return message.content or ""
    if any(part.type != "text" for part in message.content):
        raise InvalidQuestionError("a message has a part that is not text; send text only")
    return "\n".join(part.text or "" for part in message.content)


def finish_reason(answer: AskOut) -> str:
    """Say why the completion ends: a blocked request was filtered, everything else is complete."""
    return "content_filter" if answer.outcome == "blocked" else "stop"


def url_citations(answer: AskOut, *, offset: int = 0) -> list[Json]:
    """Write every citation as an annotation of the span of its sentence in the content."""
    written: list[Json] = []
    text = ""
    for claim in answer.claims:
        text += joint(text)
        start = offset + len(text)
        text += claim.text
        for citation in claim.citations:
            fields: JsonObject = citation.model_dump(mode="json", exclude={"start", "end"})
            where: JsonObject = {
                "start_index": start,
                "end_index": offset + len(text),
                "url": PASSAGE_URN + citation.passage_id,
                "title": citation.title,
            }
            written.append({"type": "url_citation", "url_citation": fields | where})
    return written


def _about(answer: AskOut) -> JsonObject:
    """What the wire format has no place for: outcome, mode, each sentence's origin, what was dropped."""
    about: JsonObject = answer.model_dump(mode="json", exclude={"id", "text"})
    return about


def model_list() -> JsonObject:
    """List the one model that this house is to its clients."""
    entry: JsonObject = {"id": MODEL, "object": "model", "created": 0, "owned_by": "yizheng"}
    return {"object": "list", "data": [entry]}
