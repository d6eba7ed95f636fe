"""Who serves a home: found while alive, forgotten when dead, and the address is taken once."""

import asyncio
import json
import os
import socket

import pytest

from assistant.errors import HouseInUseError
from serving.cli.doctor import examine
from serving.errors import PortInUseError
from serving.running import RunningServer, announced, bind, running_server, server_file


def test_a_live_server_is_found_and_its_file_goes_with_it(live, app, tmp_path):
    server = RunningServer(pid=os.getpid(), url=live, started=app.state.serving.started)
    with announced(tmp_path, server):
        assert running_server(tmp_path) == server
        assert server_file(tmp_path).stat().st_mode & 0o077 == 0
    assert running_server(tmp_path) is None
    assert not server_file(tmp_path).exists()


def test_the_self_check_asks_the_server_what_only_its_operator_is_told(live, app, house):
    server = RunningServer(pid=os.getpid(), url=live, started=app.state.serving.started)
    with announced(house.settings.home, server):
        findings = {one.name: one.what for one in asyncio.run(examine(house.settings))}
    assert findings["guidelines"] == "2 editions on file"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("[1]", id="list"),
        pytest.param(json.dumps({"pid": 2**22 + 1, "url": "http://127.0.0.1:1", "started": "x"}), id="dead"),
        pytest.param(json.dumps({"pid": 1, "url": "http://127.0.0.1:1", "started": "x"}), id="pid-reused"),
    ],
)
def test_what_a_dead_process_left_behind_counts_for_nothing(tmp_path, content):
    server_file(tmp_path).parent.mkdir()
    server_file(tmp_path).write_text(content)
    assert running_server(tmp_path) is None


def test_a_server_that_is_not_the_one_it_says_is_a_clear_fault(live, tmp_path):
    other = RunningServer(pid=os.getpid(), url=live, started="another time")
    with announced(tmp_path, other), pytest.raises(HouseInUseError, match="does not answer"):
        running_server(tmp_path)


def test_a_port_in_use_is_a_clear_fault():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUseError, match=rf"127\.0\.0\.1:{port}.*--port"):
            bind("127.0.0.1", port)
    bind("127.0.0.1", 0).close()
