"""What the doors say of the model: known by whoever starts its server, then by the model itself."""

from types import SimpleNamespace

import pytest

from assistant.settings import Settings
from serving.drafting_model import state_of
from serving.model_choice import model_choice
from serving.model_server.state import ServerState, ServerStatus


@pytest.mark.parametrize(
    ("state", "said"),
    [
        pytest.param(ServerState.STOPPED, "starting", id="not-begun"),
        pytest.param(ServerState.PREPARING, "starting", id="preparing"),
        pytest.param(ServerState.STARTING, "starting", id="starting"),
        pytest.param(ServerState.RESTARTING, "starting", id="restarting"),
        pytest.param(ServerState.FAILED, "down", id="failed"),
        pytest.param(ServerState.READY, None, id="ready"),
        pytest.param(ServerState.ADOPTED, None, id="adopted"),
    ],
)
def test_a_server_of_ours_is_starting_until_it_answers_or_gives_up(state, said):
    assert state_of(SimpleNamespace(status=ServerStatus(state=state))) == said


def test_without_a_server_of_ours_the_model_is_asked():
    assert state_of(None) is None


async def test_the_doors_say_that_the_model_is_starting(client, house):
    async def starting():
        return "starting"

    object.__setattr__(house, "model_state", starting)
    assert 'yizheng_model_state{state="starting"} 1.0' in (await client.get("/metrics")).text
    ready = (await client.get("/readyz")).json()
    assert (ready["model"], ready["answers"]) == ("starting", "verbatim")


@pytest.mark.parametrize("aloud", [False, True])
def test_a_model_at_a_url_thinks_aloud_where_the_settings_say_so(tmp_path, aloud):
    settings = Settings(home=tmp_path, model={"use": "http://127.0.0.1:9/v1", "reasoning": aloud})
    assert model_choice(settings, None).reasoning is aloud
