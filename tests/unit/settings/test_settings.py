"""Settings come from one place, in one order; what is unknown or malformed is said, with its place."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.errors import SettingsError
from assistant.settings import Settings, read_settings
from assistant.settings_page import documented_settings, settings_page

PAGE = Path(__file__).resolve().parents[3] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("YIZHENG_HOME", str(tmp_path))
    return tmp_path


def test_order_is_argument_environment_file_default(home, monkeypatch):
    (home / "settings.toml").write_text(
        'log_level = "error"\n[server]\nport = 9001\nhost = "127.0.0.9"\n', encoding="utf-8"
    )
    monkeypatch.setenv("YIZHENG_SERVER__PORT", "9002")
    settings = read_settings(log_level="debug")
    assert (settings.log_level, settings.server.port, settings.server.host) == ("debug", 9002, "127.0.0.9")
    assert settings.model.port == Settings.model_fields["model"].default.port


def test_an_argument_s_home_is_the_one_whose_file_is_read(tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "settings.toml").write_text('log_level = "error"\n', encoding="utf-8")
    settings = read_settings(home=other)
    assert (settings.home, settings.log_level) == (other, "error")


def test_a_home_is_absolute(home, monkeypatch):
    monkeypatch.chdir(home)
    monkeypatch.setenv("YIZHENG_HOME", "here")
    assert read_settings().home == home / "here"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("YIZHENG_HOME", "~/there")
    assert read_settings().home == home / "there"


def test_settings_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        read_settings().library = False


def test_keys_are_not_printed(monkeypatch):
    for of in ("MODEL__", "RETRIEVAL__QDRANT_", "RETRIEVAL__EMBEDDER_", "RETRIEVAL__RERANKER_"):
        monkeypatch.setenv(f"YIZHENG_{of}API_KEY", "canary")
    assert "canary" not in repr(read_settings())


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        pytest.param("YIZHENG_RETREIVAL__LIMIT", "5", "YIZHENG_RETREIVAL__LIMIT", id="unknown"),
        pytest.param("yizheng_retreival__limit", "5", "yizheng_retreival__limit", id="unknown-lower"),
        pytest.param("YIZHENG_RETRIEVAL__LIMITS", "5", "retrieval.limits", id="unknown-nested"),
        pytest.param("YIZHENG_RETRIEVAL__LIMIT", "canary", "retrieval.limit", id="no-number"),
        pytest.param("YIZHENG_SERVER__PORT", "70000", "server.port", id="out-of-range"),
        pytest.param("YIZHENG_LOG_LEVEL", "loud", "log_level", id="no-choice"),
        pytest.param("YIZHENG_MODEL", "canary", "one by one", id="no-object"),
    ],
)
def test_a_wrong_variable_is_named(monkeypatch, variable, value, words):
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=words) as caught:
        read_settings()
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"[model]\nuse = off\n", "settings.toml.*line 2", id="no-toml"),
        pytest.param(b"[modle]\nuse = 'off'\n", "'modle'", id="unknown"),
        pytest.param(b"[model]\nuses = 'off'\n", "model.uses", id="unknown-nested"),
        pytest.param("[model]\nuse = '模型'\n".encode("gb18030"), "settings.toml", id="no-utf8"),
        pytest.param(b"home = '/elsewhere'\n", "YIZHENG_HOME", id="home-in-home"),
    ],
)
def test_a_wrong_file_is_named_with_its_place(home, content, words):
    (home / "settings.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=words):
        read_settings()


def test_every_setting_is_described():
    assert [one.path for one in documented_settings() if len(one.description) < 10] == []


def test_the_page_documents_every_setting():
    written = PAGE.read_text(encoding="utf-8")
    assert written == settings_page(), (
        'docs/settings.md is old; write it anew: python -c "from assistant.settings_page import '
        "settings_page; open('docs/settings.md', 'w', encoding='utf-8').write(settings_page())\""
    )


@pytest.mark.parametrize("one", list(documented_settings()), ids=lambda one: one.path)
def test_every_setting_is_set_or_refused_under_its_documented_name(monkeypatch, one):
    monkeypatch.setenv(one.variable, "/no such\x01value")
    try:
        held = read_settings()
    except SettingsError as fault:
        said = str(fault)
    else:
        for name in one.path.split("."):
            held = getattr(held, name)
        said = f"{one.path} is {held}"
    assert one.path in said
    assert "no such" in said or "correct" in said
