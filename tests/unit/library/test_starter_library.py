"""The starter library loads, is a digest throughout, and old editions give way to new ones."""

from collections import Counter
from datetime import date

import pytest

from guidelines.errors import MetadataError
from guidelines.ledger import Reader, speaking
from guidelines.library import library_notice, library_version, starter_library
from guidelines.library.records import read_digest, read_library
from guidelines.model import Source

CONTENTS = starter_library()
TODAY = date(2026, 11, 22)
LONGEST = {"zh": 60, "en": 30}

# checked, secondary, to be checked: counted by hand from the marks of the source list
EXPECTED = {
    "cn-hypertension-2018": (7, 0, 5),
    "cn-hypertension-2024": (22, 0, 6),
    "cn-hypertension-practice-2022": (5, 0, 1),
    "cn-diabetes-2020": (11, 0, 0),
    "cn-diabetes-2024": (17, 3, 0),
    "cn-h-pylori-2017": (4, 0, 7),
    "cn-h-pylori-2022": (12, 1, 1),
    "cn-heart-failure-2018": (0, 0, 2),
    "cn-heart-failure-2024": (3, 0, 3),
    "cn-hepatitis-b-2019": (4, 0, 2),
    "cn-hepatitis-b-2022": (4, 0, 4),
    "cn-lipids-2016": (0, 0, 8),
    "cn-lipids-2023": (11, 0, 4),
    "acc-aha-cholesterol-2018": (0, 0, 6),
    "acc-aha-dyslipidemia-2026": (0, 6, 0),
    "acc-aha-hypertension-2017": (2, 3, 6),
    "acc-aha-hypertension-2025": (16, 4, 3),
    "ada-standards-2025": (2, 2, 7),
    "ada-standards-2026": (11, 1, 1),
    "gold-copd-2024": (2, 1, 7),
    "gold-copd-2025": (11, 0, 0),
    "gold-copd-2026": (6, 1, 1),
    "gina-asthma-2024": (9, 2, 0),
    "gina-asthma-2025": (9, 0, 0),
    "gina-asthma-2026": (0, 3, 0),
    "kdigo-ckd-2012": (0, 0, 10),
    "kdigo-ckd-2024": (2, 14, 0),
    "esc-atrial-fibrillation-2020": (1, 0, 11),
    "esc-atrial-fibrillation-2024": (8, 0, 6),
    "acg-h-pylori-2024": (0, 3, 0),
    "uspstf-breast-cancer-2016": (1, 0, 5),
    "uspstf-breast-cancer-2024": (7, 4, 0),
    "uspstf-colorectal-cancer-2016": (4, 1, 2),
    "uspstf-colorectal-cancer-2021": (11, 2, 0),
    "uspstf-tobacco-2015": (0, 0, 6),
    "uspstf-tobacco-2021": (0, 11, 2),
    "uspstf-lung-cancer-2013": (0, 1, 2),
    "uspstf-lung-cancer-2021": (0, 3, 0),
    "uspstf-aspirin-2016": (0, 0, 3),
    "uspstf-aspirin-2022": (0, 3, 0),
    "aha-asa-stroke-2019": (0, 0, 8),
    "aha-asa-stroke-2026": (0, 6, 0),
    "ats-idsa-cap-2019": (0, 0, 7),
    "ats-cap-2025": (0, 7, 0),
    "aha-cpr-2020": (2, 1, 4),
    "aha-cpr-2025": (10, 0, 0),
}


def test_the_list_names_every_edition_with_its_facts():
    assert {content.edition.document_id for content in CONTENTS} == set(EXPECTED)


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content.edition.document_id)
def test_certainty_is_what_the_marks_say(content):
    found = Counter(passage.certainty.value for passage in content.passages)
    expected = EXPECTED[content.edition.document_id]
    assert tuple(found[name] for name in ("checked", "secondary", "to be checked")) == expected


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content.edition.document_id)
def test_an_edition_is_a_digest_of_short_separate_sentences(content):
    assert content.edition.source is Source.DIGEST
    assert len({passage.text for passage in content.passages}) == len(content.passages)
    for passage in content.passages:
        assert content.text[passage.start : passage.end] == passage.text
        assert passage.text.endswith("。" if content.edition.language == "zh" else ".")
        size = len(passage.text) if content.edition.language == "zh" else len(passage.text.split())
        assert size <= LONGEST[content.edition.language], passage.text


def test_ids_are_unique_and_every_supersession_stays_in_its_family():
    editions = {content.edition.document_id: content.edition for content in CONTENTS}
    assert len(editions) == len(CONTENTS)
    for edition in editions.values():
        for older in edition.supersedes:
            assert editions[older].family_id == edition.family_id
            assert editions[older].effective_from < edition.effective_from


@pytest.mark.parametrize(
    ("as_of", "speaks", "silent"),
    [
        pytest.param(None, "gold-copd-2026", "gold-copd-2025", id="today"),
        pytest.param(date(2025, 6, 1), "gold-copd-2025", "gold-copd-2026", id="middle-edition"),
        pytest.param(date(2025, 1, 19), "cn-diabetes-2020", "cn-diabetes-2024", id="day-before"),
        pytest.param(date(2025, 1, 20), "cn-diabetes-2024", "cn-diabetes-2020", id="day-of-publication"),
        pytest.param(None, "cn-hypertension-practice-2022", "cn-hypertension-2018", id="conflicting-family"),
    ],
)
def test_editions_give_way_on_their_day(as_of, speaks, silent):
    views = speaking([one.edition for one in CONTENTS], Reader(), as_of=as_of, today=TODAY)
    documents = {edition_id.partition("@")[0] for edition_id in views}
    assert speaks in documents
    assert silent not in documents


def test_both_hypertension_families_that_disagree_are_in_force():
    views = speaking([one.edition for one in CONTENTS], Reader(), as_of=None, today=TODAY)
    documents = {edition_id.partition("@")[0] for edition_id in views}
    assert {"cn-hypertension-2024", "cn-hypertension-practice-2022"} <= documents


def test_every_source_key_is_explained():
    library = read_library()
    used = {fact.source for name in library.library.editions for fact in read_digest(name)[0].fact}
    assert used == set(library.sources)


def test_the_notice_asks_for_full_texts_in_both_languages():
    assert "全文" in library_notice("zh")
    assert "full texts" in library_notice("en")
    assert library_version() == read_library().version


def test_an_edition_without_a_file_is_named():
    with pytest.raises(MetadataError, match="no-such-edition"):
        read_digest("no-such-edition")
