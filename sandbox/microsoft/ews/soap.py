"""SOAP 1.1 envelopes in and out: hardened parsing, the version header of every reply, faults.

Requests are read as UTF-8 only, without DTD, entities, processing instructions or network.
"""

from dataclasses import dataclass, field

from lxml import etree

from sandbox.microsoft.ews.errors import SoapFault, schema_fault
from sandbox.microsoft.ews.wire import ERRORS, MESSAGES, SOAP, TYPES, E, Element, S, T, line, local, t, text_of

# Exchange Server SE RTM (July 2025), the build whose schema the sandbox follows.
SERVER_VERSION = {
    "MajorVersion": "15",
    "MinorVersion": "2",
    "MajorBuildNumber": "2562",
    "MinorBuildNumber": "17",
    "Version": "V2017_07_11",
}
MAX_DEPTH = 64
_PROLOG = (("<?", "?>"), ("<!--", "-->"))


@dataclass
class Envelope:
    """A parsed request: `headers` by local name, `operation` the one child of the body."""

    operation: Element
    headers: dict[str, Element] = field(default_factory=dict)


def parse(body: bytes) -> Envelope:
    """Read a request. Raises SoapFault (ErrorSchemaValidation) for anything that is no SOAP 1.1 request."""
    root = _tree(body)
    if root.tag != S + "Envelope":
        raise schema_fault(f"The root element must be the SOAP 1.1 Envelope, not '{local(root)}'.", line(root))
    soap_body = root.find(S + "Body")
    if soap_body is None or len(soap_body) != 1:
        raise schema_fault("The SOAP Body must hold exactly one element.", line(root))
    header = root.find(S + "Header")
    headers: dict[str, Element] = {}
    for child in header if header is not None else ():
        if local(child) in headers:
            raise SoapFault("ErrorDuplicateSOAPHeader", f"The SOAP header '{local(child)}' is given twice.")
        headers[local(child)] = child
    return Envelope(soap_body[0], headers)


def _tree(body: bytes) -> Element:
    try:
        text = body.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        raise schema_fault("The request is not UTF-8 text.") from error
    if _declares_document_type(text):
        raise schema_fault("For security reasons DTD is prohibited in this XML document.")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        row, column = error.position or (1, 1)
        raise schema_fault(error.msg or "The request is not XML.", row, column) from error
    if root is None or _too_deep(root):
        raise schema_fault(f"The request nests elements more than {MAX_DEPTH} deep.")
    return root


def _declares_document_type(text: str) -> bool:
    """Looked for before parsing, in the prolog only: a note may well speak of `<!DOCTYPE` in a CDATA section."""
    position = 0
    while True:
        while text[position : position + 1].isspace():
            position += 1
        end = next((mark for start, mark in _PROLOG if text.startswith(start, position)), None)
        if end is None:
            return text.startswith("<!", position)
        found = text.find(end, position)
        if found < 0:
            return False
        position = found + len(end)


def _too_deep(root: Element) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            return True
    return False


def render(content: Element) -> bytes:
    """An envelope around a response element, with ServerVersionInfo in its header."""
    envelope = etree.Element(S + "Envelope", nsmap={"s": SOAP})
    header = etree.SubElement(envelope, S + "Header")
    version = etree.SubElement(header, T + "ServerVersionInfo", nsmap={"h": TYPES})
    for key, value in SERVER_VERSION.items():
        version.set(key, value)
    etree.SubElement(envelope, S + "Body").append(content)
    return etree.tostring(envelope, xml_declaration=True, encoding="utf-8")


def render_fault(fault: SoapFault) -> bytes:
    """s:Fault with e:ResponseCode, e:Message and t:MessageXml in its detail."""
    element = etree.Element(S + "Fault", nsmap={"s": SOAP})
    # The code is a QName in Exchange's own namespace, so the prefix must be declared where it is used.
    code = etree.SubElement(element, "faultcode", nsmap={"a": TYPES})
    code.text = f"a:{fault.code}"
    text = etree.SubElement(element, "faultstring")
    text.set("{http://www.w3.org/XML/1998/namespace}lang", "en-US")
    text.text = text_of(fault.text)
    detail = etree.SubElement(element, "detail")
    etree.SubElement(detail, E + "ResponseCode", nsmap={"e": ERRORS}).text = fault.code
    etree.SubElement(detail, E + "Message", nsmap={"e": ERRORS}).text = text_of(fault.text)
    if fault.place or fault.values:
        _fault_values(etree.SubElement(detail, T + "MessageXml", nsmap={"t": TYPES}), fault)
    return render(element)


def _fault_values(message_xml: Element, fault: SoapFault) -> None:
    if fault.place:
        for name, value in zip(("LineNumber", "LinePosition", "Violation"), fault.place, strict=True):
            t(message_xml, name, str(value))
    for name, value in fault.values.items():
        t(message_xml, "Value", value, Name=name)


def response(operation: str) -> Element:
    """An empty `m:{operation}Response`, declaring the prefixes that everything below uses."""
    return etree.Element(f"{{{MESSAGES}}}{operation}Response", nsmap={"m": MESSAGES, "t": TYPES})
