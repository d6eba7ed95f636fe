"""The bars of the benchmarks, in one table, and how a figure is held against its bar."""

import sys
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure must be: at most, or at least, `limit`."""

    what: str
    limit: float
    unit: str
    at_least: bool = False

    def holds(self, figure):
        """Say whether a figure reaches the bar; one that was not measured does not."""
        if figure is None:
            return False
        return figure >= self.limit if self.at_least else figure <= self.limit


BARS = {
    "gate_rules": Bar("prescription rules and learned channel, p95 of a message", 20, "ms"),
    "gate_hostile": Bar("100 KB of hostile text through the prescription rules, slowest", 200, "ms"),
    "gate_different": Bar("100 KB in which nothing comes twice through the rules, slowest", 200, "ms"),
    "gate_rate": Bar("messages a second through the prescription rules", 200, "/s", at_least=True),
    "search": Bar("search after embedding, p95", 10, "ms"),
    "ours": Bar("all of ours beside embedding and model, p95 of a question", 50, "ms"),
    "cards": Bar("evidence cards after the question, slowest", 1, "s"),
    "first_sentence": Bar("first verified sentence against raw vLLM, p95", 1.3, "x"),
    "prompt_lookup": Bar("prompt lookup against none, decoding", 1.3, "x", at_least=True),
    "answered": Bar("answerable cases of the smoke suite that are answered", 0.8, "", at_least=True),
    "from_model": Bar("shown sentences that the model wrote", 0.6, "", at_least=True),
    "draft": Bar("placed draft of 10,000 characters, slowest of six", 2, "s"),
    "draft_phrased": Bar("first phrased section of 10,000 characters, slower of two", 30, "s"),
    "ground": Bar("claim against a text, neither read before, p95", 2, "ms"),
    "grounder": Bar("drafted sentence against twelve texts read before, p95", 2, "ms"),
    "ground_hostile": Bar("claim against a hostile text of 100,000 characters, slowest", 200, "ms"),
    "diff": Bar("diff of two editions of 300 recommendations, slowest of five", 5, "s"),
    "ledger_add": Bar("adding an edition of 200 passages to 200,000, beside embedding, slowest", 2, "s"),
    "ledger_add_large": Bar("adding an edition of 900 passages to 200,000, beside embedding", 60, "s"),
    "ledger_standing": Bar("status and view as of a date among 1,000 editions, p95", 5, "ms"),
    "ledger_killed": Bar(
        "imports killed at random moments after which the three agree", 1, "", at_least=True
    ),
    "killed_kept": Bar("deaths of a serving process after which every promise is kept", 1, "", at_least=True),
    "load_lost": Bar("promises lost or doubled under load", 0, ""),
    "load_faults": Bar("answers that are a 5xx under load", 0, ""),
    "load_worklist": Bar("worklist under load, p95", 200, "ms"),
    "read_characters": Bar("characters read, two columns", 0.995, "", at_least=True),
    "read_cells": Bar("table cells read, F1", 0.95, "", at_least=True),
    "read_order": Bar("reading order errors a page", 1, ""),
    "read_scanned": Bar("characters read, degraded scans", 0.97, "", at_least=True),
    "read_catalogue": Bar("rows of a real catalogue of 200 pages", 0.98, "", at_least=True),
    "unresolved": Bar("shown quotations that do not resolve", 0, ""),
}


def p95(values):
    """Give the 95th percentile, None where nothing was measured."""
    return float(np.percentile(values, 95)) if len(values) else None


def finish(figures):
    """Print each figure beside its bar and leave with 1 if any is missed."""
    missed = 0
    for name, figure in figures.items():
        bar = BARS[name]
        missed += not bar.holds(figure)
        told = "not measured" if figure is None else f"{figure:.3g} {bar.unit}".strip()
        sign = ">=" if bar.at_least else "<="
        verdict = "holds " if bar.holds(figure) else "MISSED"
        print(f"{verdict}  {bar.what}: {told} ({sign} {bar.limit:g} {bar.unit}".rstrip() + ")", flush=True)
    sys.exit(1 if missed else 0)
