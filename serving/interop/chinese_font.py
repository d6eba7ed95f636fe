"""A Chinese font for a PDF: one of this machine, cut down to the characters that are printed."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

logger = logging.getLogger(__name__)
_FOLDERS: Final = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "C:/Windows/Fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
)
_FILES: Final = (
    "simsun.ttc",
    "NotoSerifCJK-Regular.ttc",
    "NotoSerifCJKsc-Regular.otf",
    "SourceHanSerifSC-Regular.otf",
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "Songti.ttc",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "msyh.ttc",
)
_NOT_EMBEDDABLE: Final = 0x0002
_ERROR_IN_UNITS: Final = 1.0
_UNUSED: Final = ("GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "morx", "kern")


@cache
def font_file() -> Path | None:
    """Find a Chinese font on this machine, a song typeface before others; None where there is none."""
    there: dict[str, Path] = {}
    for folder in _FOLDERS:
        for path in Path(folder).expanduser().rglob("*"):
            there.setdefault(path.name.lower(), path)
    return next((there[name.lower()] for name in _FILES if name.lower() in there), None)


@dataclass(frozen=True, slots=True)
class CutFont:
    """A font file of a few characters, and which of those that were asked for it does not have."""

    data: bytes
    lacking: frozenset[str]


def subset(path: Path, characters: str, *, called: str) -> CutFont | None:
    """Give a TrueType font of just these characters under a name of its own.

    None if its maker forbids embedding.
    """
    with _opened(path) as font:
        if font["OS/2"].fsType & _NOT_EMBEDDABLE:
            logger.info("font not embedded file=%s", path.name)
            return None
        held = font.getBestCmap()
        lacking = frozenset(char for char in characters if ord(char) not in held and not char.isspace())
        return CutFont(_cut(font, "".join(set(characters) - lacking), called), lacking)


def _cut(font: Any, characters: str, called: str) -> bytes:  # noqa: ANN401 - fontTools ships no types
    from fontTools.subset import Options, Subsetter

    options = Options(hinting=False, layout_features=[], name_languages=["*"], notdef_outline=True)
    options.drop_tables += _UNUSED
    subsetter = Subsetter(options)
    subsetter.populate(text=characters + " ")
    subsetter.subset(font)
    if "CFF " in font:
        _to_truetype(font)
    for record in font["name"].names:
        record.string = called
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a font, of a collection the simplified Chinese member."""
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.sfnt import readTTCHeader

    if path.suffix.lower() != ".ttc":
        with TTFont(path, lazy=True) as font:
            yield font
        return
    with ExitStack() as files:
        with path.open("rb") as file:
            count = readTTCHeader(file).numFonts
        fonts = [files.enter_context(TTFont(path, fontNumber=one, lazy=True)) for one in range(count)]
        chinese = (one for one in fonts if "SC" in (one["name"].getDebugName(1) or "").split())
        yield next(chinese, fonts[0])


def _to_truetype(font: Any) -> None:  # noqa: ANN401 - fontTools ships no types
    """Turn cubic outlines into quadratic ones, which is all that the PDF library embeds."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import newTable

    order, outlines = font.getGlyphOrder(), font.getGlyphSet()
    drawn = {}
    for name in order:
        pen = TTGlyphPen(outlines)
        outlines[name].draw(Cu2QuPen(pen, _ERROR_IN_UNITS, reverse_direction=True))
        drawn[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, drawn
    del font["CFF "]
    for name in order:
        width, _ = font["hmtx"][name]
        drawn[name].recalcBounds(glyf)
        font["hmtx"][name] = (width, getattr(drawn[name], "xMin", 0))
    most = font["maxp"]
    most.tableVersion = 0x00010000
    for name in ("maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs"):
        setattr(most, name, 1 if name == "maxZones" else 0)
    for name in ("maxStackElements", "maxSizeOfInstructions", "maxComponentElements"):
        setattr(most, name, 0)
    post = font["post"]
    post.formatType, post.extraNames, post.mapping, post.glyphOrder = 2.0, [], {}, order
    font.sfntVersion = "\000\001\000\000"
