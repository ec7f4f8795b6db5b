"""All checks of a manifest, as findings."""

from collections.abc import Iterable

import requests
from lxml import etree

from core.settings import Settings
from ops.doctor import Finding
from ops.manifest import addresses, icons, order, references, surfaces, values

MANY = 8


def examine(text: str, settings: Settings) -> list[Finding]:
    """What is right and wrong with the text, without asking anybody."""
    try:
        root = _parsed(text)
    except etree.XMLSyntaxError as error:
        return [Finding("well-formed", False, str(error), "Mend the XML.")]
    public = settings.public_url
    named: list[tuple[str, str, Iterable[str]]] = [
        ("elements", "each in its place", order.problems(root)),
        ("values", "all known to Outlook", values.problems(root, public)),
        ("references", "every resid points to a resource", references.problems(root)),
        ("texts", "within the limits, and translated", references.texts(root)),
        ("surfaces", "all there, with their rights", surfaces.problems(root)),
        ("launch events", "their script knows them", surfaces.events(root, public)),
        ("addresses", "https", addresses.https(root)),
        ("domains", "scheme and host, sign-in included", addresses.domains(root, settings.authority_url)),
        ("files", "all here", addresses.files(root, public)),
        ("icons", "all sizes, drawn in these sizes", icons.problems(root, public)),
    ]
    return [_finding(what, well, list(problems)) for what, well, problems in named] + _notes(public)


def _finding(what: str, well: str, problems: list[str]) -> Finding:
    if not problems:
        return Finding(what, True, well)
    more = f" (and {len(problems) - MANY} more)" if len(problems) > MANY else ""
    return Finding(what, False, " ".join(problems[:MANY]) + more, "Mend addin/manifest.xml, and check again.")


def _notes(public: str) -> list[Finding]:
    if not addresses.on_this_machine(public):
        return []
    says = (
        f"{public} is plain http, which the demo's Outlook takes and no real one does; set BOTHWAYS_PUBLIC_URL to an"
        " https address before you deploy it"
    )
    return [Finding("for this machine only", True, says)]


def served(text: str, settings: Settings) -> Finding:
    """Whether the running deployment serves what the manifest names. text: well-formed."""
    root = _parsed(text)
    with requests.Session() as session:
        if settings.ca_file:
            session.verify = str(settings.ca_file)
        try:
            problems = list(icons.served(root, session))
        except requests.RequestException as error:
            return _unanswered(settings.public_url, error)
    well = "icons and pages are reachable, and the icons may be cached"
    return _finding("served", well, problems)


def _unanswered(public: str, error: requests.RequestException) -> Finding:
    """On this machine it may just not have been started; anywhere else Outlook would show nothing."""
    if addresses.on_this_machine(public):
        return Finding("served", True, f"not looked at: {public} does not answer; start Bothways and check again")
    if isinstance(error, requests.exceptions.SSLError):
        to_do = "Give it a certificate that people's computers trust; one of your own authority needs BOTHWAYS_CA_FILE."
        return Finding("served", False, f"the certificate of {public} is not trusted, so Outlook shows nothing", to_do)
    says = f"{public} does not answer ({type(error).__name__}), so Outlook shows nothing"
    return Finding("served", False, says, "Start Bothways, and see that this address leads to it; then check again.")


def _parsed(text: str) -> etree._Element:
    return etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
