"""What a hospital's safety officer holds in hand: the stop button, the policy's changes, the incidents.

`stop` stops and starts the whole assistant, `policies` changes the gate's policy by two persons,
`incidents` keeps what people report and what was done about it.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.safety.incidents import IncidentRoom
from assistant.safety.policies import PolicyRoom
from assistant.safety.stop import StopSwitch

__all__ = ["IncidentRoom", "PolicyRoom", "Safety", "StopSwitch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """The rooms of the safety officer."""

    stop: StopSwitch
    policies: PolicyRoom
    incidents: IncidentRoom
