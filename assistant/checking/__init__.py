"""What somebody else claims, statement by statement, against the editions in force and those they replaced.

No model takes part: the text is data, and a verdict always rests on quotations that resolve.
"""

from assistant.checking.checker import Checker
from assistant.checking.result import Checked, CheckRequest, Judged, Verdict

__all__ = ["CheckRequest", "Checked", "Checker", "Judged", "Verdict"]
