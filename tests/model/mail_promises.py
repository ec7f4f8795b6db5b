"""What must hold of mails and of their records in the CRM after a history: what is wanted is there once and whole, what
nobody wants is not, and what people see on their mails is what is so."""

from collections import Counter
from collections.abc import Iterator

from core.explain import is_label
from core.mails import Mail, MailPlace
from core.models.filing import FILED, HELD, PENDING, UNFILING, FiledMailRow, FiledRow
from core.models.pane import ShareRow
from core.models.sync import HintRow, IssueRow
from core.shares import OPEN
from tests.model.certain import is_ours
from tests.model.letters import OURS, Copy
from tests.model.mail_office import BOXES, MailOffice
from tests.model.mail_people import MailPeople
from tests.model.promises import Broken

ERROR = "Sync Error"


class MailPromises:
    def __init__(self, office: MailOffice, people: MailPeople) -> None:
        self.office = office
        self.people = people
        self.records = {email.message_id: key for key, email in office.crm.records.items()}
        self.filed = {row.message_id: row for row in office.rows(FiledRow)}
        self.held = {(row.mailbox_id, row.key): row for row in office.rows(FiledMailRow)}
        issues = [row for row in office.rows(IssueRow) if row.resolved_at is None]
        self.resting = {(row.mailbox_id, row.key) for row in issues}
        self.living = [copy for one in people.letters for copy in one.copies if copy.there]

    def check(self) -> None:
        """Raises Broken with everything that is wrong."""
        checks = (self._settled, self._once, self._ledger, self._asked, self._wanted, self._unwanted, self._whole)
        wrong = [text for check in checks for text in check()]
        wrong += [text for copy in self.living for text in self._shown(copy)]
        if wrong:
            raise Broken("\n".join(wrong))

    def _settled(self) -> Iterator[str]:
        """Nothing is half done: no hint but of mails that rest in an issue, no reservation, no open share."""
        for hint in self.office.rows(HintRow):
            if (hint.mailbox_id, hint.key) not in self.resting:
                yield f"I9 hint without an issue: {hint.key} attempts {hint.attempts}"
        yield from (f"I13 {row.name} is {row.state}" for row in self.filed.values() if row.state in (PENDING, UNFILING))
        for row in self.office.rows(ShareRow):
            if row.state in OPEN and row.wish["on_send"] is None:  # a mail that was never sent is waited for
                yield f"the share of {row.item_id} is {row.state}: {row.problem}"
        mails = {(BOXES[who], key) for who, box in self.office.boxes.items() for key in box.mails}
        yield from (f"an issue about {key}, which is gone" for box, key in self.resting if (box, key) not in mails)

    def _once(self) -> Iterator[str]:
        """I4: never two records of one Message-ID, not even for a moment."""
        counts = Counter(email.message_id for email in self.office.crm.records.values())
        yield from (f"I4 {times} records of {name}" for name, times in counts.items() if times > 1)
        yield from (f"I4 {name} was filed though it was there" for name in self.office.crm.doubled)

    def _ledger(self) -> Iterator[str]:
        """What is remembered is what the CRM has."""
        letters = {one.message_id: one for one in self.people.letters}
        for name, row in self.filed.items():
            there, one = self.records.get(name), letters.get(name)
            if one is None:
                yield f"{row.name} is remembered as {name}, which nobody wrote"
                continue
            if row.state == FILED and row.crm_key != there and not one.removed:
                yield f"{row.name} is filed as {row.crm_key}, the CRM has {there}"
            if row.state != FILED and there is not None and not one.foreign:
                yield f"{row.name} is {row.state}, the CRM has {there}"

    def _asked(self) -> Iterator[str]:
        """Nothing is ever filed that nobody asked for, nor a draft."""
        letters = {one.message_id: one for one in self.people.letters}
        for email in self.office.crm.made:
            one = letters.get(email.message_id)
            if one is None:
                yield f"{email.subject} was filed as {email.message_id}, which nobody wrote"
            elif not one.asked and not (one.by_itself and self.people.ever_automatic):
                yield f"{email.subject} was filed though nobody asked for it"
            elif one.draft:
                yield f"{email.subject} was filed as a draft"
            elif wrong := {one.key for one in email.relations if one.key} - {one.key for one in self.people.known}:
                yield f"{email.subject} was filed with {wrong}"

    def _wanted(self) -> Iterator[str]:
        """What somebody wants filed is there."""
        for one in self.people.letters:
            if one.message_id in self.records or one.removed:
                continue
            if one.kept:
                yield f"{one.mail.subject} is gone from the CRM, though {one.kept} only deleted the mail"
            for copy in one.copies:
                if copy.there and (copy.sure or copy.wish == "on") and not self._rests(copy):
                    yield f"{one.mail.subject} is not filed, though {copy.who} wants it"

    def _unwanted(self) -> Iterator[str]:
        """What nobody wants (any more) is not there."""
        for one in self.people.letters:
            key = self.records.get(one.message_id)
            shown = any(copy.there and is_ours(self._mail(copy).categories) for copy in one.copies)
            if key and not shown and not one.deleted and not one.foreign and key not in self.office.crm.kept:
                yield f"{one.mail.subject} is filed, though nobody wants it"

    def _whole(self) -> Iterator[str]:
        """The record has each file once, and all that its mail has."""
        for one in self.people.letters:
            key = self.records.get(one.message_id)
            if key is None or one.foreign:
                continue
            names = self.office.crm.names_of(key)
            if len(names) != len(set(names)):
                yield f"{one.mail.subject} has files twice: {names}"
                continue
            files = self.office.crm.files_of(key)
            told = self.filed[one.message_id].note if one.message_id in self.filed else ""
            missing = {name for name in one.files() - files.keys() if name not in told}
            if missing and not one.chosen and not one.deleted and not one.removed:
                yield f"{one.mail.subject} lacks {missing}"
            if files.keys() - one.files():
                yield f"{one.mail.subject} has files that it did not bring: {set(files)}"
            if set(files.values()) - set(one.contents):
                yield f"{one.mail.subject} has files with other contents"

    def _shown(self, copy: Copy) -> Iterator[str]:
        """The category and the record's key on a mail agree with what is so; the rest of it is untouched."""
        mail, one = self._mail(copy), copy.letter
        ours = [name for name in mail.categories if name in (*OURS, ERROR) or is_label(name)]
        own = tuple(name for name in mail.categories if name not in ours)
        if own != copy.own:
            yield f"I7 {self._name(copy)} had {copy.own} of its user's, and has {own}"
        if mail.place is MailPlace.TRASH or one.draft:
            return
        on, rests = is_ours(mail.categories), self._rests(copy)
        if (ERROR in mail.categories) != rests:
            yield f"{self._name(copy)} carries {mail.categories}, in an issue: {rests}"
        if rests:
            return
        yield from self._agreed(copy, mail, on=on)
        if copy.wish is not None and on != (copy.wish == "on"):
            yield f"{self._name(copy)} carries {mail.categories}, its user wants it {copy.wish}"

    def _agreed(self, copy: Copy, mail: Mail, *, on: bool) -> Iterator[str]:
        one = copy.letter
        record = self.records.get(one.message_id)
        row = self.held.get((BOXES[copy.who], copy.key))
        if on and not one.removed and (record is None or mail.peer != record):
            yield f"{self._name(copy)} is marked with {mail.peer}, the record is {record}"
        # A copy of a marked mail that lost the category before any run saw it was never ours.
        if not on and mail.peer is not None and row is not None:
            yield f"{self._name(copy)} is not marked, but holds {mail.peer}"
        if on != (row is not None and row.state == HELD and row.marked):
            state = row and (row.state, row.marked)
            yield f"{self._name(copy)} carries {mail.categories}, what is known of it is {state}"

    def _rests(self, copy: Copy) -> bool:
        return (BOXES[copy.who], copy.key) in self.resting

    def _mail(self, copy: Copy) -> Mail:
        return self.office.boxes[copy.who].mails[copy.key]

    def _name(self, copy: Copy) -> str:
        return f"{copy.letter.mail.subject} of {copy.who} ({self._mail(copy).place})"
