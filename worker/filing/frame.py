"""What the filing of one run works with, and what it knows of one mail."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.emails import FilingStores
from core.mails import NO_SUBJECT, Mail, identity
from core.records import Key
from core.values import replace, valueclass
from worker.filing.cases import Case, Decision, Holding, How, Setting, Skip
from worker.filing.likeness import Likeness
from worker.filing.wishes import Asked
from worker.sync.actions import Reason
from worker.sync.context import Context, Hint


@valueclass(frozen=True, slots=True)
class Filing:
    """context: of the object type EMAIL; it has no stores of its own. known: what the mailbox has noted
    between runs, by name. asked: by the mails' keys what people chose in the pane, as far as it is not done."""

    context: Context
    stores: FilingStores
    setting: Setting
    org_id: str
    known: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[Key, Asked] = field(default_factory=dict)


@valueclass(frozen=True, slots=True)
class Email:
    """A row of the table `filed`."""

    id: int
    message_id: str
    state: str
    crm_key: Key | None
    ours: bool
    mailbox_id: str | None
    epoch: int
    note: str
    likeness: Likeness | None = None

    @property
    def of(self) -> str:
        """The identity of its mails, which another email may have, too."""
        return self.likeness.of if self.likeness else self.message_id


@valueclass(frozen=True, slots=True)
class Held:
    """A row of the table `filed_mail`."""

    id: int
    filed_id: int
    key: Key
    holding: Holding
    version: str | None


@dataclass
class Job:
    """One hinted mail on its way through a window. email, held: its rows, if it has some. crm_key: of the record that
    is there or was made in this window. named: as worker.filing.naming, of a mail without rows."""

    hint: Hint
    case: Case
    email: Email | None = None
    held: Held | None = None
    decision: Decision = field(default_factory=lambda: Skip(Reason("not_asked")))
    named: str = ""

    @property
    def mail(self) -> Mail:
        """Of a job whose mail is there."""
        if self.case.mail is None:
            raise AssertionError("the mail is gone")
        return self.case.mail

    @property
    def message_id(self) -> str:
        """Of the email's row, be it there or not."""
        return self.email.message_id if self.email else self.named or identity(self.mail)

    @property
    def crm_key(self) -> Key | None:
        return self.case.crm_key

    @property
    def name(self) -> str:
        return self.case.mail.name if self.case.mail else NO_SUBJECT

    @property
    def how(self) -> How:
        return getattr(self.decision, "how", None) or (self.held.holding.how if self.held else How.CATEGORY)

    def has_record(self, key: Key) -> None:
        self.case = replace(self.case, crm_key=key)
