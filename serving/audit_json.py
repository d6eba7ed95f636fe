"""What the chain of records says of itself, as a JSON object."""

from __future__ import annotations

import json
from typing import assert_never, cast

from assistant.audit import Broken, ChainVerdict, Intact, Link, Replayed
from assistant.auditing.heads import SignedHead
from assistant.auditing.replay import Requoted, day_of
from assistant.auditing.room import Reading
from assistant.inspection.pack import Packed
from serving.problems import JsonObject
from serving.schemas import ask_out


def verdict_json(verdict: ChainVerdict) -> JsonObject:
    """Write a verdict: how many links hold, or the first that does not and why."""
    match verdict:
        case Intact(links=links, first=first, last=last, head=head):
            return {"verdict": "intact", "links": links, "first": first, "last": last, "head": head}
        case Broken(seq=seq, why=why, fault=fault):
            return {"verdict": "broken", "seq": seq, "fault": fault, "why": why}
        case _:
            assert_never(verdict)


def head_json(head: SignedHead, public_key: bytes) -> JsonObject:
    """Write a signed head, as it is kept, and the public key that checks it."""
    return {"head": json.loads(head.line()), "public_key": public_key.decode("ascii")}


def link_json(link: Link) -> JsonObject:
    """Write a link; it holds no words of anybody."""
    return {
        "seq": link.seq,
        "at": link.at,
        "record_id": link.record_id,
        "person": link.person,
        "role": link.role,
        "decision": link.decision,
        "versions": dict(link.versions),
        "body_sha256": link.body_sha256,
        "previous": link.previous,
    }


def reading_json(reading: Reading) -> JsonObject:
    """Write an opened record: the outcome with its quotations looked up again, or the step it vouches for."""
    opened = reading.opened
    told: JsonObject = {**link_json(opened.link), "digest": opened.digest, "erased": opened.text is None}
    if opened.replayed is not None:
        return told | _outcome(opened.replayed) | {"quotes": [_quote(one) for one in reading.quotes]}
    return told if opened.text is None else told | {"body": json.loads(opened.text)}


def _outcome(replayed: Replayed) -> JsonObject:
    question = replayed.question
    return {
        "editions_of": day_of(replayed).isoformat(),
        "question": {
            "id": question.id,
            "question": question.text,
            "role": question.asker.role.value,
            "as_of": None if question.as_of is None else question.as_of.isoformat(),
            "history": [{"speaker": turn.speaker, "text": turn.text} for turn in question.history],
            "collection": question.collection,
            "twin": None if question.voice is None else question.voice.twin_id,
        },
        "answer": cast("JsonObject", ask_out(question.id, replayed.outcome).model_dump(mode="json")),
    }


def _quote(one: Requoted) -> JsonObject:
    citation = one.citation
    return {
        "edition_id": citation.edition_id,
        "passage_id": citation.passage_id,
        "title": citation.title,
        "label": citation.label,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "holds": one.holds,
        "shown": one.shown.value,
        "then": None if one.then is None else one.then.value,
        "today": None if one.today is None else one.today.value,
        "text_sha256": one.text_sha256,
    }


def packed_json(packed: Packed) -> JsonObject:
    """Write what an inspector's pack holds."""
    return {
        "links": packed.links,
        "first": packed.first,
        "last": packed.last,
        "head": packed.head,
        "texts": packed.texts,
    }
