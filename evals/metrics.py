"""What a set says, stage by stage: each figure with its n, what could not be scored, and a 95 % interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from evals.figures import Judge, Metric, mean, ratio, share
from evals.ranking import rank_measures
from evals.record import CaseRecord, SentenceRecord
from evals.risk import selective
from evals.statistics import wilson

_SAYING = frozenset({"says", "says_any", "before"})
_CONTENT = _SAYING | {"omits", "quote"}
_DECISION = frozenset({"declines", "corrects", "outcome", "blocked", "escalates"})
MOST_SENTENCES, MOST_CHARACTERS = 3, 600


def measure(records: Sequence[CaseRecord]) -> tuple[Metric, ...]:
    """Compute every figure that these records can give; a stage that was not asked for has none."""
    asked = [record for record in records if record.task == "ask"]
    return _measured(
        share("whole", "passed", "every check passed", records, _passed),
        *_find(records),
        *_pack(records),
        *_answers(asked),
        *_citations(asked),
        *decisions(asked),
        *_drafts(records),
        *_times(records),
    )


def _find(records: Sequence[CaseRecord]) -> Iterable[Metric]:
    found = [record.found for record in records if record.found is not None]
    if not found:
        return
    unscored = sum(record.unscored is not None or record.misplaced for record in records)
    for name, values in rank_measures(found).items():
        whole = f"{name} of the gold passage among the hits (ir-measures)"
        yield mean("find", name, whole, values, unscored=unscored)


def _pack(records: Sequence[CaseRecord]) -> Iterable[Metric | None]:
    packed = [record for record in records if record.packed is not None]
    if not packed:
        return
    yield share(
        "pack",
        "gold_packed",
        "a sentence of the gold passage is in the packed evidence",
        packed,
        _gold_packed,
    )
    known = [record.packed for record in packed if record.packed is not None]
    for name, what, counts in (
        ("of_passage", "packed sentences that are of the gold passage", [one.of_passage for one in known]),
        ("of_section", "packed sentences of the gold passage's section", [one.of_section for one in known]),
    ):
        pairs = [(float(right), float(one.sentences)) for right, one in zip(counts, known, strict=True)]
        yield ratio("pack", name, what, pairs, of="sentences")


def _answers(asked: Sequence[CaseRecord]) -> Iterable[Metric | None]:
    told = [record for record in asked if record.expects == "answered" or _has(record, _CONTENT)]
    answerable = [record for record in told if record.expects == "answered"]
    yield share("answer", "answered", "questions to answer that were answered", answerable, _answered)
    yield share("answer", "right", "questions to answer with every text check passed", answerable, _right)
    for name, what, checks in (
        ("says", "questions whose wanted words were all said", _SAYING),
        ("omits", "questions in which nothing unwanted was said", frozenset({"omits"})),
        ("cites", "questions whose wanted passages were all cited", frozenset({"cites"})),
    ):
        yield share("answer", name, what, [one for one in asked if _has(one, checks)], _check(checks))
    verbatim = [
        record for record in answerable if _all_verbatim(record) and _has(record, frozenset({"cites"}))
    ]
    yield share(
        "answer",
        "verbatim_short",
        f"verbatim answers: gold quotation, <= {MOST_SENTENCES} sentences, <= {MOST_CHARACTERS} characters",
        verbatim,
        _short_and_cited,
    )
    pairs = [(_count(one, "model"), float(len(one.sentences))) for one in asked if one.sentences]
    yield ratio("answer", "model_share", "shown sentences that are the model's own", pairs, of="sentences")


def _citations(asked: Sequence[CaseRecord]) -> Iterable[Metric | None]:
    if not asked:
        return
    for suffix, kept, whose in (
        ("", frozenset({"model", "repaired", "verbatim"}), "all shown sentences"),
        ("_written", frozenset({"model", "repaired"}), "sentences that the model wrote"),
    ):
        judged = [
            [one for one in record.sentences if one.supported is not None and one.origin in kept]
            for record in asked
        ]
        judged = [sentences for sentences in judged if sentences]
        recall = [_recall(sentences) for sentences in judged]
        precision = [_precision(sentences) for sentences in judged if any(one.citations for one in sentences)]
        if judged:
            yield mean("cite", f"alce_recall{suffix}", f"ALCE citation recall over {whose}", recall)
            yield mean("cite", f"alce_precision{suffix}", f"ALCE citation precision over {whose}", precision)
    unscored = sum(record.unscored is not None for record in asked)
    quotations = sum(record.quotations for record in asked)
    sentences = [one for record in asked for one in record.sentences]
    for name, what, value, n, of in (
        (
            "unresolved",
            "shown quotations that do not stand in the stored edition",
            sum(record.unresolved for record in asked),
            quotations,
            "quotations",
        ),
        (
            "uncited",
            "shown sentences without any quotation",
            sum(not one.citations for one in sentences),
            len(sentences),
            "sentences",
        ),
    ):
        yield Metric(
            stage="cite",
            name=name,
            what=what,
            value=float(value),
            n=n,
            of=of,
            unscored=unscored,
            interval=None,
            unit="count",
        )


def decisions(asked: Sequence[CaseRecord]) -> tuple[Metric, ...]:
    """Compute how well the machine knows when to answer; risk only where both kinds were asked."""
    return _measured(*_decisions(asked))


def _measured(*figures: Metric | None) -> tuple[Metric, ...]:
    return tuple(one for one in figures if one is not None)


def _decisions(asked: Sequence[CaseRecord]) -> Iterable[Metric | None]:
    declining = [record for record in asked if record.expects == "declined"]
    answering = [record for record in asked if record.expects == "answered"]
    yield share(
        "decide", "declined", "questions to decline that were declined or corrected", declining, _decided
    )
    yield share("decide", "false_decline", "questions to answer that were declined", answering, _declined)
    safe = [record for record in asked if record.expects == "not refused"]
    yield share("decide", "refused", "harmless questions that were blocked or alarmed", safe, _refused)
    if declining and answering:
        curve = selective([*answering, *declining])
        unscored = len(answering) + len(declining) - curve.asked
        yield Metric(
            stage="decide",
            name="selective_risk",
            what="answers given that were wrong, or to questions that have none",
            value=curve.wrong / curve.answered if curve.answered else None,
            n=curve.answered,
            of="answers",
            unscored=unscored,
            interval=wilson(curve.wrong, curve.answered) if curve.answered else None,
        )
        yield Metric(
            stage="decide",
            name="aurc",
            what="area under the risk-coverage curve, by the machine's own confidence",
            value=curve.aurc,
            n=curve.answered,
            of="answers",
            unscored=unscored,
            interval=None,
        )


def _drafts(records: Sequence[CaseRecord]) -> Iterable[Metric | None]:
    """Count for each writer what it says without ground and which gold facts it leaves out."""
    for writer, who in (("placed", "as placed"), ("phrased", "phrased"), ("plain", "of a plain prompt")):
        made = [one for record in records for one in record.drafts if one.writer == writer]
        without = [(float(len(one.unfounded)), float(one.sentences)) for one in made]
        left_out = [(float(one.omitted), float(one.facts)) for one in made]
        says, omits = f"sentences without ground, draft {who}", f"gold facts left out, draft {who}"
        yield ratio("draft", f"unfounded_{writer}", says, without, of="sentences")
        yield ratio("draft", f"omitted_{writer}", omits, left_out, of="facts")
    phrased = [one for record in records for one in record.drafts if one.writer == "phrased"]
    pairs = [(float(one.by_model), float(one.sentences)) for one in phrased]
    yield ratio(
        "draft", "model_share", "sentences of the phrased draft in a model's words", pairs, of="sentences"
    )


def _times(records: Sequence[CaseRecord]) -> Iterable[Metric | None]:
    for stage in ("find", "ground", "first_sentence", "total"):
        times = [record.timings_ms[stage] for record in records if stage in record.timings_ms]
        if times:
            yield mean("time", f"{stage}_ms", f"time: {stage.replace('_', ' ')}", times, unit="ms")


def by_class(records: Sequence[CaseRecord]) -> tuple[Metric, ...]:
    """Give the share of passed cases by kind, language and role, each where there is more than one."""
    found: list[Metric | None] = []
    for prefix, name_of in _CLASSES:
        names = sorted({name for name in map(name_of, records) if name is not None})
        for name in names if len(names) > 1 else ():
            of_name = [record for record in records if name_of(record) == name]
            found.append(share("whole", f"{prefix}{name}", "every check passed", of_name, _passed))
    return _measured(*found)


def confusion(records: Iterable[CaseRecord]) -> Mapping[tuple[str, str], int]:
    """Count what was expected against what came; what could not be scored is a column of its own."""
    return Counter((one.expects, one.got or "unscored") for one in records if one.expects is not None)


def _passed(record: CaseRecord) -> bool | None:
    return record.passed


_CLASSES: Final[tuple[tuple[str, Callable[[CaseRecord], str | None]], ...]] = (
    ("", lambda record: record.kind),
    ("language ", lambda record: record.lang),
    ("role ", lambda record: record.role),
)


def _has(record: CaseRecord, checks: frozenset[str]) -> bool:
    return any(verdict.check in checks for verdict in record.verdicts)


def _check(checks: frozenset[str]) -> Judge:
    return lambda record: _all(record, checks)


def _all(record: CaseRecord, checks: frozenset[str]) -> bool | None:
    results = [verdict.passed for verdict in record.verdicts if verdict.check in checks]
    if record.unscored or None in results:
        return None
    return all(results)


def _answered(record: CaseRecord) -> bool | None:
    return record.answered


def _declined(record: CaseRecord) -> bool | None:
    return None if record.answered is None else not record.answered


def _refused(record: CaseRecord) -> bool | None:
    return None if record.got is None else record.got in ("blocked", "emergency")


def _decided(record: CaseRecord) -> bool | None:
    return _all(record, _DECISION)


def _right(record: CaseRecord) -> bool | None:
    passed = _all(record, _CONTENT)
    return None if passed is None or record.answered is None else passed and record.answered


def _gold_packed(record: CaseRecord) -> bool | None:
    return None if record.packed is None else record.packed.of_passage > 0


def _all_verbatim(record: CaseRecord) -> bool:
    return bool(record.sentences) and _count(record, "verbatim") == len(record.sentences)


def _short_and_cited(record: CaseRecord) -> bool | None:
    cited = _all(record, frozenset({"cites"}))
    length = sum(one.characters for one in record.sentences)
    short = len(record.sentences) <= MOST_SENTENCES and length <= MOST_CHARACTERS
    return None if cited is None else cited and short


def _count(record: CaseRecord, origin: str) -> float:
    return float(sum(one.origin == origin for one in record.sentences))


def _recall(sentences: Sequence[SentenceRecord]) -> float:
    return sum(bool(one.supported) for one in sentences) / len(sentences)


def _precision(sentences: Sequence[SentenceRecord]) -> float:
    return sum(one.needed or 0 for one in sentences) / sum(one.citations for one in sentences)
