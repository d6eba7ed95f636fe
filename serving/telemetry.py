"""Counts and durations for Prometheus: names of routes, outcomes and stages, never a word of anybody."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160)
_STATES: Final = ("off", "starting", "ready", "down")


class Telemetry:
    """One application's measurements, in a registry of its own."""

    def __init__(self) -> None:
        """Start from zero."""
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "yizheng_http_requests",
            "Requests by route.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "yizheng_http_seconds",
            "Time to the last byte.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._outcomes = Counter(
            "yizheng_outcomes", "Outcomes of questions.", ("outcome", "mode"), registry=self._registry
        )
        self._claims = Counter(
            "yizheng_claims", "Shown sentences by origin.", ("origin",), registry=self._registry
        )
        self._dropped = Counter("yizheng_dropped", "Drafted sentences not shown.", registry=self._registry)
        self._stages = Histogram(
            "yizheng_stage_seconds",
            "Time in each stage.",
            ("stage",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._model = Gauge(
            "yizheng_model_state", "1 for the state it is in.", ("state",), registry=self._registry
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one finished request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def outcome(
        self, name: str, mode: str, origins: Mapping[str, int], dropped: int, timings_ms: Mapping[str, float]
    ) -> None:
        """Count one outcome."""
        self._outcomes.labels(name, mode).inc()
        for origin, count in origins.items():
            self._claims.labels(origin).inc(count)
        self._dropped.inc(dropped)
        for stage, spent in timings_ms.items():
            self._stages.labels(stage).observe(spent / 1000)

    def model_state(self, state: str) -> None:
        """Note the state that the model is in."""
        for known in _STATES:
            self._model.labels(known).set(1 if known == state else 0)

    def page(self) -> bytes:
        """Write everything in Prometheus' text format."""
        return generate_latest(self._registry)


class Metered:
    """Middleware that times every request under its route's template, so that no id becomes a label."""

    def __init__(self, app: ASGIApp, telemetry: Telemetry) -> None:
        """Wrap `app`."""
        self._app = app
        self._telemetry = telemetry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count it when it is over."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        begun = time.perf_counter()

        async def counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            self._telemetry.request(scope["method"], route_of(scope), status, time.perf_counter() - begun)


def route_of(scope: Scope) -> str:
    """Name the route's template, so that nothing the caller wrote into the address is kept."""
    return getattr(scope.get("route"), "path", None) or "unmatched"
