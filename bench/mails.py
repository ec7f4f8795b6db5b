"""A mailbox with many mails that their user wants filed, each with files, and the customers who wrote them."""

from random import Random

from bench.loads import Size
from sandbox.microsoft.mail.parts import File
from tests.scenarios.stage import Stage, only

CUSTOMERS = 100
MEGABYTE = 1024 * 1024
# Of the usual file, and of the second one that every so many mails have.
SMALLEST, LARGEST, BIG, BIG_EVERY = 50_000, 200_000, 5 * MEGABYTE, 100
PARAGRAPH = "<p>Dear Ann,</p><p>thank you for your offer of <b>Tuesday</b>; the plans are attached. {}</p>"
WORDS = "We would like to decide by the end of the month, and ask for the delivery to our second site. " * 20


class Emails:
    """Plays as bench.loads.Load does; nobody changes anything later."""

    kind = "email"
    phases = ("first", "echo", "quiet")

    def __init__(self, stage: Stage, size: Size) -> None:
        self.stage, self.size = stage, size
        stage.choose(**only(self.kind))

    def fill(self) -> None:
        org, store = self.stage.sandbox.salesforce.org, self.stage.sandbox.microsoft.store
        with org.lock, org.transaction():
            for number in range(CUSTOMERS):
                self.stage.crm.add("Contact", LastName=f"Lee {number}", Email=self._customer(number))
        with store.lock, store.transaction():
            for number in range(self.size.records):
                self._receive(number)

    def change(self) -> None:
        """Nothing."""

    def check(self) -> None:
        """Every mail has its record, every file is there."""
        emails = self.stage.crm.query("SELECT Id FROM EmailMessage WHERE Status = '3'")
        files = self.stage.crm.query("SELECT Id, ContentSize FROM ContentVersion")
        assert len(emails) == self.size.records, f"{len(emails)} emails are filed"
        assert len(files) == self.files, f"{len(files)} files are filed"

    @property
    def files(self) -> int:
        return files_of(self.size.records)

    def _customer(self, number: int) -> str:
        return f"lee{number % CUSTOMERS}.{self.stage.address}"

    def _receive(self, number: int) -> None:
        random, mail = Random(number), self.stage.outlook.mail
        files = [File(f"offer {number}.pdf", "application/pdf", random.randbytes(random.randint(SMALLEST, LARGEST)))]
        if number % BIG_EVERY == 0:
            files.append(File(f"plans {number}.zip", "application/zip", random.randbytes(BIG)))
        body = PARAGRAPH.format(WORDS)
        item = mail.receive(self._customer(number), f"Order {number}", body, files, body_type="html")
        mail.categorise(item, "Salesforce")


def files_of(mails: int) -> int:
    """How many files so many mails have."""
    return mails + -(-mails // BIG_EVERY)
