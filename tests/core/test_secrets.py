import random
from pathlib import Path

import pytest

from core.secrets import KeyRing, Owner, SecretError
from tests.seeds import seed_of

OWNER = Owner("org-1", "*", "exchange", "graph credentials")


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing.load(tmp_path / "keys.json")


def test_a_new_ring_is_for_its_owner_only_and_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "keys.json"
    sealed = KeyRing.load(path).seal("kanarienvogel ✓", OWNER)
    assert path.stat().st_mode & 0o777 == 0o600
    assert KeyRing.load(path).open(sealed, OWNER) == "kanarienvogel ✓"
    assert b"kanarien" not in sealed


@pytest.mark.parametrize(
    "thief",
    [
        Owner("org-2", "*", "exchange", "graph credentials"),
        Owner("org-1", "m", "exchange", "graph credentials"),
        Owner("org-1", "*", "crm", "graph credentials"),
        Owner("org-1", "*", "exchange", "ews credentials"),
    ],
)
def test_a_row_copied_to_another_owner_does_not_decrypt(ring: KeyRing, thief: Owner) -> None:
    with pytest.raises(SecretError, match="does not decrypt"):
        ring.open(ring.seal("canary", OWNER), thief)


def test_every_changed_byte_is_noticed(ring: KeyRing) -> None:
    sealed = ring.seal("canary", OWNER)
    for position in range(len(sealed)):
        broken = bytearray(sealed)
        broken[position] ^= 1
        with pytest.raises(SecretError):
            ring.open(bytes(broken), OWNER)


def test_garbage_is_refused_and_never_crashes(ring: KeyRing) -> None:
    rng = random.Random(seed_of("secrets"))
    for _ in range(500):
        with pytest.raises(SecretError):
            ring.open(rng.randbytes(rng.randrange(80)), OWNER)


def test_rotation_keeps_what_old_keys_sealed(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    old = KeyRing.load(path)
    sealed = old.seal("canary", OWNER)
    old.rotated().save(path)
    new = KeyRing.load(path)
    assert new.current == "k2"
    assert new.open(sealed, OWNER) == "canary"
    with pytest.raises(SecretError, match="not in the key ring"):
        old.open(new.seal("canary", OWNER), OWNER)


def test_a_ring_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    KeyRing.load(path)
    path.chmod(0o644)
    with pytest.raises(SecretError, match="chmod 600"):
        KeyRing.load(path)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"current": "k1", "keys": {"k1": "short"}}', '{"keys": 3}'])
def test_a_damaged_ring_is_named_and_not_replaced(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.touch(mode=0o600)
    path.write_text(text)
    with pytest.raises(SecretError, match="ring"):
        KeyRing.load(path)
    assert path.read_text() == text


def test_nothing_shows_a_key(ring: KeyRing) -> None:
    assert repr(ring) == "KeyRing(1 keys)"
