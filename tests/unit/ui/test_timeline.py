"""A family's picture: every edition in its time, what replaced what, nothing that is not known."""

import re
from datetime import date

import pytest

from guidelines import Standing, Status
from serving.library import Family, Shelved
from serving.ui.library.timeline import strip_svg, timeline_svg
from tests.fakes.editions import content

TODAY = date(2026, 6, 1)


def shelved(document, year, standing, **fields):
    return Shelved(edition=content(document, year=year, **fields).edition, standing=standing)


NEW = shelved("bp-2024", 2024, Standing(status=Status.CURRENT))
OLD = shelved(
    "bp-2018",
    2018,
    Standing(status=Status.SUPERSEDED, since=date(2024, 1, 1), by=NEW.edition.edition_id),
)
FAMILY = Family(family_id="bp", editions=(OLD, NEW))


def bars(svg):
    found = re.findall(r'<rect class="yz-bar yz-bar-(\w+)" x="([\d.]+)"[^>]*? width="([\d.]+)"', svg)
    return [(status, float(x), float(x) + float(width)) for status, x, width in found]


def test_each_edition_stands_in_its_time_and_leads_to_itself():
    svg = timeline_svg(FAMILY, today=TODAY)
    (first, begin, end), (second, begin_2, end_2) = bars(svg)
    assert (first, second) == ("superseded", "current")
    assert begin < end == pytest.approx(begin_2, abs=0.5)
    today = float(re.search(r'class="yz-today" x1="([\d.]+)"', svg)[1])
    assert end_2 == pytest.approx(today, abs=0.5)
    for one in (OLD, NEW):
        assert f"/library/edition/{one.edition.edition_id}" in svg
    assert svg.count('class="yz-arrow"') == 1


def test_the_edition_that_is_read_is_marked():
    svg = timeline_svg(FAMILY, today=TODAY, here=OLD.edition.edition_id)
    (marked,) = re.findall(r'<a href="([^"]+)" aria-current="true"', svg)
    assert OLD.edition.edition_id in marked


@pytest.mark.parametrize(
    ("standing", "year", "status"),
    [
        pytest.param(Standing(status=Status.SUPERSEDED), 2018, "superseded", id="ended-nobody-knows-when"),
        pytest.param(Standing(status=Status.WITHDRAWN, since=date(2020, 1, 1)), 2018, "withdrawn", id="gone"),
        pytest.param(Standing(status=Status.CURRENT), 2027, "upcoming", id="not-yet"),
        pytest.param(Standing(status=Status.WITHDRAWN, since=date(2010, 1, 1)), 2018, "withdrawn", id="odd"),
    ],
)
def test_every_status_has_a_bar_that_can_be_seen(standing, year, status):
    family = Family(family_id="x", editions=(shelved("x-1", year, standing),))
    for svg in (timeline_svg(family, today=TODAY), strip_svg(family, first=date(2010, 1, 1), today=TODAY)):
        ((shown, begin, end),) = bars(svg)
        assert shown == status
        assert end - begin >= 7


def test_a_successor_that_may_not_be_named_is_not_drawn():
    hidden = Standing(status=Status.SUPERSEDED, since=date(2024, 1, 1))
    svg = timeline_svg(Family(family_id="bp", editions=(shelved("bp-2018", 2018, hidden),)), today=TODAY)
    assert "yz-arrow" not in svg


def test_an_amendment_does_not_lead_its_family():
    amending = shelved("bp-2025", 2025, Standing(status=Status.CURRENT), amends=("bp-2024",))
    assert Family(family_id="bp", editions=(OLD, NEW, amending)).leading is NEW
    assert Family(family_id="bp", editions=(amending,)).leading is amending
