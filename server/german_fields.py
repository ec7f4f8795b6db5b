"""German for what is wrong with what somebody entered: at the fields of a record, in the settings, in any request."""

from collections.abc import Mapping

FIELDS: Mapping[str, str] = {
    # A record's form (core.salesforce.desk)
    "There is no such field, or you may not see it.": "Dieses Feld gibt es nicht, oder es ist für Sie nicht sichtbar.",
    "This field cannot be changed here.": "Dieses Feld lässt sich hier nicht ändern.",
    "This text holds half a character; type it again.": "Dieser Text enthält ein halbes Zeichen; geben Sie ihn neu"
    " ein.",
    "This is either ticked or not.": "Das ist entweder angekreuzt oder nicht.",
    "This takes a text.": "Hier gehört ein Text hin.",
    "This has {length} characters, and Salesforce holds {limit}: shorten it.": "Das sind {length} Zeichen, und"
    " Salesforce fasst {limit}: Kürzen Sie den Text.",
    "This is not an e-mail address.": "Das ist keine E-Mail-Adresse.",
    "“{value}” is not one of the choices.": "„{value}“ steht nicht zur Auswahl.",
    "This takes a whole number.": "Hier gehört eine ganze Zahl hin.",
    "This takes at most {most} digits.": "Hier sind höchstens {most} Ziffern möglich.",
    "This takes at most {most} decimals.": "Hier sind höchstens {most} Nachkommastellen möglich.",
    "This takes at most {most} digits before the decimal sign.": "Vor dem Komma sind höchstens {most} Ziffern möglich.",
    "This takes a number.": "Hier gehört eine Zahl hin.",
    "This number is larger than Salesforce can hold.": "Diese Zahl ist größer, als Salesforce sie fasst.",
    "This takes a date from 1700 to 4000.": "Hier gehört ein Datum von 1700 bis 4000 hin.",
    "This takes a date and a time from 1700 to 4000.": "Hier gehören Datum und Uhrzeit hin, von 1700 bis 4000.",
    "This takes a time of day.": "Hier gehört eine Uhrzeit hin.",
    "Choose a record.": "Wählen Sie einen Datensatz.",
    "Salesforce refused it ({code}).": "Salesforce hat es abgelehnt ({code}).",
    "There is no such record type, or you may not use it.": "Diesen Datensatztyp gibt es nicht, oder Sie dürfen ihn"
    " nicht verwenden.",
    "This record is no longer in Salesforce, or you may not see it.": "Dieser Datensatz ist nicht mehr in Salesforce,"
    " oder er ist für Sie nicht sichtbar.",
    "Salesforce has no such kind of record, or you may not see it.": "Solche Datensätze gibt es in Salesforce nicht,"
    " oder sie sind für Sie nicht sichtbar.",
    # A correction of a refused record (core.repairs)
    "{label} takes a text.": "{label}: Hier gehört ein Text hin.",
    "{label} takes a whole number.": "{label}: Hier gehört eine ganze Zahl hin.",
    "{label} takes yes or no.": "{label}: Hier gehört Ja oder Nein hin.",
    "{label} takes a day such as 2026-03-01.": "{label}: Hier gehört ein Tag hin, etwa 2026-03-01.",
    "{label} takes a moment such as 2026-03-01T09:00:00Z.": "{label}: Hier gehört ein Zeitpunkt hin, etwa"
    " 2026-03-01T09:00:00Z.",
    "{label} is one of {words}.": "{label}: Möglich sind {words}.",
    # The settings (core.choices)
    "{value} is neither yes nor no.": "{value} ist weder Ja noch Nein.",
    "A name has 1 to 255 printable characters.": "Ein Name hat 1 bis 255 druckbare Zeichen.",
    "Outlook does not take commas or semicolons in a category's name.": "Outlook nimmt im Namen einer Kategorie weder"
    " Komma noch Semikolon an.",
    "{value} is none of {words}.": "{value} steht nicht zur Auswahl: {words}.",
    "{value} is not a whole number from {low} to {high}.": "{value} ist keine ganze Zahl von {low} bis {high}.",
    "Write field names, + within a key and ; between keys; unknown here: {value}.": "Schreiben Sie Feldnamen, +"
    " innerhalb eines Schlüssels und ; zwischen Schlüsseln; hier unbekannt: {value}.",
    "{value} is no moment such as 2026-03-01 or 2026-03-01T08:00:00+01:00.": "{value} ist kein Zeitpunkt wie"
    " 2026-03-01 oder 2026-03-01T08:00:00+01:00.",
    "{name} cannot be set.": "{name} lässt sich nicht einstellen.",
    "{value} is not accepted.": "{value} wird nicht angenommen.",
    # Any request (marshmallow's own sentences, and those of server.schemas)
    "It holds characters that cannot be kept.": "Darin sind Zeichen, die sich nicht speichern lassen.",
    "Missing data for required field.": "Diese Angabe fehlt.",
    "Field may not be null.": "Diese Angabe darf nicht leer sein.",
    "Unknown field.": "Diese Angabe ist unbekannt.",
    "Invalid value.": "Dieser Wert wird nicht angenommen.",
    "Invalid type.": "Diese Angabe hat die falsche Form.",
    "Invalid input type.": "Diese Angabe hat die falsche Form.",
    "Not a valid string.": "Das ist kein Text.",
    "Not a valid utf-8 string.": "Das ist kein Text in UTF-8.",
    "Not a valid number.": "Das ist keine Zahl.",
    "Number too large.": "Diese Zahl ist zu groß.",
    "Not a valid integer.": "Das ist keine ganze Zahl.",
    "Not a valid boolean.": "Das ist weder wahr noch falsch.",
    "Not a valid list.": "Das ist keine Liste.",
    "Not a valid mapping type.": "Das ist kein JSON-Objekt.",
    "Not a valid email address.": "Das ist keine E-Mail-Adresse.",
    "Special numeric values (nan or infinity) are not permitted.": "Erlaubt sind nur endliche Zahlen.",
    "Shorter than minimum length {limit}.": "Das ist kürzer als {limit}.",
    "Longer than maximum length {limit}.": "Das ist länger als {limit}.",
    "Length must be between {low} and {high}.": "Die Länge muss zwischen {low} und {high} liegen.",
    "Must be greater than or equal to {low}.": "Das muss mindestens {low} sein.",
    "Must be less than or equal to {high}.": "Das darf höchstens {high} sein.",
    "Must be greater than or equal to {low} and less than or equal to {high}.": "Das muss von {low} bis {high}"
    " reichen.",
    "Must be one of: {words}.": "Möglich sind: {words}.",
    # The code in a mailbox (server.linking)
    "Bothways code: {code}": "Bothways-Code: {code}",
    "Your code for Bothways is {code}": "Ihr Code für Bothways lautet {code}",
    "Type it into the Bothways pane within ten minutes.": "Geben Sie ihn innerhalb von zehn Minuten in Bothways ein.",
    "If you did not ask for it, delete this; nothing was sent to anybody, and nothing happens without the code.": ""
    "Haben Sie ihn nicht angefordert, löschen Sie dies; niemand hat etwas erhalten, und ohne den Code geschieht"
    " nichts.",
}
