"""A real vLLM with the smallest model, once for all tests that need it."""

import pytest

from assistant.settings import Settings
from serving.model_server import ModelServer, Places, profile_named


@pytest.fixture(scope="session")
def live_server(tmp_path_factory):
    places = Places(home=tmp_path_factory.mktemp("live-home"), cache=Settings().cache)
    profile = profile_named("cpu-tiny")
    if not (places.models / profile.weights.folder_name).is_dir():
        pytest.fail("cpu-tiny is not prepared; run `make setup`")
    server = ModelServer(profile, places)
    server.ensure_and_start()
    yield server
    server.stop()
