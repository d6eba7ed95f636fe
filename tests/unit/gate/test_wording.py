"""Fixed texts: in both languages, with exactly their variables, numbers right."""

import pytest

from assistant.errors import GateRulesError
from assistant.wording import _texts, keys, text, variables_of


@pytest.mark.parametrize("key", sorted(keys()))
def test_every_text_stands_in_both_languages(key):
    variables = dict.fromkeys(variables_of(_texts()[key]["zh"]), "…")
    assert text(key, "zh", **variables) != text(key, "en", **variables)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_emergency_names_the_number_and_block_names_its_rule_and_the_offers(language):
    assert "120" in text("emergency.E120", language)
    blocked = text("blocked", language, rule="{curly} rule")
    assert blocked.startswith("{curly} rule")
    assert "120" in blocked
    assert {"zh": "药师", "en": "pharmacist"}[language] in blocked


@pytest.mark.parametrize(
    ("key", "variables", "words"),
    [
        pytest.param("nowhere", {}, "no fixed text", id="unknown-key"),
        pytest.param("blocked", {}, "takes \\['rule'\\]", id="missing"),
        pytest.param("silence", {"rule": "x"}, "was given \\['rule'\\]", id="extra"),
    ],
)
def test_wrong_use_is_refused(key, variables, words):
    with pytest.raises(GateRulesError, match=words):
        text(key, "zh", **variables)
