"""Classes of error of English talks: tags, statements asked, yes that is told again, words without marks."""

from __future__ import annotations

from tests.fakes.tables import every
from tests.unit.drafting.test_reading import drafted, lines

BREATHLESS = (
    "okay so your lungs are clear with no wheezes and your abdomen is soft and not tender on my exam today "
    "alright so I want you to rest the knee and I'll prescribe some physical therapy for you okay"
)
ROWS = (
    (("D You had hives before, right?", "P Yes."), "had hives before: yes", "Reports right"),
    (("D Did the nurses weigh you?", "P No, they didn't."), "nurses weigh you: no", "Denies did"),
    (("D Any nausea, vomiting?", "P Yeah, I have nausea but no vomiting."), "no vomiting", "Reports"),
    (("D Any headaches or wheezing?", "P Nope."), "Denies headaches", "Reports"),
    (("D Any fever or chills?", "P Nothing of that sort."), "Denies fever, chills", "sort"),
    (("D Any joint pain?", "P No sir."), "Denies joint pain", "sir"),
    (("D So tell me, any palpitations?", "P None of those."), "Denies palpitations", "tell me"),
    (("D You mentioned she's been coughing a lot.", "P A week now."), "coughing a lot", "Denies"),
    (
        ("D You're forty one, correct?", "P Good morning, doctor. Yes sir, that's right."),
        "forty one: yes",
        "doctor",
    ),
    (("D Any medical conditions?", "P Yes, I have diabetes."), "I have diabetes", "Reports"),
    (("D Any other symptoms, such as nausea, or a rash?", "P I pee a lot."), "pee a lot", "such as"),
    (("D Hey dragon, show me the vital signs.", "P My knee hurts."), "knee hurts", "show me"),
    (("D Do you have any questions for me?", "P No. My knee hurts."), "knee hurts", "Denies questions"),
    (("D have you ever had this kind of back pain before", "P once years ago"), "once years ago", "have you"),
    (
        (
            f"D {BREATHLESS}",
            "P my knee hurts",
        ),
        "lungs are clear",
        "today alright",
    ),
)


def _holds_only(row: tuple[tuple[str, ...], str, str]) -> None:
    said, wanted, unwanted = row
    written = lines(drafted(*said, template="SOAP")[0])
    assert any(wanted in one for one in written), written
    assert not any(unwanted in one for one in written), written


@every(ROWS)
def test_english_talk_is_read_as_it_was_meant(row: tuple[tuple[str, ...], str, str]) -> None:
    _holds_only(row)
