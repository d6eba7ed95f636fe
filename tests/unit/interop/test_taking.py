"""Transcripts and facts of other systems, read as they were sent."""

import json
from datetime import UTC, datetime

import pytest

from serving.errors import InvalidLineError
from serving.interop.taking import taken_in


def turns(text, **more):
    return [(one["speaker"], one["text"]) for one in taken_in({"text": text, **more})["turns"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "医生：哪里不舒服？\n患者：头疼。\n三天了。\n女儿: 还吐过一次",
            [("doctor", "哪里不舒服？"), ("patient", "头疼。三天了。"), ("family", "还吐过一次")],
            id="named",
        ),
        pytest.param(
            "[护士] ：体温三十八度五\nDr. Smith: Since when?\nPatient: Two days: on and off.",
            [
                ("nurse", "体温三十八度五"),
                ("doctor", "Since when?"),
                ("patient", "Two days: on and off."),
            ],
            id="brackets-and-english",
        ),
        pytest.param(
            "Speaker 1: 我肚子疼\nSpeaker 2: 疼多久了？\nSpeaker 1: 一天",
            [("patient", "我肚子疼"), ("doctor", "疼多久了？"), ("patient", "一天")],
            id="who-asks-is-the-doctor",
        ),
        pytest.param(
            "主诉：腹痛一天。查体：腹软。", [("doctor", "主诉：腹痛一天。查体：腹软。")], id="dictated"
        ),
    ],
)
def test_pasted_text_becomes_turns(text, expected):
    assert turns(text) == expected


def test_who_speaks_is_told_where_it_is_guessed():
    read = taken_in({"text": "说话人1：肚子疼。\n说话人2：几天了？\n说话人3：他昨晚吐了。\n护士：37度。"})
    roles = {"说话人1": "patient", "说话人2": "doctor", "说话人3": "patient"}
    assert {one["name"]: one["speaker"] for one in read["guessed"]} == roles
    assert [one.get("name") for one in read["turns"]] == ["说话人1", "说话人2", "说话人3", None]
    assert taken_in({"text": "医生：几天了？\n患者：三天。"})["guessed"] == []


VTT = """WEBVTT

NOTE made by a recorder

1
00:00:01.000 --> 00:00:03.000
<v 王医生>咳嗽几天了？</v>

00:00:03.500 --> 00:00:05.000
<v 患者>四天，
<v 患者>有黄痰。
"""
SRT = (
    "1\r\n00:00:01,000 --> 00:00:02,000\r\n医生：发烧吗？\r\n\r\n"
    "2\r\n00:00:02,000 --> 00:00:03,000\r\n患者：没有。\r\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(VTT, [("doctor", "咳嗽几天了？"), ("patient", "四天，有黄痰。")], id="vtt"),
        pytest.param(SRT, [("doctor", "发烧吗？"), ("patient", "没有。")], id="srt"),
    ],
)
def test_transcripts_with_times_become_turns(text, expected):
    assert turns(text) == expected


BUNDLE = """{"resourceType": "Bundle", "type": "collection", "entry": [
 {"resource": {"resourceType": "Patient", "identifier": [{"value": "M-9"}], "gender": "female",
               "name": [{"family": "陈", "given": ["测试"]}]}},
 {"resource": {"resourceType": "Observation", "code": {"text": "钾"}, "effectiveDateTime": "2026-06-01",
               "valueQuantity": {"value": 4.50, "unit": "mmol/L", "comparator": "<"}}},
 {"resource": {"resourceType": "Observation", "code": {"coding": [{"display": "血压"}]}, "component": [
   {"code": {"text": "收缩压"}, "valueQuantity": {"value": 130, "unit": "mmHg"}},
   {"code": {"text": "舒张压"}, "valueQuantity": {"value": 80, "unit": "mmHg"}}]}},
 {"resource": {"resourceType": "MedicationRequest", "id": "x"}}]}"""
