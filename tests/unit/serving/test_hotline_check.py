"""The self-check lists the hotlines, and says which were last checked too long ago."""

from datetime import timedelta

from assistant.gate.redflags.hotlines import hotlines
from serving.checkup import check_hotlines

CHECKED = max(one.checked for one in hotlines())


def test_fresh_hotlines_are_listed_with_region_and_day():
    finding = check_hotlines(CHECKED)
    assert finding.state == "ok"
    assert all(f"{one.number} {one.region}" in finding.what for one in hotlines())
    assert f"checked {CHECKED}" in finding.what


def test_old_hotlines_are_named_with_what_to_do():
    finding = check_hotlines(CHECKED + timedelta(days=181))
    assert finding.state == "warning"
    assert "12356" in finding.mend
