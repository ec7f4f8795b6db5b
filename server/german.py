"""German for the sentences that the API tells people, those of the connectors included.

The key is the English sentence as the code has it, with its placeholders; a finished sentence is found by it, and what
stands in the places is carried over. What Salesforce itself says comes in the language of its user, and stays as it is.
Here are those of problems; what a mailbox keeps of records, issues, shares and runs has tables of its own.
"""

from collections.abc import Mapping

from server.german_exchange import EXCHANGE
from server.german_fields import FIELDS
from server.german_reasons import REASONS
from server.german_salesforce import SALESFORCE
from server.german_sentences import Sentences
from server.german_standing import STANDING

GERMAN: Mapping[str, str] = {
    # Sign-in and set-up
    "Your sign-in has ended or was not accepted. Sign in again.": "Ihre Anmeldung ist abgelaufen oder wurde nicht"
    " angenommen. Melden Sie sich neu an.",
    "This sign-in has ended or was used before. Sign in again.": "Diese Anmeldung ist abgelaufen oder wurde schon"
    " benutzt. Melden Sie sich neu an.",
    "Your sign-in cannot be checked at the moment. Nothing is lost; try again shortly.": "Ihre Anmeldung lässt sich"
    " gerade nicht prüfen. Nichts ist verloren; versuchen Sie es gleich noch einmal.",
    "Your company is not set up in Bothways yet. Ask your administrator to add it.": "Ihr Unternehmen ist in Bothways"
    " noch nicht eingerichtet. Bitten Sie Ihre Administration, es hinzuzufügen.",
    "Only an administrator of Bothways may do this.": "Das darf nur die Administration von Bothways.",
    "Your mailbox is not set up in Bothways yet. Finish the set-up first.": "Ihr Postfach ist in Bothways noch nicht"
    " eingerichtet. Schließen Sie zuerst die Einrichtung ab.",
    "Your administrator has switched your mailbox off in Bothways; ask there.": "Ihre Administration hat Ihr Postfach"
    " in Bothways ausgeschaltet; fragen Sie dort nach.",
    "The set-up is not finished yet. Its last step starts the synchronisation.": "Die Einrichtung ist noch nicht"
    " abgeschlossen. Ihr letzter Schritt startet den Abgleich.",
    "The set-up is finished already. What is synchronised can be changed in the settings.": "Die Einrichtung ist schon"
    " abgeschlossen. Was abgeglichen wird, ändern Sie in den Optionen.",
    "Synchronisation is suspended. Resume it first.": "Der Abgleich ist angehalten. Setzen Sie ihn zuerst fort.",
    "Your mailbox is found by your sign-in; no code is needed for it.": "Ihr Postfach wird durch Ihre Anmeldung"
    " gefunden; dafür ist kein Code nötig.",
    "This code is not right or has ended. Look at the newest one in your Inbox, or ask for another.": "Dieser Code"
    " stimmt nicht oder ist abgelaufen. Nehmen Sie den neuesten aus Ihrem Posteingang oder fordern Sie einen neuen an.",
    "The mailbox {address} belongs to another account in Bothways. Your administrator can set it free with: bothways"
    " mailbox unlink {address}": "Das Postfach {address} gehört in Bothways zu einem anderen Konto. Ihre Administration"
    " kann es freigeben mit: bothways mailbox unlink {address}",
    "There is no mailbox for {what}; check the address or the licence of the user.": "Zu {what} gibt es kein Postfach;"
    " prüfen Sie die Adresse oder die Lizenz des Benutzers.",
    "The service account may not act for {what}; let an administrator give it the role ApplicationImpersonation.": "Das"
    " Dienstkonto darf nicht für {what} handeln; Ihre Administration muss ihm ApplicationImpersonation geben.",
    "This took too long and was cut off. Try again.": "Das dauerte zu lange und wurde abgebrochen. Versuchen Sie es"
    " erneut.",
    # Windows
    "The window was open for too long, or was used before. Start again from Outlook.": "Das Fenster war zu lange offen"
    " oder wurde schon benutzt. Beginnen Sie in Outlook noch einmal.",
    "This window was opened in a way that Bothways does not know. Close it and start from the pane.": "Dieses Fenster"
    " wurde auf unbekannte Weise geöffnet. Schließen Sie es, und beginnen Sie in Bothways neu.",
    "Signing in with Microsoft is not set up in Bothways yet. Ask your administrator to finish that.": "Die Anmeldung"
    " mit Microsoft ist in Bothways noch nicht eingerichtet. Bitten Sie Ihre Administration, das abzuschließen.",
    "Microsoft did not sign you in. Try again; if it stays, ask your administrator.": "Microsoft hat Sie nicht"
    " angemeldet. Versuchen Sie es erneut; bleibt es dabei, fragen Sie Ihre Administration.",
    "Salesforce did not let you in. Try again; if it stays, ask your Salesforce administrator to allow Bothways for"
    " you.": "Salesforce hat Sie nicht hineingelassen. Versuchen Sie es erneut; bleibt es dabei, bitten Sie Ihre"
    " Salesforce-Administration, Bothways für Sie zuzulassen.",
    "Salesforce was not connected, because access was not allowed there. Try again, and choose Allow.": "Salesforce"
    " wurde nicht verbunden, weil dort der Zugriff nicht erlaubt wurde. Versuchen Sie es erneut, und wählen Sie"
    " „Zulassen“.",
    # The connection to Salesforce and Exchange
    "Salesforce is not connected yet. Connect it, and go on here.": "Salesforce ist noch nicht verbunden. Verbinden Sie"
    " es, und es geht hier weiter.",
    "A connection of your company is missing. An administrator of Bothways must add it.": "Eine Verbindung Ihres"
    " Unternehmens fehlt. Die Administration von Bothways muss sie hinzufügen.",
    "Your company has no Salesforce app in Bothways yet. Your administrator must add it.": "Ihr Unternehmen hat in"
    " Bothways noch keine Salesforce-App. Ihre Administration muss sie hinzufügen.",
    "Connecting took too long, or was done before. Connect Salesforce again.": "Das Verbinden hat zu lange gedauert"
    " oder war schon geschehen. Verbinden Sie Salesforce neu.",
    "That user belongs to another Salesforce organisation. Sign in with a user of the one you had before.": "Dieser"
    " Benutzer gehört zu einer anderen Salesforce-Organisation. Melden Sie sich mit einem Benutzer der bisherigen an.",
    "Salesforce refused a call: {reason} Connect Salesforce again.": "Salesforce hat einen Aufruf abgelehnt: {reason}"
    " Verbinden Sie Salesforce neu.",
    "Salesforce refused the session. Connect Salesforce again.": "Salesforce hat die Sitzung abgelehnt. Verbinden Sie"
    " Salesforce neu.",
    "Salesforce refused the sign-in: {reason} The permission was withdrawn or has run out: connect Salesforce"
    " again.": "Salesforce hat die Anmeldung abgelehnt: {reason} Die Erlaubnis wurde entzogen oder ist abgelaufen:"
    " Verbinden Sie Salesforce neu.",
    "Salesforce refused the sign-in: {reason} The Salesforce user is inactive: an administrator must activate"
    " it.": "Salesforce hat die Anmeldung abgelehnt: {reason} Der Salesforce-Benutzer ist inaktiv: Ihre Administration"
    " muss ihn aktivieren.",
    "The connection to {name} is interrupted, or it is overloaded. Try again in a moment.": "Die Verbindung zu {name}"
    " ist unterbrochen, oder es ist überlastet. Versuchen Sie es gleich noch einmal.",
    "{name} takes no more calls from your company for now: its allowance is used up. Try again later.": "{name} nimmt"
    " von Ihrem Unternehmen vorerst keine Aufrufe mehr an: Das Kontingent ist verbraucht. Versuchen Sie es später.",
    "{name} is being maintained. Try again later.": "{name} wird gerade gewartet. Versuchen Sie es später noch einmal.",
    "Somebody else was saving this record in {name}. Try again in a moment.": "Jemand anderes hat diesen Datensatz"
    " gerade in {name} gespeichert. Versuchen Sie es gleich noch einmal.",
    "Your mailbox is being moved. Try again later.": "Ihr Postfach wird gerade verschoben. Versuchen Sie es später.",
    "{reason} An administrator of Bothways must mend this.": "{reason} Das muss die Administration von Bothways"
    " beheben.",
    # Records
    "This is not here, or no longer: it may have been removed.": "Das gibt es hier nicht oder nicht mehr: Vielleicht"
    " wurde es entfernt.",
    "You have no right in Salesforce to do this. Ask an administrator of Salesforce for it.": "Dazu haben Sie in"
    " Salesforce kein Recht. Bitten Sie Ihre Salesforce-Administration darum.",
    "You have no right in Salesforce to see this record.": "Sie haben in Salesforce kein Recht, diesen Datensatz zu"
    " sehen.",
    "You have no right in Salesforce to create records of the kind {kind}.": "Sie haben in Salesforce kein Recht,"
    " Datensätze der Art {kind} anzulegen.",
    "You have no right in Salesforce to change this field.": "Sie haben in Salesforce kein Recht, dieses Feld zu"
    " ändern.",
    "Salesforce did not save this: correct the marked fields.": "Salesforce hat das nicht gespeichert: Korrigieren Sie"
    " die markierten Felder.",
    "Fill this in.": "Bitte ausfüllen.",
    "Salesforce refused this value.": "Salesforce hat diesen Wert abgelehnt.",
    "There are records like this already.": "Solche Datensätze gibt es schon.",
    "“{name}” was changed in Salesforce meanwhile: look at both values.": "„{name}“ wurde inzwischen in Salesforce"
    " geändert: Sehen Sie sich beide Werte an.",
    "There are {most} favourites already. Remove one first.": "Es sind schon {most} Favoriten. Entfernen Sie zuerst"
    " einen.",
    "No longer in Salesforce, or you may not see it.": "Nicht mehr in Salesforce, oder nicht für Sie sichtbar.",
    # Sharing
    "Only contacts and leads can be chosen; choose among these.": "Wählbar sind nur Kontakte und Leads; wählen Sie"
    " unter diesen.",
    "This is no record that an email or event can be about.": "Zu einem solchen Datensatz kann weder eine E-Mail"
    " noch ein Termin gehören.",
    # Issues, conflicts, duplicates
    "{name} is settled already.": "{name} ist schon erledigt.",
    "This is settled already.": "Das ist schon erledigt.",
    "{name} was changed meanwhile; both sides hold the same.": "{name} wurde inzwischen geändert; beide Seiten sind"
    " gleich.",
    "{name} does not wait for such a choice.": "{name} wartet nicht auf eine solche Auswahl.",
    "This record does not wait for such a choice.": "Dieser Datensatz wartet nicht auf eine solche Auswahl.",
    "This is none of the records that match.": "Das ist keiner der passenden Datensätze.",
    "The record that you chose for {name} is kept in step with another one already. Delete one of the two in Outlook,"
    " or choose that it is none of them.": "Der Datensatz, den Sie für {name} gewählt haben, wird schon mit einem"
    " anderen abgeglichen. Löschen Sie einen der beiden in Outlook, oder wählen Sie, dass es keiner von ihnen ist.",
    "The record that you chose for it is kept in step with another one already. Delete one of the two in Outlook,"
    " or choose that it is none of them.": "Der gewählte Datensatz wird schon mit einem anderen abgeglichen. Löschen"
    " Sie einen der beiden in Outlook, oder wählen Sie, dass es keiner von ihnen ist.",
    "A mail itself cannot be corrected; try it again as it is.": "Eine E-Mail selbst lässt sich nicht korrigieren;"
    " versuchen Sie es mit ihr, wie sie ist, noch einmal.",
    "This cannot be corrected here.": "Das lässt sich hier nicht korrigieren.",
    # Settings
    "Your administrator has decided this for everybody in your company.": "Das hat Ihre Administration für alle im"
    " Unternehmen festgelegt.",
    "The settings were changed meanwhile. Look at them as they are now, then change them again.": "Die Optionen wurden"
    " inzwischen geändert. Sehen Sie sich den neuen Stand an, und ändern Sie sie dann noch einmal.",
    "There is no such choice.": "Eine solche Auswahl gibt es nicht.",
    # Any call
    "There were too many requests in a short time. Nothing is lost; go on in {seconds} seconds.": "Das waren zu viele"
    " Anfragen in kurzer Zeit. Nichts ist verloren; in {seconds} Sekunden geht es weiter.",
    "Stored credentials cannot be read. An administrator of Bothways must restore its key file.": "Gespeicherte"
    " Zugangsdaten sind nicht lesbar. Die Administration von Bothways muss die Schlüsseldatei wiederherstellen.",
    "Bothways' database does not answer. Nothing was changed; try again in a moment.": "Die Datenbank von Bothways"
    " antwortet nicht. Nichts wurde geändert; versuchen Sie es gleich noch einmal.",
    "Bothways stumbled over this because of a defect of its own. Nothing more was done; it was written to the"
    " log.": "Das lag an einem Fehler in Bothways. Weiter ist nichts geschehen; er steht im Protokoll.",
    "The request cannot be read.": "Die Anfrage ist nicht lesbar.",
    "This address does not know that method.": "Diese Adresse kennt diese Methode nicht.",
    "The request is larger than is accepted here.": "Die Anfrage ist größer, als hier angenommen wird.",
    "The body of a request must be JSON (application/json).": "Der Inhalt einer Anfrage muss JSON sein"
    " (application/json).",
    "The body of the request is not valid JSON.": "Der Inhalt der Anfrage ist kein gültiges JSON.",
    "The body of the request is nested deeper than {levels} levels.": "Der Inhalt der Anfrage ist tiefer als {levels}"
    " Ebenen verschachtelt.",
    "The request holds something that is not accepted; the fields say what.": "Die Anfrage enthält etwas, das nicht"
    " angenommen wird; die Felder sagen, was.",
    "Say by If-Match which state of it you change; its ETag was sent along with it.": "Nennen Sie mit If-Match den"
    " Stand, den Sie ändern; sein ETag kam mit ihm.",
    "This is not where a page of this list ended.": "Dort endete keine Seite dieser Liste.",
}

_SENTENCES = Sentences(GERMAN, FIELDS, REASONS, STANDING, SALESFORCE, EXCHANGE)


def in_german(sentence: str) -> str:
    """The sentence, or several joined by blanks, in German; what is not known as it is."""
    return _SENTENCES.told(sentence)