ORU = (
    "MSH|^~\\&|LIS|||H|20260601||ORU^R01|1|P|2.4\r"
    "PID|1||M-9^^^H||陈^测试||19740101|F\r"
    "OBR|1|||BIO|||202606010815\r"
    "OBX|1|NM|K^钾^L||4.50|mmol/L|3.5-5.5||||F\r"
    "OBX|2|ST|TXT^备注^L||轻度\\T\\溶血||||||F\r"
)


@pytest.mark.parametrize("kind", ["fhir", "hl7"])
def test_facts_come_as_they_were_sent_with_their_patient(kind):
    read = taken_in({"text": BUNDLE if kind == "fhir" else ORU})
    assert (read["kind"], read["patient"]["id"], read["patient"]["name"]) == (kind, "M-9", "陈测试")
    assert read["patient"]["sex"] == "女"
    first = read["facts"][0]
    assert (first["name"], first["unit"], first["patient"]) == ("钾", "mmol/L", "M-9")
    assert first["value"] == ("<4.50" if kind == "fhir" else "4.50")
    assert len(read["facts"]) == (3 if kind == "fhir" else 2)
    if kind == "hl7":
        assert first["time"] == "2026-06-01 08:15"
        assert read["facts"][1]["value"] == "轻度&溶血"


def test_json_of_our_own_form_is_passed_on():
    told = {"turns": [{"speaker": "doctor", "text": "疼吗？"}], "facts": [], "patient": {"id": "1"}}
    read = taken_in({"text": json.dumps(told)})
    assert (read["kind"], read["turns"], read["patient"]) == ("json", told["turns"], {"id": "1"})


@pytest.mark.parametrize(
    "line",
    [
        pytest.param({"text": ""}, id="empty"),
        pytest.param({"text": "{not json"}, id="broken-json"),
        pytest.param({"text": "[1]"}, id="no-turns"),
        pytest.param({"text": "WEBVTT\n"}, id="no-cues"),
        pytest.param({"text": "MSH#^~\\&#x"}, id="other-separators", marks=()),
        pytest.param({"text": "abc", "kind": "hl7"}, id="no-hl7"),
        pytest.param({"text": "{}", "kind": "fhir"}, id="no-fhir"),
        pytest.param({"text": "x", "kind": "pdf"}, id="unknown-kind"),
    ],
)
def test_what_cannot_be_read_is_refused(line):
    if line["text"].startswith("MSH#"):
        line = line | {"kind": "hl7"}
    with pytest.raises(InvalidLineError):
        taken_in(line)


def facts(text):
    return [
        (one["name"], one["value"], one["source"], one["patient"])
        for one in taken_in({"text": text})["facts"]
    ]


ADT = (
    "MSH|^~\\&|ADT|H|E|H|20261101||ADT^A01|2|P|2.5\rPID|1||777^^^H\rAL1|1|DA|P^青霉素|SV|皮疹\r"
    "DG1|1||I10^原发性高血压|||A\r"
)
CORRECTED = (
    "MSH|^~\\&|LIS|H|E|H|20261101||ORU^R01|1|P|2.5\rPID|1||1\r"
    "OBX|1|NM|K^血钾||9.9|mmol/L|||||W\rOBX|2|CE|H^乙肝表面抗原||NEG^阴性||||||F\r"
    "OBX|3|NM|NA^血钠||140|mmol/L|||||P\rPID|2||2\rOBX|1|NM|K^血钾||4.0|mmol/L|||||F\r"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            ADT,
            [("过敏", "青霉素，皮疹", "HL7", "777"), ("入院诊断", "原发性高血压", "HL7", "777")],
            id="admission",
        ),
        pytest.param(
            CORRECTED,
            [
                ("乙肝表面抗原", "阴性", "HL7", "1"),
                ("血钠", "140", "HL7, preliminary", "1"),
                ("血钾", "4.0", "HL7", "2"),
            ],
            id="wrong-coded-preliminary-and-two-patients",
        ),
    ],
)
def test_messages_give_what_was_stated_and_not_what_was_taken_back(text, expected):
    assert facts(text) == expected


