"""What a question asks to hear, how far evidence says it, and what follows from the risk."""

from dataclasses import replace

import numpy as np
import pytest

from assistant.deferral import left_unsaid, shortfall
from assistant.shortlist import shortlist
from assistant.sufficiency import FEATURES, NO_FIT, UNWEIGHED, Calibration, Sizing, Weighing, asked_of
from assistant.sufficiency.asked import names_in
from assistant.sufficiency.fit import lost_digits
from assistant.verbatim import verbatim_choice
from evals.calibration import Labelled, fit, out_of_sample
from retrieval import Found, Hit
from retrieval.evidence import Budget, pack
from retrieval.token_counts import EstimatedCounter
from tests.fakes.editions import content
from tests.fakes.memory_ledger import MemoryLedger


class Level:
    """An embedder to which every text is equally near, so that words alone decide."""

    def embed_query(self, text):
        return [1.0, 0.0 * len(text)]

    def embed_passages(self, texts):
        return [[0.9, 0.1] for _ in texts]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("这种疫苗几岁可以打？", "age"),
        ("甲病多久复查一次？", "frequency"),
        ("甲病的疗程是几周？", "duration"),
        ("How long should treatment last?", "duration"),
        ("How often should adults be screened?", "frequency"),
        ("甲病患者的血压目标是多少？", "amount"),
        ("What percentage of patients relapse?", "share"),
        ("What is the minimum age for screening?", "age"),
        ("甲病能不能用阿司匹林？", ""),
        ("Is aspirin recommended?", ""),
        ("甲病算不算高剂量二联的指征？", ""),
        ("甲病看不看在目标范围内的时间？", ""),
        ("甲病抗凝用预防剂量还是治疗剂量？", ""),
        ("甲病的标准里有没有呼吸频率的数字？", "amount"),
    ],
)
def test_a_question_wants_a_kind_of_answer(question, kind):
    assert asked_of(question).kind == kind


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("甲病能用奥司他韦吗？", "drug:oseltamivir"),
        ("Is oseltamivir recommended in flu?", "drug:oseltamivir"),
        ("妊娠期甲病怎么办？", "pregnancy:pregnant"),
        ("6岁孩子的甲病怎么办？", "age:minor"),
        ("甲病什么时候上ECMO？", "procedure:ecmo"),
        ("甲病的XYZ评分怎么算？", "xyz"),
        ("腹膜透析患者的甲病怎么办？", "dialysis:peritoneal"),
        ("甲病能用昂拉地韦吗？", "drug:昂拉地韦"),
        ("Is lacogatran used in jia?", "drug:lacogatran"),
        ("轮状病毒腹泻怎么补液？", "disease:rotavirus"),
    ],
)
def test_what_is_named_must_be_found(question, name):
    assert name in asked_of(question).names


@pytest.mark.parametrize(
    ("question", "no_name"),
    [
        pytest.param("What does the US guideline say about JNC therapy?", "us", id="a region"),
        pytest.param("Does USPSTF speak of XYZ?", "uspstf", id="a body"),
        pytest.param("得了甲病能不能带病上班？", "drug:病上班", id="an everyday word like a drug's ending"),
        pytest.param("戒烟多少年以内要查甲病？", "age:minor", id="years asked for are no youth"),
        pytest.param("甲病伤心脏吗？", "organ:cardiac", id="an organ is in most texts unnamed"),
    ],
)
def test_who_publishes_is_no_name_that_a_text_must_hold(question, no_name):
    assert no_name not in asked_of(question).names


@pytest.mark.parametrize(
    ("question", "text"),
    [
        pytest.param("Hp感染要不要治？", "推荐根除幽门螺杆菌。", id="abbreviation"),
        pytest.param("肠癌几岁开始查？", "Screen adults for colorectal cancer.", id="other tongue"),
        pytest.param(
            "Which lung screening is advised?", "Screening for lung cancer.", id="inside a longer name"
        ),
    ],
)
def test_a_name_is_found_whatever_it_is_called(question, text):
    assert asked_of(question).names <= names_in(text)


@pytest.mark.parametrize(
    ("question", "title", "text", "elsewhere"),
    [
        ("流感重症标准？", "新冠肺炎重症诊疗方案", "呼吸频率≥30次/分。", True),
        ("流感重症标准？", "新冠肺炎重症诊疗方案", "与流感不同，呼吸频率≥30次/分。", False),
        ("流感重症标准？", "流感诊疗方案", "呼吸频率≥30次/分。", False),
        ("流感重症标准？", "重症病例手册", "呼吸频率≥30次/分。", False),
        ("怎么退热？", "流感诊疗方案", "体温高于三十八度五时。", False),
        ("blood pressure goal in diabetes?", "Influenza guideline", "Keep it below that.", True),
    ],
)
def test_a_passage_under_another_diseases_title_speaks_of_something_else(question, title, text, elsewhere):
    assert asked_of(question).elsewhere(title, text) is elsewhere


