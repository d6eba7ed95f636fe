"""A record as plain text, for the clipboard too: the label first and last."""

from __future__ import annotations

from serving.interop.record_page import Page


def write(page: Page) -> bytes:
    """Write the record as UTF-8 text; the last line is the machine-readable label."""
    patient = "  ".join(f"{name}：{value}" for name, value in page.patient_line)
    lines = [page.label.text, "", page.title, patient, ""]
    lines += [f"【{one.name}】{one.text}" for one in page.printed]
    if page.codes:
        lines += [f"【{page.word('codes')}】" + "；".join(page.code_lines)]
    lines += ["", page.signature_line]
    if page.amendments:
        lines += ["", f"【{page.word('amendments')}】", *page.amendment_lines]
    lines += ["", page.label.text, page.label.json, ""]
    return "\n".join(lines).encode()
