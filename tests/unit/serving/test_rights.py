"""Who may come in by which route: one table, held against the application and against every role."""

import re

from assistant.exchange import Role
from assistant.people import Scope
from serving.api.access import OPEN
from tests.fakes.houses import key_for

FORBIDDEN = "access-denied"
RUNS_LONG = {"/v1/safety/suite"}
"""What works for seconds for whoever may; only the others are tried."""
ANYBODY = {"patient", "doctor", "clerk", "safety_officer", "admin", "auditor"}
STRANGERS_TOO = None
NOBODY = frozenset()
"""Only another process of this house, by the token in its home."""
WRITERS = {"doctor", "clerk"}
OVERSEERS = {"safety_officer", "admin"}
KEPT, DRAFT = "/{reference}", "/drafts/{draft_id}"
ROUTES = {
    ("GET", "/healthz"): STRANGERS_TOO,
    ("GET", "/readyz"): STRANGERS_TOO,
    ("GET", "/metrics"): STRANGERS_TOO,
    ("POST", "/v1/session"): STRANGERS_TOO,
    ("DELETE", "/v1/session"): STRANGERS_TOO,
    ("POST", "/v1/setup"): STRANGERS_TOO,
    ("GET", "/v1/session"): ANYBODY,
    ("POST", "/v1/session/password"): ANYBODY,
    **{("GET", f"/v1/session/{path}"): STRANGERS_TOO for path in ("ways", "oidc", "oidc/callback")},
    ("GET", "/v1/me/export"): ANYBODY,
    ("POST", "/v1/me/erase"): ANYBODY,
    **{(method, "/v1/session/factor"): ANYBODY for method in ("GET", "POST", "PUT")},
    ("POST", "/v1/session/factor/off"): ANYBODY,
    ("DELETE", "/v1/accounts/{account_id}/factor"): {"admin"},
    ("GET", "/openapi.json"): ANYBODY,
    ("POST", "/v1/ask"): ANYBODY,
    ("POST", "/v1/search"): ANYBODY,
    ("POST", "/v1/ground"): ANYBODY,
    ("POST", "/v1/check"): ANYBODY,
    ("POST", "/v1/gate"): ANYBODY,
    ("POST", "/v1/chat/completions"): ANYBODY,
    ("GET", "/v1/models"): ANYBODY,
    ("GET", "/v1/guidelines"): ANYBODY,
    ("GET", "/v1/guidelines/{reference:path}"): ANYBODY,
    ("GET", "/v1/guidelines/{reference:path}/pages/{number}"): ANYBODY - {"patient"},
    **{("GET", f"/v1/guidelines/{name}"): ANYBODY for name in ("diff", "digest", "conflicts")},
    ("POST", "/v1/guidelines/diff"): ANYBODY,
    ("GET", "/v1/guidelines/affected"): {"doctor", "admin"},
    ("POST", "/v1/guidelines"): {"doctor", "admin"},
    ("GET", "/v1/guidelines/arrivals"): {"admin"},
    **{
        ("POST", f"/v1/guidelines/{path}"): {"admin"}
        for path in ("packages", "arrivals/{reference}/rollback", "inbox", "inbox/confirm")
    },
    ("POST", "/v1/guidelines/{reference:path}/supersede"): {"doctor", "admin"},
    ("POST", "/v1/guidelines/{reference:path}/withdraw"): {"doctor", "admin"},
    ("POST", "/v1/collections/{name}"): {"doctor", "admin"},
    ("POST", "/v1/index/rebuild"): {"doctor", "admin"},
    ("POST", "/v1/index/asked"): NOBODY,
    **{("POST", f"/v1/{name}"): ANYBODY for name in ("triage", "labs", "drafts", "drafts/phrased")},
    ("GET", "/v1/drafts/templates"): ANYBODY,
    ("GET", "/v1/drafts/templates/{name}"): WRITERS | {"admin"},
    ("POST", "/v1/drafts/templates/preview"): WRITERS | {"admin"},
    ("PUT", "/v1/drafts/templates"): {"doctor", "admin"},
    ("POST", "/v1/drafts/templates/{name}/withdraw"): {"doctor", "admin"},
    ("PUT", "/v1/drafts/codes"): {"admin"},
    ("GET", "/v1/drafts/codes/tables"): WRITERS | {"admin"},
    **{(method, "/v1/drafts/codes/tables/{name}"): {"admin"} for method in ("PUT", "DELETE")},
    **{("GET", f"/v1/drafts{path}"): WRITERS for path in ("", "/learned", "/codes", KEPT)},
    **{("POST", f"/v1/drafts/{name}"): WRITERS for name in ("kept", "read")},
    **{(method, f"/v1/drafts{KEPT}"): WRITERS for method in ("PATCH", "DELETE")},
    **{("GET", f"/v1/drafts{KEPT}/{name}"): WRITERS for name in ("versions", "export")},
    **{("POST", f"/v1/drafts{KEPT}/{name}"): WRITERS for name in ("restore", "opened", "leave", "worded")},
    **{("POST", f"/v1/drafts{KEPT}/{name}"): {"doctor"} for name in ("sign", "amendments", "steps")},
    ("PUT", f"/v1/drafts{KEPT}/codes"): {"doctor"},
    ("GET", "/v1/twins"): ANYBODY,
    ("GET", "/v1/twins/{twin_id}"): ANYBODY,
    **{("POST", f"/v1/twins{path}"): {"doctor"} for path in ("", "/preview")},
    ("PUT", "/v1/twins/{twin_id}"): {"doctor"},
    ("POST", "/v1/twins/{twin_id}/sign"): {"doctor"},
    ("GET", "/v1/twins/{twin_id}/answers"): OVERSEERS | {"doctor"},
    **{("POST", f"/v1/twins/{{twin_id}}/answers{path}"): {"doctor"} for path in ("", "/{answer_id}/approve")},
    ("DELETE", "/v1/twins/{twin_id}/answers/{answer_id}"): {"doctor"},
    ("POST", "/v1/twins/{twin_id}/revoke"): {"doctor", "admin", "safety_officer"},
    **{(method, "/v1/consents"): ANYBODY for method in ("GET", "POST")},
    ("GET", "/v1/reminders"): {"patient"},
    **{(method, "/v1/reminders/address"): {"patient"} for method in ("PUT", "DELETE")},
    ("POST", "/v1/reminders/confirm"): {"patient"},
    ("GET", "/v1/reminders/undelivered"): OVERSEERS,
    ("POST", "/v1/patients"): STRANGERS_TOO,
    **{(method, "/v1/booking"): ANYBODY for method in ("GET", "POST")},
    ("GET", "/v1/booking/times"): ANYBODY,
    ("DELETE", "/v1/booking/{booking_id}"): ANYBODY,
    **{(method, "/v1/booking/calendar"): {"clerk", "admin"} for method in ("GET", "POST")},
    ("DELETE", "/v1/booking/calendar/{slot_id}"): {"clerk", "admin"},
    **{("GET", f"/v1/booking/{path}"): {"clerk", "admin"} for path in ("untold", "calendar/days/{day}")},
    **{
        ("POST", f"/v1/booking/{path}"): {"clerk", "admin"}
        for path in ("calendar/sessions", "calendar/close", "{booking_id}/move", "{booking_id}/told")
    },
    ("POST", "/v1/booking/{booking_id}/seen"): ANYBODY,
    **{("GET", f"/v1/audit/{one}"): {"auditor", "admin"} for one in ("verify", "export", "head", "records")},
    ("POST", "/v1/audit/verify"): {"auditor", "admin"},
    ("GET", "/v1/audit/records/{reference}"): {"auditor"},
    ("GET", "/v1/safety/stop"): ANYBODY,
    ("GET", "/v1/safety/daily"): {"safety_officer"},
    ("POST", "/v1/safety/daily/{reference}"): {"safety_officer"},
    **{("POST", f"/v1/safety/{name}"): OVERSEERS for name in ("stop", "start", "try", "suite")},
    **{("GET", f"/v1/safety/policy{path}"): OVERSEERS | {"auditor"} for path in ("", "/drafts", DRAFT)},
    ("GET", f"/v1/safety/policy{DRAFT}/preview"): OVERSEERS,
    **{
        ("POST", f"/v1/safety/policy{path}"): OVERSEERS
        for path in ("/drafts", f"{DRAFT}/approve", f"{DRAFT}/refuse", "/rollback")
    },
    **{(method, "/v1/incidents"): ANYBODY for method in ("GET", "POST")},
    ("GET", "/v1/incidents/export"): OVERSEERS | {"auditor"},
    ("GET", "/v1/incidents/{incident_id}"): ANYBODY,
    ("POST", "/v1/incidents/{incident_id}/handle"): OVERSEERS,
    **{("POST", f"/v1/findings{path}"): {"clerk"} for path in ("", "/examined")},
    ("GET", "/v1/findings"): {"doctor", "safety_officer"},
    **{("GET", f"/v1/findings/{name}"): {"doctor", "clerk"} for name in ("recall", "{reference}/script")},
    ("GET", "/v1/findings/{reference}"): {"doctor", "clerk", "safety_officer"},
    **{("GET", f"/v1/findings/{name}"): OVERSEERS | {"doctor", "auditor"} for name in ("funnel", "sources")},
    ("GET", "/v1/findings/export"): OVERSEERS | {"auditor"},
    ("PUT", "/v1/findings/sources/{name}"): {"admin"},
    ("POST", "/v1/findings/{reference}/review"): {"doctor"},
    ("POST", "/v1/findings/{reference}/contact"): {"doctor", "clerk"},
    ("GET", "/v1/rota"): ANYBODY - {"patient"},
    **{("POST", f"/v1/rota/{name}"): OVERSEERS for name in ("duties", "table", "days", "days/table")},
    ("DELETE", "/v1/rota/days/{day}"): OVERSEERS,
    ("DELETE", "/v1/rota/duties/{duty_id}"): OVERSEERS,
    ("PUT", "/v1/rota/watched"): OVERSEERS,
    ("POST", "/v1/rota/away"): OVERSEERS | {"doctor"},
    ("DELETE", "/v1/rota/away/{absence_id}"): OVERSEERS | {"doctor"},
    ("POST", "/v1/tasks"): ANYBODY,
    ("POST", "/v1/labs/file"): ANYBODY,
    **{(method, "/v1/attachments"): ANYBODY for method in ("GET", "POST")},
    **{(method, "/v1/attachments/{attachment_id}"): ANYBODY for method in ("GET", "DELETE")},
    **{
        ("GET", f"/v1/tasks/{{reference}}/attachments{path}"): {"doctor", "safety_officer"}
        for path in ("", "/{attachment_id}")
    },
    ("GET", "/v1/notices"): {"doctor", "safety_officer"},
    ("GET", "/v1/tasks"): {"doctor", "safety_officer"},
    ("GET", "/v1/tasks/{reference}"): ANYBODY,
    ("POST", "/v1/tasks/{reference}/withdraw"): ANYBODY,
    **{
        ("POST", f"/v1/tasks/{{reference}}/{step}"): {"doctor", "safety_officer"}
        for step in ("escalate", "close")
    },
    **{
        ("POST", f"/v1/tasks/{{reference}}/{step}"): {"doctor"}
        for step in ("claim", "release", "reply", "countersign", "send_back")
    },
    **{(method, "/v1/health-file"): ANYBODY for method in ("GET", "DELETE")},
    **{("POST", f"/v1/health-file/{name}"): ANYBODY for name in ("statements", "reports")},
    ("PUT", "/v1/health-file/guardian"): ANYBODY,
    ("DELETE", "/v1/health-file/entries/{entry_id}"): ANYBODY,
    ("GET", "/v1/health-file/of/{reference}"): {"doctor"},
    **{("GET", f"/v1/follow-up{path}"): ANYBODY for path in ("", "/due", "/{plan_id}")},
    ("POST", "/v1/follow-up/{plan_id}/answers"): ANYBODY,
    ("POST", "/v1/follow-up/{plan_id}/end"): {"doctor", "safety_officer"},
    ("POST", "/v1/follow-up"): {"doctor"},
    ("PUT", "/v1/follow-up/{plan_id}"): {"doctor"},
    ("POST", "/v1/accounts"): {"admin"},
    ("GET", "/v1/accounts"): {"admin"},
    **{(method, "/v1/accounts/{account_id}"): {"admin"} for method in ("DELETE", "PUT")},
    **{("POST", f"/v1/accounts/{path}"): {"admin"} for path in ("import", "{account_id}/reopen")},
    ("POST", "/v1/accounts/{account_id}/password"): {"admin"},
    ("GET", "/v1/accounts/{account_id}/history"): {"admin"},
    ("POST", "/v1/keys"): {"admin"},
    ("GET", "/v1/keys"): {"admin"},
    ("DELETE", "/v1/keys/{key_id}"): {"admin"},
}


