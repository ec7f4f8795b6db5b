"""Who a token belongs to: the identity URL, `/services/oauth2/userinfo` and the signature over the former."""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Blueprint, Response, jsonify, request

from sandbox.salesforce.face import Face

VERSION_MARK = "{version}"
URLS = {
    "enterprise": "/services/Soap/c/{version}/",
    "metadata": "/services/Soap/m/{version}/",
    "partner": "/services/Soap/u/{version}/",
    "rest": "/services/data/v{version}/",
    "sobjects": "/services/data/v{version}/sobjects/",
    "search": "/services/data/v{version}/search/",
    "query": "/services/data/v{version}/query/",
    "recent": "/services/data/v{version}/recent/",
    "tooling_soap": "/services/Soap/T/{version}/",
    "tooling_rest": "/services/data/v{version}/tooling/",
    "feeds": "/services/data/v{version}/chatter/feeds",
    "groups": "/services/data/v{version}/chatter/groups",
    "users": "/services/data/v{version}/chatter/users",
    "feed_items": "/services/data/v{version}/chatter/feed-items",
    "feed_elements": "/services/data/v{version}/chatter/feed-elements",
}


def identity_url(root: str, org_id: str, user_id: str) -> str:
    return f"{root}/id/{org_id}/{user_id}"


def signature(client_secret: str, identity: str, issued_at: str) -> str:
    """base64(HMAC-SHA256(client secret, id + issued_at)): the client checks that the identity URL is untouched."""
    digest = hmac.new(client_secret.encode(), (identity + issued_at).encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def urls(root: str, org_id: str, user_id: str, version: str = VERSION_MARK) -> dict[str, str]:
    """The service addresses; they hold the literal `{version}` unless the caller asked for one."""
    found = {name: root + path.replace(VERSION_MARK, version) for name, path in URLS.items()}
    found["enterprise"] += org_id[:15]
    found["metadata"] += org_id[:15]
    found["partner"] += org_id[:15]
    return found | {"profile": f"{root}/{user_id}", "custom_domain": root}


def utc_offset(time_zone: str, moment: datetime) -> int:
    """Milliseconds without summer time, as Salesforce gives them."""
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return 0
    local = moment.astimezone(zone)
    offset, summer = local.utcoffset(), local.dst()
    return int(((offset.total_seconds() if offset else 0) - (summer.total_seconds() if summer else 0)) * 1000)


def photos(root: str) -> dict[str, str]:
    return {"picture": f"{root}/profilephoto/005/F", "thumbnail": f"{root}/profilephoto/005/T"}


def identity(face: Face, user: dict[str, Any], root: str, version: str) -> dict[str, Any]:
    """The identity document. user: a row of User."""
    own = identity_url(root, face.org.id, user["Id"])
    return {
        "id": own,
        "asserted_user": True,
        "user_id": user["Id"],
        "organization_id": face.org.id,
        "username": user["Username"],
        "nick_name": user.get("CommunityNickname") or user["Username"].split("@")[0],
        "display_name": user.get("Name"),
        "email": user.get("Email"),
        "email_verified": True,
        "first_name": user.get("FirstName"),
        "last_name": user.get("LastName"),
        "timezone": user.get("TimeZoneSidKey"),
        "photos": photos(root),
        "addr_street": user.get("Street"),
        "addr_city": user.get("City"),
        "addr_state": user.get("State"),
        "addr_country": user.get("Country"),
        "addr_zip": user.get("PostalCode"),
        "mobile_phone": user.get("MobilePhone"),
        "mobile_phone_verified": False,
        "is_lightning_login_user": False,
        "status": {"created_date": None, "body": None},
        "urls": urls(root, face.org.id, user["Id"], version),
        "active": bool(user.get("IsActive", True)),
        "user_type": "STANDARD",
        "language": user.get("LanguageLocaleKey", "en_US"),
        "locale": user.get("LocaleSidKey", "en_US"),
        "utcOffset": utc_offset(user.get("TimeZoneSidKey") or "UTC", face.clock.now()),
        "last_modified_date": user.get("LastModifiedDate"),
        "is_app_installed": True,
    }


def userinfo(face: Face, user: dict[str, Any], root: str) -> dict[str, Any]:
    """OpenID Connect's names for the same."""
    known = identity(face, user, root, VERSION_MARK)
    return {
        "sub": known["id"],
        "user_id": known["user_id"],
        "organization_id": known["organization_id"],
        "preferred_username": known["username"],
        "nickname": known["nick_name"],
        "name": known["display_name"],
        "email": known["email"],
        "email_verified": True,
        "given_name": known["first_name"],
        "family_name": known["last_name"],
        "zoneinfo": known["timezone"],
        "photos": known["photos"],
        "profile": known["urls"]["profile"],
        "picture": known["photos"]["picture"],
        "address": {"country": known["addr_country"]},
        "urls": known["urls"],
        "active": known["active"],
        "user_type": known["user_type"],
        "language": known["language"],
        "locale": known["locale"],
        "utcOffset": known["utcOffset"],
        "updated_at": known["last_modified_date"],
    }


def blueprint(face: Face) -> Blueprint:
    """GET/POST `/id/{org}/{user}` and `/services/oauth2/userinfo`. Refusals are 403 with a bare word."""
    routes = Blueprint("salesforce_identity", __name__)

    def token() -> str:
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        return value.strip() if scheme.lower() in ("bearer", "oauth") else request.values.get("oauth_token", "")

    def refusal(word: str) -> Response:
        return Response(word, 403, mimetype="text/html")

    def bearer() -> dict[str, Any] | Response:
        if not token():
            return refusal("Missing_OAuth_Token")
        with face.org.lock:
            grant = face.tokens.session(token())
            user = face.active_user(grant.user_id) if grant else None
        return user or refusal("Bad_OAuth_Token")

    @routes.route("/id/<org_id>/<user_id>", methods=["GET", "POST"])
    def _identity(org_id: str, user_id: str) -> Response:
        user = bearer()
        if isinstance(user, Response):
            return user
        if org_id[:15] != face.org.id[:15]:
            return refusal("Wrong_Org")
        if user_id[:15] != user["Id"][:15]:
            return refusal("Bad_Id")
        version = request.values.get("version", VERSION_MARK).removeprefix("v")
        return jsonify(identity(face, user, face.root(request.host_url), version))

    @routes.route("/services/oauth2/userinfo", methods=["GET", "POST"])
    def _userinfo() -> Response:
        user = bearer()
        return user if isinstance(user, Response) else jsonify(userinfo(face, user, face.root(request.host_url)))

    return routes
