"""How names, values, ranges and units are folded before they are compared; what is shown stays as given."""

from __future__ import annotations

import re
import unicodedata

from guidelines.script import simplified

_RAISED = str.maketrans({char: f"^{digit}" for digit, char in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")})
_SAME = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹣－", "-")
    | dict.fromkeys("~～〜∼˜", "~")
    | dict.fromkeys("⩾≧", "≥")
    | dict.fromkeys("⩽≦", "≤")
    | {"µ": "μ", "×": "x", "✕": "x", "∕": "/", "，": ",", "、": ",", "。": ".", "⬆": "↑", "⬇": "↓"}
)


def fold(text: str) -> str:
    """Unite width, script variant, dashes, comparators and raised digits; case stays."""
    raised = re.sub(r"\^(\d)\^(?=\d)", r"^\1", text.translate(_RAISED))
    wide = unicodedata.normalize("NFKC", raised.translate(_SAME)).translate(_SAME)
    shown = "".join(char for char in wide if unicodedata.category(char) != "Cf")
    return "".join(map(simplified, shown)).replace("<=", "≤").replace(">=", "≥")


def key(name: str) -> str:
    """Reduce a name to what tells it from others: letters, digits, `#` and `%`, without case."""
    return re.sub(r"[^\w#%]|_", "", fold(name).lower().replace("μ", "u"))
