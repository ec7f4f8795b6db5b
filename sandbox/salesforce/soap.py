"""SOAP `login()` for clients that still sign in this way: partner and enterprise WSDL, versions 31 to 64.

Salesforce removed it from API version 65. Children of `result` keep their order: some clients read by position.
"""

from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request
from lxml import etree

from sandbox.salesforce.face import Face
from sandbox.salesforce.versions import FIRST, number_of

LAST_WITH_LOGIN = 64
PARTNER, ENTERPRISE = "urn:partner.soap.sforce.com", "urn:enterprise.soap.sforce.com"
FAULT_NAMESPACE = {"u": "urn:fault.partner.soap.sforce.com", "c": "urn:fault.enterprise.soap.sforce.com"}
ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"{extra}>'
    "<soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>"
)
BAD_LOGIN = "Invalid username, password, security token; or user locked out."
SCOPES = ["api", "web", "full"]


@dataclass(eq=False)
class SoapFault(Exception):
    """exceptionCode and exceptionMessage; answered with HTTP 500."""

    code: str
    message: str


def fault(problem: SoapFault, wsdl: str) -> Response:
    space = FAULT_NAMESPACE[wsdl]
    kind = (
        "LoginFault" if problem.code in ("INVALID_LOGIN", "LOGIN_MUST_USE_SECURITY_TOKEN") else "UnexpectedErrorFault"
    )
    text = f"{problem.code}: {escape(problem.message)}"
    # Clients look for exactly the prefix "sf:" in these element names.
    detail = (
        f'<sf:{kind} xsi:type="sf:{kind}"><sf:exceptionCode>{problem.code}</sf:exceptionCode>'
        f"<sf:exceptionMessage>{escape(problem.message)}</sf:exceptionMessage></sf:{kind}>"
    )
    body = (
        f"<soapenv:Fault><faultcode>sf:{problem.code}</faultcode><faultstring>{text}</faultstring>"
        f"<detail>{detail}</detail></soapenv:Fault>"
    )
    extra = f' xmlns:sf="{space}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    return Response(ENVELOPE.format(extra=extra, body=body), 500, content_type="text/xml; charset=utf-8")


def _text(root: Any, name: str) -> str:
    found = root.find(f".//{{*}}{name}")
    return "" if found is None else "".join(found.itertext())


def credentials(body: bytes) -> tuple[str, str, str]:
    """(username, password, organisation id or "") from a login envelope. External entities are not resolved."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SoapFault("INVALID_SOAP_REQUEST", f"The XML of the request cannot be read: {error}") from None
    if root.find(".//{*}Body/{*}login") is None:
        raise SoapFault("UNKNOWN_EXCEPTION", "No operation available for request: only login is served here")
    return _text(root, "username"), _text(root, "password"), _text(root, "organizationId")


def login_result(face: Face, user: dict[str, Any], root: str, wsdl: str, version: str) -> str:
    """The `<result>` of a login: its session is a REST session too."""
    org = face.org.id
    session = face.tokens.issue_session(user["Id"], "", SCOPES)
    info = {
        "accessibilityMode": "false",
        "chatterExternal": "false",
        "currencySymbol": "€",
        "orgAttachmentFileSizeLimit": "26214400",
        "orgDefaultCurrencyIsoCode": "EUR",
        "orgDefaultCurrencyLocale": "en_IE_EURO",
        "orgDisallowHtmlAttachments": "false",
        "orgHasPersonAccounts": "false",
        "organizationId": org,
        "organizationMultiCurrency": "false",
        "organizationName": "Sandbox",
        "profileId": user.get("ProfileId") or "",
        "roleId": "",
        "sessionSecondsValid": str(int(face.tokens.session_seconds)),
        "userDefaultCurrencyIsoCode": "",
        "userEmail": user.get("Email") or "",
        "userFullName": user.get("Name") or "",
        "userId": user["Id"],
        "userLanguage": user.get("LanguageLocaleKey") or "en_US",
        "userLocale": user.get("LocaleSidKey") or "en_US",
        "userName": user["Username"],
        "userTimeZone": user.get("TimeZoneSidKey") or "UTC",
        "userType": "Standard",
        "userUiSkin": "Theme3",
    }
    result = {
        "metadataServerUrl": f"{root}/services/Soap/m/{version}/{org}",
        "passwordExpired": "false",
        "sandbox": "false",
        "serverUrl": f"{root}/services/Soap/{wsdl}/{version}/{org}",
        "sessionId": session,
        "userId": user["Id"],
    }
    inner = "".join(f"<{k}>{escape(v)}</{k}>" for k, v in result.items())
    return f"<result>{inner}<userInfo>{''.join(f'<{k}>{escape(v)}</{k}>' for k, v in info.items())}</userInfo></result>"


def login(face: Face, wsdl: str, version: str) -> Response:
    number = number_of(version)
    if number is None or number < FIRST:
        raise SoapFault("UNSUPPORTED_API_VERSION", f"Invalid Api version specified on URL: {version}")
    if number > LAST_WITH_LOGIN:
        raise SoapFault(
            "UNSUPPORTED_API_VERSION", f"login() is not available in API version {version}: it ended with 64.0"
        )
    username, password, org_id = credentials(request.get_data())
    if org_id and org_id[:15] != face.org.id[:15]:
        raise SoapFault("INVALID_LOGIN", BAD_LOGIN)
    user_id = face.org.authenticate(username, password)
    user = face.active_user(user_id) if user_id else None
    if user is None:
        raise SoapFault("INVALID_LOGIN", BAD_LOGIN)
    space = PARTNER if wsdl == "u" else ENTERPRISE
    result = login_result(face, user, face.root(request.host_url), wsdl, version)
    body = f"<loginResponse>{result}</loginResponse>"
    text = ENVELOPE.format(extra=f' xmlns="{space}"', body=body)
    return Response(text, content_type="text/xml; charset=utf-8")


def blueprint(face: Face) -> Blueprint:
    routes = Blueprint("salesforce_soap", __name__)

    @routes.post("/services/Soap/<any(u, c):wsdl>/<version>", strict_slashes=False)
    @routes.post("/services/Soap/<any(u, c):wsdl>/<version>/<org_id>", strict_slashes=False)
    def _soap(wsdl: str, version: str, org_id: str = "") -> Response:
        with face.org.lock:
            try:
                return login(face, wsdl, version)
            except SoapFault as problem:
                return fault(problem, wsdl)

    return routes
