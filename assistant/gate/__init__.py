"""Judges a turn before any model sees it, and a drafted sentence before anyone reads it.

Rules are data (`rules/*.toml`); `assistant.gate.gate.RuleGate` implements the port `assistant.ports.Gate`.
"""

from assistant.gate.gate import RuleGate, classes
from assistant.gate.rule import Rule, RuleBook

__all__ = ["Rule", "RuleBook", "RuleGate", "classes"]
