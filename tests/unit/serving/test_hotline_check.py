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


def test_a_hospitals_own_numbers_come_first_and_its_age_counts(tmp_path):
    own = (
        'id = "own"\nversion = 1\n[[hotline]]\nnumber = "010-5550199"\nuse = { zh = "总值班", en = "duty" }\n'
        'region = "本院"\nhours = "24 h"\ncertainty = "checked"\nchecked = 2024-01-01\n'
    )
    (tmp_path / "policy.toml").write_text(own, "utf-8")
    finding = check_hotlines(CHECKED, tmp_path)
    assert finding.what.startswith("010-5550199 本院 24 h checked 2024-01-01; ")
    assert (finding.state, "010-5550199" in finding.mend) == ("warning", True)
    (tmp_path / "policy.toml").write_text("id = ", "utf-8")
    assert check_hotlines(CHECKED, tmp_path).state == "missing"
