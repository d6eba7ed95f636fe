"""FHIR into a finding: the words in their order, whose they are, and clear refusals."""

import pytest

from assistant.errors import FindingError, ImageOnlyError, UnknownSubjectError
from serving.interop.findings_fhir import finding_of_fhir

PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [{"system": "urn:oid:1.2", "value": "H100"}],
    "name": [{"text": "周平"}],
    "telecom": [{"system": "email", "value": "x@y"}, {"system": "phone", "value": "139"}],
    "birthDate": "1960-05-01",
}
SEEN = {
    "resourceType": "Observation",
    "id": "o1",
    "status": "final",
    "code": {"text": "胰腺分割"},
    "subject": {"reference": "Patient/p1"},
    "valueString": "完整",
}
SIZE = {
    "resourceType": "Observation",
    "id": "o2",
    "status": "final",
    "code": {"coding": [{"code": "33728-7", "display": "size"}]},
    "subject": {"reference": "Patient/p1"},
    "valueQuantity": {"value": 2.3, "unit": "cm"},
}
REPORT = {
    "resourceType": "DiagnosticReport",
    "identifier": [{"value": "R-7"}],
    "status": "preliminary",
    "code": {"text": "CT"},
    "subject": {"reference": "Patient/p1"},
    "effectiveDateTime": "2026-05-30T08:10:00+08:00",
    "result": [{"reference": "Observation/o2"}, {"reference": "Observation/o1"}],
    "conclusion": "胰体部可疑占位",
}
DEVICE = {
    "resourceType": "Device",
    "deviceName": [{"name": "PANDA", "type": "model-name"}],
    "version": [{"value": "2.1"}],
}


def bundle(*resources):
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": one} for one in resources],
    }


def test_a_report_is_read_with_its_results_in_its_own_order():
    read = finding_of_fhir(bundle(PATIENT, SEEN, SIZE, REPORT, DEVICE))
    assert [(one["name"], one["text"]) for one in read["steps"]] == [
        ("size", "2.3 cm"),
        ("胰腺分割", "完整"),
        ("conclusion", "胰体部可疑占位"),
    ]
    assert (read["id"], read["examined_on"]) == ("R-7", "2026-05-30")
    assert read["patient"] == {
        "id": "H100", "name": "周平", "phone": "139", "birth_date": "1960-05-01", "language": "zh",
    }  # fmt: skip
    assert read["model"] == {"name": "PANDA", "version": "2.1"}


def test_contained_resources_a_single_observation_and_entry_addresses_are_read_too():
    inside = REPORT | {"contained": [PATIENT, SEEN], "subject": {"reference": "#p1"}}
    inside["contained"] = [PATIENT, SEEN | {"subject": {"reference": "#p1"}}]
    assert len(finding_of_fhir(inside)["steps"]) == 2
    alone = SEEN | {"contained": [PATIENT], "subject": {"reference": "#p1"}, "issued": "2026-05-30T00:00:00Z"}
    assert finding_of_fhir(alone)["steps"] == [{"name": "胰腺分割", "text": "完整"}]
    named = SEEN | {"subject": {"reference": "urn:uuid:0b1"}}
    assert finding_of_fhir(bundle(PATIENT, named))["patient"]["id"] == "H100"


PICTURE = {"resourceType": "Media", "status": "completed", "content": {"url": "x"}}


@pytest.mark.parametrize(
    ("told", "fault", "why"),
    [
        pytest.param(bundle(PATIENT, PICTURE), ImageOnlyError, "only pictures", id="media"),
        pytest.param(
            bundle(PATIENT, REPORT | {"conclusion": "", "result": [], "presentedForm": [{"data": "x"}]}),
            ImageOnlyError,
            "only pictures",
            id="a-report-of-pictures",
        ),
        pytest.param(bundle(SEEN), UnknownSubjectError, "patient", id="nobody"),
        pytest.param(
            bundle(PATIENT | {"id": "p9"}, SEEN), UnknownSubjectError, "patient", id="somebody-else"
        ),
        pytest.param(
            bundle(PATIENT | {"identifier": []}, SEEN), UnknownSubjectError, "number", id="no-number"
        ),
        pytest.param(
            bundle(PATIENT, SEEN, SIZE | {"subject": {"reference": "Patient/p2"}}),
            UnknownSubjectError,
            "several",
            id="two-patients",
        ),
        pytest.param(bundle(PATIENT, REPORT, REPORT), FindingError, "2 reports", id="two-reports"),
        pytest.param(
            bundle(PATIENT, REPORT | {"status": "registered"}), FindingError, "status", id="not-ready"
        ),
        pytest.param(
            bundle(PATIENT, REPORT, {"resourceType": "MedicationRequest"}), FindingError, "orders", id="order"
        ),
        pytest.param(bundle(PATIENT), FindingError, "no finding", id="nothing-found"),
        pytest.param({"resourceType": "Bundle", "entry": "x"}, FindingError, "no finding", id="no-list"),
        pytest.param(
            {"resourceType": "DiagnosticReport", "status": 5, "subject": "x"},
            FindingError,
            "status",
            id="junk",
        ),
    ],
)
def test_what_cannot_be_reviewed_is_refused_with_its_reason(told, fault, why):
    with pytest.raises(fault, match=why):
        finding_of_fhir(told)


def test_pictures_beside_words_are_counted_and_left_out():
    assert finding_of_fhir(bundle(PATIENT, SEEN, REPORT, PICTURE))["images"] == 1


def places(told, path=()):
    yield path
    inner = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


def changed(told, path, value):
    if not path:
        return value
    copied = told.copy()
    copied[path[0]] = changed(told[path[0]], path[1:], value)
    return copied


JUNK = (None, "", 0, True, 1e300, [], {}, [None], [[]], {"a": [1]}, "\ud800")


def test_no_field_of_another_shape_is_more_than_a_refusal():
    """Every place of a bundle takes every shape of JSON; each is read or refused, none breaks."""
    whole = bundle(PATIENT, SEEN, SIZE, REPORT | {"contained": [DEVICE]})
    for path in list(places(whole))[1:]:
        for junk in JUNK:
            try:
                read = finding_of_fhir(changed(whole, path, junk))
            except FindingError:
                continue
            assert all(isinstance(one["text"], str) for one in read["steps"]), (path, junk)


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_of_what_is_taken_back_nothing_but_its_number_and_reason_is_read(status):
    whole = finding_of_fhir(bundle(PATIENT, REPORT, SEEN))
    told = finding_of_fhir(bundle(REPORT | {"status": status, "conclusion": "配错了患者"}, SEEN))
    assert told == {"id": whole["id"], "status": status, "reason": "配错了患者"}


def test_an_observation_taken_back_is_left_out_of_a_report_that_is_corrected():
    told = finding_of_fhir(
        bundle(PATIENT, REPORT | {"status": "corrected"}, SEEN, SIZE | {"status": "entered-in-error"})
    )
    whole = finding_of_fhir(bundle(PATIENT, REPORT, SEEN, SIZE))
    assert told["status"] == "corrected"
    assert len(told["steps"]) < len(whole["steps"])
