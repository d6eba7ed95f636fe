"""`/healthz`, `/readyz`, `/metrics`: for machines, without sign-in, without a word of anybody's."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from serving.api.services import Served

router = APIRouter(tags=["operation"])


@router.get("/healthz")
async def healthz(served: Served) -> JSONResponse:
    """Say that the process lives."""
    return JSONResponse({"status": "ok", "started": served.started})


@router.get("/readyz")
async def readyz(served: Served) -> JSONResponse:
    """Say whether questions are answered: store and index must stand; without the model, verbatim."""
    health = await served.house.health()
    ready = health.store_ok and health.index_ok
    body = {
        "status": "ready" if ready else "not ready",
        "store": health.store_ok,
        "index": health.index_ok,
        "model": health.model,
        "answers": "model" if health.model == "ready" else "verbatim",
    }
    served.telemetry.model_state(health.model)
    return JSONResponse(body, status_code=200 if ready else 503)


@router.get("/metrics")
async def metrics(served: Served) -> Response:
    """Give the measurements in Prometheus' text format, the model's state as it is now."""
    served.telemetry.model_state(await served.house.model_state())
    return Response(served.telemetry.page(), media_type="text/plain; version=0.0.4; charset=utf-8")
