"""Quality control: what a reader would trip over, each with its rule, its source and its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.drafting.finding import Finding
from assistant.drafting.record import Remark, Section, Talk
from assistant.drafting.template import Template


def remarks_on(
    sections: Sequence[Section], findings: Sequence[Finding], talk: Talk, template: Template
) -> Iterator[Remark]:
    """Give every remark on a draft, in the order of the rules."""
    del findings
    zh = talk.language == "zh"
    filled = {form.name: form.filled_by for form in template.sections}
    for section in sections:
        if section.missing and section.required and filled[section.name] != "person":
            message = (
                f"必填项“{section.name}”未提供"
                if zh
                else f"required section {section.name!r} is not provided"
            )
            yield Remark(rule="missing_section", message=message, source=template.source)
