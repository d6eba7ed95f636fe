"""Two editions side by side: what each states, and which statement of one answers to which of the other.

What a difference means clinically is read above, in `assistant.changes`.
"""

from guidelines.changes.alignment import Pairing, align
from guidelines.changes.loose import loose_content
from guidelines.changes.unit import Unit, units

__all__ = ["Pairing", "Unit", "align", "loose_content", "units"]
