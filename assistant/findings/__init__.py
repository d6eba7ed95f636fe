"""Findings of other AI systems: reviewed step by step by a doctor, then recalled by telephone, then settled.

`finding` values · `states` the one state machine · `rules` waits as data · `script` the words of a call ·
`review` what a doctor makes of it · `opening` the review task · `funnel` what became of how many · `room`
"""

from assistant.findings.finding import Case, Finding, Source, Standing
from assistant.findings.room import FindingRoom

__all__ = ["Case", "Finding", "FindingRoom", "Source", "Standing"]
