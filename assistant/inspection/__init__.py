"""The inspector's pack: records, policies, editions, reviewers of some days; it proves itself elsewhere.

`pack` writes it, `FORMAT.txt` documents it, `verify` is the stand-alone script that travels inside it.
"""

from assistant.inspection.pack import Inspection, Window

__all__ = ["Inspection", "Window"]
