"""PURE. An item's id in Exchange's two alphabets: EWS's, which Office.js gives on a desktop and in the browser, and the
one of Graph's addresses, which it gives on a phone (Office.js, `convertToRestId`, `convertToEwsId`)."""

_TO_REST = str.maketrans("/+", "-_")
_TO_EWS = str.maketrans("-_", "/+")


def rest_id(item_id: str) -> str:
    """For an address of Graph; one that is in this form already stays as it is."""
    return item_id.translate(_TO_REST)


def ews_id(item_id: str) -> str:
    """For EWS; one that is in this form already stays as it is."""
    return item_id.translate(_TO_EWS)
