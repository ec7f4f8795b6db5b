"""Ways that lead through a window of the browser: they begin and end at our own origin, and hand a one-time code to the
pane by `messageParent`, never a token (Office add-ins documentation, "Authenticate and authorize with the Office dialog
API"). In Outlook on the web the pane is a frame of another site, so there are no cookies."""

from urllib.parse import urlencode

from flask import Response

from core.settings import Settings
from server.parts import parts
from server.problems import localized

END = "/addin/dialog.html"
TOO_OLD = "The window was open for too long, or was used before. Start again from Outlook."


def finished(settings: Settings, **message: str) -> Response:
    """To the page that tells the pane. The message is in the fragment, which no server sees and no log keeps."""
    return away(f"{settings.public_url}{END}#{urlencode(message)}")


def failed(detail: str) -> Response:
    return finished(parts().settings, type="error", detail=localized(detail))


def away(url: str) -> Response:
    """To an address that was built here or checked."""
    return Response(status=302, headers={"Location": url})
