"""Which unlisted words look like the name of a drug, disease, test, organism or procedure."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

_SHORTEST, _LONGEST = 3, 8
_HAN_RUN = re.compile(r"[\u3400-\u9fff]{3,}")
# Endings of drug stems and of medical Greek, and codes such as il-6; a general English word seldom has one.
_NAME = re.compile(
    r"(?<![a-z0-9])(?:"
    r"[a-z]{3,}(?:itis|oses|osis|aemia|emia|oma|omas|ectomy|plasty|otomy|ostomy|scopy|pathy|algia|uria|penia|philia"
    r"|trophy|plegia|rrhea|rrhoea|aemic|emic|virus|viruses|coccus|cocci|bacter|monas|ella|plasma|mycosis)"
    r"|[a-z]{4,}(?:mab|nib|tinib|ciclib|vir|cillin|mycin|micin|cycline|floxacin|azole|oxacin|pril|sartan|statin"
    r"|olol|dipine|prazole|tidine|setron|triptan|gliptin|gliflozin|glutide|tide|xaban|parin|grel|platin|taxel|rubicin"
    r"|bicin|trexate|uracil|tabine|sone|solone|onide|terol|phylline|azepam|zolam|barbital|caine|curium|fentanil"
    r"|profen|oxicam|coxib|thiazide|semide|lactone|glitazone|formin|amide|idine|olone|stat|sertib|cept|kinra|limus"
    r"|stim|poetin|ase|astine|oxetine|tyline|pramine|peridol|apine|idone|piprazole|cor|ivacaftor|caftor|lurasen"
    r"|siran|rsen|vec|gene|parib|lukast|tropium|fungin|conazole|nidazole|quine|thromycin)"
    r"|(?=[a-z-]*\d)[a-z][a-z0-9-]{1,9}"
    r")s?(?![a-z0-9])"
)


@cache
def _listed() -> frozenset[str]:
    """Give the medical words of the search lexicon that are long enough to name one thing."""
    text = resources.files("retrieval.lexicon").joinpath("medical.txt").read_text("utf-8")
    return frozenset(word for word in text.split() if _SHORTEST <= len(word) <= _LONGEST)


def name_spans(text: str) -> list[tuple[int, int]]:
    """Give the spans of a folded text that hold a name, the longest where they overlap."""
    spans = [match.span() for match in _NAME.finditer(text)]
    listed = _listed()
    for run in _HAN_RUN.finditer(text):
        at, end = run.span()
        while at + _SHORTEST <= end:
            longest = min(_LONGEST, end - at)
            size = next((n for n in range(longest, _SHORTEST - 1, -1) if text[at : at + n] in listed), 0)
            if size:
                spans.append((at, at + size))
            at += size or 1
    return spans
