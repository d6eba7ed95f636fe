"""A photograph of a printed report: looked at twice; what was not read surely and alike is unreadable.

A recogniser's mistakes look like print: a lost decimal point is a clean number. So two looks at different
sizes must agree on a result's name, value, unit and range, and no character of its line may be doubtful.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from guidelines.readers.ocr import Recogniser, Seen
from guidelines.readers.picture import upright

MOST_BYTES: Final = 12 * 1024 * 1024
"""The largest photograph that is taken."""
_MOST_PIXELS: Final = 60_000_000
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")
_LONGEST, _SHORTEST = 2_600, 1_400
_SECOND_LOOK: Final = 0.8
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
    """One printed line: its cells parted as they stand, and how sure its least sure character is."""

    text: str
    least: float


def read_photo(data: bytes, eyes: Recogniser) -> Photograph:
    """Read the results off a photograph.

    Raises:
        InvalidQuestionError: the bytes are no picture that can be read, or too many.
    """
    picture = _picture(data)
    first, second = (_rows(eyes.read(one)) for one in (picture, _smaller(picture)))
    again = {_key(item) for item, _ in _items(second)}
    results = [_spotted(item, sure=row.least >= _SURE and _key(item) in again) for item, row in _items(first)]
    # The same line under a name read otherwise is one line, not two.
    known = {part for item, _ in _items(first) for part in (_key(item)[:1], _key(item)[1:])}
    results += [
        _spotted(item, sure=False)
        for item, _ in _items(second)
        if not {_key(item)[:1], _key(item)[1:]} & known
    ]
    return Photograph(results=tuple(results), text="\n".join(row.text for row in first))


def _spotted(item: Item, *, sure: bool) -> Spotted:
    return Spotted(item=item if sure else Item(name=item.name, value=None), sure=sure)


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


def _smaller(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    image = Image.fromarray(picture)
    return np.asarray(
        image.resize(_scaled(image.size, _SECOND_LOOK), Image.Resampling.BICUBIC), dtype=np.uint8
    )


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
    text, last = "", None
    for piece in pieces:
        if last is not None and piece.x0 - last.x1 > _GAP * (piece.bottom - piece.top) / 2:
            text += "  "
        text += piece.text
        last = piece
    return _Row(text=text, least=min((piece.confidence for piece in pieces), default=0.0))


def _items(rows: Sequence[_Row]) -> Iterator[tuple[Item, _Row]]:
    """Give the results that stand in the rows, each with the row it stands in."""
    found = list(read_layout("\n".join(row.text for row in rows)))
    at = 0
    for item in found:
        value = fold(str(item.value or ""))
        home = next(
            (n for n in range(at, len(rows)) if _stands(item.name, rows[n]) and value in fold(rows[n].text)),
            None,
        )
        if home is None:
            yield item, _Row(text="", least=0.0)
            continue
        at = home
        yield item, rows[home]


def _stands(name: str, row: _Row) -> bool:
    bare = fold(name).split("(")[0].strip()
    return bool(bare) and bare.replace(" ", "") in fold(row.text).replace(" ", "")


def _key(item: Item) -> tuple[str, ...]:
    """Give what two looks must agree on."""
    cells = (item.name, str(item.value or ""), item.unit, item.range, item.mark or "")
    return tuple("".join(fold(cell).split()) for cell in cells)
