"""The category that tells of a refusal, where nothing is refused: a copy takes it along from the mail that is refused,
and nobody asked for the copy. It is taken off, or it would stay for ever."""

from core.mails import MailPlace
from core.values import replace
from worker.filing.cases import Setting
from worker.filing.decide import WAIT_SECONDS, has_category
from worker.filing.frame import Filing, Job
from worker.filing.marking import Look, Marked, mark
from worker.filing.trouble import may_pass


def clear(filing: Filing, jobs: list[Job]) -> tuple[list[Job], list[tuple[Job, int]]]:
    """jobs: of mails that are left alone. Those that are done; the others with the seconds after which to try again."""
    wrong = [job for job in jobs if _is_wrong(job, filing.setting)]
    looks = [
        Look(job.mail.peer, filed=has_category(job.mail.categories, filing.setting.policy.category)) for job in wrong
    ]
    answers = {
        job.hint.id: one for job, one in zip(wrong, mark(filing, list(zip(wrong, looks, strict=True))), strict=True)
    }
    done: list[Job] = []
    later: list[tuple[Job, int]] = []
    for job in jobs:
        one = answers.get(job.hint.id)
        if one is None or one.error is None or not may_pass(one.error):
            done.append(_seen(job, one))
        else:
            later.append((job, 0 if one.stale else WAIT_SECONDS))
    return done, later


def _is_wrong(job: Job, setting: Setting) -> bool:
    mail = job.case.mail
    if mail is None or mail.draft or mail.place is MailPlace.TRASH:
        return False
    return has_category(mail.categories, setting.policy.error_category)


def _seen(job: Job, one: Marked | None) -> Job:
    """The version that was just written is no news to the next run."""
    if one is not None and one.error is None:
        job.case = replace(job.case, mail=replace(job.mail, key=one.key, version=one.version or job.mail.version))
    return job
