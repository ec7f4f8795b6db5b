from pathlib import Path

import pytest

from core.settings import SettingError, check_endpoint, load_settings

NOWHERE = Path("/nonexistent/.env")


def test_defaults_need_nothing(tmp_path: Path) -> None:
    settings = load_settings({"BOTHWAYS_HOME": str(tmp_path)}, NOWHERE)
    assert settings.database_url == f"sqlite:///{tmp_path / 'bothways.db'}"
    assert settings.redis_url == ""
    assert (settings.host, settings.port, settings.workers, settings.sync_minutes) == ("127.0.0.1", 8400, 2, 30)


def test_the_environment_beats_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("BOTHWAYS_PORT=9000\nBOTHWAYS_WORKERS=3\n")
    settings = load_settings({"BOTHWAYS_PORT": "9001"}, file)
    assert (settings.port, settings.workers) == (9001, 3)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PORT", "http", "whole number from 1 to 65535"),
        ("PORT", "70000", "whole number from 1 to 65535"),
        ("PORT", "²", "whole number"),
        ("SYNC_MINUTES", "0", "from 1 to 1440"),
        ("SYNC_MINUTES", "1441", "from 1 to 1440"),
        ("WORKERS", "-1", "from 1 to 64"),
        ("LOG_LEVEL", "loud", "one of debug, info, warning, error"),
        ("CA_FILE", "/nonexistent/ca.pem", "is not a file"),
        ("REDIS_URL", "http://h/", "must begin with redis://"),
        ("DATABASE", "x", "is not a setting"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(name: str, value: str, says: str) -> None:
    with pytest.raises(SettingError, match=says) as caught:
        load_settings({f"BOTHWAYS_{name}": value}, NOWHERE)
    assert f"BOTHWAYS_{name}" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_settings_do_not_show_passwords() -> None:
    settings = load_settings({"BOTHWAYS_DATABASE_URL": "postgresql://u:canary@h/d"}, NOWHERE)
    assert "canary" not in repr(settings)


@pytest.mark.parametrize(
    ("url", "accepted"),
    [
        ("https://mail.example.com/EWS/Exchange.asmx", True),
        ("http://localhost:8442", True),
        ("http://127.0.0.1:8442/x", True),
        ("http://[::1]:8442", True),
        ("http://mail.example.com", False),
        ("http://127.0.0.1.example.com", False),
        ("http://localhost.example.com", False),
        ("https://user:canary@mail.example.com", False),
        ("ftp://mail.example.com", False),
        ("mail.example.com", False),
        ("https://", False),
        ("javascript:alert(1)", False),
    ],
)
def test_only_https_and_plain_http_to_this_machine(url: str, accepted: bool) -> None:
    if accepted:
        assert check_endpoint(url + "/", "--url") == url
    else:
        with pytest.raises(SettingError, match="--url") as caught:
            check_endpoint(url, "--url")
        assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("PUBLIC_URL", "https://bothways.example.com/", "https://bothways.example.com"),
        ("PUBLIC_URL", "http://localhost:8400", "http://localhost:8400"),
        ("PUBLIC_URL", "https://bothways.example.com/pane", None),
        ("PUBLIC_URL", "https://bothways.example.com;script-src *", None),
        ("PUBLIC_URL", "http://bothways.example.com", None),
        ("FRAME_ANCESTORS", "https://mail.example.com https://owa.example.com", "https://mail.example.com"),
        ("FRAME_ANCESTORS", "https://*", None),
        ("FRAME_ANCESTORS", "'self'", None),
        ("OFFICE_JS_URL", "http://localhost:8442/owa/office.js", "http://localhost:8442/owa/office.js"),
        ("OFFICE_JS_URL", "https://host.example/a.js 'unsafe-inline'", None),
        ("OFFICE_JS_URL", "http://host.example/a.js", None),
        ("AUTHORITY_URL", "http://login.example.com", None),
    ],
)
def test_addresses_that_go_into_headers_are_checked(name: str, value: str, accepted: str | None) -> None:
    environ = {f"BOTHWAYS_{name}": value}
    if accepted is None:
        with pytest.raises(SettingError, match=f"BOTHWAYS_{name}"):
            load_settings(environ, NOWHERE)
    else:
        found = getattr(load_settings(environ, NOWHERE), name.lower())
        assert (found[0] if isinstance(found, tuple) else found) == accepted
