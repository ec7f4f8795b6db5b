"""Wrong settings stop the start with one sentence; plain http stays on this machine; secrets stay in files."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from core.settings import SettingError, check_endpoint
from ops.cli import cli
from tests.ops.cli import Commands

SECRET = "hunter2-very-secret"
# By setting: a wrong value, and what the sentence names.
WRONG_SETTINGS = [
    ({"PORT": "http"}, "BOTHWAYS_PORT"),
    ({"PORT": "70000"}, "from 1 to 65535"),
    ({"WORKERS": "0"}, "from 1 to 64"),
    ({"SYNC_MINUTES": "2000"}, "from 1 to 1440"),
    ({"LOG_LEVEL": "loud"}, "debug, info, warning, error"),
    ({"REDIS_URL": f"http://user:{SECRET}@redis.example"}, "redis://"),
    ({"CA_FILE": "/no/such/file.pem"}, "BOTHWAYS_CA_FILE"),
    ({"DATABASE_URL": f"mysql://user:{SECRET}@db.example/x"}, "BOTHWAYS_DATABASE_URL"),
    ({"DATABASE_URL": f"postgresql://user:{SECRET}@127.0.0.1:1/x"}, "database"),
    ({"KEY_FIEL": "x"}, "BOTHWAYS_KEY_FIEL is not a setting"),
]


@pytest.mark.parametrize(("given", "said"), WRONG_SETTINGS, ids=[said for _, said in WRONG_SETTINGS])
@pytest.mark.parametrize("command", ["up", "migrate"])
def test_a_wrong_setting_stops_the_start(homes: Path, command: str, given: dict[str, str], said: str) -> None:
    run = Commands(homes / "wrong", **given)
    run.secrets.append(SECRET)
    answer = run(command, code=None)
    assert answer.code in (1, 2)
    assert said.casefold() in answer.err.casefold()
    assert len(answer.err.strip().splitlines()) == 1, answer.err
    assert answer.out == ""


@pytest.mark.parametrize(("proxies", "ok"), [("0", False), ("1", True)])
def test_a_proxy_that_nobody_told_of_is_named(homes: Path, proxies: str, ok: bool) -> None:
    run = Commands(homes / "a", PUBLIC_URL="https://bothways.example.com", PROXIES=proxies)
    findings = {one["what"]: one for one in run("doctor", "--json", code=None).json()}
    assert findings["proxies"]["ok"] is ok
    assert ("BOTHWAYS_PROXIES" in findings["proxies"]["says"], bool(findings["proxies"]["to_do"])) == (True, not ok)


def test_a_home_that_is_a_file_is_named(homes: Path) -> None:
    file = homes / "file"
    file.write_text("not a folder")
    answer = Commands(file)("org", "list", code=None)
    assert answer.code in (1, 2)
    assert str(file) in answer.err
    assert len(answer.err.strip().splitlines()) == 1


@pytest.mark.parametrize("content", ["{", "[]", '{"current": "k1", "keys": {"k1": "AAAA"}}', "\x00\xff"])
def test_a_damaged_key_ring_is_named(homes: Path, content: str) -> None:
    home = homes / "ring"
    home.mkdir(exist_ok=True)
    (home / "keys.json").write_text(content, encoding="latin-1")
    (home / "keys.json").chmod(0o600)
    answer = Commands(home)("org", "list", code=2)
    assert "key ring" in answer.err
    assert len(answer.err.strip().splitlines()) == 1


def test_a_key_ring_that_others_may_read_is_refused(homes: Path) -> None:
    home = homes / "open"
    Commands(home)("org", "list")
    (home / "keys.json").chmod(0o644)
    assert "chmod 600" in Commands(home)("org", "list", code=2).err


def test_a_damaged_database_is_named(homes: Path) -> None:
    home = homes / "database"
    home.mkdir()
    (home / "bothways.db").write_text("this is no database" * 400)
    answer = Commands(home)("mailbox", "list", code=None)
    assert answer.code in (1, 2)
    assert "database" in answer.err


@pytest.mark.parametrize("host", ["localhost:8441", "127.0.0.1", "127.8.9.1:80", "[::1]:8442"])
def test_plain_http_is_accepted_on_this_machine(host: str) -> None:
    assert check_endpoint(f"http://{host}/", "--exchange-url") == f"http://{host}"


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example.com/EWS/Exchange.asmx",
        "http://localhost.example.com/",
        "http://127.0.0.1.example.com/",
        "http://10.0.0.1/",
        "http://[::ffff:10.0.0.1]/",
        "http://0.0.0.0/",
        "ftp://localhost/",
        "localhost:8441",
        "https://",
        "",
        f"https://user:{SECRET}@mail.example.com/",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(SettingError) as refused:
        check_endpoint(url, "--exchange-url")
    assert "--exchange-url" in str(refused.value)
    assert SECRET not in str(refused.value)


def _options(command: click.Command) -> Iterator[str]:
    for parameter in command.params:
        yield from (*parameter.opts, *parameter.secondary_opts)
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _options(inner)


def test_no_option_takes_a_secret() -> None:
    words = ("secret", "password", "token", "key", "credential", "certificate")
    taking = {option for option in _options(cli) if option.startswith("-") and any(word in option for word in words)}
    assert len(taking) > 4
    assert [option for option in taking if not option.endswith("-file")] == []


@pytest.mark.parametrize("option", ["--client-secret", "--exchange-password", "--salesforce-key", "--password"])
def test_a_secret_on_the_command_line_is_refused_and_not_repeated(homes: Path, option: str) -> None:
    run = Commands(homes / "spoken")
    run.secrets.append(SECRET)
    for words in ([option, SECRET], [f"{option}={SECRET}"]):
        answer = run("org", "add", "Somebody Ltd", "--exchange", "graph", *words, code=2)
        assert option in answer.err


def test_a_missing_secret_is_asked_for_and_without_a_terminal_named(homes: Path) -> None:
    run = Commands(homes / "silent")
    words = ["--exchange", "graph", "--tenant", "t.example", "--client-id", "11111111-1111-1111-1111-111111111111"]
    answer = run("org", "add", "Somebody Ltd", *words, "--salesforce-client-id", "x", code=2)
    assert "--client-secret-file" in answer.err
    assert "Somebody" not in run("org", "list").out
