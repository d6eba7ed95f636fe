"""Requests drawn from the OpenAPI document (schemathesis), right and wrong ones: no answer is a 5xx."""

import warnings
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings

from assistant.exchange import Role
from assistant.gate import RuleGate
from assistant.people import Scope
from serving.app import create_app
from tests.fakes.houses import scripted_house

pytestmark = pytest.mark.story
ROLES = (Role.PATIENT, Role.DOCTOR, Role.ADMIN)
RUNS_LONG = {"/v1/safety/suite"}
CHANGES_ALL = {"/v1/safety/stop"}
"""After this one nothing is answered any more: it comes last."""
DRAWN = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """An application over a real store, and a client for each role."""
    with scripted_house(tmp_path_factory.mktemp("drawn")) as opened:
        house = replace(opened, gate=RuleGate())
        app, clients = create_app(house, pages=False), {}
        for role in ROLES:
            key = house.accounts.create_service_key(
                role, role=role, scopes=frozenset(Scope), lasts=timedelta(days=1)
            )
            clients[role] = TestClient(
                app, raise_server_exceptions=False, headers={"Authorization": f"Bearer {key.secret}"}
            )
        yield app, clients


def operations(document):
    """Give every operation of the document; warnings of the library's own are its own matter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import schemathesis

        schema = schemathesis.openapi.from_dict(document)
        found = [one.ok() for one in schema.get_all_operations()]
        return sorted(found, key=lambda one: one.path in CHANGES_ALL)


def test_no_drawn_request_ends_in_a_fault_of_ours(served):
    _, clients = served
    document = clients[Role.ADMIN].get("/openapi.json").json()
    tried, faults = Counter(), []
    for operation in operations(document):
        if operation.path in RUNS_LONG:
            continue
        name = f"{operation.method.upper()} {operation.path}"
        for case in drawn(operation):
            request = case.as_transport_kwargs(base_url="http://testserver")
            request.pop("cookies", None)
            if isinstance(request.get("data"), bytes | str):
                request["content"] = request.pop("data")
            own = {key: value for key, value in request.pop("headers").items() if key.lower() != "user-agent"}
            for role, client in clients.items():
                answer = client.request(**request, headers=own)
                tried[name] += 1
                if answer.status_code >= 500:
                    faults.append((name, role.value, answer.status_code, repr(request)[:300]))
    assert len(tried) > 60
    assert faults == []


def drawn(operation):
    """Draw the same few requests every time."""
    found = []

    @DRAWN
    @given(case=operation.as_strategy())
    def draw(case):
        found.append(case)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        draw()
    return found
