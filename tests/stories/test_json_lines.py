"""Programs at the command line: a corpus of their own, JSON Lines in and out, faults where they stand."""

import json

import pytest

from tests.fakes import ward_rules as ward


def lines(*objects):
    return "\n".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in objects)


@pytest.fixture
def corpus(tmp_path):
    file = tmp_path / "corpus.jsonl"
    rows = [
        {
            "id": "a",
            "title": "Aspirin and looms",
            "text": "Weavers in the study repaired looms twice a year.",
        },
        {"id": "b", "text": "Looms made of oak lasted longer than looms made of pine."},
        {"id": "cn-hypertension-2024", "text": "A line that bears the name of a guideline."},
    ]
    file.write_text(lines(*rows), "utf-8")
    return file


def test_a_corpus_is_searched_alone_and_never_mixes_with_guidelines(home, yizheng, corpus):
    report = yizheng("index", corpus, "--collection", "looms").one
    assert (report["documents"], report["passages"]) == (3, 3)

    found = yizheng("search", "oak looms", "--collection", "looms", "--json").one["hits"]
    assert found[0]["document_id"] == "b"
    assert {one["document_id"] for one in found} <= {"a", "b", "cn-hypertension-2024"}
    guidelines = yizheng("search", "oak looms", "--json", "-k", "50").one["hits"]
    assert {"a", "b"}.isdisjoint(one["document_id"] for one in guidelines)
    shown = yizheng("guidelines", "show", "cn-hypertension-2024", "--json").one
    assert len(shown["passages"]) > 1

    corpus.write_text(lines({"id": "c", "text": "Only one line is left, about looms."}), "utf-8")
    assert yizheng("index", corpus, "--collection", "looms").one["documents"] == 1
    left = yizheng("search", "oak looms", "--collection", "looms", "--json").one["hits"]
    assert [one["document_id"] for one in left] == ["c"]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        pytest.param("not json", "line 2", id="no-json"),
        pytest.param({"id": "x"}, "line 2", id="no-text"),
        pytest.param({"id": "a", "text": "again"}, "'a' stands twice", id="same-id"),
        pytest.param({"id": "x", "text": " "}, "line 2", id="empty"),
        pytest.param({"id": True, "text": "t"}, "line 2", id="id-is-no-name"),
    ],
)
def test_a_bad_corpus_line_leaves_the_collection_as_it_was(home, yizheng, corpus, tmp_path, second, said):
    assert yizheng("index", corpus, "--collection", "looms").code == 0
    bad = tmp_path / "bad.jsonl"
    bad.write_text(lines({"id": "a", "text": "fresh words"}, second), "utf-8")
    refused = yizheng("index", bad, "--collection", "looms")
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
    found = yizheng("search", "looms", "--collection", "looms", "--json").one["hits"]
    assert {one["document_id"] for one in found} == {"a", "b", "cn-hypertension-2024"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--collection", "guidelines"], "a name of its own", id="the-guidelines"),
        pytest.param(["--collection", "../x"], "is no name", id="a-path"),
    ],
)
def test_a_collection_needs_a_name_of_its_own(home, yizheng, corpus, arguments, said):
    refused = yizheng("index", corpus, *arguments)
    assert refused.code == 2
    assert said in refused.err


def test_questions_come_back_in_order_with_faults_in_their_places(home, yizheng):
    asked = lines(
        {"id": 1, "question": "一般高血压患者的血压目标是多少？", "role": "doctor"},
        "{broken",
        {"id": "three", "question": ""},
        {"id": "four", "question": "血压目标", "role": "chief"},
        {"id": "five", "question": "血压目标", "collection": "nosuch", "role": "doctor"},
        {"id": "six", "question": "胸口压着疼，出冷汗，喘不上气", "unknown_field": 1},
        {"id": "seven", "question": "血圧の目標値はいくつですか", "role": "doctor"},
    )
    done = yizheng("ask", "--json", stdin=asked)
    assert done.code == 1
    told = done.lines
    assert [one["id"] for one in told] == [1, None, "three", "four", "five", "six", "seven"]
    assert told[0]["outcome"] == "answered"
    assert [one["error"]["type"] for one in told[1:5]] == [
        "invalid-line",
        "invalid-question",
        "invalid-question",
        "unknown-collection",
    ]
    assert [one["line"] for one in told[1:5]] == [2, 3, 4, 5]
    assert (told[5]["outcome"], told[5]["mode"]) == ("emergency", "template")
    assert (told[6]["outcome"], told[6]["reason"]) == ("deferred", "unsupported_language")


def test_a_search_over_lines_and_for_one_query_say_the_same(home, yizheng):
    query = "一般高血压患者的血压目标"
    single = yizheng("search", query, "-k", "3", "--json").one
    (line,) = yizheng("search", "--json", stdin=lines({"id": "x", "query": query, "k": 3})).lines
    assert (line["id"], line["hits"]) == ("x", single["hits"])
    assert len(single["hits"]) == 3


def test_a_file_among_many_that_cannot_be_read_does_not_stop_the_others(home, yizheng, tmp_path):
    (tmp_path / "good.md").write_bytes(ward.markdown("2019年起，" + ward.OLD))
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 nothing more")
    done = yizheng("guidelines", "add", tmp_path / "bad.pdf", tmp_path / "good.md")
    assert done.code == 1
    bad, good = done.lines
    assert (bad["file"], bad["error"]["type"]) == ("bad.pdf", "unreadable-document")
    assert good["new"] is True
    assert any("metadata" in one["what"] for one in good["warnings"])
