"""Sets of cases by path: the format of a file is recognised by its fields, never by its name.

A folder stands for every file in it that is recognised.
"""

from evals.loaders.recognition import load

__all__ = ["load"]
