"""The pack's readable index: one plain page, no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape
from string import Template
from typing import Any, Final

from assistant.inspection.lines import Reviewer, TaskLine

_MOST: Final = 2_000
_PAGE: Final = Template(
    """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>审计包 · Audit pack</title>
<style>body{font:15px/1.5 sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2rem .6rem;text-align:left}</style></head>
<body><h1>审计包 · Audit pack</h1>
$window
<h2>版本 · Versions</h2>$versions
<h2>人工任务 · Tasks</h2>$tasks
<h2>审核人员 · Reviewers</h2>$reviewers
<h2>记录 · Records ($links; records.csv)</h2>$records$cut
<p>格式与校验 · format and verification: FORMAT.txt, <code>python3 verify.py</code></p>
</body></html>
"""
)


def index_page(
    window: Mapping[str, object],
    records: Sequence[dict[str, object]],
    versions: Mapping[str, int],
    tasks: Sequence[TaskLine],
    reviewers: Sequence[Reviewer],
) -> str:
    """Write the page; whatever is put in is escaped."""
    return _PAGE.substitute(
        window=_table([dict(window)]),
        links=len(records),
        records=_table(records[:_MOST]),
        cut=f"<p>… {len(records) - _MOST} 条见 · more in records.csv</p>" if len(records) > _MOST else "",
        versions=_table([{"version": name, "links": count} for name, count in versions.items()]),
        tasks=_table([asdict(one) for one in tasks]),
        reviewers=_table([asdict(one) for one in reviewers]),
    )


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return "<p>–</p>"
    head = "".join(f"<th>{escape(name)}</th>" for name in rows[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(value))}</td>" for value in row.values()) + "</tr>" for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"
