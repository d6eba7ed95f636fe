"""No identifier reaches the search or the model; the sentences that come back name the asker's own words."""

import pytest

from assistant.gate.identifiers import blank, mask
from assistant.scripted_model import ScriptedModel
from tests.unit.assistant.test_engine import engine_with, ledger, notebook, question  # noqa: F401 - fixtures

SECRETS = ("王建国", "13812345678", "0012345")
ASKED = "患者王建国，电话13812345678，住院号0012345，≥80岁甲病患者的血压目标是多少"


async def test_the_model_never_sees_an_identifier(ledger, notebook):  # noqa: F811 - fixtures
    model = ScriptedModel(["≥80岁甲病患者的血压目标为<160/90 mmHg。"])
    await engine_with(ledger, notebook, model=model).ask(question(ASKED))
    assert model.prompts
    for prompt in model.prompts:
        said = prompt.system + prompt.user
        assert not [secret for secret in SECRETS if secret in said]
        assert "〔姓名1〕" in said


@pytest.mark.parametrize("secret", SECRETS)
def test_what_is_searched_holds_no_identifier(secret):
    assert secret not in blank(ASKED)
    assert "血压目标" in blank(ASKED)


def test_a_text_without_identifiers_is_searched_as_it_is():
    assert blank("高血压的血压目标") == "高血压的血压目标"
    assert mask("高血压的血压目标").text == "高血压的血压目标"
