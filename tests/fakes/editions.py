"""Small made-up editions for tests: the words are invented and say nothing medical."""

from datetime import date
from hashlib import sha256

from guidelines import (
    GUIDELINES,
    DocumentId,
    Edition,
    EditionId,
    FamilyId,
    Passage,
    PassageId,
    PublicationDate,
    Source,
)
from guidelines.ledger import EditionContent
from guidelines.model import Box


def content(document, *, year=2020, words="first sentence.\nsecond 句子。", family=None, **fields):
    """Give an edition of `document` with one passage a line."""
    digest = sha256(f"{document}{words}".encode()).hexdigest()
    edition_id = EditionId(f"{document}@{digest[:12]}")
    edition = Edition(
        edition_id=edition_id,
        document_id=DocumentId(document),
        family_id=FamilyId(family or document.split("-")[0]),
        title=f"Guide {document}",
        issuer="Society of Examples",
        label=str(year),
        published=PublicationDate(str(year)),
        sha256=digest,
        source=Source.FULLTEXT,
        language="zh",
        **{"collection": GUIDELINES, "effective_from": date(year, 1, 1), **fields},
    )
    passages, start = [], 0
    for ordinal, line in enumerate(words.split("\n")):
        passages.append(
            Passage(
                passage_id=PassageId(f"{edition_id}#{ordinal:03d}"),
                edition_id=edition_id,
                document_id=edition.document_id,
                ordinal=ordinal,
                kind="narrative",
                text=line,
                start=start,
                end=start + len(line),
                section=("1 总则", "1.1"),
                context=f"{edition.title} › 1.1",
                page=ordinal + 1,
                box=Box(page=ordinal + 1, x0=1.5, top=2, x1=3, bottom=4),
            )
        )
        start += len(line) + 1
    return EditionContent(edition=edition, text=words, passages=tuple(passages))
