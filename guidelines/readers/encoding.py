"""Bytes to characters: UTF-8, UTF-16 and GB18030 are read, anything else is refused in words."""

from __future__ import annotations

import codecs

from guidelines.errors import UnreadableDocumentError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000


def decode(data: bytes, *, name: str) -> str:
    """Decode a text file; line ends become line feeds.

    Raises:
        UnreadableDocumentError: the bytes are empty, binary, or in no encoding that can be told for sure.
    """
    if not data.strip():
        message = f"{name!r} is empty; nothing was read"
        raise UnreadableDocumentError(message)
    text = _decoded(data, name)
    controls = sum(1 for char in text[:_SAMPLE] if char < " " and char not in "\t\n\r\f\v")
    if "\x00" in text or controls > 0.001 * len(text[:_SAMPLE]):
        message = f"{name!r} is binary (it has NUL or control characters), not text; check the file"
        raise UnreadableDocumentError(message)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").replace("\v", "\n")


def _decoded(data: bytes, name: str) -> str:
    encoding = next((codec for mark, codec in _MARKS if data.startswith(mark)), None)
    candidates = [encoding] if encoding else ["utf-8", "gb18030"]
    for candidate in candidates:
        try:
            text = data.decode(candidate)
        except UnicodeDecodeError:
            continue
        if candidate != "gb18030" or _plausible(text):
            return text
    message = f"{name!r} is neither UTF-8, UTF-16 nor GB18030 text; save it as UTF-8 and add it again"
    raise UnreadableDocumentError(message)


def _plausible(text: str) -> bool:
    """Say whether most of what is not ASCII are everyday Chinese characters and punctuation (GB 2312)."""
    foreign = [char for char in text[:_SAMPLE] if char > "\x7f"]
    everyday = 0
    for char in foreign:
        code = char.encode("gb18030")
        everyday += (
            len(code) == 2 and (0xB0 <= code[0] <= 0xD7 or code[0] in {0xA1, 0xA3}) and code[1] >= 0xA1
        )
    return everyday >= 0.8 * len(foreign)
