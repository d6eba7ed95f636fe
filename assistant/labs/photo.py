"""A photograph of a printed report: looked at twice; what was not read surely and alike is unreadable.

A recogniser's mistakes look like print: a lost decimal point is a clean number. So two looks at different
sizes must agree on a result's name, value, unit and range; where they do not, a third look may settle it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from assistant.errors import InvalidQuestionError
from assistant.labs.folding import fold
from assistant.labs.layout import read_layout
from assistant.labs.report import Item
from assistant.labs.units import readings as units
from guidelines.readers.ocr import Recogniser, Seen
from guidelines.readers.picture import upright

MOST_BYTES: Final = 12 * 1024 * 1024
"""The largest photograph that is taken."""
_MOST_PIXELS: Final = 60_000_000
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")
_LONGEST, _SHORTEST = 2_600, 1_400
_LOOKS: Final = (1.0, 0.8, 1.25)
_AGREED: Final = 2
_SURE: Final = 0.9
"""The least confidence for any character of a name, value or unit (domain report D14)."""
_GAP: Final = 1.1
_SAME_ROW: Final = 0.55


@dataclass(frozen=True, slots=True, kw_only=True)
class Spotted:
    """A result as it was read; one that is not `sure` has a name at most, and no value."""

    item: Item
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Photograph:
    """What a photograph shows: its results in their order, and its lines, for whose report it is."""

    results: tuple[Spotted, ...]
    text: str


@dataclass(frozen=True, slots=True)
class _Row:
    """One printed line: its cells parted as they stand, and each cell's characters' confidence."""

    text: str
    cells: tuple[tuple[str, tuple[float, ...]], ...] = ()

    def sure_of(self, name: str, *, known: bool) -> bool:
        """Say whether every character is sure; of a `known` test's name it is enough on the whole."""
        for text, confidence in self.cells:
            named = _bare(name) in _bare(text) and not any(char.isdigit() for char in text)
            held = sum(confidence) / len(confidence) if named and known else min(confidence)
            if held < _SURE:
                return False
        return bool(self.cells)


@dataclass(slots=True, eq=False)
class _Line:
    """One line of the report over all looks: how often it was read how, and whether surely."""

    name: str
    read: dict[tuple[str, ...], tuple[Item, int, bool]]

    def takes(self, key: tuple[str, ...]) -> bool:
        """Say whether a reading is of this line: the same name, or the same cells under another name."""
        return any(key[0] == known[0] or key[1:] == known[1:] for known in self.read)

    def settled(self) -> Item | None:
        """Give the one reading that two looks agree on and are sure of."""
        agreed = [item for item, votes, sure in self.read.values() if votes >= _AGREED and sure]
        return agreed[0] if len(agreed) == 1 and not units(agreed[0].name) else None


def read_photo(data: bytes, eyes: Recogniser, *, knows: Callable[[str], bool]) -> Photograph:
    """Read the results off a photograph; `knows` says whether a name is that of a test in the tables.

    Raises:
        InvalidQuestionError: the bytes are no picture that can be read, or too many.
    """
    return read_picture(_picture(data), eyes, knows=knows)


def read_picture(picture: NDArray[np.uint8], eyes: Recogniser, *, knows: Callable[[str], bool]) -> Photograph:
    """Read the results off a picture that stands upright."""
    lines: list[_Line] = []
    text = ""
    for number, scale in enumerate(_LOOKS):
        rows = _rows(eyes.read(_resized(picture, scale)))
        text = text or "\n".join(row.text for row in rows)
        _count(lines, rows, knows)
        if number + 1 >= _AGREED and all(line.settled() is not None for line in lines):
            break
    return Photograph(results=tuple(map(_spotted, lines)), text=text)


def read_printed(pieces: Sequence[Seen]) -> Photograph:
    """Read the results off characters whose places are known for sure, e.g. those of a PDF's text."""
    rows = _rows([[piece] for piece in pieces])
    results = tuple(Spotted(item=item, sure=True) for item, _ in _items(rows))
    return Photograph(results=results, text="\n".join(row.text for row in rows))


def _count(lines: list[_Line], rows: Sequence[_Row], knows: Callable[[str], bool]) -> None:
    """Count one look's results towards the lines that they are of."""
    free = list(lines)  # a look sees a line once, so two lines that read alike stay two
    for item, row in _items(rows):
        key = _key(item)
        home = next((line for line in free if key in line.read), None)
        home = home or next((line for line in free if line.takes(key)), None)
        if home is None:
            home = _Line(name=item.name, read={})
            lines.append(home)
        else:
            free.remove(home)
        _, votes, sure = home.read.get(key, (item, 0, False))
        home.read[key] = (item, votes + 1, sure or row.sure_of(item.name, known=knows(item.name)))


def _spotted(line: _Line) -> Spotted:
    settled = line.settled()
    if settled is None:
        return Spotted(item=Item(name=line.name, value=None), sure=False)
    return Spotted(item=settled, sure=True)


