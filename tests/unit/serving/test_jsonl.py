"""The JSON Lines law through its driver."""

import asyncio
import io
import json

import pytest

from assistant.errors import InvalidQuestionError
from serving.jsonl import MAX_LINE, Tally, drive


def run(data: bytes, answer, **options):
    written = []
    tally = asyncio.run(drive(io.BytesIO(data), answer, written.append, **options))
    return tally, [json.loads(line) for line in written]


async def echo(line):
    return {"id": line.get("id"), "said": line.get("question")}


def lines(*objects):
    return b"".join(json.dumps(one).encode() + b"\n" for one in objects)


def test_order_and_ids_are_kept_whatever_finishes_first():
    async def slow_first(line):
        await asyncio.sleep(0.02 if line["id"] == 0 else 0)
        return {"id": line["id"]}

    tally, out = run(lines(*({"id": n} for n in range(9))), slow_first, concurrency=3)
    assert [one["id"] for one in out] == list(range(9))
    assert tally == Tally(9, 0)
    assert tally.exit_code == 0


def test_at_most_so_many_lines_are_under_way():
    now = most = 0

    async def counting(line):
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.001)
        now -= 1
        return {"id": line["id"]}

    run(lines(*({"id": n} for n in range(20))), counting, concurrency=3)
    assert most == 3


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        pytest.param(b"not json", "invalid-line", id="no-json"),
        pytest.param(b"[1, 2]", "invalid-line", id="no-object"),
        pytest.param(b'{"id": NaN}', "invalid-line", id="nan"),
        pytest.param(b'{"id": {"a": 1}}', "invalid-line", id="id-is-an-object"),
        pytest.param(b'{"id": true}', "invalid-line", id="id-is-a-boolean"),
        pytest.param(b"\x00\x01\x02\xff", "invalid-line", id="binary"),
        pytest.param('{"question": "高血压"}'.encode("gb18030"), "invalid-line", id="gb18030"),
        pytest.param(b'{"a":' * 100_000, "invalid-line", id="nested-beyond-reason"),
        pytest.param(b'{"id": ' + b"9" * 5000 + b"}", "invalid-line", id="number-beyond-reason"),
        pytest.param(b'"' + b"x" * (MAX_LINE + 10) + b'"', "too-large", id="too-long"),
    ],
)
def test_a_bad_line_is_an_error_object_and_the_rest_goes_on(raw, kind):
    tally, out = run(lines({"id": "a"}) + raw + b"\n" + lines({"id": "b"}), echo)
    assert [one["id"] for one in out] == ["a", None, "b"]
    assert out[1]["line"] == 2
    assert out[1]["error"]["type"] == kind
    assert out[1]["error"]["message"]
    assert tally == Tally(2, 1)
    assert tally.exit_code == 1


def test_a_refused_question_keeps_its_id_and_an_inner_fault_keeps_its_words_inside(caplog):
    async def failing(line):
        if line["id"] == "a":
            raise InvalidQuestionError("field 'question' is empty; write a question")
        raise RuntimeError("private words")

    _, out = run(lines({"id": "a"}, {"id": "b"}), failing)
    assert out[0] == {
        "id": "a",
        "line": 1,
        "error": {"type": "invalid-question", "message": "field 'question' is empty; write a question"},
    }
    assert out[1]["id"] == "b"
    assert out[1]["error"]["type"] == "internal"
    assert "private" not in json.dumps(out) + caplog.text


def test_blank_lines_a_byte_order_mark_and_a_missing_last_newline_are_no_fault():
    tally, out = run(b'\xef\xbb\xbf{"id": 1}\n\n   \n{"id": 2}', echo)
    assert [one["id"] for one in out] == [1, 2]
    assert tally.errors == 0


def test_half_a_character_in_an_id_comes_back_as_it_was():
    _, out = run(b'{"id": "\\ud800"}\n', echo)
    assert out[0]["id"] == "\ud800"


def test_a_line_is_written_before_the_next_one_is_read():
    class Dialogue(io.RawIOBase):
        def __init__(self):
            self.left = [b'{"id": 1}\n', b'{"id": 2}\n']

        def readline(self, _size=-1):
            while len(written) < 2 - len(self.left):
                pass
            return self.left.pop(0) if self.left else b""

    written = []
    asyncio.run(asyncio.wait_for(drive(Dialogue(), echo, written.append), timeout=5))
    assert len(written) == 2