def test_a_bundle_gives_each_fact_its_own_patient_and_nothing_that_was_taken_back():
    def observed(patient, value, status="final"):
        subject = {"subject": {"reference": f"Patient/{patient}"}} if patient else {}
        return {
            "resourceType": "Observation",
            "status": status,
            "code": {"text": "血钾"},
            "valueInteger": value,
        } | subject

    people = [{"resourceType": "Patient", "id": one, "identifier": [{"value": f"M-{one}"}]} for one in "ab"]
    refuted = {"verificationStatus": {"coding": [{"code": "refuted"}]}}
    gone = {"clinicalStatus": {"coding": [{"code": "resolved"}]}}
    told = [
        *people,
        observed("a", 3),
        observed("b", 4),
        observed(None, 5),
        observed("a", 6, "entered-in-error"),
        {
            "resourceType": "AllergyIntolerance",
            "code": {"text": "青霉素"},
            "patient": {"reference": "Patient/b"},
        },
        {"resourceType": "AllergyIntolerance", "code": {"text": "海鲜"}} | refuted,
        {"resourceType": "Condition", "code": {"text": "肺炎"}} | gone,
    ]
    bundle = {"resourceType": "Bundle", "entry": [{"resource": one} for one in told]}
    assert [(name, value, patient) for name, value, _, patient in facts(json.dumps(bundle))] == [
        ("血钾", "3", "M-a"),
        ("血钾", "4", "M-b"),
        ("血钾", "5", None),
        ("过敏", "青霉素", "M-b"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            '{"segments": [{"speaker": "S1", "text": "Any pain?"}, {"speaker": "S2", "text": "Yes."}]}',
            [("doctor", "Any pain?"), ("patient", "Yes.")],
            id="recogniser",
        ),
        pytest.param(
            "[doctor] any pain?\n[patient] yes", [("doctor", "any pain?"), ("patient", "yes")], id="brackets"
        ),
    ],
)
def test_other_ways_to_write_a_talk_are_read(text, expected):
    assert turns(text) == expected


@pytest.mark.parametrize(
    "text", ['{"turns": 5}', '{"turns": [{"text": "a", "speaker": [3]}]}', '{"turns": [], "facts": 3}']
)
def test_json_of_another_shape_is_refused_in_one_line(text):
    with pytest.raises(InvalidLineError):
        taken_in({"text": text})


def test_the_recognisers_own_words_for_who_and_what_are_read():
    talks = [
        [{"role": "医生", "content": "哪里不舒服？"}, {"role": "患者", "content": "头疼两天"}],
        {"sentences": [{"speaker_id": 0, "text": "哪里不舒服？"}, {"speaker_id": 1, "text": "头疼两天"}]},
        {"对话": [{"说话人": "医生", "内容": "哪里不舒服？"}, {"说话人": "病人", "内容": "头疼两天"}]},
        {"results": [{"spk": "1", "onebest": "哪里不舒服？"}, {"spk": "2", "onebest": "头疼两天"}]},
    ]
    for talk in talks:
        turns = taken_in({"text": json.dumps(talk, ensure_ascii=False)})["turns"]
        said = [(one["speaker"], one["text"]) for one in turns]
        assert said == [("doctor", "哪里不舒服？"), ("patient", "头疼两天")]


def test_a_day_of_birth_becomes_the_age_that_a_record_names():
    today = datetime.now(UTC).astimezone().date()
    for years, born in ((61, today.replace(year=today.year - 61, day=1)), (0, today)):
        message = f"MSH|^~\\&|HIS\rPID|1||Z1||王^强||{born:%Y%m%d}|M\r"
        assert taken_in({"text": message})["patient"]["age"] == (f"{years}岁" if years else "0天")
    assert taken_in({"text": "MSH|^~\\&|HIS\rPID|1||Z1||王^强||xx|M\r"})["patient"]["age"] is None


def test_a_message_that_names_nobody_and_holds_nothing_is_told():
    with pytest.raises(InvalidLineError, match="nothing could be read"):
        taken_in({"text": "MSH|^~\\&|LIS\rPID\rOBX|1|NM|\r"})
