"""Trains the tagger of names: `python -m evals.name_channel [FILE …]`.

It learns from own messages whose names are drawn anew each time (`evals/told/names`) and own texts that name
nobody; from files of JSON Lines too, if given: cases (`text`, `spans`), every second of ordinary questions
(`instruction`) in which no rule finds a name. Every author is left out once and measured, with names that
training never saw. Only weights are kept. scikit-learn is needed here only, never at run time.
"""

from __future__ import annotations

import json
import logging
import random
import sys
import warnings
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.gate.folding import fold
from assistant.gate.identifiers.likely import NameReader
from assistant.gate.identifiers.people import chinese_names
from assistant.gate.identifiers.tagging import BUCKETS, LABELS, Script, Tagger
from assistant.gate.identifiers.traits import WORD, common_words, han_units, latin_units
from evals.department_channel import told
from evals.name_messages import Message, Namer, messages, named, of_cases, templates

_FILLS: Final = {"han": 5, "latin": 8}
_CASE_FILLS: Final = 3
_LONGEST: Final = 100
_NAMED: Final = 2
_NOBODY: Final = 3_500
_STRENGTH: Final = 1e-4
_FORGOTTEN: Final = 0.06
"""Share of everyday words that training takes for unknown ones: any word may be one that no list holds."""
_BARS: Final = (0.05, 0.1, 0.15, 0.2, 0.3)
LEAST: Final[dict[Script, float]] = {"han": 0.2, "latin": 0.15}

Units = tuple[NDArray[np.uint16], list[tuple[int, int]]]


def script_of(author: str) -> Script:
    """Say in which script an author writes."""
    return "latin" if "english" in author else "han"


def nobody(script: Script, files: Sequence[Path]) -> Iterator[Message]:
    """Give texts that name nobody: own stories, cases of the gate and the red flags, ordinary questions."""
    yield from (Message("nobody", one, ()) for one in own(script))
    for file in files:
        rows = map(json.loads, file.read_text("utf-8").splitlines())
        asked = (row["instruction"][0] for row in rows if "instruction" in row)
        for text in list(asked)[1::2]:
            if len(text) > _LONGEST or _ascii(text) != (script == "latin"):
                continue
            if not any(one[0] == "NAME" for one in chinese_names(fold(text).text, learned=False)):
                yield Message("nobody", text, ())


def own(script: Script) -> Sequence[str]:
    """Give own texts that name nobody."""
    gate = resources.files("assistant.gate")
    texts = [one.text for one in told()]
    for file in ("cases/pass.jsonl", "cases/block.jsonl", "redflags/cases.jsonl"):
        lines = map(json.loads, gate.joinpath(file).read_text("utf-8").splitlines())
        texts += [one["text"] for one in lines if "disguise" not in one]
    mine = [one for one in texts if _ascii(one) == (script == "latin")]
    random.Random(3).shuffle(mine)  # noqa: S311 - an order, nothing secret
    return mine[:_NOBODY]


def _ascii(text: str) -> bool:
    return sum(map(str.isascii, text)) > 0.7 * len(text)


def units(message: Message, script: Script, forgetting: random.Random | None = None) -> Units:
    """Give what the tagger sees of a message, and where each unit stands."""
    if script == "han":
        folded = fold(message.text)
        at = [folded.original(place, place + 1) for place in range(len(folded.text))]
        return han_units(folded.text, NameReader(folded.text).cut()), at
    found = list(WORD.finditer(message.text))
    words = [one[0] for one in found]
    common = common_words()
    if forgetting:
        common -= {one.lower() for one in words if forgetting.random() < _FORGOTTEN}
    return latin_units(words, common), [one.span() for one in found]


def labels(message: Message, at: Sequence[tuple[int, int]]) -> NDArray[np.int8]:
    """Give each unit's label."""
    given = np.zeros(len(at), dtype=np.int8)
    for start, end in message.names:
        inside = [place for place, (first, last) in enumerate(at) if first >= start and last <= end]
        given[inside] = LABELS.index("I")
        if len(inside) == 1:
            given[inside] = LABELS.index("S")
        elif inside:
            given[inside[0]], given[inside[-1]] = LABELS.index("B"), LABELS.index("E")
    return given


def cased(message: Message, chance: random.Random) -> Message:
    """Give a message as somebody in a hurry writes it: one in three without capitals."""
    sort = chance.random()
    if sort < 0.3:
        return Message(message.author, message.text.lower(), message.names)
    if sort < 0.4 and message.names:
        start, end = message.names[0]
        low = message.text[:start] + message.text[start:end].lower() + message.text[end:]
        return Message(message.author, low, message.names)
    return message


