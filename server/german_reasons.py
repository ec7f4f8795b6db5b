"""German for the sentences of *Why?*: what was done to records, emails and files, and the rules that keep them out."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    # Records (core.explain)
    "{name} was added in Outlook, so it was created in Salesforce.": "{name} kam in Outlook hinzu und wurde daher in"
    " Salesforce angelegt.",
    "{name} is in the Salesforce list, so it was added in Outlook.": "{name} steht auf der Salesforce-Listenansicht und"
    " wurde daher in Outlook angelegt.",
    "{fields} changed in {source}, so {target} was updated.": "In {source} geändert: {fields}. {target} wurde daran"
    " angepasst.",
    "{fields} changed in {source}; {target} keeps what it has, because it cannot hold the change or would tell other"
    " people about it.": "In {source} geändert: {fields}. In {target} bleibt es, wie es ist, weil sich die Änderung"
    " dort nicht speichern lässt oder andere davon benachrichtigt würden.",
    "{name} changed on both sides; {fields} came from {source}.": "{name} wurde auf beiden Seiten geändert; aus"
    " {source} kam: {fields}.",
    "{name} was put into the folder and given the category that synchronised items carry.": "{name} liegt jetzt im"
    " Ordner und hat die Kategorie, die abgeglichene Datensätze tragen.",
    "{name} was corrected in the task pane.": "{name} wurde im Bereich berichtigt.",
    "A value of {name} that had lost was chosen in the task pane.": "Für {name} wurde im Bereich ein Wert gewählt, der"
    " vorher nicht behalten wurde.",
    "{name} was refused; its categories in Outlook say why.": "{name} wurde abgelehnt; die Kategorien in Outlook sagen,"
    " warum.",
    "{name} was found on both sides by {by}, so the two were linked.": "{name} wurde auf beiden Seiten gefunden ({by}),"
    " daher sind die zwei jetzt verbunden.",
    "Both sides of {name} hold the same.": "{name} ist auf beiden Seiten gleich.",
    "{name} was merged into another Salesforce record, which now belongs to the Outlook item.": "{name} wurde in"
    " Salesforce mit einem anderen Datensatz zusammengeführt, der jetzt zu dem in Outlook gehört.",
    "{name} was moved in Outlook and has a new address there.": "{name} wurde in Outlook verschoben und hat dort eine"
    " neue Kennung.",
    "{name} was deleted in Outlook, so it was deleted in Salesforce.": "{name} wurde in Outlook gelöscht, daher auch in"
    " Salesforce.",
    "{name} was deleted in Salesforce, so it was removed from Outlook.": "{name} wurde in Salesforce gelöscht und daher"
    " aus Outlook entfernt.",
    "{name} was merged into another Salesforce record, so this copy went to Deleted Items in Outlook.": "{name}"
    " wurde in Salesforce mit einem anderen Datensatz zusammengeführt; diese Kopie liegt daher in Outlook in „Gelöschte"
    " Elemente“.",
    "{name} was merged into another Salesforce record; deletions in Outlook are off, so its copy stays.": "{name}"
    " wurde in Salesforce mit einem anderen Datensatz zusammengeführt; Löschen in Outlook ist ausgeschaltet, die Kopie"
    " bleibt daher.",
    "{name} was deleted in Salesforce; deletions in Outlook are switched off, so its copy stays.": "{name} wurde in"
    " Salesforce gelöscht; das Löschen in Outlook ist ausgeschaltet, daher bleibt die Kopie dort.",
    "{name} was deleted in Outlook, where deletions do not reach Salesforce, so it was added again.": "{name} wurde in"
    " Outlook gelöscht; Löschungen von dort gelten in Salesforce nicht, daher ist es wieder da.",
    "{name} was deleted in Outlook but changed in Salesforce, so it was added again in Outlook.": "{name} wurde in"
    " Outlook gelöscht, in Salesforce aber geändert, daher ist es in Outlook wieder da.",
    "{name} is gone on both sides.": "{name} gibt es auf beiden Seiten nicht mehr.",
    "{name} left the Salesforce list; nothing was deleted in Salesforce.": "{name} steht nicht mehr auf der"
    " Salesforce-Listenansicht; in Salesforce wurde nichts gelöscht.",
    "{name} left the Salesforce list; its Outlook changes are saved in Salesforce first.": "{name} steht nicht mehr auf"
    " der Salesforce-Listenansicht; die Änderungen aus Outlook werden zuerst in Salesforce gespeichert.",
    "{name} can no longer be read in Salesforce, so it rests.": "{name} lässt sich in Salesforce nicht mehr lesen und"
    " ruht daher.",
    "{name} is in the Salesforce list again.": "{name} steht wieder auf der Salesforce-Listenansicht.",
    "{name} was brought back in Salesforce.": "{name} wurde in Salesforce wiederhergestellt.",
    "{name} was moved out of the folder in Outlook, so it rests; nothing was deleted.": "{name} liegt in Outlook nicht"
    " mehr im Ordner und ruht daher; nichts wurde gelöscht.",
    "{name} was moved back into the folder in Outlook.": "{name} liegt in Outlook wieder im Ordner.",
    "{name} was completed a while ago and is no longer kept in step; both copies stay.": "{name} ist seit einiger Zeit"
    " erledigt und wird nicht mehr abgeglichen; beide Kopien bleiben.",
    "{name} was deleted in Salesforce; other people take part in it, so it stays in Outlook.": "{name} wurde in"
    " Salesforce gelöscht; weil andere daran teilnehmen, bleibt es in Outlook.",
    "{name} was deleted in Outlook; it stays in Salesforce.": "{name} wurde in Outlook gelöscht; in Salesforce bleibt"
    " es.",
    "{name} was deleted in Outlook; in Salesforce it is somebody else's, so it stays there and does not come"
    " back.": "{name} wurde in Outlook gelöscht; in Salesforce gehört es jemand anderem, daher bleibt es dort und kommt"
    " nicht wieder.",
    "{name} is private in Outlook, where private events stay now, so its time was deleted in Salesforce.": "{name} ist"
    " in Outlook privat, und private Termine bleiben jetzt dort; die belegte Zeit wurde daher in Salesforce gelöscht.",
    "{name} is in the calendar already, so that entry was given the category that synchronised events carry.": "{name}"
    " steht schon im Kalender; dieser Eintrag hat jetzt die Kategorie, die abgeglichene Termine tragen.",
    "{name} is a meeting that is synchronised already, by another entry of the calendar; delete one of the"
    " two.": "{name} ist eine Besprechung, die schon mit einem anderen Eintrag im Kalender abgeglichen wird; löschen"
    " Sie einen der beiden.",
    "{name} is in the calendar already, as a private event, so it was not added.": "{name} steht schon als privater"
    " Termin im Kalender und wurde daher nicht hinzugefügt.",
    "It lies outside of what is synchronised.": "Das gehört nicht zu dem, was abgeglichen wird.",
    "It was deleted before it was ever synchronised.": "Das wurde gelöscht, bevor es je abgeglichen wurde.",
    "{name} matches several records ({candidates}); choose which one it is.": "Zu {name} passen mehrere Datensätze"
    " ({candidates}); wählen Sie, welcher es ist.",
    "{name} has the same {by} as a record that is synchronised already; delete one or change it.": "{name} gleicht"
    " ({by}) einem Datensatz, der schon abgeglichen wird; löschen oder ändern Sie einen der beiden.",
    "{fields} of {name} changed on both sides; choose which value stays.": "Bei {name} wurde auf beiden Seiten"
    " geändert: {fields}. Wählen Sie, welcher Wert bleibt.",
    "{deletes} of {links} linked records would be deleted: {names}; approve this by name if it is meant.": "{deletes}"
    " von {links} verbundenen Datensätzen würden gelöscht: {names} – ist das so gewollt, kann Ihre Administration es"
    " freigeben.",
    "{side} listed {listed} records where {links} are linked; check the folder and the list view, and approve if it is"
    " meant.": "{side} hat {listed} Datensätze genannt, verbunden sind aber {links}; prüfen Sie den Ordner und die"
    " Listenansicht. Ist das so gewollt, kann Ihre Administration es freigeben.",
    "Undone.": "Rückgängig gemacht.",
    "Forgotten.": "Nicht mehr verbunden.",
    "Parked.": "Wird in Ruhe gelassen.",
    # Tasks
    "{name} is in the Salesforce list, so it was added to the tasks in Outlook.": "{name} steht auf der"
    " Salesforce-Listenansicht und kam daher zu den Aufgaben in Outlook.",
    "{name} was put into the task folder and given the category that synchronised tasks carry.": "{name} liegt jetzt im"
    " Aufgabenordner und hat die Kategorie, die abgeglichene Aufgaben tragen.",
    "{name} left the task folder or lost its category in Outlook, so it rests; nothing was deleted.": "{name} liegt in"
    " Outlook nicht mehr im Aufgabenordner oder hat die Kategorie nicht mehr und ruht daher; nichts wurde gelöscht.",
    "{name} is in the task folder in Outlook again.": "{name} liegt in Outlook wieder im Aufgabenordner.",
    # Events
    "{name} is among the Salesforce events, so it was added to the calendar in Outlook.": "{name} gehört zu den"
    " Terminen in Salesforce und kam daher in den Kalender von Outlook.",
    "{name} was given the category that synchronised events carry.": "{name} hat jetzt die Kategorie, die abgeglichene"
    " Termine tragen.",
    "{name} left the days or the filter of the synchronised Salesforce events; nothing was deleted.": "{name} liegt"
    " nicht mehr in den Tagen oder im Filter der abgeglichenen Salesforce-Termine; nichts wurde gelöscht.",
    "{name} is among the synchronised Salesforce events again.": "{name} gehört wieder zu den abgeglichenen Terminen"
    " aus Salesforce.",
    "{name} was removed in Outlook, where other people took part in it; it stays in Salesforce, and says so.": "{name}"
    " wurde in Outlook entfernt, wo andere daran teilnahmen; in Salesforce bleibt es mit einem Hinweis darauf.",
    "{name} was made private in Outlook after it was shared, so it rests; Salesforce keeps what it had.": "{name} wurde"
    " nach dem Teilen in Outlook auf privat gesetzt und ruht daher; Salesforce behält den früheren Stand.",
    "{name} was taken back in the task pane, so it was deleted in Salesforce.": "{name} wurde im Bereich zurückgenommen"
    " und daher in Salesforce gelöscht.",
    "{people} got an invitation to {name}, as {by} wished.": "Zu {name} eingeladen wurden auf Wunsch von {by}:"
    " {people}.",
    "{name} lost its category in Outlook or left the synchronised days, so it rests; nothing was deleted.": "{name} hat"
    " in Outlook die Kategorie nicht mehr oder liegt außerhalb der abgeglichenen Tage und ruht daher; nichts wurde"
    " gelöscht.",
    "{name} is among the synchronised events of the calendar again.": "{name} gehört wieder zu den abgeglichenen"
    " Terminen des Kalenders.",
    "{side} listed {listed} events where {links} are linked; check the calendar and the filter, and approve if it is"
    " meant.": "{side} hat {listed} Termine genannt, verbunden sind aber {links}; prüfen Sie den Kalender und den"
    " Filter. Ist das so gewollt, kann Ihre Administration es freigeben.",
    # Emails (core.filing_words)
    "{name} has the category in Outlook, so it was filed in Salesforce.": "{name} hat in Outlook die Kategorie und"
    " wurde daher in Salesforce abgelegt.",
    "{name} lies in the folder for Salesforce, so it was filed there.": "{name} liegt im Ordner für Salesforce und"
    " wurde daher dort abgelegt.",
    "{name} is a new mail with somebody whom Salesforce knows, so it was filed by itself.": "{name} ist eine neue"
    " E-Mail mit jemandem, den Salesforce kennt, und wurde daher von selbst abgelegt.",
    "{name} was shared in the task pane, so it was filed in Salesforce.": "{name} wurde im Bereich geteilt und daher in"
    " Salesforce abgelegt.",
    "{name} was taken back in the task pane, so it was taken out of Salesforce, unless others hold it.": "{name} wurde"
    " im Bereich zurückgenommen und daher aus Salesforce entfernt, falls niemand sonst es dort hält.",
    "{name} is filed in Salesforce already; this mail was added to it, and nothing was filed twice.": "{name} ist schon"
    " in Salesforce abgelegt; diese E-Mail gehört jetzt dazu, und nichts wurde doppelt abgelegt.",
    "{name} was filed by a run that was cut off; what was missing was added.": "{name} wurde in einem abgebrochenen"
    " Lauf abgelegt; was fehlte, ist ergänzt.",
    "{name} is filed in Salesforce.": "{name} ist in Salesforce abgelegt.",
    "{name} was taken back; the marks on the mail were still missing.": "{name} wurde zurückgenommen; nur die"
    " Kennzeichen an der E-Mail fehlten noch.",
    "{name} lost its category in Outlook, so it was taken out of Salesforce, unless others hold it.": "{name} hat in"
    " Outlook die Kategorie nicht mehr und wurde daher aus Salesforce entfernt, falls niemand sonst es dort hält.",
    "{name} was moved out of the folder in Outlook, so it was taken out of Salesforce, unless others hold it.": "{name}"
    " liegt in Outlook nicht mehr im Ordner und wurde daher aus Salesforce entfernt, falls niemand sonst es dort hält.",
    "{name} was deleted in Outlook; it stays filed in Salesforce.": "{name} wurde in Outlook gelöscht; in Salesforce"
    " bleibt es abgelegt.",
    "{name} was moved to Junk Email in Outlook; it stays filed in Salesforce.": "{name} wurde in Outlook nach"
    " „Junk-E-Mail“ verschoben; in Salesforce bleibt es abgelegt.",
    "{name} lies in Junk Email, so it is not filed.": "{name} liegt in „Junk-E-Mail“ und wird daher nicht abgelegt.",
    "{name} was filed as an email of its own, as another mail was filed under its Message-ID.": "{name} wurde als"
    " eigene E-Mail abgelegt, da unter der Message-ID schon eine andere abgelegt war.",
    "{name} was filed as an email of its own; one filed before agrees with it in sender, recipients, second and"
    " subject, but not in text or attachments.": "{name} wurde als eigene E-Mail abgelegt; eine frühere stimmt in"
    " Absender, Empfängern, Sekunde und Betreff mit ihr überein, aber nicht in Text oder Anlagen.",
    "{name} has neither the category nor lies in the folder, so it is not filed.": "{name} hat weder die Kategorie,"
    " noch liegt es im Ordner, und wird daher nicht abgelegt.",
    "{name} is a draft; it is filed once it is sent.": "{name} ist ein Entwurf und wird abgelegt, sobald er gesendet"
    " ist.",
    "{name} is encrypted, or its text lies within its signature, so it is not filed by itself; the category files its"
    " headers.": "{name} ist verschlüsselt, oder sein Text steckt in seiner Signatur, und wird daher nicht von selbst"
    " abgelegt; mit der Kategorie werden die Kopfzeilen abgelegt.",
    "{name} is marked as private, so it is not filed by itself.": "{name} ist als privat gekennzeichnet und wird daher"
    " nicht von selbst abgelegt.",
    "{name} is among colleagues only, so it is not filed by itself.": "An {name} sind nur Kolleginnen und Kollegen"
    " beteiligt, daher wird es nicht von selbst abgelegt.",
    "{name} is with somebody of an excluded domain, so it is not filed by itself.": "An {name} ist jemand aus einer"
    " ausgenommenen Domain beteiligt, daher wird es nicht von selbst abgelegt.",
    "{name} is with nobody whom Salesforce knows, so it is not filed by itself.": "An {name} ist niemand beteiligt, den"
    " Salesforce kennt, daher wird es nicht von selbst abgelegt.",
    "{name} was filed, and somebody deleted it in Salesforce, so it is not filed by itself again; the category files it"
    " anew.": "{name} war abgelegt und wurde in Salesforce gelöscht; es wird daher nicht von selbst noch einmal"
    " abgelegt. Mit der Kategorie wird es neu abgelegt.",
    "{name} is just being filed by another run; it is looked at again in a moment.": "{name} wird gerade von einem"
    " anderen Lauf abgelegt; gleich wird noch einmal nachgesehen.",
    "{name} was deleted in Outlook before it was filed.": "{name} wurde in Outlook gelöscht, bevor es abgelegt war.",
    "{file} was not filed: {because}.": "{file} wurde nicht abgelegt: {because}.",
    "{file} was not filed: {reason}": "{file} wurde nicht abgelegt: {reason}",
    "The message is encrypted, or its text lies within its signature: only its headers were filed.": "Die Nachricht ist"
    " verschlüsselt, oder ihr Text steckt in ihrer Signatur: Nur die Kopfzeilen wurden abgelegt.",
    "The text of the message is too large to be filed: it is in Outlook.": "Der Text der Nachricht ist zum Ablegen zu"
    " groß: Er steht in Outlook.",
    "The mail was moved to Junk Email before its files were filed.": "Die E-Mail wurde nach „Junk-E-Mail“ verschoben,"
    " bevor ihre Anlagen abgelegt waren.",
    "The mail was deleted before its files were filed.": "Die E-Mail wurde gelöscht, bevor ihre Anlagen abgelegt"
    " waren.",
    # Files of contacts and events (core.file_words)
    "{file} was attached to {name} in {source}, so it was added in {target}.": "{file} wurde in {source} an {name}"
    " angehängt und kam daher auch nach {target}.",
    "{file} of {name} changed in {source}, so {target} got its new content.": "{file} von {name} wurde in {source}"
    " geändert; {target} hat jetzt den neuen Inhalt.",
    "{file} of {name} stays in {source} alone: {because}.": "{file} von {name} bleibt nur in {source}: {because}.",
    "{file} was added to {name} in {source}; Outlook keeps what it has, because Microsoft 365 would tell the people of"
    " the meeting. Attach it in Outlook if they are to have it.": "{file} kam in {source} zu {name}; Outlook bleibt,"
    " wie es ist, weil Microsoft 365 sonst die Teilnehmenden benachrichtigt. Hängen Sie die Datei in Outlook an, wenn"
    " sie sie bekommen sollen.",
    "{file} was added to {name} in {source}; Outlook keeps what it has, because the meeting is somebody else's or was"
    " cancelled.": "{file} kam in {source} zu {name}; Outlook bleibt, wie es ist, weil die Besprechung jemand anderem"
    " gehört oder abgesagt wurde.",
    "{file} of {name} could not be added in {target}.": "{file} von {name} ließ sich in {target} nicht hinzufügen.",
    "{former} of {name} was renamed {file} in {source}, so it is in {target}, too.": "{former} von {name} heißt in"
    " {source} jetzt {file}, und daher auch in {target}.",
    "{file} of {name} got its name in {source}; {target} keeps the former one: {because}.": "{file} von {name} bekam"
    " diesen Namen in {source}; in {target} bleibt der bisherige: {because}.",
    "What a run did to {name} in {target} was put back.": "Was ein Lauf an {name} in {target} geändert hat, ist"
    " zurückgenommen.",
    "{file} of {name} could not get its new name in {target}.": "{file} von {name} ließ sich in {target} nicht"
    " umbenennen.",
    "{file} of {name}, whose place another took, could not be taken off in {target}.": "{file} von {name} ist durch"
    " eine andere Datei ersetzt, ließ sich in {target} aber nicht entfernen.",
    "The attachments of {name} cannot be read in {target}.": "Die Anlagen von {name} lassen sich in {target} nicht"
    " lesen.",
    "{file} of {name} could not be renamed in {target}: {sentence}": "{file} von {name} ließ sich in {target} nicht"
    " umbenennen: {sentence}",
    "The former attachment {file} of {name}, whose place another took, could not be taken off in {target}: {sentence}"
    " Take it off there.": "Die bisherige Anlage {file} von {name} ist durch eine andere ersetzt, ließ sich in {target}"
    " aber nicht entfernen: {sentence} Entfernen Sie sie dort.",
    "The attachments of {name} cannot be read in {target}: {sentence} Open it there; if it is broken, make it"
    " anew.": "Die Anlagen von {name} lassen sich in {target} nicht lesen: {sentence} Öffnen Sie den Eintrag dort; ist"
    " er beschädigt, legen Sie ihn neu an.",
    "{file} of {name} could not be added in {target}: {sentence}": "{file} von {name} ließ sich in {target} nicht"
    " hinzufügen: {sentence}",
}
