"""The manifest of the add-in: right by Microsoft's schema and by our own checks, and every planted fault is named."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from lxml import etree

from core.settings import Settings, load_settings
from ops.manifest.check import examine
from ops.manifest.order import kind
from server.manifest import addin_id, pane_url, render
from tests.addin.manifest_faults import FAULTS, PUBLIC, Fault


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings({"BOTHWAYS_PUBLIC_URL": PUBLIC})


@pytest.fixture(scope="module")
def schema(schemas: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(schemas / "addin" / "OfficeAppManifestV1_1.xsd")))


def _problems(text: str, settings: Settings) -> dict[str, str]:
    return {finding.what: finding.says for finding in examine(text, settings) if not finding.ok}


def test_it_is_valid_by_the_schema_and_by_our_checks(settings: Settings, schema: etree.XMLSchema) -> None:
    text = render(settings)
    schema.assertValid(etree.fromstring(text.encode()))
    assert _problems(text, settings) == {}


def test_it_belongs_to_its_deployment(settings: Settings) -> None:
    root = etree.fromstring(render(settings).encode())
    assert root.findtext("{*}Id") == addin_id(PUBLIC) != addin_id("https://other.example.com")
    first = root.find(".//{*}FormSettings//{*}SourceLocation")
    assert first is not None
    assert first.get("DefaultValue") == pane_url(PUBLIC), "the audience of Exchange's identity tokens"
    assert render(settings) == render(settings)


def test_the_demo_may_use_plain_http_and_is_told_so() -> None:
    settings = load_settings({"BOTHWAYS_PUBLIC_URL": "http://localhost:8400"})
    findings = {finding.what: finding for finding in examine(render(settings), settings)}
    assert all(finding.ok for finding in findings.values())
    assert "BOTHWAYS_PUBLIC_URL" in findings["for this machine only"].says


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_is_named(fault: Fault, settings: Settings) -> None:
    right = render(settings)
    wrong = right.replace(fault.before, fault.after, 1)
    assert wrong != right, "the fault is planted"
    problems = _problems(wrong, settings)
    assert fault.says in problems.get(fault.check, ""), problems


def test_an_appointment_whose_pane_is_to_be_pinned_is_named(settings: Settings) -> None:
    before, point, rest = render(settings).partition('<ExtensionPoint xsi:type="AppointmentOrganizerCommandSurface">')
    action = '<SourceLocation resid="pane"/>'
    wrong = before + point + rest.replace(action, f"{action}<SupportsPinning>true</SupportsPinning>", 1)
    assert "AppointmentOrganizerCommandSurface: the pane of" in _problems(wrong, settings)["values"]


def test_what_the_schema_refuses_our_checks_refuse_too(settings: Settings, schema: etree.XMLSchema) -> None:
    """An element of every kind left out, doubled, and put behind its neighbour."""
    root = etree.fromstring(render(settings).encode())
    refused = 0
    for what, variant in _variants(root):
        if not schema.validate(variant):
            refused += 1
            text = etree.tostring(variant, encoding="unicode")
            assert _problems(text, settings), f"the schema refuses it, we do not: {what}"
    assert refused > 100


def _variants(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    seen = set()
    for number, element in enumerate(root.iter(etree.Element)):
        place = "/".join(kind(one) for one in reversed([*element.iterancestors()]))
        if f"{place}/{kind(element)}" in seen or not place:
            continue
        seen.add(f"{place}/{kind(element)}")
        for change in ("left out", "doubled", "behind its neighbour"):
            variant = deepcopy(root)
            twin = list(variant.iter(etree.Element))[number]
            parent, neighbour = twin.getparent(), twin.getnext()
            assert parent is not None
            if change == "left out":
                parent.remove(twin)
            elif change == "doubled":
                twin.addnext(deepcopy(twin))
            elif neighbour is not None:
                neighbour.addnext(twin)
            yield f"{twin.tag} (line {element.sourceline}) {change}", variant
