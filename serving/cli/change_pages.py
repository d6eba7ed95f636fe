"""How changes, digests and conflicts read on a terminal."""

from __future__ import annotations

from typing import cast

from serving.cli.pages import objects, source
from serving.problems import Json, JsonObject

_CALM = frozenset({"unchanged"})


def diff_page(compared: JsonObject) -> str:
    """Write a comparison: the counts, then every statement that is not as it was."""
    lines = [_counts(cast("JsonObject", compared["summary"]))]
    for one in objects(compared["changes"]):
        if one["kind"] not in _CALM:
            lines += ["", *_change(one)]
    if "unpaired" in compared:
        count = len(objects(compared["unpaired"]))
        lines += ["", f"the issuer states that nothing changed; {count} facts stand in one digest only"]
    return "\n".join(lines)


def digest_page(told: JsonObject) -> str:
    """Write a digest: the editions, then their changes with both quotations."""
    renewals = objects(told["editions"])
    if not renewals:
        return f"no edition that replaces another came into force since {told['since']}"
    lines = []
    for one in renewals:
        edition, replaced = cast("JsonObject", one["edition"]), cast("JsonObject", one["replaced"])
        lines.append(
            f"{one['effective_from']}  {edition['title']} ({edition['issuer']})"
            f" replaces {replaced['document_id']}"
        )
        lines.append(f"            {_counts(cast('JsonObject', one['summary']))}")
    for one in objects(told["changes"]):
        doubt = " · 待核对" if one["unchecked"] else ""
        lines += ["", f"[{one['kind']}{doubt}]", *_numbers(one)]
        sides = cast("JsonObject", one["citations"])
        lines += [f"  - {source(cited)}" for cited in objects(sides["old"])]
        lines += [f"  + {source(cited)}" for cited in objects(sides["new"])]
    return "\n".join(lines)


def conflicts_page(found: JsonObject) -> str:
    """Write disagreements side by side."""
    lines: list[str] = []
    for number, one in enumerate(objects(found["conflicts"]), 1):
        lines += ["", f"{number}."]
        for side in ("a", "b"):
            statement = cast("JsonObject", one[side])
            lines += [f"  {side}: {source(cited)}" for cited in objects(statement["citations"])]
        for value in objects(one["numbers"]):
            lines.append(f"  {value['a']} | {value['b']} {value['unit']}  ({value['what']})")
    return "\n".join(lines).lstrip("\n") or "no disagreement found between the guidelines in force"


def affected_page(touched: JsonObject) -> str:
    """Write what quotes a changed statement, one a line."""
    lines = [
        f"{one['made_on']}  {one['kind']:<7} {one['id']}  quotes {one['passage_id']},"
        f" changed by {one['edition_id']}"
        for one in objects(touched["affected"])
    ]
    return "\n".join(lines) or f"nothing on record quotes a statement that changed since {touched['since']}"


def _counts(summary: JsonObject) -> str:
    told = [f"{count} {kind}" for kind, count in summary.items() if count]
    return ", ".join(told) or "nothing to compare"


def _change(one: JsonObject) -> list[str]:
    old, new = cast("JsonObject | None", one["old"]), cast("JsonObject | None", one["new"])
    lines = [f"[{one['kind']}] {_place(new or old or {})}".rstrip()]
    lines += [f"  - {_line(old)}"] if old else []
    lines += [f"  + {_line(new)}"] if new else []
    return [*lines, *_numbers(one)]


def _numbers(one: JsonObject) -> list[str]:
    return [
        f"  {_said(value['old'])} → {_said(value['new'])} {value['unit']}  ({value['what']})"
        for value in objects(one["numbers"])
    ]


def _said(value: Json) -> str:
    return "–" if value is None else str(value)


def _line(side: JsonObject) -> str:
    return " ".join(str(side["text"]).split())


def _place(side: JsonObject) -> str:
    page = f"p. {side['page']}" if side.get("page") is not None else ""
    return " · ".join(part for part in (str(side.get("section") or ""), page) if part)