def test_why_takes_something_for_granted():
    assert asked_of("为什么甲病要卧床？").premise
    assert not asked_of("甲病要不要卧床？").premise


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("发热持续时间很少超过小时。", True),
        ("本病在岁以下儿童多见。", True),
        ("发热持续时间很少超过48小时。", False),
        ("本病在三岁以下儿童多见。", False),
        ("每小时测一次尿量。", False),
    ],
)
def test_a_text_that_lost_its_digits_is_known(text, lost):
    assert lost_digits(text) is lost


def evidence_of(question, words):
    ledger = MemoryLedger()
    one = content("jia", year=2024, words=words)
    ledger.add([one])
    hits = tuple(Hit(passage=passage, title=one.edition.title, score=1.0) for passage in one.passages)
    found = Found(hits=hits, signals={"dense_top": 0.5})
    return found, pack(question, hits, budget=Budget(counter=EstimatedCounter(), tokens=2000))


def weighed(question, words, calibration=None):
    found, evidence = evidence_of(question, words)
    return evidence, Weighing(Sizing(Level()), calibration).weigh(question, found, evidence)


DOSE = "甲病患者给予奥司他韦75mg，每日2次。"
BARE = "甲病患者可给予奥司他韦。"


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        pytest.param("甲病用奥司他韦的剂量是多少？", DOSE, BARE, id="no number where one is asked for"),
        pytest.param(
            "甲病用奥司他韦的剂量是多少？", DOSE, DOSE.replace("奥司他韦", "帕拉米韦"), id="another drug"
        ),
        pytest.param("儿童甲病的疗程几天？", "儿童甲病疗程5天。", "成人甲病疗程5天。", id="other people"),
    ],
)
def test_evidence_that_answers_less_fits_less(question, better, worse):
    whole, poor = (weighed(question, words)[1].sufficiency for words in (better, worse))
    assert (whole.own, whole.names, whole.drugs, -whole.clash) > (
        poor.own,
        poor.names,
        poor.drugs,
        -poor.clash,
    )


@pytest.mark.parametrize(
    ("words", "share"),
    [
        pytest.param(DOSE, 0.0, id="a rule for everybody"),
        pytest.param(f"透析患者减量。{DOSE}", 1.0, id="named beside it"),
        pytest.param(DOSE.replace("甲病", "甲病透析"), 1.0, id="named in it"),
    ],
)
def test_a_special_group_must_be_named_where_the_answer_is(words, share):
    assert weighed("透析患者得甲病，奥司他韦的剂量是多少？", words)[1].sufficiency.whom == share
    assert weighed("甲病用奥司他韦的剂量是多少？", words)[1].sufficiency.whom == 1.0


def strict(bar):
    weights = dict.fromkeys(FEATURES, 0.0) | {"own": 4.0}
    return Calibration(intercept=-2.0, weights=weights, defer_above=bar, flag_above=bar / 2)


def test_a_risk_above_the_bar_defers_and_below_it_marks():
    evidence, found = weighed("甲病用奥司他韦的剂量是多少？", BARE, strict(0.5))
    assert found.risk == pytest.approx(strict(0.5).risk(found.sufficiency))
    assert shortfall("甲病？", evidence, found) == "weak_evidence"
    _, lenient = weighed("甲病用奥司他韦的剂量是多少？", BARE, strict(0.99))
    assert (lenient.too_risky, lenient.doubtful) == (False, True)


def test_a_silent_model_raises_the_risk_by_what_its_silence_is_worth():
    calm = replace(strict(0.9), silence=6.0)
    weighing = Weighing(Sizing(Level()), calm)
    _, found = weighed("甲病用奥司他韦的剂量是多少？", DOSE, calm)
    after = weighing.after_silence(found)
    assert after.risk / (1 - after.risk) == pytest.approx(6.0 * found.risk / (1 - found.risk))
    assert Weighing(Sizing(Level()), None).after_silence(UNWEIGHED).too_risky


def test_what_a_model_writes_counts_before_the_evidence_is_given_up():
    evidence, plain = weighed("甲病用奥司他韦的剂量是多少？", BARE, strict(0.5))
    bold = replace(strict(0.98 * plain.risk), speech=0.4)
    _, found = weighed("甲病用奥司他韦的剂量是多少？", BARE, bold)
    after = Weighing(Sizing(Level()), bold).after_speech(found)
    assert (found.too_risky, found.hopeless, after.too_risky) == (True, False, False)
    assert after.risk / (1 - after.risk) == pytest.approx(0.4 * found.risk / (1 - found.risk))
    assert shortfall("甲病？", evidence, found, drafting=True) is None
    _, worse = weighed("甲病用奥司他韦的剂量是多少？", BARE, replace(bold, defer_above=0.2))
    assert shortfall("甲病？", evidence, worse, drafting=True) == "weak_evidence"


