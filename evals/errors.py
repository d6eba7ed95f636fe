"""What can go wrong while measuring.

EvalError
├── SuiteError        a suite cannot be read, or one of its lines is no case
└── RunMismatchError  a run folder belongs to other cases, or two runs have no case in common
"""


class EvalError(Exception):
    """Root of this package's errors; the message says what, which and what to do."""


class SuiteError(EvalError):
    """A file of cases cannot be used as it is."""


class RunMismatchError(EvalError):
    """A recorded run does not fit what it is put together with."""
