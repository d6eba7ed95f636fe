"""Drafts as cases: loaders of conversations, what has no ground, what is left out, the figures."""

import csv

import pytest

from assistant.drafting.record import Turn
from evals import Plan, ask_cases, load, measure, read_run
from evals.founding import Founding, holds, sentences_of
from evals.founding_calibration import main
from evals.resolution import ListedTexts
from tests.fakes.tables import every

SAID = (
    ("Doctor", "Any chest pain or a cough?"),
    ("Patient", "No chest pain. The cough began on July second, two thousand eight."),
    ("Doctor", "Family history?"),
    ("Guest_family", "My mom had asthma, she is in her sixties."),
    ("Patient", "I'm twenty six, I took ibuprofen for my left knee."),
)
TURNS = [Turn("doctor" if who == "Doctor" else "patient", text) for who, text in SAID]
FOUNDED = (
    "The patient is a 26 year old.",
    "Cough since 7/2/2008.",
    "Denies chest pain.",
    "Mother in her 60s had asthma.",
    "Left knee hurts; took ibuprofen.",
)
UNFOUNDED = (
    "The patient is a 27 year old.",
    "Reports chest pain.",
    "No cough.",
    "Right knee problem.",
    "Took naproxen.",
    "History of diabetes.",
)


@every(FOUNDED)
def test_what_the_conversation_says_has_ground_in_its_own_or_near_words(sentence):
    assert Founding(TURNS).fault(sentence) is None


@every(UNFOUNDED)
def test_other_numbers_terms_sides_and_denials_have_none(sentence):
    assert Founding(TURNS).fault(sentence) is not None


def test_facts_of_a_note_are_those_that_were_said_and_a_draft_may_hold_them_in_near_words():
    facts = Founding(TURNS).facts("26 year old with a cough, no chest pain. Diabetes. Took ibuprofen.")
    assert {"26", "cough", "ibuprofen"} <= facts
    assert "diabet" not in facts
    assert facts - holds(facts, "Cough. Chest hurts not. I'm twenty six.") == {"ibuprofen"}


def test_headings_and_empty_bullets_are_no_sentences():
    assert sentences_of(
        "CHIEF COMPLAINT\n\n**Name:** [Patient's Name]\n**Plan:**\nCough.\n1. No fever. Tired\n• \nPlan:"
    ) == [
        "Cough.",
        "No fever.",
        "Tired",
    ]


def _csv(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


class _Drafter:
    """Writes one true and one untrue sentence, and a plain note that leaves everything out."""

    async def draft(self, line):
        assert line["turns"][1] == {"speaker": "patient", "text": "No fever, I don't smoke."}
        told = [{"text": "No fever."}, {"text": "Has a rash.", "origin": "model"}]
        draft = {"sections": [{"sentences": told}]}
        return {"placed": {"sections": []}, "phrased": draft, "plain": "Well."}


NOTE = "No fever, a smoker."
BY_SECTION = {
    "ID": "3",
    "section_header": "CC",
    "section_text": NOTE,
    "dialogue": "Doctor: Well?\nPatient: No fever,\n I do n't smoke .",
}
WHOLE_VISIT = {
    "encounter_id": "D1",
    "note": NOTE,
    "dialogue": "[doctor] well?\n[patient] No fever, I do n't smoke .",
}


@pytest.mark.parametrize("row", [BY_SECTION, WHOLE_VISIT], ids=["by-section", "whole-visit"])
async def test_conversations_with_notes_are_drafted_and_counted_for_each_writer(tmp_path, row):
    sets = load(_csv(tmp_path / "talks.csv", [row]))
    plan = Plan(sets=sets, folder=tmp_path / "run", conditions={})
    plan.open()
    await ask_cases(plan, sets[0], _Drafter(), ListedTexts(()))
    [record] = read_run(plan.folder).records
    assert (record.passed, record.unscored) == (False, None)
    figures = {one.name: one.value for one in measure([record])}
    assert figures["unfounded_phrased"] == figures["model_share"] == 0.5
    assert figures["omitted_plain"] == 1.0
    assert 0 < figures["omitted_phrased"] < 1


def test_the_check_is_held_against_people_and_wrong_files_are_one_line(tmp_path, capsys):
    talk = "Doctor: Pain?\nPatient: In my left knee."
    told = ("Left knee pain.", "Right knee pain.", "Left side.", "Left knee pain.")
    said = [
        {
            "Dialogue": f"{talk} {one // 2}",
            "Reference Summary": "Left knee pain.",
            "Automatic Summary": told[one % 4],
        }
        for one in range(12)
    ]
    names = ("HallucinationRate", "FactualPrecision", "OmissionRate")
    scored = [
        dict(zip(names, row, strict=True)) for row in (("0", "1", "0"), ("1", "0", "0"), ("0", "1", "1")) * 4
    ]
    scored = [scored[{0: 0, 1: 1, 2: 2, 3: 0}[one % 4]] for one in range(12)]
    summaries, scores = _csv(tmp_path / "a.csv", said), _csv(tmp_path / "b.csv", scored)
    assert main([str(summaries), str(scores)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert all("Spearman 1.000 [" in one and "n = 12 of 6 conversations" in one for one in lines)
    assert main([str(scores), str(scores)]) == main([str(summaries)]) == main(["no", "no"]) == 2
    assert "Traceback" not in capsys.readouterr().err
