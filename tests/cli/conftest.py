import pytest


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch, tmp_path):
    """Keep the user's own key, cache, profiles and wishes about colour out of the tests."""
    for name in ("HEROICS_TOKEN", "HEROKU_API_KEY", "FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
