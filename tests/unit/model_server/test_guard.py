"""The guard's log has an end."""

import io

from serving.model_server.guard import pump


def test_the_log_is_bounded_and_keeps_the_newest_lines(tmp_path):
    log = tmp_path / "x.log"
    pump(io.BytesIO(b"".join(b"line %04d\n" % n for n in range(1000))), log, 1000)
    assert log.stat().st_size <= 1000
    assert log.read_bytes().endswith(b"line 0999\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.log", "x.log.1"]