def routes_of(app):
    return {
        (method, route.path)
        for route in walk(app.routes)
        for method in (getattr(route, "methods", None) or ())
        if method not in {"HEAD", "OPTIONS"}
        and route.path.startswith(("/v1", "/healthz", "/readyz", "/metrics", "/openapi.json"))
    }


def walk(routes):
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from walk(inner.routes)
        else:
            yield route


def test_the_table_of_rights_names_every_route(app):
    assert routes_of(app) == set(ROUTES)
    assert {path for (_, path), roles in ROUTES.items() if roles is STRANGERS_TOO} - OPEN == {
        "/v1/patients",
        "/v1/session",
        "/v1/session/oidc",
        "/v1/session/oidc/callback",
        "/v1/session/ways",
        "/v1/setup",
    }


async def test_every_route_lets_in_exactly_whom_the_table_names(client, house):
    keys = {role.value: key_for(house, role.value) for role in Role}
    for (method, path), allowed in ROUTES.items():
        address = re.sub(r"\{[^}]+\}", "x", path)
        stranger = await client.request(method, address, headers={"Authorization": "Bearer nobody"})
        if allowed is STRANGERS_TOO:
            assert stranger.status_code < 500, (method, path)
            continue
        assert stranger.status_code == 401, (method, path)
        assert stranger.headers["www-authenticate"] == "Bearer"
        for role, key in keys.items():
            if role in allowed and path in RUNS_LONG:
                continue
            answer = await client.request(method, address, headers=key)
            refused = answer.status_code == 403 and FORBIDDEN in answer.json()["type"]
            if path != "/v1/session/password":
                assert refused == (role not in allowed), (method, path, role, answer.status_code)


async def test_a_key_without_the_scope_is_refused(client, house):
    audit = key_for(house, "doctor", Scope.AUDIT)
    for path in ("/v1/ask", "/v1/search", "/v1/ground", "/v1/chat/completions", "/v1/index/rebuild"):
        assert (await client.post(path, headers=audit)).status_code == 403
    assert (await client.get("/v1/guidelines", headers=audit)).status_code == 403
