"""The addresses of the auditor's pages: whole pages behind the sign-in that work without a script."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Depends, File, Query, UploadFile
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from assistant.errors import AccessDeniedError, UnknownRecordError
from assistant.exchange import Role
from assistant.people import STAFF, Scope
from serving.api.audit import refuse_texts
from serving.api.services import Served, Serving
from serving.auditing import LookIn
from serving.auth import Caller, allowing
from serving.ui.audit.listing import AUDIT, HEAD, RECORD, VERIFY, Listing, listing_html, title
from serving.ui.audit.record import record_html
from serving.ui.audit.risk_routes import router as risk_router
from serving.ui.audit.verdict import head_html, verdict_html
from serving.ui.labels import both, each
from serving.ui.library import frame
from serving.ui.library.routes import PageRoute

router = APIRouter(include_in_schema=False, route_class=PageRoute)
router.include_router(risk_router)
Inspector = Annotated[Caller, Depends(allowing(Scope.AUDIT, Role.AUDITOR, Role.ADMIN))]
_FRESH: Final = {"Cache-Control": "no-store"}
_MOST: Final = 8_000_000


@router.get(AUDIT)
async def records(caller: Inspector, served: Served, looked: Annotated[LookIn, Query()]) -> HTMLResponse:
    """List records, the newest first."""

    def made() -> str:
        found = served.house.audit.find(looked.wanted())
        reads = caller.asker.role is Role.AUDITOR
        return listing_html(Listing(looked=looked, found=found, names=_names(served), reads=reads))

    return _page(title(), await run_in_threadpool(made))


@router.get(f"{RECORD}/{{reference}}")
async def record(reference: str, caller: Inspector, served: Served) -> HTMLResponse:
    """Open a record for an auditor; that it was opened is recorded."""

    def made() -> str:
        reading = served.house.audit.read(reference, caller.asker)
        return record_html(reading, _names(served))

    try:
        refuse_texts(caller)
        return _page(title(), await run_in_threadpool(made))
    except UnknownRecordError:
        return _told("audit_unknown", 404)
    except AccessDeniedError:
        return _told("audit_forbidden", 403)


@router.post(VERIFY)
async def verify(
    _caller: Inspector,
    served: Served,
    heads: Annotated[UploadFile | None, File()] = None,
    keys: Annotated[UploadFile | None, File()] = None,
) -> HTMLResponse:
    """Walk the whole chain, past the heads that were kept elsewhere where they are given."""
    lines, key = await _text(heads), await _text(keys)
    told = await served.service.audit.verify(None, None, lines or None, [key] if key else [])
    return _page(title(), verdict_html(told))


@router.post(HEAD)
async def head(_caller: Inspector, served: Served) -> HTMLResponse:
    """Sign the chain's newest link, to be kept elsewhere."""
    told = await served.service.audit.head()
    return _page(title(), head_html(json.dumps(told["head"], sort_keys=True), str(told["public_key"])))


async def _text(file: UploadFile | None) -> str:
    return "" if file is None else (await file.read(_MOST)).decode("utf-8", "replace")


def _names(served: Serving) -> Mapping[str, str]:
    """Give the names of staff; patients stay opaque ids."""
    return {one.account_id: one.name for one in served.house.accounts.accounts() if one.role in STAFF}


def _page(name: str, body: str, status: int = 200) -> HTMLResponse:
    html = frame.page_html(name, body, room=None, open_to_all=True)
    return HTMLResponse(html, status_code=status, headers=_FRESH)


def _told(key: str, status: int) -> HTMLResponse:
    body = (
        f'<section class="yz-panel yz-fault"><h2>{both(key)}</h2>'
        f'<p><a href="{AUDIT}">{both("audit_list")}</a></p></section>'
    )
    return _page(each(key)[0][1], body, status)