def _picture(data: bytes) -> NDArray[np.uint8]:
    """Decode a picture, as it was held, grey, of a size at which print is well read, upright."""
    if len(data) > MOST_BYTES:
        message = f"the picture has more than {MOST_BYTES // 1024 // 1024} MB; take it smaller"
        raise InvalidQuestionError(message)
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                message = "the picture has too many pixels; take it smaller"
                raise InvalidQuestionError(message)
            held = ImageOps.exif_transpose(opened).convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        message = f"the file is no picture that can be read ({type(fault).__name__}); send a JPEG or PNG"
        raise InvalidQuestionError(message) from None
    longest = max(held.size)
    scale = min(_LONGEST / longest, max(_SHORTEST / longest, 1.0))
    if abs(scale - 1.0) > 0.01:
        held = held.resize(_scaled(held.size, scale), Image.Resampling.LANCZOS)
    return upright(np.asarray(held, dtype=np.uint8))[0]


def _resized(picture: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    if scale == 1.0:
        return picture
    image = Image.fromarray(picture)
    return np.asarray(image.resize(_scaled(image.size, scale), Image.Resampling.BICUBIC), dtype=np.uint8)


def _scaled(size: tuple[int, int], scale: float) -> tuple[int, int]:
    return max(round(size[0] * scale), 32), max(round(size[1] * scale), 32)


def _rows(lines: Sequence[Sequence[Seen]]) -> list[_Row]:
    """Put recognised lines that stand beside each other into rows, from the top down."""
    boxes = sorted((list(line) for line in lines if line), key=lambda line: line[0].top)
    rows: list[list[Seen]] = []
    for box in boxes:
        home = next((row for row in reversed(rows[-6:]) if _beside(row, box)), None)
        if home is None:
            rows.append(box)
        else:
            home.extend(box)
    return [_row(sorted(row, key=lambda piece: piece.x0)) for row in rows]


def _beside(row: Sequence[Seen], box: Sequence[Seen]) -> bool:
    """Say whether a box stands at the height of a row's nearest piece and not over one of its pieces."""
    near = min(row, key=lambda piece: abs(piece.x0 - box[0].x0))
    height = min(near.bottom - near.top, box[0].bottom - box[0].top)
    shared = min(near.bottom, box[0].bottom) - max(near.top, box[0].top)
    return shared > _SAME_ROW * height


def _row(pieces: Sequence[Seen]) -> _Row:
    """Write a row's text; a gap wider than a character parts two cells."""
    cells: list[tuple[str, tuple[float, ...]]] = []
    last = None
    for piece in pieces:
        parted = last is None or piece.x0 - last.x1 > _GAP * (piece.bottom - piece.top) / 2
        text, confidence = ("", ()) if parted else cells.pop()
        cells.append((text + piece.text, (*confidence, piece.confidence)))
        last = piece
    return _Row(text="  ".join(text for text, _ in cells), cells=tuple(cells))


def _items(rows: Sequence[_Row]) -> Iterator[tuple[Item, _Row]]:
    """Give the results that stand in the rows, each with the cells it stands in."""
    homes: dict[int | None, list[Item]] = {}
    at = 0
    for item in read_layout("\n".join(row.text for row in rows)):
        value = fold(str(item.value or ""))
        home = next(
            (n for n in range(at, len(rows)) if _stands(item.name, rows[n]) and value in fold(rows[n].text)),
            None,
        )
        at = at if home is None else home
        homes.setdefault(home, []).append(item)
    for home, items in homes.items():
        own = [_Row(text="")] * len(items) if home is None else _parted(rows[home], items)
        yield from zip(items, own, strict=True)


def _parted(row: _Row, items: Sequence[Item]) -> list[_Row]:
    """Part a row at the names of the results that stand side by side in it; whole where one is not found."""
    starts: list[int] = []
    for item in items:
        after = starts[-1] + 1 if starts else 0
        cells = range(after, len(row.cells))
        start = next((n for n in cells if _bare(item.name) in _bare(row.cells[n][0])), None)
        if start is None:
            return [row] * len(items)
        starts.append(start)
    ends = [*starts[1:], len(row.cells)]
    pairs = zip([0, *starts[1:]], ends, strict=True)
    return [_Row(text=row.text, cells=row.cells[start:end]) for start, end in pairs]


def _stands(name: str, row: _Row) -> bool:
    return bool(_bare(name)) and _bare(name) in _bare(row.text)


def _bare(text: str) -> str:
    return "".join(fold(text).split("(")[0].split())


def _key(item: Item) -> tuple[str, ...]:
    """Give what two looks must agree on."""
    cells = (item.name, str(item.value or ""), item.unit, item.range, item.mark or "")
    return tuple("".join(fold(cell).split()) for cell in cells)