def lessons(
    authors: Sequence[str], script: Script, half: int | None, files: Sequence[Path]
) -> Iterator[Message]:
    """Give what is learned from."""
    chance = random.Random(5)  # noqa: S311 - invented texts, nothing secret
    for author in authors:
        for one in messages(author, fills=_FILLS[script], seed=11, half=half):
            yield cased(one, chance) if script == "latin" else one
    namer = Namer(17, half)
    for template in (template for file in files for template in of_cases(file)):
        if _ascii(template) == (script == "latin"):
            for _ in range(_CASE_FILLS):
                filled = namer.filled("cases", template)
                yield cased(filled, chance) if script == "latin" else filled
    for one in nobody(script, files):
        yield cased(one, chance) if script == "latin" else one
        for template in filter(None, (named(one.text, chance) for _ in range(_NAMED))):
            filled = namer.filled("nobody", template)
            yield cased(filled, chance) if script == "latin" else filled


def fitted(given: Sequence[Message], script: Script) -> Tagger:
    """Give the tagger that these messages make."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - training only
    from sklearn.linear_model import SGDClassifier  # noqa: PLC0415 - training only

    chance = random.Random(7)  # noqa: S311 - which words are taken for unknown
    seen, wanted = [], []
    for one in given:
        found, at = units(one, script, chance)
        seen.append(found)
        wanted.append(labels(one, at))
    found, target = np.concatenate(seen), np.concatenate(wanted)
    ends = np.arange(len(found) + 1) * found.shape[1]
    matrix = csr_matrix(
        (np.ones(found.size, np.float32), found.ravel().astype(np.int32), ends), shape=(len(found), BUCKETS)
    )
    weights = np.zeros((BUCKETS, len(LABELS)), dtype=np.float32)
    bias = np.zeros(len(LABELS), dtype=np.float32)
    for place in range(len(LABELS)):
        model: Any = SGDClassifier(
            loss="log_loss", alpha=_STRENGTH, max_iter=6, tol=None, average=True, random_state=1
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(matrix, target == place)
        weights[:, place], bias[place] = model.coef_[0], model.intercept_[0]
    return Tagger(weights, bias, LEAST[script])


def spans_of(tagger: Tagger, message: Message, script: Script, least: float) -> list[tuple[int, int]]:
    """Give the names that a tagger finds in a message."""
    found, at = units(message, script)
    if not len(found):
        return []
    return [(at[start][0], at[stop - 1][1]) for start, stop in tagger.spans(found, least)]


def measured(tagger: Tagger, given: Sequence[Message], script: Script) -> str:
    """Say how many names a tagger finds of these messages, and how many stretches that are none."""
    said = []
    for least in _BARS:
        known = hit = right = wrong = 0
        for one in given:
            spans = spans_of(tagger, one, script, least)
            covered = {place for start, end in spans for place in range(start, end)}
            named = {place for start, end in one.names for place in range(start, end)}
            known += len(one.names)
            hit += sum(covered >= set(range(start, end)) for start, end in one.names)
            right += sum(not named.isdisjoint(range(start, end)) for start, end in spans)
            wrong += sum(named.isdisjoint(range(start, end)) for start, end in spans)
        said.append(f"{least}: {hit}/{known} found, {wrong}/{right + wrong} wrong")
    return "; ".join(said)


def _packed(tagger: Tagger, script: Script) -> dict[str, NDArray[Any]]:
    scale = float(np.abs(tagger.weights).max()) / 127
    return {
        f"{script}_weights": np.round(tagger.weights / scale).astype(np.int8),
        f"{script}_scale": np.array(scale, np.float32),
        f"{script}_bias": tagger.bias,
        f"{script}_least": np.array(tagger.least, np.float32),
    }


def main(given: Sequence[str]) -> None:
    """Train on all, write `tagger.npz`, measure with every author left out."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logger = logging.getLogger(__name__)
    files = [Path(one) for one in given]
    scripts: tuple[Script, ...] = ("han", "latin")
    authors = {script: [one for one in templates() if script_of(one) == script] for script in scripts}
    kept: dict[str, NDArray[Any]] = {}
    for script in scripts:
        kept |= _packed(fitted(list(lessons(authors[script], script, None, files)), script), script)
    where = Path(str(resources.files("assistant.gate.identifiers")))
    np.savez_compressed(where / "tagger.npz", allow_pickle=False, **kept)
    for script, left in [(one, left) for one in scripts for left in authors[one]]:
        others = [one for one in authors[script] if one != left]
        tagger = fitted(list(lessons(others, script, 0, files)), script)
        unseen = list(messages(left, fills=3, seed=13, half=1))
        logger.info("%s left out: %s", left, measured(tagger, unseen, script))


if __name__ == "__main__":
    main(sys.argv[1:])
