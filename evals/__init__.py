"""Claims about quality: cases in JSON Lines, deterministic checks, tables with n and an interval.

Knows the product only by the JSON that its commands write, and trusts none of its flags.
"""

from evals.case import Case, Gold
from evals.checks import Verdict, judge
from evals.comparison import Comparison, compare
from evals.errors import EvalError, RunMismatchError, SuiteError
from evals.figures import Metric
from evals.loaders import load
from evals.metrics import measure
from evals.page import as_html, write_report
from evals.provenance import code_digest
from evals.record import Run, read_run
from evals.referee import Referee
from evals.report import as_json, as_text, comparison_text, show
from evals.resolution import LedgerTexts, ListedTexts, Stored, StoredPassage
from evals.runner import Plan, ask_cases
from evals.subject import Opinion, Subject
from evals.suite import CaseSet, Shelf

__all__ = [
    "Case",
    "CaseSet",
    "Comparison",
    "EvalError",
    "Gold",
    "LedgerTexts",
    "ListedTexts",
    "Metric",
    "Opinion",
    "Plan",
    "Referee",
    "Run",
    "RunMismatchError",
    "Shelf",
    "Stored",
    "StoredPassage",
    "Subject",
    "SuiteError",
    "Verdict",
    "as_html",
    "as_json",
    "as_text",
    "ask_cases",
    "code_digest",
    "compare",
    "comparison_text",
    "judge",
    "load",
    "measure",
    "read_run",
    "show",
    "write_report",
]
