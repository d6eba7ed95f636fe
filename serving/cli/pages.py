"""How answers, hits and editions read on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, cast

from serving.problems import Json, JsonObject

_ORIGINS: Final = {"verbatim": "verbatim", "repaired": "repaired", "model": "model", "template": "fixed text"}


def answer_page(answer: JsonObject) -> str:
    """Write an outcome: what it is, each sentence with its sources, what was left out and why."""
    head = f"[{answer['outcome']} · {answer['mode']}]"
    if answer["reason"]:
        head += f" {answer['reason']}"
    lines = [head, ""]
    for claim in objects(answer["claims"]):
        lines.append(f"{claim['text']}  ({_ORIGINS[str(claim['origin'])]})")
        lines += [f"    {source(one)}" for one in objects(claim["citations"])]
    dropped = objects(answer["dropped"])
    if dropped:
        lines += [
            "",
            f"not shown: {len(dropped)} ({', '.join(sorted({str(one['why']) for one in dropped}))})",
        ]
    lines += [f"note: {note}" for note in cast("list[Json]", answer["notes"])]
    return "\n".join(lines)


def hits_page(found: JsonObject) -> str:
    """Write hits, best first."""
    hits = objects(found["hits"])
    if not hits:
        return "nothing found"
    lines = []
    for number, hit in enumerate(hits, 1):
        lines.append(f"{number:>2}. {hit['score']:.3f}  {hit['passage_id']}  [{hit['status']}{_doubt(hit)}]")
        lines += [f"    {part}" for part in (_place(hit), str(hit["text"])) if part]
    return "\n".join(lines)


def editions_page(editions: Iterable[JsonObject]) -> str:
    """Write the ledger, one edition a line."""
    lines = [
        f"{one['status']!s:<11} {one['date_published']!s:<10} {one['edition_id']}  "
        f"{one['title']} ({one['issuer']}){_amendment(one)}"
        for one in editions
    ]
    return "\n".join(lines) or "the ledger is empty; 'yizheng guidelines add FILE' adds to it"


def _amendment(edition: JsonObject) -> str:
    names = {
        "erratum of" if edition["erratum"] else "amends": edition["amends"],
        "amended by": edition["amended_by"],
    }
    told = [f"{word} {', '.join(cast('list[str]', which))}" for word, which in names.items() if which]
    return f" [{'; '.join(told)}]" if told else ""


def edition_page(edition: JsonObject) -> str:
    """Write one edition's record and its passages."""
    record = [
        f"{name}: {value}"
        for name, value in edition.items()
        if name != "passages" and value not in (None, [])
    ]
    passages = [
        f"[{one['passage_id']}] {_place(one)}{_doubt(one)}\n{one['text']}"
        for one in objects(edition["passages"])
    ]
    return "\n".join([*record, "", *passages])


def arrivals_page(found: Iterable[JsonObject]) -> str:
    """Write arrivals, one a line, each with its editions and whether it was taken back."""
    lines = []
    for one in found:
        lines.append(f"{one['arrival_id']}  {one['at']}  {one['kind']:<8} {one['name'] or ''}".rstrip())
        lines += [f"    {edition}" for edition in cast("list[str]", one["editions"])]
        if one["rolled_back"]:
            gone = cast("JsonObject", one["rolled_back"])
            reason = f": {gone['reason']}" if gone["reason"] else ""
            lines.append(f"    rolled back at {gone['at']} by {gone['by'] or 'the operator'}{reason}")
    return "\n".join(lines) or "nothing came in yet"


def inbox_page(seen: Iterable[JsonObject]) -> str:
    """Write what lies in the watched folder, with what it would change or why it was refused."""
    lines = []
    for one in seen:
        lines.append(f"{one['state']:<10} {one['name']}")
        lines += [f"    {one['why']}"] if one["why"] else []
        for document in objects(one["foreseen"]):
            counts = cast("dict[str, int]", document["summary"] or {})
            told = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
            replaces = f" against {document['replaces']}: {told}" if document["replaces"] else ""
            lines.append(f"    {document['file']}{replaces}")
    return "\n".join(lines) or "the watched folder is empty"


def source(citation: Mapping[str, Json]) -> str:
    """Write where a quotation stands, and the quotation on a line of its own."""
    parts = [
        f"{citation['title']} ({citation['issuer']}, {citation['year']})",
        _place(citation),
        str(citation["status"]),
    ]
    if citation["source"] == "digest":
        parts.append(f"digest, {citation['certainty']}")
    return " · ".join(part for part in parts if part) + f'\n    "{citation["quote"]}"'


def _place(where: Mapping[str, Json]) -> str:
    page = f"p. {where['page']}" if where["page"] is not None else ""
    return " · ".join(part for part in (str(where["section"] or ""), page) if part)


def _doubt(passage: Mapping[str, Json]) -> str:
    return "" if passage["certainty"] == "checked" else f" · {passage['certainty']}"


def objects(value: Json) -> list[JsonObject]:
    """Read a list of objects out of an answer."""
    return cast("list[JsonObject]", value)
