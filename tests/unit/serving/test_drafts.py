"""`POST /v1/drafts`."""

import httpx

from tests.fakes.houses import key_for

TALK = {
    "id": 5,
    "turns": [{"speaker": "doctor", "text": "Any fever?"}, {"speaker": "patient", "text": "No."}],
}


async def test_a_doctor_drafts_a_record_over_http(client):
    made = (await client.post("/v1/drafts", json=TALK)).json()
    assert (made["id"], made["template"]) == (5, "SOAP")
    assert made["sections"][0]["text"] == "Denies fever."


async def test_a_patient_may_not(app, house):
    transport = httpx.ASGITransport(app=app)
    patient = key_for(house, "patient")
    async with httpx.AsyncClient(
        transport=transport, base_url="http://house.test", headers=patient
    ) as client:
        assert (await client.post("/v1/drafts", json=TALK)).status_code == 403
