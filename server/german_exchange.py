"""German for what the connectors say of Outlook and Exchange (core.exchange)."""

from collections.abc import Mapping

EXCHANGE: Mapping[str, str] = {
    "Exchange is busy with {what}; it is tried again later.": "Exchange ist gerade ausgelastet ({what}); es wird später"
    " erneut versucht.",
    "The mailbox of {what} is being moved; it is tried again later.": "Das Postfach {what} wird gerade verschoben; es"
    " wird später erneut versucht.",
    "{what} was changed in Outlook meanwhile; it is read again.": "{what}: in Outlook inzwischen geändert; es wird neu"
    " gelesen.",
    "{what} was changed in Outlook meanwhile.": "{what}: in Outlook inzwischen geändert.",
    "{what} is no longer where it was in Outlook; it is looked up again.": "{what}: in Outlook nicht mehr an der"
    " früheren Stelle; es wird neu gesucht.",
    "{what} is no longer where it was in Outlook.": "{what}: in Outlook nicht mehr an der früheren Stelle.",
    "{what} was made in Outlook before, by a call whose answer was lost; it is looked up.": "{what}: in Outlook schon"
    " angelegt, doch die Antwort ging verloren; es wird gesucht.",
    "Exchange no longer knows what changed; {what} is listed anew.": "Exchange weiß nicht mehr, was sich geändert hat;"
    " alles wird neu gelesen ({what}).",
    "Exchange does not accept the login for {what}; check the user and the password.": "Exchange nimmt die Anmeldung"
    " für {what} nicht an; prüfen Sie Benutzer und Kennwort.",
    "The connection has no right to {what}; let an administrator grant access.": "Der Verbindung fehlt ein Recht"
    " ({what}); Ihre Administration muss es geben.",
    "The mailbox of {what} is full; delete items or raise its quota.": "Das Postfach {what} ist voll; löschen Sie"
    " etwas, oder lassen Sie es vergrößern.",
    "Microsoft Graph refused the access token for {what}; connect again.": "Microsoft Graph hat das Zugriffstoken für"
    " {what} abgelehnt; verbinden Sie neu.",
    "Entra does not accept the secret or certificate of the app; enter a new one.": "Entra nimmt Geheimnis oder"
    " Zertifikat der App nicht an; tragen Sie ein neues ein.",
    "Entra does not know this app in the tenant; check the client id and the tenant.": "Entra kennt diese App im"
    " Mandanten nicht; prüfen Sie Client-ID und Mandant.",
    "The app lacks the administrator's consent; grant Contacts.ReadWrite in Entra.": "Der App fehlt die Zustimmung der"
    " Administration; geben Sie in Entra Contacts.ReadWrite frei.",
    "The Exchange server of {what} is older than 2013 SP1; connect a newer one.": "Der Exchange-Server von {what} ist"
    " älter als 2013 SP1; verbinden Sie einen neueren.",
    "Exchange refused {what}: {reason}": "Exchange lehnt ab ({what}): {reason}",
    "{what} is too large for Exchange; shorten its notes.": "{what} ist für Exchange zu groß; kürzen Sie die Notizen.",
    "Exchange refused a value of {what}: {reason}": "Exchange hat einen Wert abgelehnt ({what}): {reason}",
    "it did not say why.": "Ein Grund wurde nicht genannt.",
    "Exchange cannot read {what}; open it in Outlook, or delete and re-create it.": "Exchange kann das nicht lesen"
    " ({what}); öffnen Sie es in Outlook, oder löschen Sie es und legen Sie es neu an.",
    "The folder of {what} is gone; it is created again and listed anew.": "Den Ordner gibt es nicht mehr ({what}); er"
    " wird wieder angelegt und neu gelesen.",
    "Exchange sent an unreadable answer for {what}: {reason}": "Exchange hat eine unlesbare Antwort gesendet ({what}):"
    " {reason}",
    "Exchange could not be reached for {what}; it is tried again later.": "Exchange war nicht erreichbar ({what}); es"
    " wird später erneut versucht.",
    "Exchange does not let us change {what}; check the permissions of the folder or item.": "Exchange lässt das nicht"
    " ändern ({what}); prüfen Sie die Berechtigungen des Ordners oder Elements.",
    # Addresses and connections
    "Exchange's answer is larger than there is room for.": "Die Antwort von Exchange ist größer, als Platz ist.",
    "{address} is no usable address; enter one that begins with https://.": "{address} ist keine brauchbare Adresse;"
    " tragen Sie eine ein, die mit https:// beginnt.",
    "{host} would be reached without encryption; enter an address that begins with https://.": "{host} wäre nur"
    " unverschlüsselt erreichbar; tragen Sie eine Adresse ein, die mit https:// beginnt.",
    "{host} is not among the allowed hosts of this connection; correct the address or allow the host.": "{host} gehört"
    " nicht zu den erlaubten Servern dieser Verbindung; korrigieren Sie die Adresse, oder erlauben Sie den Server.",
    "{host} is Exchange Online, which shuts Exchange Web Services down (blocked by default since October 2026, gone on"
    " 1 April 2027); connect the mailbox through Microsoft Graph instead.": "{host} ist Exchange Online, das die"
    " Exchange Web Services abschaltet (seit Oktober 2026 gesperrt, ab 1. April 2027 fort); verbinden Sie das Postfach"
    " über Microsoft Graph.",
    "There is no Exchange Web Services at this address; enter the one that ends in /EWS/Exchange.asmx.": "Unter dieser"
    " Adresse gibt es keine Exchange Web Services; tragen Sie die ein, die mit /EWS/Exchange.asmx endet.",
    "Microsoft Graph sent a link to another host, which is not followed; check the address of the"
    " connection.": "Microsoft Graph nannte einen fremden Server, dem nicht gefolgt wird; prüfen Sie die Adresse der"
    " Verbindung.",
    "The app may not open the calendar of {what}; let an administrator grant it Calendars.ReadWrite in Entra, or switch"
    " the synchronisation of events off.": "Die App darf den Kalender von {what} nicht öffnen; Ihre Administration muss"
    " in Entra Calendars.ReadWrite freigeben, oder schalten Sie den Abgleich der Termine aus.",
    "The app may not open the To Do tasks of {what}; let an administrator grant it Tasks.ReadWrite.All in Entra, or"
    " switch the synchronisation of tasks off.": "Die App darf die Aufgaben von {what} nicht öffnen; Ihre"
    " Administration muss in Entra Tasks.ReadWrite.All freigeben, oder schalten Sie den Abgleich der Aufgaben aus.",
    # Listing
    "Microsoft Graph is reached at another address now; Outlook is listed anew.": "Microsoft Graph ist jetzt unter"
    " einer anderen Adresse erreichbar; Outlook wird neu gelesen.",
    "Microsoft Graph is reached at another address now; the mails are listed anew.": "Microsoft Graph ist jetzt unter"
    " einer anderen Adresse erreichbar; die E-Mails werden neu gelesen.",
    "What was noted of the last look at Outlook is unreadable; everything is listed anew.": "Der gespeicherte Stand von"
    " Outlook ist nicht lesbar; alles wird neu gelesen.",
    "What was noted of the last look at the mails is unreadable; they are listed anew.": "Der gespeicherte Stand der"
    " E-Mails ist nicht lesbar; sie werden neu gelesen.",
    "The calendar is another one now; Outlook is listed anew.": "Der Kalender ist jetzt ein anderer; Outlook wird neu"
    " gelesen.",
    "The folder {folder} is another one now; Outlook is listed anew.": "Der Ordner {folder} ist jetzt ein anderer;"
    " Outlook wird neu gelesen.",
    # Records
    "{label} of {name} has {length} characters, and Outlook holds {limit}; shorten it.": "„{label}“ von {name} hat"
    " {length} Zeichen, und Outlook fasst {limit}; kürzen Sie den Text.",
    "{label} has {length} characters, and Outlook holds {limit}; shorten it.": "„{label}“ hat {length} Zeichen, und"
    " Outlook fasst {limit}; kürzen Sie den Text.",
    "{label} of {name} is {value}, and Outlook knows the years 1601 to 4500; correct it.": "„{label}“ von {name} ist"
    " {value}, und Outlook kennt die Jahre 1601 bis 4500; korrigieren Sie es.",
    "{label} is {value}, and Outlook knows the years 1601 to 4500; correct it.": "„{label}“ ist {value}, und Outlook"
    " kennt die Jahre 1601 bis 4500; korrigieren Sie es.",
    "{name} is somebody else's meeting or was cancelled; ask its organiser.": "{name} ist die Besprechung von jemand"
    " anderem oder wurde abgesagt; fragen Sie, wer sie organisiert.",
    "Microsoft 365 would tell the attendees of {name} about the change; make it in Outlook.": "Microsoft 365 würde die"
    " Teilnehmenden von {name} benachrichtigen; ändern Sie es in Outlook.",
    "Microsoft 365 would cancel {name} for all who take part; delete it in Outlook.": "Microsoft 365 würde {name} für"
    " alle absagen; löschen Sie den Termin in Outlook.",
    "The notes in Outlook hold links, pictures or a layout that this change of them in Salesforce would lose: change"
    " them in Outlook.": "Die Notizen in Outlook enthalten Links, Bilder oder eine Gestaltung, die durch ihre Änderung"
    " in Salesforce verloren gingen: Ändern Sie sie in Outlook.",
    "{name} has no start; enter one.": "{name} hat keinen Beginn; tragen Sie einen ein.",
    "{name} ends before it starts; correct its times.": "{name} endet vor dem Beginn; korrigieren Sie die Zeiten.",
    "To Do cannot move a task to another list; move it in Outlook.": "To Do kann eine Aufgabe nicht in eine andere"
    " Liste verschieben; verschieben Sie sie in Outlook.",
    "Exchange did not move {what} into the synchronised folder; drag it there in Outlook.": "Exchange hat das nicht in"
    " den abgeglichenen Ordner verschoben ({what}); ziehen Sie es in Outlook dorthin.",
    "The item was not written.": "Das Element wurde nicht gespeichert.",
    # Files
    "It is larger than this Exchange server takes; make it smaller, or share a link to it.": "Die Datei ist größer, als"
    " dieser Exchange-Server annimmt; verkleinern Sie sie, oder teilen Sie einen Link.",
    "Exchange cannot open the attachment; open it in Outlook.": "Exchange kann die Anlage nicht öffnen; öffnen Sie sie"
    " in Outlook.",
    "The attachment is an Outlook item or a link, which has no file; open it in Outlook.": "Die Anlage ist ein"
    " Outlook-Element oder ein Link und keine Datei; öffnen Sie sie in Outlook.",
    # Invitations
    "{name} was never sent to its attendees, and they would be told with the first invitation: name them too"
    " ({people}), or take them off the event in Outlook.": "{name} wurde den Teilnehmenden nie gesendet, und die"
    " erste Einladung würde auch sie benachrichtigen: Nennen Sie auch sie ({people}), oder"
    " nehmen Sie sie in Outlook vom Termin.",
    "{name} would have {count} attendees, and Exchange takes {limit}.": "{name} hätte {count} Teilnehmende, und"
    " Exchange nimmt {limit}.",
    "{name} was cancelled; nobody can be invited to it.": "{name} wurde abgesagt; dazu lässt sich niemand einladen.",
    "{name} is somebody else's meeting; ask its organiser to invite people.": "{name} ist die Besprechung von jemand"
    " anderem; bitten Sie dort um die Einladungen.",
    "{name} is private; make it public in Outlook, or invite people there.": "{name} ist privat; machen Sie den Termin"
    " in Outlook öffentlich, oder laden Sie dort ein.",
    "Nobody was named; say who is to be invited.": "Niemand wurde genannt; sagen Sie, wer eingeladen werden soll.",
    "{address} is the organiser and takes part anyway; name the others only.": "{address} organisiert die Besprechung"
    " und nimmt ohnehin teil; nennen Sie nur die anderen.",
    "{address} is no e-mail address; nobody was invited.": "{address} ist keine E-Mail-Adresse; niemand wurde"
    " eingeladen.",
}
