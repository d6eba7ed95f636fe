"""Whether the chain holds, and a signed head to take away."""

from __future__ import annotations

from html import escape

from serving.problems import JsonObject
from serving.ui.audit.listing import AUDIT
from serving.ui.labels import both


def verdict_html(told: JsonObject) -> str:
    """Render what was found: intact, or the first link that does not hold and why."""
    if told["verdict"] == "intact":
        heads = both("audit_heads_none")
        if "heads" in told:
            heads = both("audit_heads_held", told["heads"], told["vouched_to"])
        digest = escape(str(told["head"]))
        body = (
            f'<p class="yz-verdict-line yz-good">{both("audit_intact", told["links"])}</p><p>{heads}</p>'
            f'<p class="yz-hint">{both("audit_digest")} <code class="yz-id">{digest}</code></p>'
        )
    else:
        fault = both(f"fault_{told['fault']}")
        body = (
            f'<p class="yz-verdict-line yz-bad">{both("audit_broken", told["seq"])} · {fault}</p>'
            f'<p lang="en">{escape(str(told["why"]))}</p>'
        )
    return _sheet(body)


def head_html(line: str, public_key: str) -> str:
    """Render a signed head as the line that is kept, and the public key that checks it."""
    return _sheet(
        f"<p>{both('audit_keep_hint')}</p><pre class='yz-line-kept' tabindex='0'>{escape(line)}</pre>"
        f"<pre class='yz-line-kept' tabindex='0'>{escape(public_key)}</pre>"
    )


def _sheet(body: str) -> str:
    return (
        f'<section class="yz-panel" role="status"><h2>{both("audit_verify_title")}</h2>{body}'
        f'<p><a href="{AUDIT}">{both("audit_list")}</a></p></section>'
    )
