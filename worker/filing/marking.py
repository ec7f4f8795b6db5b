"""Marking: the category and the record's key on the mail, so that people see it on every device; or both taken off."""

from collections.abc import Sequence

from core.errors import Stale, SyncError
from core.mails import Mail, Mark
from core.records import Key, Version
from core.store import Written
from core.values import valueclass
from worker.filing.cases import Setting
from worker.filing.frame import Filing, Job

BATCH = 100  # what EWS takes in a request; Graph's connector cuts it into its own batches


@valueclass(frozen=True, slots=True)
class Marked:
    """How a mail looks now. error: it could not be marked."""

    key: Key
    version: Version | None
    error: SyncError | None = None

    @property
    def stale(self) -> bool:
        return isinstance(self.error, Stale)


@valueclass(frozen=True, slots=True)
class Look:
    """What a mail is to carry. refused: the category that says so, besides the user's own."""

    peer: Key | None
    filed: bool
    refused: bool = False


def mark(filing: Filing, wanted: Sequence[tuple[Job, Look]]) -> list[Marked]:
    """One answer each, in order; mails that look as wanted are not written."""
    answers: dict[int, Marked] = {}
    marks: list[tuple[int, Mark]] = []
    for number, (job, look) in enumerate(wanted):
        mail = job.mail
        categories = _categories(mail, look, filing.setting)
        if categories == mail.categories and mail.peer == look.peer:
            answers[number] = Marked(mail.key, mail.version)
        else:
            link = filing.stores.emails.link(look.peer) if look.peer else None
            marks.append((number, Mark(mail.key, mail.version, categories, look.peer, link)))
    for start in range(0, len(marks), BATCH):
        answers |= _written(filing, marks[start : start + BATCH])
    return [answers[number] for number in range(len(wanted))]


def _written(filing: Filing, marks: list[tuple[int, Mark]]) -> dict[int, Marked]:
    batch = [one for _, one in marks]
    outcomes = filing.context.call("exchange.mark", lambda: filing.stores.mails.mark(batch))
    answers = {}
    for (number, one), outcome in zip(marks, outcomes, strict=True):
        if isinstance(outcome, Written):
            answers[number] = Marked(outcome.key, outcome.version)
        else:
            answers[number] = Marked(one.key, one.version, outcome)
    return answers


def _categories(mail: Mail, look: Look, setting: Setting) -> tuple[str, ...]:
    """The user's own stay as they are, in their order."""
    policy = setting.policy
    ours = {one.casefold() for one in (policy.error_category, *setting.former)}
    ours |= set() if look.filed or look.refused else {policy.category.casefold()}
    kept = [one for one in mail.categories if one.casefold() not in ours]
    if look.filed and policy.category.casefold() not in {one.casefold() for one in kept}:
        kept.append(policy.category)
    if look.refused:
        kept.append(policy.error_category)
    return tuple(kept)
