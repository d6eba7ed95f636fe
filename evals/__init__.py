"""Claims about quality: cases in JSON Lines, deterministic checks, tables with n and an interval.

Knows the product only by the JSON that `yizheng ask` writes, and trusts none of its flags.
"""

from evals.case import Case, load_suites
from evals.checks import Verdict, judge
from evals.comparison import Comparison, compare
from evals.errors import EvalError, RunMismatchError, SuiteError
from evals.metrics import Metric, measure
from evals.report import as_html, as_json, as_text, comparison_text, show, write_report
from evals.resolution import ledger_resolver
from evals.runner import Answerer, run_suite

__all__ = [
    "Answerer",
    "Case",
    "Comparison",
    "EvalError",
    "Metric",
    "RunMismatchError",
    "SuiteError",
    "Verdict",
    "as_html",
    "as_json",
    "as_text",
    "compare",
    "comparison_text",
    "judge",
    "ledger_resolver",
    "load_suites",
    "measure",
    "run_suite",
    "show",
    "write_report",
]
