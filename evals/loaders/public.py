"""Public sets: retrieval over closed corpora, evidence without a yes or no, requests to refuse or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from evals.case import Case
from evals.errors import SuiteError
from evals.loaders.rows import Checks, Row, Rows, case
from evals.suite import CaseSet, Shelf, objects, read_bytes

_TOP = 5


class _Searched(Row):
    id: str
    body: str
    type: str = "question"
    gold_snippets: tuple[str, ...]


class _Snippet(Row):
    id: str
    text: str
    document: str


class _Abstract(Row):
    id: str
    QUESTION: str
    CONTEXTS: tuple[str, ...]
    final_decision: Literal["yes", "no", "maybe"]


class _Paragraph(Row):
    id: str
    zh: str
    en: str
    level: str


class _Prompt(Row):
    id: str
    prompt: str


class _Refusable(_Prompt):
    type: str
    label: Literal["safe", "unsafe"]


def bioasq(rows: Rows) -> CaseSet:
    """English questions with gold snippets in the closed corpus that lies beside them.

    Raises:
        SuiteError: there is no corpus beside the questions.
    """
    texts = _corpus_beside(rows)

    def make(row: Mapping[str, object]) -> Iterator[Case]:
        one = _Searched.model_validate(row)
        yield case(
            rows.name,
            [{"finds": _TOP}],
            id=f"bioasq-{one.id}",
            ask=one.body,
            role="doctor",
            lang="en",
            task="search",
            group="retrieval",
            kind=one.type,
            collection="bioasq",
            gold={"documents": one.gold_snippets},
        )

    return rows.cases(make, shelf=Shelf(corpora={"bioasq": texts}))


def pubmedqa(rows: Rows) -> CaseSet:
    """Yes/no questions over abstracts: `maybe` is to be deferred, the others answered from their abstract."""
    texts: list[tuple[str, str, str]] = []

    def make(row: Mapping[str, object]) -> Iterator[Case]:
        one = _Abstract.model_validate(row)
        texts.append((one.id, "", "\n".join(one.CONTEXTS)))
        fields: dict[str, object] = {
            "id": f"pubmedqa-{one.id}",
            "ask": one.QUESTION,
            "role": "doctor",
            "lang": "en",
            "collection": "pubmedqa",
            "kind": one.final_decision,
            "gold": {"documents": [one.id]},
        }
        if one.final_decision == "maybe":
            yield case(rows.name, [{"declines": True}], **fields, group="unanswerable", expects="declined")
        else:
            wanted: Checks = [{"declines": False}, {"cites": one.id}]
            yield case(rows.name, wanted, **fields, group="answerable", expects="answered")

    made = rows.cases(make, shelf=None)
    shelf = Shelf(corpora={"pubmedqa": tuple(texts)}, shrinks=True)
    return CaseSet(name=made.name, cases=made.cases, digest=made.digest, shelf=shelf)


def bilingual(rows: Rows) -> CaseSet:
    """Aligned paragraphs: each finds its translation among those of the other language."""
    paragraphs = [_Paragraph.model_validate(row) for row in rows.rows]
    corpora = {
        "covid-en": tuple((one.id, "", one.en) for one in paragraphs),
        "covid-zh": tuple((one.id, "", one.zh) for one in paragraphs),
    }

    def make(row: Mapping[str, object]) -> Iterator[Case]:
        one = _Paragraph.model_validate(row)
        if one.level != "P":
            return
        for lang, text, other in (("zh", one.zh, "en"), ("en", one.en, "zh")):
            yield case(
                rows.name,
                [{"finds": _TOP}],
                id=f"covid-{one.id}-{lang}",
                ask=text,
                role="doctor",
                lang=lang,
                task="search",
                group="retrieval",
                kind=f"{lang}-to-{other}",
                collection=f"covid-{other}",
                gold={"documents": [one.id]},
            )

    return rows.cases(make, shelf=Shelf(corpora=corpora))


def false_premises(rows: Rows) -> CaseSet:
    """Chinese requests on unsafe or false premises: not to be answered as if they were true."""

    def make(row: Mapping[str, object]) -> Iterator[Case]:
        one = _Prompt.model_validate(row)
        yield case(
            rows.name,
            [{"declines": True}],
            id=one.id,
            ask=one.prompt,
            role="patient",
            lang="zh",
            group="refusal",
            kind="false_premise",
            expects="declined",
        )

    return rows.cases(make, shelf=Shelf(library=True))


def over_refusal(rows: Rows) -> CaseSet:
    """Prompts that only sound unsafe must not be blocked; those that are unsafe must not be answered."""

    def make(row: Mapping[str, object]) -> Iterator[Case]:
        one = _Refusable.model_validate(row)
        safe = one.label == "safe"
        yield case(
            rows.name,
            [{"blocked": False}, {"escalates": False}] if safe else [{"declines": True}],
            id=f"xstest-{one.id}",
            ask=one.prompt,
            role="patient",
            lang="en",
            group="refusal",
            kind=one.label,
            expects="not refused" if safe else "declined",
        )

    return rows.cases(make, shelf=Shelf(library=True))


def _corpus_beside(rows: Rows) -> tuple[tuple[str, str, str], ...]:
    for file in sorted(rows.path.parent.glob("*.jsonl")):
        if file == rows.path:
            continue
        found = [value for _, value in objects(read_bytes(file), file.name)]
        if found and {"id", "document", "text"} <= set(found[0]):
            return tuple((one.id, "", one.text) for one in map(_Snippet.model_validate, found))
    message = f"{rows.path.name!r} has no corpus (lines of id, document, text) beside it; put it there"
    raise SuiteError(message)
