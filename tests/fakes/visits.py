"""Somebody at a real browser, signed in by the form; what leaves the machine and what breaks is kept."""

from contextlib import contextmanager

import pytest

from tests.fakes.doors import PASSWORD


@contextmanager
def visits(browser, address, by):
    """Give a function that opens a page as somebody, `by` where nobody is named; all are closed at the end.

    A page's `outside` are the addresses elsewhere that it asked for, its `complaints` its scripts' faults.
    """
    contexts = []

    def signed(name=by, width=1280, height=900, locale="zh-CN"):
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=locale, base_url=address
        )
        contexts.append(context)
        page = context.new_page()
        page.outside, page.complaints = [], []
        page.on("request", lambda one: one.url.startswith((address, "data:")) or page.outside.append(one.url))
        page.on("pageerror", lambda fault: page.complaints.append(str(fault)))
        page.goto("/sign-in")
        page.fill("#name", name)
        page.fill("#password", PASSWORD)
        page.click("button")
        page.wait_for_url(lambda url: not url.endswith("/sign-in"))
        return page

    yield signed
    for context in contexts:
        context.close()


def complaints_of_axe(page):
    """Give what axe finds on a page: each rule broken, with the first place."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    return [(one["id"], one["nodes"][0]["html"]) for one in axe.run(page).response["violations"]]
