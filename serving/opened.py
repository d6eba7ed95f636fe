"""An edition opened at a place: its original page by page where a PDF is kept, else its text in parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from assistant.errors import StoreError
from assistant.exchange import Asker
from assistant.facsimile import Marked
from guidelines import Edition, Passage, PassageId, UnreadableDocumentError
from guidelines.text import Span, fold
from serving.library import Family, Library, Shelved
from serving.showing import may_be_shown

if TYPE_CHECKING:
    from assistant.house import House

Original = Literal["pages", "other", "none", "damaged"]
"""What is kept of the file: a PDF to look at, a file of another kind, nothing, or one that cannot be read."""

PASSAGES_A_PART: Final = 60
_MOST_HITS: Final = 60
_MOST_HEADINGS: Final = 300
_DEEPEST: Final = 2
_LONGEST_QUOTE: Final = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """Where to open: a quotation as a span of the canonical text, a page, a passage's number, or words."""

    quote: Span | None = None
    page: int | None = None
    ordinal: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A line of the outline: the heading, how deep it stands, and the passage and page it begins with."""

    title: str
    depth: int
    ordinal: int
    page: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What the reader shows; `page` of `pages` where the original is shown, else `part` of `parts`.

    `amended` are passages of which another edition in effect replaces a statement. `aspect` is the height of
    the shown page as a multiple of its width. `hits` counts the passages that hold the words looked for,
    None where none were.
    """

    shelved: Shelved
    family: Family
    original: Original
    passages: tuple[Passage, ...]
    outline: tuple[Heading, ...]
    amended: Mapping[PassageId, Edition]
    at: At
    page: int = 1
    pages: int = 0
    aspect: float = 1.0
    marked: Marked | None = None
    part: int = 1
    parts: int = 1
    hits: int | None = None


def open_edition(house: House, asker: Asker, reference: str, at: At) -> Opened:
    """Open an edition.

    Raises:
        UnknownReferenceError: there is none, or none that this asker may know of.
    """
    library = Library(house, asker)
    shelved = library.edition(reference)
    edition = shelved.edition
    passages = [one for one in house.ledger.passages(edition.edition_id) if may_be_shown(one, asker)]
    original, pages = _original(house, edition)
    quoted = _holding(passages, at.quote)
    base = Opened(
        shelved=shelved,
        family=library.family(edition.family_id),
        original=original,
        passages=(),
        outline=_outline(passages),
        amended=_amended(house, library, edition),
        at=at,
        pages=pages,
    )
    if at.words.strip():
        return _searched(base, passages)
    if pages:
        return _on_page(house, base, passages, quoted)
    return _in_part(base, passages, quoted)


def _original(house: House, edition: Edition) -> tuple[Original, int]:
    if not house.facsimile.kept(edition):
        return "none", 0
    try:
        pages = house.facsimile.pages(edition)
    except (StoreError, UnreadableDocumentError):
        return "damaged", 0
    return ("pages", pages) if pages else ("other", 0)


def _amended(house: House, library: Library, edition: Edition) -> Mapping[PassageId, Edition]:
    """Say which passages an edition that the asker may know of has changed in single statements."""
    found: dict[PassageId, Edition] = {}
    for by, stretches in house.ledger.amended(edition.edition_id).items():
        amendment = library.known(by)
        if amendment is not None and amendment.in_force:
            found |= {one.passage_id: amendment.edition for one in stretches}
    return found


def _holding(passages: Sequence[Passage], quote: Span | None) -> Passage | None:
    if quote is None:
        return None
    return next((one for one in passages if one.start < quote.end and quote.start < one.end), None)


def _searched(base: Opened, passages: Sequence[Passage]) -> Opened:
    words = fold(base.at.words).casefold()
    held = [one for one in passages if words and words in fold(one.text).casefold()]
    return replace(base, passages=tuple(held[:_MOST_HITS]), hits=len(held), pages=0)


def _on_page(house: House, base: Opened, passages: Sequence[Passage], quoted: Passage | None) -> Opened:
    edition = base.shelved.edition
    marked = None
    if quoted is not None and base.at.quote is not None:
        start, end = max(base.at.quote.start, quoted.start), base.at.quote.end
        words = house.ledger.text(edition.edition_id)[start : min(end, start + _LONGEST_QUOTE)]
        marked = house.facsimile.find(edition, quoted, words)
    wanted = base.at.page or (marked.page if marked else _page_of(passages, base.at.ordinal, quoted))
    page = min(max(wanted, 1), base.pages)
    shown = [one for one in passages if one.page == page]
    if quoted is not None and marked is not None and marked.page == page and quoted not in shown:
        shown.insert(0, quoted)
    return replace(
        base,
        page=page,
        aspect=house.facsimile.shape(edition, page),
        marked=marked if marked is not None and marked.page == page else None,
        passages=tuple(shown),
    )


def _page_of(passages: Sequence[Passage], ordinal: int | None, quoted: Passage | None) -> int:
    chosen = quoted or next((one for one in passages if one.ordinal == ordinal), None)
    return (chosen.page if chosen is not None else None) or 1


def _in_part(base: Opened, passages: Sequence[Passage], quoted: Passage | None) -> Opened:
    parts = max(1, -(-len(passages) // PASSAGES_A_PART))
    ordinal = quoted.ordinal if quoted is not None else base.at.ordinal
    place = next((at for at, one in enumerate(passages) if ordinal is not None and one.ordinal >= ordinal), 0)
    part = min(max(base.at.page or place // PASSAGES_A_PART + 1, 1), parts)
    shown = passages[(part - 1) * PASSAGES_A_PART : part * PASSAGES_A_PART]
    return replace(base, part=part, parts=parts, passages=tuple(shown))


def _outline(passages: Sequence[Passage]) -> tuple[Heading, ...]:
    """List the headings down to the second level, each where its first passage stands."""
    found: list[Heading] = []
    last: tuple[str, ...] = ()
    for one in passages:
        path = tuple(part for part in one.section if part)[:_DEEPEST]
        shared = next((n for n, (a, b) in enumerate(zip(path, last, strict=False)) if a != b), None)
        first_new = min(len(path), len(last)) if shared is None else shared
        found += [
            Heading(title=path[depth], depth=depth, ordinal=one.ordinal, page=one.page)
            for depth in range(first_new, len(path))
        ]
        last = path
    return tuple(found[:_MOST_HEADINGS])