def test_a_model_is_given_the_sentences_that_fit_with_what_introduces_them():
    words = "".join(f"甲病的第{number}条旁述与此无关。" for number in range(9))
    asked = "甲病用奥司他韦的剂量是多少？"
    evidence, found = weighed(asked, f"{words}甲病用药如下：{DOSE}")
    short = shortlist(evidence, found, most=1)
    assert short.sentences[-1].text.endswith(DOSE)
    assert {one.marker for one in short.sentences} <= {one.marker for one in evidence.sentences}
    assert len(short.sentences) <= 2
    assert shortlist(evidence, UNWEIGHED, most=1) is evidence
    assert shortlist(evidence, found, most=50) is evidence


def test_without_a_calibration_no_risk_is_claimed():
    evidence, found = weighed("甲病用奥司他韦的剂量是多少？", DOSE)
    assert (found.risk, shortfall("甲病？", evidence, found)) == (None, None)
    assert shortfall("甲病？", replace(evidence, sentences=()), UNWEIGHED) == "no_evidence"


def test_the_quantity_asked_for_is_not_left_unsaid():
    evidence, found = weighed("甲病用奥司他韦的剂量是多少？", f"{BARE}\n{DOSE}")
    said = {sentence.text: sentence.marker for sentence in evidence.sentences}
    assert left_unsaid(evidence, found, frozenset({said[BARE]})).text == DOSE
    assert left_unsaid(evidence, found, frozenset({said[DOSE]})) is None


def test_what_answers_clearly_better_than_what_was_said_is_quoted_beside_it():
    aside = "甲病患者监测体温每4小时1次。"
    evidence, found = weighed("甲病用奥司他韦的剂量是多少？", f"{aside}\n{DOSE}")
    said = {sentence.text: sentence.marker for sentence in evidence.sentences}
    assert left_unsaid(evidence, found, frozenset({said[aside]})).text == DOSE
    assert left_unsaid(evidence, found, frozenset()) is None


def test_the_sentence_that_states_it_is_quoted_first():
    asked = "甲病用奥司他韦的剂量是多少？"
    evidence, found = weighed(asked, f"{BARE}\n{DOSE}")
    assert verbatim_choice(asked, evidence, found, used=frozenset())[0].text == DOSE


def test_what_is_only_for_others_is_not_quoted_beside_what_is_for_those_asked_about():
    asked = "甲病儿童用奥司他韦的剂量是多少？"
    adults, children = "甲病成人用奥司他韦每次75mg。", "甲病儿童用奥司他韦每次2mg/kg。"
    evidence, found = weighed(asked, f"{adults}\n{children}")
    assert [one.text for one in verbatim_choice(asked, evidence, found, used=frozenset())] == [children]
    alone, found = weighed(asked, adults)
    assert [one.text for one in verbatim_choice(asked, alone, found, used=frozenset())] == [adults]


def test_risk_falls_with_every_feature_that_speaks_for_the_evidence():
    low, high = NO_FIT, replace(NO_FIT, own=1.0)
    assert strict(0.5).risk(low) > strict(0.5).risk(high)


def test_the_fit_finds_what_tells_answerable_from_unanswerable():
    rng = np.random.default_rng(7)
    told = rng.random((200, len(FEATURES)))
    labels = (told[:, 0] > 0.5).astype(float)
    data = Labelled(told, labels, tuple(str(index) for index in range(200)))
    assert np.argmax(np.abs(fit(told, labels).weights)) == 0
    assert np.mean((out_of_sample(data) > 0.5) == (labels == 1)) > 0.9


def heard(question, *texts):
    """Ask sources with these texts; gives the first words of what is quoted, best first."""
    ledger = MemoryLedger()
    ones = [content(f"d{at}", year=2024, words=text, family=f"d{at}") for at, text in enumerate(texts)]
    ledger.add(ones)
    hits = tuple(
        Hit(passage=passage, title=one.edition.title, score=1.0) for one in ones for passage in one.passages
    )
    evidence = pack(question, hits, budget=Budget(counter=EstimatedCounter(), tokens=2000))
    found = Weighing(Sizing(Level()), None).weigh(question, Found(hits=hits), evidence)
    chosen = verbatim_choice(question, evidence, found, used=frozenset())
    return [str(one.passage.document_id) for one in chosen]


def test_sources_that_answer_alike_are_each_heard_before_one_is_heard_twice():
    one, other = "甲病潜伏期为3天。\n甲病潜伏期最长5天。", "乙病潜伏期为9天。"
    assert set(heard("潜伏期是几天？", one, other)[:2]) == {"d0", "d1"}


def test_a_source_that_does_not_state_what_was_asked_is_not_heard_first():
    one, silent = "甲病潜伏期为3天。\n甲病潜伏期最长5天。", "乙病潜伏期无传染性。"
    assert heard("潜伏期是几天？", one, silent)[:2] == ["d0", "d0"]
