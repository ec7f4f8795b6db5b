"""Pages for people: the mailboxes, and a tiny People of each."""

from flask import Blueprint

from sandbox.microsoft.store import Store


def blueprint(store: Store) -> Blueprint:
    return Blueprint("pages", __name__)
