"""The referee's model is reached over its endpoint; one that fails has no opinion and stops nothing."""

import pytest

from assistant.wiring import ModelChoice
from serving.referee_model import completing
from tests.fakes.model_endpoint import MODEL, Recording, content, endpoint


@pytest.mark.parametrize(
    ("recording", "said"),
    [
        pytest.param(
            Recording([content("Same numbers. "), content("VERDICT: CORRECT")]),
            "Same numbers. VERDICT: CORRECT",
            id="speaks",
        ),
        pytest.param(Recording(status=500), "", id="refuses"),
        pytest.param(Recording([content("VER")], end="cut"), "", id="breaks-off"),
    ],
)
@pytest.mark.parametrize("name", [pytest.param(MODEL, id="named"), pytest.param(None, id="first-listed")])
async def test_a_prompt_is_completed(recording, said, name):
    async with endpoint(recording) as served, completing(ModelChoice(url=served.url, name=name)) as complete:
        assert await complete("p") == said
