"""An edition cut into passages: what is searched, read as evidence and cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from guidelines.identity import PassageNamer, context_for
from guidelines.model import Block, Certainty, Edition, Language, Passage, PassageKind, Reading, Source
from guidelines.structure import recommendations, section_paths
from guidelines.text import sentences

CHUNKER = "recommendations-rows-sentences/1 zh:80-350 en:300-900"
"""Names how texts are cut; an index built under another name is stale."""

_SIZES: dict[Language, tuple[int, int]] = {"zh": (80, 350), "en": (300, 900)}
_UNSPOKEN = frozenset({"title", "heading", "contents"})
_CAPTION = re.compile(r"(?:表|附表|图)\s*\d|(?:table|figure)\s+\d", re.IGNORECASE)
_OPEN_END = ("：", ":", "；", ";", "，", ",")
_CAPTION_LENGTH = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A stretch of text that is never cut, and what frames it; `ends_block` marks a good place to cut."""

    kind: PassageKind
    start: int
    end: int
    block: Block
    path: tuple[str, ...]
    frame: str = ""
    ends_block: bool = True


def passages(edition: Edition, reading: Reading) -> tuple[Passage, ...]:
    """Cut a reading into passages, in reading order.

    Every sentence outside titles, headings and tables of contents stands in exactly one passage; no sentence
    and no recommendation is split; no passage crosses sections. The same bytes give the same ids.
    """
    least, most = _SIZES[edition.language]
    namer = PassageNamer(edition.edition_id)
    certainty = Certainty.UNCHECKED if edition.source is Source.DIGEST else Certainty.CHECKED
    cut: list[Passage] = []
    for ordinal, group in enumerate(_packed(_pieces(reading), reading.text, least=least, most=most)):
        first, last = group[0], group[-1]
        text = reading.text[first.start : last.end]
        cut.append(
            Passage(
                passage_id=namer.name(first.path, text),
                edition_id=edition.edition_id,
                document_id=edition.document_id,
                ordinal=ordinal,
                kind=first.kind,
                text=text,
                start=first.start,
                end=last.end,
                section=first.path,
                context=context_for(edition.title, first.path, first.frame),
                page=first.block.page,
                box=first.block.box,
                certainty=certainty,
            )
        )
    return tuple(cut)


def _pieces(reading: Reading) -> Iterator[_Piece]:
    paths = section_paths(reading)
    units = [(unit.start, unit.end) for unit in recommendations(reading)]
    previous: Block | None = None
    header: tuple[str, ...] = ()
    lead = ""
    for block, path in zip(reading.blocks, paths, strict=True):
        if block.kind in _UNSPOKEN:
            lead = ""
        elif block.kind == "table":
            header = _header(block, previous, header)
            yield from _rows(block, path, frame=_table_frame(previous, header))
        else:
            yield from _prose(block, path, units, frame=lead if block.kind == "list_item" else "")
            if block.text.endswith(("：", ":")):
                lead = _last_sentence(block)
            elif block.kind != "list_item":
                lead = ""
        previous = block


def _header(table: Block, previous: Block | None, header: tuple[str, ...]) -> tuple[str, ...]:
    """Give a table's header row; a table that goes on over the page keeps the one it started with."""
    goes_on = (
        previous is not None
        and previous.kind == "table"
        and previous.page is not None
        and table.page == previous.page + 1
        and len(header) == len(table.rows[0])
    )
    return header if goes_on else table.rows[0]


def _table_frame(previous: Block | None, header: Iterable[str]) -> str:
    captioned = previous is not None and (
        previous.kind == "caption"
        or (len(previous.text) <= _CAPTION_LENGTH and _CAPTION.match(previous.text) is not None)
    )
    caption = previous.text if captioned and previous is not None else ""
    return " › ".join(part for part in (caption, " | ".join(header)) if part)


def _rows(table: Block, path: tuple[str, ...], *, frame: str) -> Iterator[_Piece]:
    """Give a passage a row; the header row goes with the first row under it."""
    at = table.start
    lines = table.text.split("\n")
    if len(lines) > 1:
        lines[:2] = ["\n".join(lines[:2])]
    for line in lines:
        yield _Piece(kind="table", start=at, end=at + len(line), block=table, path=path, frame=frame)
        at += len(line) + 1


def _prose(
    block: Block, path: tuple[str, ...], units: Sequence[tuple[int, int]], *, frame: str
) -> Iterator[_Piece]:
    """Give a block's sentences, and each recommendation as one piece where it starts."""
    near = [unit for unit in units if unit[0] < block.end and block.start < unit[1]]
    for start, end in near:
        if block.start <= start:
            yield _Piece(kind="recommendation", start=start, end=end, block=block, path=path, frame=frame)
    spans = [(block.start + span.start, block.start + span.end) for span in sentences(block.text)]
    for start, end in spans:
        if not any(first < end and start < last for first, last in near):
            yield _Piece(
                kind="narrative",
                start=start,
                end=end,
                block=block,
                path=path,
                frame=frame,
                ends_block=end == spans[-1][1],
            )


def _last_sentence(block: Block) -> str:
    spans = sentences(block.text)
    return block.text[spans[-1].start : spans[-1].end] if spans else ""


def _packed(pieces: Iterable[_Piece], text: str, *, least: int, most: int) -> Iterator[tuple[_Piece, ...]]:
    """Group neighbouring sentences of one section; recommendations and rows stay alone."""
    held: list[_Piece] = []
    for piece in sorted(pieces, key=lambda one: one.start):
        if held and not _fits(held, piece, text, least=least, most=most):
            yield tuple(held)
            held = []
        held.append(replace(piece, frame="") if held else piece)
    if held:
        yield tuple(held)


def _fits(held: Sequence[_Piece], piece: _Piece, text: str, *, least: int, most: int) -> bool:
    first, last = held[0], held[-1]
    if piece.kind != "narrative" or first.kind != "narrative" or piece.path != first.path:
        return False
    if piece.end - first.start > most or text[last.end : piece.start].strip():
        return False
    complete = last.ends_block and not text.endswith(_OPEN_END, 0, last.end)
    return last.end - first.start < least or not complete
