"""`ground` judges lines without a house, the same over every door."""

import io
import json
import subprocess
import sys

import pytest

from serving.cli.app import run
from serving.ground import MAX_EVIDENCE, ground

CLAIM = "75岁者目标<145/85 mmHg。"
EVIDENCE = "50～69岁者目标<135/85 mmHg；≥70岁者目标<145/85 mmHg。"


async def test_the_answer_has_the_fields_of_the_interface():
    answer = await ground(
        {"id": 7, "claim": "75岁者目标<135/85 mmHg。", "evidence": ["无关的一句话。", EVIDENCE], "more": 1}
    )
    assert set(answer) == {"id", "verdict", "why", "decided_by"}
    assert (answer["id"], answer["verdict"]) == (7, "unsupported")
    decided = answer["decided_by"]
    assert set(decided) == {"claim_span", "evidence_span", "kind"}
    span = decided["evidence_span"]
    assert span["index"] == 1
    assert EVIDENCE[span["start"] : span["end"]]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        pytest.param({"claim": CLAIM, "evidence": EVIDENCE}, "supported", id="text"),
        pytest.param({"claim": CLAIM, "evidence": [EVIDENCE], "lang": None}, "supported", id="list"),
        pytest.param({"claim": CLAIM, "evidence": []}, "unsupported", id="none"),
        pytest.param({"claim": "", "evidence": EVIDENCE}, "unknown", id="empty"),
        pytest.param({"claim": "Aired.", "evidence": "病房应开窗。", "lang": "en"}, "unknown", id="language"),
    ],
)  # fmt: skip
async def test_verdicts(line, verdict):
    assert (await ground(line))["verdict"] == verdict


BAD = [
    pytest.param({"claim": "c"}, "evidence", id="no-evidence"),
    pytest.param({"claim": 5, "evidence": "e"}, "claim", id="claim-type"),
    pytest.param({"claim": "c", "evidence": ["e", 5]}, "evidence", id="evidence-type"),
    pytest.param({"claim": "c", "evidence": "e", "lang": "fr"}, "lang", id="lang"),
    pytest.param({"claim": "a\u0000b", "evidence": "e"}, "claim", id="nul"),
    pytest.param({"claim": "c", "evidence": "e\u0000"}, "evidence", id="nul-evidence"),
    pytest.param({"claim": "c", "evidence": ["e" * MAX_EVIDENCE, "e"]}, "evidence", id="too-much"),
]


@pytest.mark.parametrize(("line", "field"), BAD)
def test_a_bad_line_names_its_field_and_the_rest_goes_on(line, field, monkeypatch, capfdbinary):
    good = {"id": "b", "claim": CLAIM, "evidence": EVIDENCE}
    data = "\n".join(json.dumps(one) for one in ({"id": "a", **line}, good)).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
    assert run(["ground", "--json"]) == 1
    first, second = [json.loads(line) for line in capfdbinary.readouterr().out.decode().splitlines()]
    assert (first["id"], first["line"]) == ("a", 1)
    assert f"'{field}" in first["error"]["message"]
    assert (second["id"], second["verdict"]) == ("b", "supported")


async def test_the_server_gives_the_same_answer(client):
    line = {"id": "x", "claim": "75岁者目标<135/85 mmHg。", "evidence": [EVIDENCE]}
    answer = await client.post("/v1/ground", json=line)
    assert (answer.status_code, answer.json()) == (200, await ground(line))


@pytest.mark.story
def test_the_command_opens_no_house(tmp_path):
    probe = (
        "import sys; from serving.cli.app import run; code = run(['ground', '--json']); "
        "heavy = ('fastapi', 'sqlalchemy', 'qdrant_edge', 'llama_index', 'httpx', 'jieba'); "
        "print(code, [name for name in heavy if name in sys.modules])"
    )
    home = tmp_path / "home"
    line = json.dumps({"id": 1, "claim": "甲。", "evidence": "乙。"})
    done = subprocess.run(
        [sys.executable, "-c", probe], input=line, capture_output=True, text=True, timeout=60, check=True,
        env={"YIZHENG_HOME": str(home)},
    )  # fmt: skip
    assert done.stdout.endswith("\n0 []\n")
    assert not home.exists()


@pytest.mark.story
def test_a_reader_that_leaves_after_one_line_is_no_fault():
    line = json.dumps({"id": 1, "claim": "甲。", "evidence": "乙。"}) + "\n"
    code = "import sys; from serving.cli.app import run; sys.exit(run(['ground', '--json']))"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with process:
        process.stdin.write(line.encode())
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == 1
        process.stdout.close()
        process.stdin.write(line.encode() * 20)
        process.stdin.close()
        told = process.stderr.read().decode()
    assert (process.returncode, told) == (1, "")
