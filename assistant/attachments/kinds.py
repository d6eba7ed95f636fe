"""What a file is by its first bytes, whatever it is called, and what a picture without results shows."""

from __future__ import annotations

import re
from typing import Final, Literal

Media = Literal[
    "image/jpeg", "image/png", "image/webp", "image/bmp", "image/tiff", "application/pdf", "text/plain",
    "application/dicom", "application/xml", "application/x-scp-ecg",
]  # fmt: skip
Kind = Literal["report", "picture", "ecg", "scan", "dicom", "document"]
"""`report` holds laboratory results; of the others nothing is judged here."""
READABLE: Final[frozenset[Media]] = frozenset(
    {"image/jpeg", "image/png", "image/webp", "image/bmp", "image/tiff", "application/pdf", "text/plain"}
)
"""What may hold a laboratory report that can be read."""

_STARTS: Final[tuple[tuple[bytes, Media], ...]] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
)
_PREAMBLE: Final = 128
_DICOM_GROUPS: Final = tuple(
    bytes.fromhex(one) for one in ("080005004353", "080008004353", "080016005549", "02000000554c")
)
"""First elements of a DICOM file that was written without a preamble."""
_WITHIN: Final[tuple[tuple[int, bytes, Media], ...]] = (
    (_PREAMBLE, b"DICM", "application/dicom"),
    (8, b"WEBPVP8", "image/webp"),
    (16, b"SCPECG", "application/x-scp-ecg"),
)
"""What says further inside what a file is; SCPECG stands in the head of section 0 (EN 1064)."""
_SIGNALS: Final[frozenset[Media]] = frozenset({"application/xml", "application/x-scp-ecg"})
_HEAD: Final = 4_096
_ECG_FILE: Final = re.compile(rb"<(?:\w+:)?(?:AnnotatedECG|restingecgdata|sapphire|CardiologyXML)\b", re.I)
_ECG_SEEN: Final = re.compile(
    r"心\s*电\s*图|\bECG\b|\bEKG\b|\d+\s*mm\s*/\s*m[vV]|\d+\s*mm\s*/\s*s\b|\baV[RLF]\b.*\bV[1-6]\b",
    re.I | re.S,
)
_SCAN_SEEN: Final = re.compile(
    r"\d{2,3}\s*k[vV]p?\b|\bmAs?\b.*\bmm\b|\bWL\s*:?\s*-?\d+|\bWW\s*:?\s*\d+|\bSe(?:ries)?\s*:?\s*\d+.*\bIm(?:age)?\s*:?\s*\d+|"
    r"\bFOV\b|\bT[12]WI?\b|\bTR\s*:?\s*\d+.*\bTE\s*:?\s*\d+",
    re.S,
)


def media_of(data: bytes) -> Media | None:
    """Say what a file is; None is something that is not taken here."""
    if data.startswith(_DICOM_GROUPS):
        return "application/dicom"
    for at, mark, media in _WITHIN:
        if data[at : at + len(mark)] == mark:
            return media
    for start, media in _STARTS:
        if data.startswith(start):
            return media
    if _ECG_FILE.search(data[:_HEAD]):
        return "application/xml"
    return "text/plain" if _is_text(data) else None


def kind_shown(media: Media, text: str) -> Kind:
    """Say what a file without laboratory results is, by the words that were read on it."""
    if media == "application/dicom":
        return "dicom"
    if media in _SIGNALS or _ECG_SEEN.search(text):
        return "ecg"
    if _SCAN_SEEN.search(text):
        return "scan"
    return "picture" if media.startswith("image/") else "document"


def _is_text(data: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return bool(text.strip()) and not any(
            char < " " and char not in "\t\n\r\f\v" for char in text[:_HEAD]
        )
    return False
