"""German for how a record, an issue, a share and a run stand."""

from collections.abc import Mapping

STANDING: Mapping[str, str] = {
    # Issues (core.explain)
    "{name}: several records match it. Choose which one it is; nothing is created until then.": "{name}: Mehrere"
    " Datensätze passen dazu. Wählen Sie, welcher es ist; bis dahin wird nichts angelegt.",
    "{name}: a record like it is synchronised already. Delete one of them or make it another.": "{name}: Ein solcher"
    " Datensatz wird schon abgeglichen. Löschen Sie einen der beiden, oder machen Sie einen anderen daraus.",
    "{name}: the same fields changed on both sides. Choose which values stay.": "{name}: Dieselben Felder wurden auf"
    " beiden Seiten geändert. Wählen Sie, welche Werte bleiben.",
    "{name}: it was made private in Outlook after it was shared, and Salesforce still shows what it had. Delete it in"
    " Salesforce, or make it public again in Outlook.": "{name}: Der Termin wurde nach dem Teilen in Outlook auf privat"
    " gesetzt, und Salesforce zeigt noch den früheren Stand. Löschen Sie ihn in Salesforce, oder machen Sie ihn in"
    " Outlook wieder öffentlich.",
    # A record and its history (core.why)
    "Nothing is known of {key}: it was never seen inside the synchronised folder or list view, or its history is older"
    " than what is kept.": "Zu {key} ist nichts bekannt: Es war nie im abgeglichenen Ordner oder auf der Listenansicht,"
    " oder sein Verlauf ist älter als das, was aufbewahrt wird.",
    "{name} rests: {sentence}": "{name} ruht: {sentence}",
    "{name} is kept in step (Outlook {exchange}, Salesforce {crm}).": "{name} wird abgeglichen (Outlook {exchange},"
    " Salesforce {crm}).",
    "{name} is kept in step with {side}.": "{name} wird mit {side} abgeglichen.",
    "{fields} changed on both sides; somebody must choose.": "Auf beiden Seiten geändert: {fields}. Jemand muss"
    " wählen.",
    "{label}: Outlook goes on with {here}, Salesforce with {there}.": "{label}: In Outlook bleibt {here}, in Salesforce"
    " {there}.",
    "Attendees whom {side} has and {other} has not: {people}.": "Teilnehmende, die {side} hat und {other} nicht:"
    " {people}.",
    "Candidates: {candidates}.": "Infrage kommen: {candidates}.",
    "It is looked at again at the first run after {moment} UTC.": "Beim ersten Lauf nach {moment} UTC wird noch einmal"
    " nachgesehen.",
    "{moment} UTC, {verb} in {side}, {outcome}: {sentence}": "{moment} UTC, {verb} in {side}, {outcome}: {sentence}",
    "Its deletion in {side} waits for an approval of run {run}: {command}.": "Das Löschen in {side} wartet darauf, dass"
    " der Lauf {run} freigegeben wird: {command}.",
    "Its deletion in {side} was approved; the next run carries it out.": "Das Löschen in {side} ist freigegeben; der"
    " nächste Lauf führt es aus.",
    "It was approved; the next run carries it out.": "Es ist freigegeben; der nächste Lauf führt es aus.",
    "An administrator lets it pass by: {command}.": "Ihre Administration gibt es frei mit: {command}.",
    # Of which nothing is saved (core.why_live)
    "{name} was deleted in {side} before it was ever synchronised.": "{name} wurde in {side} gelöscht, bevor es je"
    " abgeglichen wurde.",
    "{name} was not synchronised yet; the next run takes it.": "{name} wurde noch nicht abgeglichen; der nächste Lauf"
    " nimmt es mit.",
    "{name} is not among the synchronised events: of Outlook {which}, of Salesforce the user's own, in the window of"
    " {back} days back and {ahead} days ahead.": "{name} gehört nicht zu den abgeglichenen Terminen: aus Outlook"
    " {which}, aus Salesforce die eigenen, von {back} Tagen zurück bis {ahead} Tage voraus.",
    "{name} is not on the Salesforce list view {view}, so it does not come to Outlook.": "{name} steht nicht auf der"
    " Salesforce-Listenansicht {view} und kommt daher nicht nach Outlook.",
    "{name} is a personal contact: it lies in Contacts without the category {category}. Give it that category, or drag"
    " it into the folder {folder}, and it goes to Salesforce.": "{name} ist ein persönlicher Kontakt: Er liegt bei den"
    " Kontakten ohne die Kategorie {category}. Geben Sie ihm diese Kategorie, oder ziehen Sie ihn in den Ordner"
    " {folder}, dann kommt er nach Salesforce.",
    "{name} is a personal task: it lies in Tasks without the category {category}. Give it that category, or drag it"
    " into the folder {folder}, and it goes to Salesforce.": "{name} ist eine persönliche Aufgabe: Sie liegt bei den"
    " Aufgaben ohne die Kategorie {category}. Geben Sie ihr diese Kategorie, oder ziehen Sie sie in den Ordner"
    " {folder}, dann kommt sie nach Salesforce.",
    "{name} lies outside the folder {folder}, so it is not synchronised.": "{name} liegt nicht im Ordner {folder} und"
    " wird daher nicht abgeglichen.",
    "Events are synchronised so: of Outlook {which}, of Salesforce the user's own, in the window of {back} days back"
    " and {ahead} days ahead.": "Abgeglichen werden diese Termine: aus Outlook {which}, aus Salesforce die eigenen, von"
    " {back} Tagen zurück bis {ahead} Tage voraus.",
    "Private events stay in Outlook.": "Private Termine bleiben in Outlook.",
    "A contact comes to Outlook when it is on the Salesforce list view {view}, and goes to Salesforce when it lies in"
    " the folder {folder} or has the category {category}.": "Ein Kontakt kommt nach Outlook, wenn er auf der"
    " Salesforce-Listenansicht {view} steht, und nach Salesforce, wenn er im Ordner {folder} liegt oder die Kategorie"
    " {category} hat.",
    "A task comes to Outlook when it is on the Salesforce list view {view}, and goes to Salesforce when it lies in the"
    " folder {folder} or has the category {category}.": "Eine Aufgabe kommt nach Outlook, wenn sie auf der"
    " Salesforce-Listenansicht {view} steht, und nach Salesforce, wenn sie im Ordner {folder} liegt oder die Kategorie"
    " {category} hat.",
    "A connection is missing, so it cannot be looked up.": "Eine Verbindung fehlt, daher lässt sich das nicht"
    " nachschlagen.",
    # The open item (server.sync_item)
    "This mail is on its way to Salesforce.": "Diese E-Mail ist auf dem Weg nach Salesforce.",
    "{name} is private, and private events stay in Outlook.": "{name} ist privat, und private Termine bleiben in"
    " Outlook.",
    "{name} lies outside of the synchronised days: {back} days back and {ahead} days ahead.": "{name} liegt außerhalb"
    " der abgeglichenen Tage: von {back} Tagen zurück bis {ahead} Tage voraus.",
    "{name} has the category {category}, so it stays in Outlook.": "{name} hat die Kategorie {category} und bleibt"
    " daher in Outlook.",
    "{name} has not the category {category}, so it stays in Outlook.": "{name} hat die Kategorie {category} nicht und"
    " bleibt daher in Outlook.",
    # Shares (worker.filing.shared, worker.sharing)
    "The mail is not in the mailbox any more; open it again and share it anew.": "Die E-Mail ist nicht mehr im"
    " Postfach; öffnen Sie sie erneut, und teilen Sie sie neu.",
    "The mail is not in the mailbox any more; it stays in Salesforce.": "Die E-Mail ist nicht mehr im Postfach; in"
    " Salesforce bleibt sie.",
    "The mail lies in Deleted Items; move it back to share it.": "Die E-Mail liegt in „Gelöschte Elemente“; verschieben"
    " Sie sie zurück, um sie zu teilen.",
    "The mail lies in Junk Email; move it to the Inbox to share it.": "Die E-Mail liegt in „Junk-E-Mail“; verschieben"
    " Sie sie in den Posteingang, um sie zu teilen.",
    "The mail was not sent, so nothing was shared.": "Die E-Mail wurde nicht gesendet, daher wurde nichts geteilt.",
    "The event is not in the calendar any more; open it again and share it anew.": "Der Termin ist nicht mehr im"
    " Kalender; öffnen Sie ihn erneut, und teilen Sie ihn neu.",
    "{name} lies in another calendar; move it to your own calendar to share it.": "{name} liegt in einem anderen"
    " Kalender; verschieben Sie den Termin in Ihren eigenen, um ihn zu teilen.",
    "{name} is private, and private events stay in Outlook; make it public to share it.": "{name} ist privat, und"
    " private Termine bleiben in Outlook; machen Sie ihn öffentlich, um ihn zu teilen.",
    "{name} has the category {category} now and is left alone, until it is shared again.": "{name} hat jetzt die"
    " Kategorie {category} und bleibt unberührt, bis der Termin wieder geteilt wird.",
    "Events are not synchronised for you; switch them on in the settings.": "Termine werden bei Ihnen nicht"
    " abgeglichen; schalten Sie sie in den Optionen ein.",
    "Other people take part in {name}, so it stays in Salesforce.": "An {name} nehmen andere teil, daher bleibt der"
    " Termin in Salesforce.",
    "Synchronisation is suspended; resume it in the settings, then try again.": "Der Abgleich ist angehalten;"
    " setzen Sie ihn in den Optionen fort, und versuchen Sie es dann erneut.",
    "The set-up is not finished yet; finish it, then try again.": "Die Einrichtung ist noch nicht abgeschlossen;"
    " schließen Sie sie ab, und versuchen Sie es dann erneut.",
    "{name} is not in Salesforce yet; it is looked at again at the next run.": "{name} ist noch nicht in Salesforce;"
    " beim nächsten Lauf wird noch einmal nachgesehen.",
    "A defect of Bothways stopped this ({error}); try again, or tell your administrator.": "Ein Fehler von Bothways"
    " hat das aufgehalten ({error}); versuchen Sie es erneut, oder sagen Sie es Ihrer Administration.",
    # Runs and previews
    "A defect of Bothways ended the run ({error}); it is tried again.": "Ein Fehler von Bothways hat den Lauf beendet"
    " ({error}); es wird erneut versucht.",
    "A defect of Bothways ended the preview ({error}).": "Ein Fehler von Bothways hat die Vorschau beendet ({error}).",
    "A defect: {error}.": "Ein Fehler von Bothways: {error}.",
    "Your administrator has switched your mailbox off in Bothways.": "Ihre Administration hat Ihr Postfach in Bothways"
    " ausgeschaltet.",
    "The change feed ends before it is read to its end; it is tried again.": "Die Liste der Änderungen brach ab, bevor"
    " sie gelesen war; es wird erneut versucht.",
    "The mailbox's mail feed expires before it is read to its end; it is tried again.": "Die Liste der E-Mails lief"
    " ab, bevor sie gelesen war; es wird erneut versucht.",
    "Another sign-in of this user to Salesforce takes too long; it is tried again by itself.": "Eine andere Anmeldung"
    " dieses Benutzers bei Salesforce dauert zu lange; es wird von selbst erneut versucht.",
    "Salesforce leads to another organisation than the one that this mailbox is linked with; nothing was changed."
    " Connect the one you had before, or ask your administrator.": "Salesforce führt zu einer anderen Organisation"
    " als der, mit der dieses Postfach verbunden war; nichts wurde geändert. Verbinden Sie wieder die bisherige, oder"
    " fragen Sie Ihre Administration.",
    # Invitations (worker.inviting)
    "The invitation to {name} did not go out, because the server did not answer; ask again.": "Die Einladung zu {name}"
    " ging nicht hinaus, weil der Server nicht antwortete; bitten Sie noch einmal darum.",
    "Whether the invitation to {name} went out is not known yet; ask again: nobody is told twice.": "Ob die Einladung"
    " zu {name} hinausging, ist noch nicht bekannt; bitten Sie noch einmal darum: Niemand bekommt sie doppelt.",
    "{people} may not have got the invitation to {name}: {sentence}": "Vielleicht haben nicht alle ({people}) die"
    " Einladung zu {name} bekommen: {sentence}",
    # Connections (core.accounts, core.access, core.secrets)
    "{address} has no {kind} connection. Add one with: bothways org change": "Für {address} fehlt die Verbindung"
    " {kind}. Ihre Administration kann sie hinzufügen mit: bothways org change",
    "{address} has no way to sign in to Salesforce: the org has no JWT key, and the mailbox no refresh token of its"
    " own.": "{address} kann sich bei Salesforce noch nicht anmelden: Verbinden Sie Salesforce.",
    "The Graph connection's PEM must hold the certificate and its private key.": "Das PEM der Graph-Verbindung muss das"
    " Zertifikat und seinen privaten Schlüssel enthalten.",
    "The key ring is damaged: every key has 32 bytes and the current one must be there.": "Der Schlüsselbund ist"
    " beschädigt: Jeder Schlüssel hat 32 Bytes, und der aktuelle muss dabei sein.",
    "{path} can be read by others; run: chmod 600 {path}": "{path} ist für andere lesbar; Ihre Administration behebt es"
    " mit: chmod 600 {path}",
    "{path} is not a key ring; restore it from your backup.": "{path} ist kein Schlüsselbund; stellen Sie ihn aus Ihrer"
    " Sicherung wieder her.",
    "A credential has the unknown format {version}; was a newer Bothways at work here?": "Zugangsdaten haben das"
    " unbekannte Format {version}; war hier ein neueres Bothways am Werk?",
    "A credential was encrypted with a key that is not in the key ring.": "Zugangsdaten wurden mit einem Schlüssel"
    " verschlüsselt, der nicht im Schlüsselbund ist.",
    "A credential does not decrypt: it was damaged, or belongs to another mailbox.": "Zugangsdaten lassen sich nicht"
    " entschlüsseln: Sie sind beschädigt oder gehören zu einem anderen Postfach.",
}
