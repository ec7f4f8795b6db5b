"""What each code of a problem means, in a few words: the title of the problem (RFC 9457, 3.1.3), in both languages."""

from collections.abc import Mapping

Words = tuple[str, str]  # English, German

TITLES: Mapping[str, Words] = {
    # Sign-in and set-up
    "not_signed_in": ("Sign in to continue", "Bitte melden Sie sich an"),
    "sign_in_unavailable": ("Signing in is not possible right now", "Die Anmeldung ist gerade nicht möglich"),
    "not_enrolled": (
        "Bothways is not set up for your company",
        "Bothways ist für Ihr Unternehmen nicht eingerichtet",
    ),
    "no_mailbox": ("No mailbox yet", "Noch kein Postfach"),
    "mailbox_taken": ("This mailbox belongs to somebody else", "Dieses Postfach gehört jemand anderem"),
    "not_needed": ("No code is needed", "Dafür ist kein Code nötig"),
    "wrong_code": ("This code does not fit", "Dieser Code passt nicht"),
    "window_refused": ("The sign-in did not finish", "Die Anmeldung wurde nicht abgeschlossen"),
    "set_up_already": ("The set-up is finished already", "Die Einrichtung ist schon abgeschlossen"),
    "preview_failed": ("There is no preview", "Es gibt keine Vorschau"),
    "not_configured": ("Your administrator has a step left", "Ihrer Administration fehlt noch ein Schritt"),
    "other_organisation": ("This belongs to another company", "Das gehört zu einem anderen Unternehmen"),
    # What a person may do, and when
    "forbidden": ("You may not do this", "Das dürfen Sie nicht"),
    "fixed_by_admin": ("Your administrator has fixed this", "Das hat Ihre Administration festgelegt"),
    "suspended": ("Bothways is paused for this mailbox", "Bothways ist für dieses Postfach angehalten"),
    "disabled": ("Bothways is switched off for this mailbox", "Bothways ist für dieses Postfach ausgeschaltet"),
    "too_many": ("A little too fast", "Etwas zu schnell"),
    "too_many_favourites": ("There are too many favourites", "Es sind zu viele Favoriten"),
    # Records
    "not_found": ("This is not there any more", "Das gibt es nicht mehr"),
    "changed_meanwhile": ("Somebody changed this meanwhile", "Das wurde inzwischen geändert"),
    "duplicates": ("This may be there already", "Das gibt es vielleicht schon"),
    "resolved": ("This is settled already", "Das ist schon erledigt"),
    "already_linked": ("This record has its counterpart already", "Dieser Datensatz hat schon ein Gegenstück"),
    "not_ambiguous": ("There is nothing to choose here", "Hier gibt es nichts zu wählen"),
    "invalid_request": ("Please check what you entered", "Bitte prüfen Sie Ihre Eingabe"),
    # The other sides
    "crm_not_connected": ("Salesforce is not connected", "Salesforce ist nicht verbunden"),
    "crm_session_expired": ("Salesforce asks you to sign in again", "Salesforce bittet um eine neue Anmeldung"),
    "crm_unavailable": ("Salesforce does not answer", "Salesforce antwortet nicht"),
    "crm_forbidden": ("Salesforce does not allow this", "Salesforce erlaubt das nicht"),
    "crm_misconfigured": (
        "The way to Salesforce needs your administrator",
        "Ihre Administration muss die Verbindung zu Salesforce prüfen",
    ),
    "exchange_unavailable": ("Exchange does not answer", "Exchange antwortet nicht"),
    "exchange_forbidden": ("Exchange does not allow this", "Exchange erlaubt das nicht"),
    "exchange_misconfigured": (
        "The way to Exchange needs your administrator",
        "Ihre Administration muss die Verbindung zu Exchange prüfen",
    ),
    # Bothways itself
    "database_unavailable": ("Bothways cannot reach its data", "Bothways erreicht seine Daten nicht"),
    "credentials_unreadable": ("Bothways cannot read its keys", "Bothways kann seine Schlüssel nicht lesen"),
    "defect": ("Bothways made a mistake", "Bothways hat einen Fehler gemacht"),
    # What only another program than the pane sends
    "bad_request": ("The request cannot be read", "Die Anfrage ist nicht lesbar"),
    "not_json": ("The request cannot be read", "Die Anfrage ist nicht lesbar"),
    "method_not_allowed": ("This cannot be done here", "Das geht hier nicht"),
    "too_large": ("This is too large", "Das ist zu groß"),
    "if_match_missing": ("The request names no version", "Die Anfrage nennt keine Version"),
    "refused": ("The server could not do this", "Der Server konnte das nicht ausführen"),
}
UNPROCESSABLE = 422


def title_of(code: str, status: int, language: str) -> str:
    """language: `de`, else English. What Salesforce refuses about a value has codes of its own."""
    fallback = "invalid_request" if status == UNPROCESSABLE else "refused"
    english, german = TITLES.get(code) or TITLES[fallback]
    return german if language == "de" else english
