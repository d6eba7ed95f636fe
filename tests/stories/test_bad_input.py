"""What nobody should send, sent: each gets one clear line, and the home is as it was."""

import io
import json
import zipfile

import pytest

from tests.fakes import ward_rules as ward
from tests.fakes.pdf import make_pdf
from tests.stories.conftest import files_of

WORDS = "一般高血压患者的血压目标是多少？"


@pytest.mark.parametrize(
    ("line", "kind", "said"),
    [
        pytest.param({"question": ""}, "invalid-question", "empty", id="empty"),
        pytest.param({"question": "血" * 350_000}, "invalid-question", "at most 20000", id="one-megabyte"),
        pytest.param({"question": "血压\x00目标"}, "invalid-question", "U+0000 at 2", id="nul"),
        pytest.param({"question": "\x01\x02\x7f"}, "invalid-question", "binary", id="control-characters"),
        pytest.param({"question": "血压\ud800"}, "invalid-question", "U+D800", id="half-a-character"),
        pytest.param({"question": WORDS, "role": "chief"}, "invalid-question", "doctor, patient", id="role"),
        pytest.param({"question": WORDS, "as_of": "2023-02-30"}, "invalid-question", "YYYY-MM-DD", id="date"),
        pytest.param({"question": 7}, "invalid-line", "'question'", id="not-a-text"),
        pytest.param({"id": "x"}, "invalid-line", "'question'", id="no-question"),
        pytest.param(b"\x89PNG\r\n", "invalid-line", "UTF-8", id="binary"),
        pytest.param(
            json.dumps({"question": WORDS}, ensure_ascii=False).encode("gb18030"),
            "invalid-line",
            "UTF-8",
            id="gb18030",
        ),
        pytest.param(b"[" * 100_000, "invalid-line", "JSON", id="nested-beyond-reason"),
        pytest.param({"question": WORDS, "twin": "dr-x"}, "unknown-twin", "twin", id="unknown-twin"),
        pytest.param(
            {"question": WORDS, "collection": "nosuch"}, "unknown-collection", "'nosuch'", id="collection"
        ),
    ],
)
def test_a_question_that_cannot_be_taken(home, yizheng, line, kind, said):
    sent = line if isinstance(line, bytes) else json.dumps(line).encode()
    good = json.dumps({"id": "good", "question": WORDS, "role": "doctor"}).encode()
    done = yizheng("ask", "--json", stdin=sent + b"\n" + good)
    assert (done.code, done.err) == (1, "")
    bad, answered = done.lines
    assert (bad["line"], bad["error"]["type"]) == (1, kind)
    assert said in bad["error"]["message"]
    assert len(bad["error"]["message"]) < 400
    assert answered["outcome"] == "answered"


@pytest.mark.parametrize(
    "question", ["血圧の目標値はいくつですか", "혈압 목표는 얼마입니까?", "Каково целевое давление?"]
)
def test_a_third_language_is_deferred_in_words(home, yizheng, question):
    told = yizheng("ask", question, "--role", "doctor", "--json").one
    assert (told["outcome"], told["reason"]) == ("deferred", "unsupported_language")
    assert "中文" in told["text"]


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(600):
                part.write(b" " * 1_000_000)
    return out.getvalue()


