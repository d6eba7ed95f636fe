"""RapidOCR as recogniser: its models lie in its wheel, so nothing is fetched; loaded when a scan needs it."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from guidelines.readers.ocr import Recogniser, Seen

Untyped: TypeAlias = Any
"""What rapidocr hands out; the library has no types."""

MISSING = (
    "to read scans install the Python packages 'rapidocr' and 'onnxruntime' (their models are in the wheel)"
)
"""What to say where scans cannot be read."""

_PACKAGES = ("rapidocr", "onnxruntime", "cv2")


def available() -> bool:
    """Say whether scans can be read here, without loading anything."""
    return all(find_spec(package) is not None for package in _PACKAGES)


@lru_cache(maxsize=1)
def installed() -> Recogniser | None:
    """Give the recogniser, None where its packages are missing."""
    return RapidOcr() if available() else None


class RapidOcr:
    """Finds and reads lines of Chinese and English print."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self._engine: Untyped = RapidOCR(
            params={
                "Global.log_level": "error",
                "Global.max_side_len": 4_000,
                "Global.use_cls": False,
                "Global.return_word_box": True,
                "Global.return_single_char_box": True,
            }
        )

    def read(self, picture: NDArray[np.uint8]) -> list[list[Seen]]:
        """Give the lines of a grey picture, each cut into characters."""
        result = self._engine(np.repeat(picture[:, :, None], 3, axis=2))
        if result.txts is None:
            return []
        lines = []
        for box, pieces in zip(result.boxes, result.word_results, strict=True):
            top, bottom = float(box[:, 1].min()), float(box[:, 1].max())
            lines.append(
                [
                    Seen(
                        text=str(text),
                        confidence=float(confidence),
                        x0=float(min(point[0] for point in place)),
                        x1=float(max(point[0] for point in place)),
                        top=top,
                        bottom=bottom,
                    )
                    for text, confidence, place in pieces
                    if place is not None
                ]
            )
        return lines
