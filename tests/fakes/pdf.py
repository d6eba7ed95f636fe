"""PDFs written by hand, so that a test says what stands where."""

from collections.abc import Sequence

Text = tuple[float, float, float, str] | tuple[float, float, float, str, str]
Rule = tuple[float, float, float, float]

_LOOKS = {"black": "0 g", "white": "1 g"}


def _stream(texts: Sequence[Text], rules: Sequence[Rule]) -> bytes:
    parts = [b"0.5 w"]
    for x, y, size, text, *look in texts:
        shown = text.encode("utf-16-be").hex()
        how = look[0] if look else "black"
        place = f"0.7 0.7 -0.7 0.7 {x} {792 - y} Tm" if how == "turned" else f"{x} {792 - y} Td"
        parts.append(f"{_LOOKS.get(how, '0 g')} BT /F1 {size} Tf {place} <{shown}> Tj ET".encode())
    parts += [f"{x0} {792 - y0} m {x1} {792 - y1} l S".encode() for x0, y0, x1, y1 in rules]
    return b"\n".join(parts)


_FONT = b"""<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H
/DescendantFonts [4 0 R] >>"""
_CHARACTERS = b"""<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R /DW 1000
/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /W [1 95 500 814 939 500] >>"""
_DESCRIPTOR = b"""<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -120 1000 880]
/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>"""


def make_pdf(pages: Sequence[tuple[Sequence[Text], Sequence[Rule]]], *, locked: bool = False) -> bytes:
    """Write a PDF in the non-embedded font STSong: texts at (x, depth, size, words[, look]), rules.

    A look is `black`, `white` (on white) or `turned` (a watermark).
    """
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", _FONT, _CHARACTERS, _DESCRIPTOR]
    kids = []
    for texts, rules in pages:
        stream = _stream(texts, rules)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out = bytearray(b"%PDF-1.5\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    lock = (
        b"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <%s> /U <%s> >> /ID [<00> <00>]"
        % (b"11" * 32, b"22" * 32)
        if locked
        else b""
    )
    out += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, lock, start)
    return bytes(out)
