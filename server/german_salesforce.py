"""German for what the connector says of Salesforce (core.salesforce), as issues, runs and connections keep it. What
Salesforce says itself stands in {reason} and stays as it is."""

from collections.abc import Mapping

SALESFORCE: Mapping[str, str] = {
    "Salesforce refused a call: {reason}": "Salesforce hat einen Aufruf abgelehnt: {reason}",
    "Salesforce refused the sign-in: {reason}": "Salesforce hat die Anmeldung abgelehnt: {reason}",
    "Salesforce refused {who}: {reason}": "Salesforce lehnt ab ({who}): {reason}",
    "Salesforce answered with status {status} and no readable reason.": "Salesforce antwortete mit dem Status {status}"
    " und ohne lesbaren Grund.",
    "Salesforce or a server before it refused a call with status {status}.": "Salesforce oder ein Server davor hat"
    " einen Aufruf mit dem Status {status} abgelehnt.",
    "Salesforce did not take the file “{name}”: {sentence}": "Salesforce hat die Datei „{name}“ nicht angenommen:"
    " {sentence}",
    "Salesforce did not hand the file out: {sentence}": "Salesforce hat die Datei nicht herausgegeben: {sentence}",
    # What to do (core.salesforce.codes)
    "It is tried again by itself.": "Es wird von selbst erneut versucht.",
    "Somebody else was saving it; it is tried again by itself.": "Jemand anderes hat es gerade gespeichert; es wird von"
    " selbst erneut versucht.",
    "Salesforce is being maintained; it is tried again by itself.": "Salesforce wird gerade gewartet; es wird von"
    " selbst erneut versucht.",
    "Fill the field in.": "Füllen Sie das Feld aus.",
    "Correct the value.": "Korrigieren Sie den Wert.",
    "Correct it, or ask an administrator about this rule.": "Korrigieren Sie es, oder fragen Sie Ihre Administration"
    " nach dieser Regel.",
    "Correct the e-mail address.": "Korrigieren Sie die E-Mail-Adresse.",
    "Shorten the value.": "Kürzen Sie den Wert.",
    "Merge the two, or change what they share.": "Führen Sie die beiden zusammen, oder ändern Sie, was gleich ist.",
    "Ask an administrator of Salesforce for the right to change it.": "Bitten Sie Ihre Salesforce-Administration um das"
    " Recht, es zu ändern.",
    "A rule or program in Salesforce stopped it: ask an administrator.": "Eine Regel oder ein Programm in Salesforce"
    " hat es verhindert: Fragen Sie Ihre Administration.",
    "Unlock or reopen it in Salesforce.": "Entsperren oder öffnen Sie es in Salesforce wieder.",
    "Remove in Salesforce what depends on it, then delete it there.": "Entfernen Sie in Salesforce, was davon abhängt,"
    " und löschen Sie es dann dort.",
    "It was deleted in the meantime.": "Es wurde inzwischen gelöscht.",
    "The record that it refers to is no longer there: choose another.": "Den Datensatz, auf den es sich bezieht, gibt"
    " es nicht mehr: Wählen Sie einen anderen.",
    "Connect Salesforce again.": "Verbinden Sie Salesforce neu.",
    "Ask an administrator to check this user's rights to objects and fields.": "Bitten Sie Ihre Administration, die"
    " Rechte dieses Benutzers an Objekten und Feldern zu prüfen.",
    "An administrator must enable the API for this user and edition.": "Ihre Administration muss die API für diesen"
    " Benutzer und diese Edition freischalten.",
    "An administrator must free storage or licences in Salesforce.": "Ihre Administration muss in Salesforce Speicher"
    " oder Lizenzen freimachen.",
    "Ask an administrator of Salesforce; if it stays, tell our support.": "Fragen Sie Ihre Salesforce-Administration;"
    " bleibt es dabei, sagen Sie es unserem Support.",
    "Correct it, or ask an administrator of Salesforce.": "Korrigieren Sie es, oder fragen Sie Ihre"
    " Salesforce-Administration.",
    "Give the record to an active user in Salesforce.": "Geben Sie den Datensatz in Salesforce einem aktiven Benutzer.",
    "The listing starts again by itself.": "Die Liste beginnt von selbst neu.",
    "The day's calls to Salesforce are used up; it goes on later.": "Die Aufrufe an Salesforce sind für heute"
    " verbraucht; es geht später weiter.",
    "Too many calls at this moment; it goes on soon.": "Gerade sind es zu viele Aufrufe; es geht bald weiter.",
    "Everything is listed again.": "Alles wird neu gelesen.",
    "An administrator of Bothways must mend this.": "Das muss die Administration von Bothways beheben.",
    # Signing in
    "The permission was withdrawn or has run out: connect Salesforce again.": "Die Erlaubnis wurde entzogen oder ist"
    " abgelaufen: Verbinden Sie Salesforce neu.",
    "The client id is not known to Salesforce: check the External Client App's consumer key.": "Salesforce kennt die"
    " Client-ID nicht: Prüfen Sie den Consumer Key der External Client App.",
    "The client id and secret do not fit together: check the External Client App.": "Client-ID und Geheimnis passen"
    " nicht zusammen: Prüfen Sie die External Client App.",
    "This user may not use the External Client App: an administrator must allow it.": "Dieser Benutzer darf die"
    " External Client App nicht verwenden: Ihre Administration muss es erlauben.",
    "The redirect address is not one of the External Client App's: add it there.": "Die Rücksprungadresse fehlt in der"
    " External Client App: Tragen Sie sie dort ein.",
    "The External Client App does not allow this flow: enable it there.": "Die External Client App erlaubt diesen"
    " Ablauf nicht: Schalten Sie ihn dort ein.",
    "Salesforce did not understand the request: check the connection's settings.": "Salesforce hat die Anfrage nicht"
    " verstanden: Prüfen Sie die Einstellungen der Verbindung.",
    "This user may not use the External Client App yet: an administrator must pre-authorise the user's profile or"
    " permission set, or the user must connect once by hand.": "Dieser Benutzer darf die External Client App noch nicht"
    " verwenden: Ihre Administration muss Profil oder Berechtigungssatz vorab zulassen, oder der Benutzer verbindet"
    " sich einmal von Hand.",
    "The login address does not fit the org: use https://login.salesforce.com, https://test.salesforce.com for a"
    " sandbox org, or your My Domain.": "Die Anmeldeadresse passt nicht zur Organisation: Nehmen Sie"
    " https://login.salesforce.com, für eine Sandbox https://test.salesforce.com, oder Ihre My Domain.",
    "The Salesforce user is inactive: an administrator must activate it.": "Der Salesforce-Benutzer ist inaktiv: Ihre"
    " Administration muss ihn aktivieren.",
    "The Salesforce org is inactive: ask its administrator.": "Die Salesforce-Organisation ist inaktiv: Fragen Sie"
    " deren Administration.",
    "The sign-in was interrupted: start connecting again.": "Die Anmeldung wurde unterbrochen: Beginnen Sie das"
    " Verbinden neu.",
    "The sign-in took too long or was used already: start connecting again.": "Die Anmeldung dauerte zu lange oder war"
    " schon benutzt: Beginnen Sie das Verbinden neu.",
    "Salesforce refuses calls from this server's address: an administrator must allow it.": "Salesforce lehnt Aufrufe"
    " von der Adresse dieses Servers ab: Ihre Administration muss sie erlauben.",
    "Check the connection's settings and connect Salesforce again.": "Prüfen Sie die Einstellungen der Verbindung, und"
    " verbinden Sie Salesforce neu.",
    "Salesforce's sign-in at {address} named an address elsewhere, {instance}: check the login address.": "Die"
    " Anmeldung bei {address} nannte eine fremde Adresse, {instance}: Prüfen Sie die Anmeldeadresse.",
    "Salesforce's answer to the sign-in cannot be read; it is tried again.": "Die Antwort von Salesforce auf die"
    " Anmeldung ist nicht lesbar; es wird erneut versucht.",
    "Salesforce's answer to the sign-in holds no token; it is tried again.": "Die Antwort von Salesforce auf die"
    " Anmeldung enthält kein Token; es wird erneut versucht.",
    "Salesforce's answer to who signed in cannot be read; it is tried again.": "Die Antwort von Salesforce, wer"
    " angemeldet ist, ist nicht lesbar; es wird erneut versucht.",
    "Salesforce's answer to a call ({purpose}) cannot be read; it is tried again by itself.": "Die Antwort von"
    " Salesforce auf einen Aufruf ({purpose}) ist nicht lesbar; es wird von selbst erneut versucht.",
    "Salesforce does not tell who signed in: allow the app the scope `id`.": "Salesforce sagt nicht, wer angemeldet"
    " ist: Erlauben Sie der App den Scope `id`.",
    "Salesforce gave no refresh token: allow the External Client App the scope `Perform requests at any time"
    " (refresh_token)`.": "Salesforce gab kein Refresh-Token: Erlauben Sie der External Client App den Scope `Perform"
    " requests at any time (refresh_token)`.",
    "The connection to {host} failed or broke off; it is tried again by itself.": "Die Verbindung zu {host} kam nicht"
    " zustande oder brach ab; es wird von selbst erneut versucht.",
    "{host} did not answer in time; it is tried again by itself.": "{host} antwortete nicht rechtzeitig; es wird von"
    " selbst erneut versucht.",
    "The certificate of {host} is not trusted: name the PEM file of its authority in BOTHWAYS_CA_FILE.": "Dem"
    " Zertifikat von {host} wird nicht vertraut: Nennen Sie die PEM-Datei seiner Zertifizierungsstelle in"
    " BOTHWAYS_CA_FILE.",
    "The file of certificates {path} cannot be used: name a PEM file in BOTHWAYS_CA_FILE.": "Die Zertifikatsdatei"
    " {path} ist nicht brauchbar: Nennen Sie eine PEM-Datei in BOTHWAYS_CA_FILE.",
    "The private key of the Salesforce connection cannot be used: give the RSA key in PEM whose certificate was"
    " uploaded to the External Client App.": "Der private Schlüssel der Salesforce-Verbindung ist nicht brauchbar:"
    " Nehmen Sie den RSA-Schlüssel im PEM-Format, dessen Zertifikat in der External Client App liegt.",
    "{subject} {address} cannot be used: it {fault}. Give the https address of your Salesforce domain, such as"
    " https://login.salesforce.com.": "Die Adresse {address} ist nicht brauchbar ({subject}: {fault}). Geben Sie die"
    " https-Adresse Ihrer Salesforce-Domain an, etwa https://login.salesforce.com.",
    # Records
    "“{label}” of {who} is not a text.": "„{label}“ ({who}) ist kein Text.",
    "“{label}” of {who} has {length} characters, and Salesforce holds {limit}: shorten it.": "„{label}“ ({who}) hat"
    " {length} Zeichen, und Salesforce fasst {limit}: Kürzen Sie den Text.",
    "“{label}” of {who} is not an e-mail address: “{value}”. Correct it.": "„{label}“ ({who}) ist keine"
    " E-Mail-Adresse: „{value}“. Korrigieren Sie sie.",
    "“{label}” of {who} cannot be “{value}”: Salesforce takes {choices}.": "„{label}“ ({who}) kann nicht „{value}“"
    " sein: Salesforce nimmt {choices}.",
    "“{label}” of {who} is not a date from 1700 to 4000: correct it.": "„{label}“ ({who}) ist kein Datum von 1700 bis"
    " 4000: Korrigieren Sie es.",
    "{who} has no last name, which Salesforce requires: add it in Outlook.": "{who} hat keinen Nachnamen, und"
    " Salesforce verlangt einen: Ergänzen Sie ihn in Outlook.",
    "The {label} of {who} is missing, which Salesforce requires: add it in Outlook.": "„{label}“ ({who}) fehlt, und"
    " Salesforce verlangt es: Ergänzen Sie es in Outlook.",
    "{who} ends before it begins: correct the times.": "{who} endet vor dem Beginn: Korrigieren Sie die Zeiten.",
    "{who} lasts {days} days, and Salesforce holds events of at most 14: shorten it, or split it in Outlook.": "{who}"
    " dauert {days} Tage, und Salesforce fasst Termine von höchstens 14: Kürzen oder teilen Sie ihn in Outlook.",
    "{who} is private in Outlook, and private events stay there.": "{who} ist in Outlook privat, und private Termine"
    " bleiben dort.",
    "{who} has {count} attendees known to Salesforce, which holds {most}: invite fewer.": "{who} hat {count}"
    " Teilnehmende, die Salesforce kennt, und es fasst {most}: Laden Sie weniger ein.",
    "{who} belongs to {name} in Salesforce: only the owner's copy changes it.": "{who} gehört in Salesforce {name}:"
    " Ändern lässt es sich nur im Postfach dort.",
    "An event in Salesforce has contacts or one lead, and no record beside a lead. Not added: {names}.": "Ein Termin in"
    " Salesforce hat Kontakte oder einen Lead, und neben einem Lead keinen Datensatz. Nicht aufgenommen: {names}.",
    "In Salesforce this event is with a lead, and has no record beside it: remove the lead there to relate it.": ""
    "Dieser Termin gehört in Salesforce zu einem Lead und hat daneben keinen Datensatz: Entfernen Sie dort den Lead,"
    " um ihn zuzuordnen.",
    "Salesforce keeps {most} people with an event. Not added: {names}.": "Salesforce führt zu einem Termin {most}"
    " Personen. Nicht aufgenommen: {names}.",
    "Salesforce keeps one person with an event here, as Shared Activities are off. Not added: {names}.": ""
    "Salesforce führt hier zu einem Termin eine Person, denn „Shared Activities“ ist ausgeschaltet. Nicht"
    " aufgenommen: {names}.",
    "Not in Salesforce any more, or out of your sight there: {names}.": "In Salesforce nicht mehr vorhanden oder für"
    " Sie nicht sichtbar: {names}.",
    "Salesforce keeps neither people nor records with a private event: make it public in Outlook to relate it.": "Zu"
    " privaten Terminen führt Salesforce weder Personen noch Datensätze: Machen Sie den Termin in Outlook öffentlich,"
    " um ihn zuzuordnen.",
    "This Salesforce user may not set whom or what events are about: an administrator must give the right.": "Dieser"
    " Salesforce-Benutzer darf nicht festlegen, zu wem oder was Termine gehören: Ihre Administration muss das Recht"
    " geben.",
    "{who} is in Salesforce already as an event of a colleague, which this user may not see: ask the colleague to"
    " invite you there.": "{who} gibt es in Salesforce schon als Termin von jemandem aus Ihrem Unternehmen,"
    " den Sie dort nicht sehen dürfen: Bitten Sie darum, dort eingeladen zu werden.",
    "{who} is related to records in Salesforce, which a private event cannot be: remove them there, or make it not"
    " private in Outlook.": "{who} bezieht sich in Salesforce auf Datensätze, was bei privaten Terminen nicht geht:"
    " Entfernen Sie sie dort, oder machen Sie den Termin in Outlook öffentlich.",
    "{who} belongs to a series of Salesforce, where one occurrence cannot be changed alone from outside: edit it in"
    " Salesforce.": "{who} gehört zu einer Serie in Salesforce, und einzelne Termine daraus lassen sich nur dort"
    " ändern: Bearbeiten Sie ihn in Salesforce.",
    "{who} changed in Salesforce meanwhile; it is read again.": "{who}: in Salesforce inzwischen geändert; es wird neu"
    " gelesen.",
    "The email's record is no longer in Salesforce.": "Den Datensatz der E-Mail gibt es in Salesforce nicht mehr.",
    "The record is no longer in Salesforce, or this Salesforce user may not change it.": "Den Datensatz gibt es in"
    " Salesforce nicht mehr, oder Sie dürfen ihn dort nicht ändern.",
    "The file is no longer in Salesforce.": "Die Datei gibt es in Salesforce nicht mehr.",
    # What the user may, and lists
    "This Salesforce user may create neither emails nor tasks: an administrator must give the right.": "Dieser"
    " Salesforce-Benutzer darf weder E-Mails noch Aufgaben anlegen: Ihre Administration muss das Recht geben.",
    "This Salesforce user may not see {kinds}: an administrator must give the right to read them.": "Dieser"
    " Salesforce-Benutzer darf nichts davon sehen: {kinds}. Ihre Administration muss das Recht zum Lesen geben.",
    "The {kind} list view “{view}” is not in Salesforce any more, or this user may not see it: choose another list view"
    " for this mailbox, or put it back.": "Die Listenansicht „{view}“ ({kind}) gibt es in Salesforce nicht mehr, oder"
    " Sie dürfen sie nicht sehen: Wählen Sie in den Optionen eine andere, oder stellen Sie sie wieder her.",
    "The {kind} list view “{view}” cannot be followed, Salesforce offers no query for it: choose another list view for"
    " this mailbox, or put it back.": "Der Listenansicht „{view}“ ({kind}) lässt sich nicht folgen, weil Salesforce"
    " dafür keine Abfrage bietet: Wählen Sie in den Optionen eine andere, oder stellen Sie sie wieder her.",
    "The {kind} list view “{view}” cannot be followed, its query is of another kind: choose another list view for this"
    " mailbox, or put it back.": "Der Listenansicht „{view}“ ({kind}) lässt sich nicht folgen, weil ihre Abfrage von"
    " anderer Art ist: Wählen Sie in den Optionen eine andere, oder stellen Sie sie wieder her.",
    "Records came or went unseen; everything is listed again.": "Datensätze kamen oder gingen unbemerkt; alles wird neu"
    " gelesen.",
    "The list view or its fields changed; everything is listed again.": "Die Listenansicht oder ihre Felder haben sich"
    " geändert; alles wird neu gelesen.",
    "The last full listing is a day old; everything is listed again.": "Zuletzt wurde vor einem Tag alles gelesen;"
    " alles wird neu gelesen.",
    "The stored cursor cannot be read; everything is listed again.": "Der gespeicherte Stand ist nicht lesbar; alles"
    " wird neu gelesen.",
    "The file is used elsewhere in Salesforce, too.": "Die Datei wird in Salesforce auch anderswo verwendet.",
}
