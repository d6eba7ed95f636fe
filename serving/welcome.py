"""What a person at the terminal is told when the doors open."""

from __future__ import annotations

from urllib.parse import quote

from assistant.accounts import AccountBook, SetupLink


def setup_url(url: str, link: SetupLink) -> str:
    """Write the address at which the first administrator's account is made; the token never reaches a log."""
    return f"{url}/setup#token={quote(link.token)}"


def welcome(book: AccountBook, url: str) -> list[str]:
    """Write the address, and at a first start the one-time link."""
    lines = [f"Yizheng is at {url}"]
    link = book.first_admin_link()
    if link is not None:
        lines.append(f"First administrator (one use, until {link.expires_at:%Y-%m-%d %H:%M} UTC):")
        lines.append(f"  {setup_url(url, link)}")
    return lines
