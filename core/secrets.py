"""Credentials at rest: AES-256-GCM under a key ring, bound to their row by associated data.

Associated data is `tenant|mailbox|side|purpose`, so that a row copied to another tenant does not decrypt (OWASP
ASVS 5.0, 13.3.1). The layout of a sealed value: one byte version, one byte length of the key id, the key id, a
nonce of 12 bytes (NIST SP 800-38D), the ciphertext with its tag.
"""

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
NONCE_BYTES = 12


class SecretError(Exception):
    """A credential cannot be decrypted, or the key ring cannot be read; the message names no secret."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom a credential belongs to."""

    tenant: str
    mailbox: str
    side: str
    purpose: str

    def associated_data(self) -> bytes:
        return "|".join((self.tenant, self.mailbox, self.side, self.purpose)).encode()


class KeyRing:
    """Keys by id; the current one seals, all of them open."""

    def __init__(self, keys: dict[str, bytes], current: str) -> None:
        if current not in keys or any(len(key) != 32 for key in keys.values()):
            raise SecretError("The key ring is damaged: every key has 32 bytes and the current one must be there.")
        self._keys = keys
        self.current = current

    def __repr__(self) -> str:
        return f"KeyRing({len(self._keys)} keys)"

    @classmethod
    def load(cls, path: Path) -> "KeyRing":
        """The ring in the file, which is made (mode 0600) where it is missing.

        Raises:
            SecretError: the file cannot be read, or others may read it.
        """
        if not path.exists():
            ring = cls({"k1": secrets.token_bytes(32)}, "k1")
            ring.save(path, new=True)
            return ring
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise SecretError(f"{path} can be read by others; run: chmod 600 {path}")
        try:
            content = json.loads(path.read_text())
            keys = {name: base64.b64decode(key, validate=True) for name, key in content["keys"].items()}
            return cls(keys, content["current"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise SecretError(f"{path} is not a key ring; restore it from your backup.") from error

    def save(self, path: Path, *, new: bool = False) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        keys = {name: base64.b64encode(key).decode() for name, key in self._keys.items()}
        text = json.dumps({"current": self.current, "keys": keys})
        part = path if new else path.with_suffix(".new")
        flags = os.O_WRONLY | os.O_CREAT | (os.O_EXCL if new else os.O_TRUNC)
        with os.fdopen(os.open(part, flags, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if not new:
            part.replace(path)

    def rotated(self) -> "KeyRing":
        """A ring with a new current key; the old keys stay, to open what they sealed."""
        name = f"k{max(int(k.removeprefix('k')) for k in self._keys) + 1}"
        return KeyRing({**self._keys, name: secrets.token_bytes(32)}, name)

    def seal(self, plain: str, owner: Owner) -> bytes:
        name = self.current.encode()
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(self._keys[self.current]).encrypt(nonce, plain.encode(), owner.associated_data())
        return bytes((VERSION, len(name))) + name + nonce + sealed

    def open(self, sealed: bytes, owner: Owner) -> str:
        """The plain text.

        Raises:
            SecretError: the key is missing, the value was changed, or it belongs to another owner.
        """
        try:
            version, length = sealed[0], sealed[1]
            name = sealed[2 : 2 + length].decode()
            nonce = sealed[2 + length : 2 + length + NONCE_BYTES]
            if version != VERSION:
                raise SecretError(f"A credential has the unknown format {version}; was a newer Bothways at work here?")
            plain = AESGCM(self._keys[name]).decrypt(nonce, sealed[2 + length + NONCE_BYTES :], owner.associated_data())
            return plain.decode()
        except KeyError as error:
            raise SecretError("A credential was encrypted with a key that is not in the key ring.") from error
        except (InvalidTag, IndexError, ValueError) as error:
            raise SecretError(
                "A credential does not decrypt: it was damaged, or belongs to another mailbox."
            ) from error