PAGE = ([(72, 100, 12, "2019"), (72, 140, 12, ward.OLD)], [])


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        pytest.param("a.md", lambda: b"", "empty", id="empty"),
        pytest.param("a.md", lambda: b" \n\t", "empty", id="white"),
        pytest.param("a.txt", lambda: bytes(range(256)) * 40, "text", id="binary"),
        pytest.param("a.txt", lambda: b"2020\x00", "NUL", id="nul"),
        pytest.param(
            "a.txt",
            lambda: "轮椅管理。".encode() + "规范，清洁。".encode("gb18030"),
            "UTF-8",
            id="mixed-encodings",
        ),
        pytest.param("a.pdf", lambda: make_pdf([PAGE])[:300], "damaged", id="cut-off-pdf"),
        pytest.param("a.pdf", lambda: b"no pdf at all", "PDF", id="no-pdf"),
        pytest.param("a.pdf", lambda: make_pdf([PAGE], locked=True), "password", id="encrypted-pdf"),
        pytest.param("a.pdf", lambda: make_pdf([]), "no pages", id="zero-page-pdf"),
        pytest.param("a.docx", bomb, "unpack", id="zip-bomb"),
        pytest.param("a.docx", lambda: ward.docx(ward.OLD)[:-200], "damaged", id="cut-off-docx"),
        pytest.param("a.doc", lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "DOCX", id="old-office"),
        pytest.param("a.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "picture", id="picture"),
        pytest.param("a.md", lambda: ward.markdown(ward.OLD), "date_published", id="no-date"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_leaves_nothing(home, yizheng, tmp_path, name, make, said):
    assert len(yizheng("guidelines", "list", "--json").lines) > 20
    before = files_of(home)
    (tmp_path / name).write_bytes(make())
    done = yizheng("guidelines", "add", tmp_path / name)
    assert done.code == 1
    told = done.one
    assert told["error"]["type"] in {"unreadable-document", "metadata"}
    assert f"'{name}'" in told["error"]["message"]
    assert said in told["error"]["message"]
    assert files_of(home) == before


def test_a_megabyte_of_text_is_a_guideline_like_any_other(home, yizheng, tmp_path):
    paragraph = "轮椅停放在固定库位，由专人保管并登记，借出时写明姓名和时间。" * 10
    text = "轮椅登记规范 2020\n\n" + f"{paragraph}\n\n" * 1200
    (tmp_path / "long.txt").write_text(text, "utf-8")
    assert len(text.encode()) > 1_000_000
    assert yizheng("guidelines", "add", tmp_path / "long.txt").one["passages"] > 100


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        pytest.param("m.toml", "document_id = ", "not TOML", id="not-toml"),
        pytest.param("m.jsonl", "{", "line 1", id="not-json"),
        pytest.param("m.toml", "", "no record", id="empty"),
        pytest.param("m.toml", ward.record("a-1", date_published="2019-13"), "2019-13", id="no-such-month"),
        pytest.param("m.toml", ward.record("a-1", title=""), "title", id="no-title"),
        pytest.param("m.toml", ward.record("a-1", status="asleep"), "status", id="unknown-status"),
        pytest.param("m.toml", ward.record("a b"), "document_id", id="bad-id"),
    ],
)
def test_metadata_that_cannot_be_accepted_stops_before_anything_is_written(
    home, yizheng, tmp_path, name, text, said
):
    (tmp_path / "a.md").write_bytes(ward.markdown(ward.OLD))
    (tmp_path / name).write_text(text, "utf-8")
    before = files_of(home)
    done = yizheng("guidelines", "add", tmp_path / "a.md", "--meta", tmp_path / name)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err
    assert files_of(home) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["guidelines", "show", "nosuch"], "'nosuch'", id="show"),
        pytest.param(["guidelines", "withdraw", "nosuch", "--reason", "r"], "'nosuch'", id="withdraw"),
        pytest.param(
            ["guidelines", "withdraw", "cn-hypertension-2024", "--reason", "r", "--on", "soon"],
            "YYYY-MM-DD",
            id="day",
        ),
        pytest.param(
            ["guidelines", "withdraw", "cn-hypertension-2024", "--reason", " "], "reason", id="reason"
        ),
        pytest.param(
            ["guidelines", "supersede", "cn-hypertension-2024", "cn-hypertension-2018"],
            "each other",
            id="circle",
        ),
        pytest.param(["ask", "q", "--model", "cpu-huge"], "cpu-tiny", id="no-such-profile"),
    ],
)
def test_a_command_that_cannot_be_done_says_why_in_one_line(home, yizheng, arguments, said):
    done = yizheng(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert said in done.err
    states = {one["document_id"]: one["status"] for one in yizheng("guidelines", "list", "--json").lines}
    assert states["cn-hypertension-2024"] == "current"


def test_a_second_process_is_told_who_owns_the_index(home, process, yizheng):
    from assistant.settings import read_settings
    from assistant.wiring import open_house

    with open_house(read_settings(), model=None):
        second = process("search", "血压")
    assert (second.code, second.out, second.err.count("\n")) == (2, "", 1)
    assert "in use by another process" in second.err
    assert yizheng("search", "血压").code == 0
