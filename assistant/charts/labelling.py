"""The label of a record: what a reader sees, and what a machine reads, before and after a person signs."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

from assistant.charts.chart import Kept
from assistant.drafting.label import label_for
from guidelines.model import Language

PRODUCER: Final = "yizheng"
_TITLE: Final = re.compile(r"(?:主任|副主任|主治|住院)?(?:医师|医生|大夫)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class AiLabel:
    """The visible line, and the seven fields of the machine-readable one (domain report §1.4)."""

    text: str
    signed: bool
    content_id: str
    sha256: str

    @property
    def aigc(self) -> dict[str, dict[str, str]]:
        """Give the machine-readable label; `Label` "1" says that a machine generated content."""
        return {
            "AIGC": {
                "Label": "1",
                "ContentProducer": PRODUCER,
                "ProduceID": self.content_id,
                "ReservedCode1": self.sha256,
                "ContentPropagator": "",
                "PropagateID": "",
                "ReservedCode2": "",
            }
        }

    @property
    def json(self) -> str:
        """Write the machine-readable label as one line of JSON."""
        return json.dumps(self.aigc, ensure_ascii=True, separators=(",", ":"))


def label_of(kept: Kept) -> AiLabel:
    """Give the label that belongs on a record as it stands (domain report REG-11 to REG-14)."""
    signature, language = kept.written.signature, kept.chart.language
    return AiLabel(
        text=label_for(language) if signature is None else signed_label(signature.name, language),
        signed=signature is not None,
        content_id=f"{kept.chart.chart_id}/{kept.chart.version}",
        sha256=kept.sheet.sha256,
    )


def signed_label(name: str, language: Language) -> str:
    """Write the label of a record that this person signed."""
    if language == "zh":
        return f"AI 辅助起草，{_TITLE.sub('', name) or name}医师审核签名"
    return f"Drafted with AI assistance, reviewed and signed by {name}"
