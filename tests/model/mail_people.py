"""What two colleagues do with their mail, in Outlook, on a phone and in the task pane, and others in the CRM; with what
of it is certain: a mail that was handled while nothing about it was open is to be filed, or not, from then on."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from core.emails import Person, PersonKind
from core.mails import Mail, MailPlace
from core.records import Side
from core.shares import ShareWish, Ticked
from tests.model import certain, mail_shares
from tests.model.letters import COLLEAGUES, CORA, DAN, OURS, STRANGER, Copy, Letter, by_itself, letter
from tests.model.mail_office import MailOffice
from worker.filing.compose import email_of

HOME = MailPlace.FOLDER
ZOE = Person("003Z", PersonKind.CONTACT, "Zoe", STRANGER)


class MailPeople:
    """letters: all that were ever written. ready: whose new mail is filed by itself for certain, as a run since it was
    switched on told. ever_automatic: it was on at some time. known: whoever was in the CRM."""

    def __init__(self, office: MailOffice, chance: Random) -> None:
        self.office = office
        self.chance = chance
        self.letters: list[Letter] = []
        self.ready: set[str] = set()
        self.ever_automatic = office.policy.automatic
        self.known = [*office.crm.persons, ZOE]
        # A share, a record that is removed and the like make much uncertain: not in every history, then.
        self._calm = chance.random() < 0.4

    def act(self, side: Side | None = None) -> str:
        """One act of anybody, or with Exchange's side one on the categories of a mail; what it was."""
        if side is Side.EXCHANGE and self.letters:
            return self._handle(self.chance.choice([self.own, self.own, self.file, self.unfile]))
        acts: list[Callable[[], object]] = [self.write, self.write, self.compose, self.send, self.change_people]
        handled = [self.file, self.file, self.unfile, self.unfile, self.move, self.move, self.copy, self.own]
        handled += [self.delete, self.share, self.unshare]
        handled += [] if self._calm else [self.elsewhere, self.remove_record]
        if self.chance.random() < 0.35 or not self.letters:
            act = self.chance.choice(acts)
            act()
            return act.__name__
        return self._handle(self.chance.choice(handled))

    def _handle(self, handle: Callable[[Copy], None]) -> str:
        one = self._some()
        if one is None:
            return "nothing"
        handle(one)
        certain.derive(self.office, one)
        return f"{handle.__name__} {one.letter.mail.subject} of {one.who}"

    # Mails come and go.

    def write(self) -> None:
        one = letter(len(self.letters) + 1, self.office.now(), self.chance)
        self.letters.append(one)
        self._deliver(one)
        first = one.copies[0]
        if self.chance.random() < 0.4:  # at once, as by a rule of the mailbox
            self.chance.choice([self.file, self.move, self.copy])(first)
            certain.derive(self.office, first)

    def compose(self) -> None:
        """A mail that is being written; half of them are shared when they are sent."""
        one = letter(len(self.letters) + 1, self.office.now(), self.chance)
        author = self.chance.choice(COLLEAGUES)
        sender = replace(one.mail.sender, address=author)
        to = tuple(replace(to, address=CORA.address) for to in one.mail.to)
        one.mail = replace(one.mail, sender=sender, to=to, draft=True, incoming=False, place=MailPlace.OTHER)
        one.by_itself, one.draft = False, True
        self.letters.append(one)
        copy = self._put(one, author, MailPlace.OTHER)
        if self.chance.random() < 0.5:
            mark = f"send {len(self.letters)}"
            self.office.boxes[author].headers[copy.key] = mark
            copy.fresh = False
            self._ask(copy, ShareWish(one.mail.subject, on_send=mark))
        elif self.chance.random() < 0.5:
            self.file(copy)

    def send(self) -> None:
        for one in (one for one in self.letters if one.draft):
            [copy] = one.copies
            if copy.there:
                box = self.office.boxes[copy.who]
                box.change(copy.key, draft=False)
                copy.key = box.move(copy.key, MailPlace.SENT)
                copy.wish, copy.settled, one.draft = None, False, False
                one.mail = replace(one.mail, draft=False)
                one.by_itself = by_itself(one)
                return

    def _deliver(self, one: Letter) -> None:
        for who in COLLEAGUES:
            if who in one.addresses:
                sent = one.mail.sender.address == who
                self._put(one, who, MailPlace.SENT if sent else MailPlace.INBOX)
        for copy in one.copies:
            sure = one.addresses & {CORA.address, "eve@eck.test"} and one.by_itself and copy.who in self.ready
            copy.sure = bool(sure) and self.office.policy.automatic
            copy.wish = None if self.office.policy.automatic else "off"

    def _put(self, one: Letter, who: str, place: MailPlace) -> Copy:
        own = one.mail.sender.address == who
        mail = replace(one.mail, place=place, incoming=not own)
        key = self.office.boxes[who].add(mail, one.contents, received=self.office.now())
        copy = Copy(one, who, key)
        one.copies.append(copy)
        return copy

    # What its user does with one mail.

    def file(self, copy: Copy) -> None:
        """By the category."""
        mail = self._mail(copy)
        if not certain.is_ours(mail.categories):
            unheard = mail.draft or mail.place is MailPlace.TRASH or mail_shares.is_undoing(self.office, copy.who, mail)
            wish = None if unheard else "on"
            self._handled(copy, wish, "category" if copy.settled else None)
            names = [*mail.categories, self.chance.choice(OURS)]
            self.office.boxes[copy.who].categorise(copy.key, *names)
            self._asked(copy)

    def unfile(self, copy: Copy) -> None:
        """The category is taken off."""
        mail = self._mail(copy)
        if certain.is_ours(mail.categories):
            sure = copy.settled and mail.place is not MailPlace.TRASH
            self._handled(copy, "off" if sure else None, None)
            kept = [one for one in mail.categories if one.casefold() != "salesforce"]
            self.office.boxes[copy.who].categorise(copy.key, *kept)
            copy.letter.kept.discard(copy.who)

    def own(self, copy: Copy) -> None:
        """A category of the user's own."""
        mail = self._mail(copy)
        copy.own = () if copy.own else ("Blue",)
        ours = [one for one in mail.categories if one != "Blue"]
        self.office.boxes[copy.who].categorise(copy.key, *ours, *copy.own)
        copy.sure = False

    def move(self, copy: Copy) -> None:
        mail = self._mail(copy)
        place = self.chance.choice([HOME, HOME, MailPlace.INBOX, MailPlace.OTHER])
        if mail.place is place or copy.letter.draft:
            return
        marked = certain.is_ours(mail.categories)
        binned = mail.place is MailPlace.TRASH
        if place is HOME:
            sure = copy.settled and not binned
            self._handled(copy, "on" if sure else None, copy.by if marked else "folder")
            self._asked(copy)
        elif mail.place is HOME:
            sure = copy.settled and copy.by in ("folder", "category", "share")
            left = "off" if copy.by == "folder" else copy.wish
            self._handled(copy, left if sure else None, copy.by if left != "off" else None)
            copy.letter.kept.discard(copy.who)
        else:
            self._handled(copy, None if binned else copy.wish, copy.by)
        if binned:
            copy.letter.kept.discard(copy.who)
        copy.key = self.office.boxes[copy.who].move(copy.key, place)
        certain.strays(self.office, copy)

    def copy(self, copy: Copy) -> None:
        """A second mail, with all that the first has on it."""
        mail = self._mail(copy)
        if mail.draft or mail.place is MailPlace.TRASH:
            return
        place = self.chance.choice([HOME, HOME, MailPlace.INBOX])
        key = self.office.boxes[copy.who].copy(copy.key, place)
        marked = certain.is_ours(mail.categories)
        wish = "on" if marked or place is HOME else None
        second = Copy(copy.letter, copy.who, key, copy.own, wish, "category" if marked else "folder")
        copy.letter.copies.append(second)
        certain.strays(self.office, second)
        copy.sure = False
        if wish:
            self._asked(second)

    def delete(self, copy: Copy) -> None:
        """Into Deleted Items, or for ever."""
        mail, alone = self._mail(copy), len(self._beside(copy)) == 1
        if mail.peer in self.office.crm.records and certain.is_ours(mail.categories) and copy.settled and alone:
            copy.letter.kept.add(copy.who)
        copy.letter.deleted = True
        self._handled(copy, None, None)
        if mail.place is MailPlace.TRASH or self.chance.random() < 0.5:
            self.office.boxes[copy.who].delete(copy.key)
            copy.there = False
        else:
            copy.key = self.office.boxes[copy.who].move(copy.key, MailPlace.TRASH)
        certain.strays(self.office, copy)

    def share(self, copy: Copy) -> None:
        """In the pane, which knows the mail that it stands beside."""
        mail = self._mail(copy)
        if mail.draft:
            return
        sure = mail.place is not MailPlace.TRASH and len(self._beside(copy)) == 1
        who = self.chance.choice([(), (), (CORA.key,), (DAN.key,)])
        files = self.chance.choice([None, None, (), mail.attachments[:1]])
        ticked = None if files is None else tuple(Ticked(one.key, one.name) for one in files)
        copy.letter.chosen |= bool(who) or files is not None
        self._handled(copy, "on" if sure and DAN.key not in who else None, copy.by or "share")
        copy.fresh = False
        self._ask(copy, ShareWish(mail.subject, who, attachments=ticked))

    def unshare(self, copy: Copy) -> None:
        mail = self._mail(copy)
        sure = copy.settled and mail.place is not MailPlace.TRASH and len(self._beside(copy)) == 1
        if not mail.draft and mail_shares.take_back(self.office, copy.who, mail):
            self._handled(copy, "off" if sure else None, None)
            copy.fresh = False
            copy.letter.kept.discard(copy.who)
            certain.of_one_share(copy, back=True)

    # What happens in the CRM.

    def change_people(self) -> None:
        """A customer is added, deleted or merged with another."""
        crm = self.office.crm
        if DAN not in crm.persons:
            crm.persons.append(DAN)
        elif self.chance.random() < 0.4:
            crm.merge(DAN, CORA)
        elif self.chance.random() < 0.5:
            crm.remove_person(DAN)
        elif ZOE not in crm.persons:
            crm.persons.append(ZOE)

    def elsewhere(self, copy: Copy) -> None:
        """Another program files it, where nobody here has asked for it yet."""
        one = copy.letter
        filed = one.message_id in {email.message_id for email in self.office.crm.records.values()}  # by itself, say
        known = filed or one.asked or one.foreign or one.draft
        if not known and not self.office.policy.automatic:
            about = email_of(one.mail, None, {}, mail_shares.NOBODY)
            self.office.crm.put(about)
            one.foreign = True

    def remove_record(self, copy: Copy) -> None:
        for key in [key for key, one in self.office.crm.records.items() if one.message_id == copy.letter.message_id]:
            self.office.crm.remove(key)
            copy.letter.removed = True

    def calm_down(self) -> None:
        """Whom somebody chose for an email is there (again)."""
        if DAN not in self.office.crm.persons:
            self.office.crm.persons.append(DAN)

    # What follows.

    def runs(self, who: str) -> None:
        certain.run_begins(self.letters, who)

    def ran(self, who: str) -> None:
        """A run without any trouble."""
        certain.run_ends(self.office, self.letters, who)
        if self.office.policy.automatic:
            self.ready.add(who)

    def doubt(self, who: str) -> None:
        certain.feed_lost(self.letters, who)

    def switch_automatic(self) -> None:
        self.office.policy = replace(self.office.policy, automatic=not self.office.policy.automatic)
        self.ever_automatic |= self.office.policy.automatic
        self.ready.clear()
        for copy in (copy for one in self.letters for copy in one.copies):
            copy.sure = False
            copy.wish = None if copy.wish == "off" and not copy.settled else copy.wish

    def _handled(self, copy: Copy, wish: str | None, by: str | None) -> None:
        copy.wish, copy.by, copy.settled, copy.sure = wish, by, False, False

    def _asked(self, copy: Copy) -> None:
        copy.letter.asked = True

    def _ask(self, copy: Copy, wish: ShareWish) -> None:
        self._asked(copy)
        certain.of_one_share(copy, back=False)
        mail_shares.ask(self.office, copy.who, self._mail(copy), wish)

    def _mail(self, copy: Copy) -> Mail:
        return self.office.boxes[copy.who].mails[copy.key]

    def _beside(self, copy: Copy) -> list[Copy]:
        return [one for one in copy.letter.copies if one.who == copy.who]

    def _some(self) -> Copy | None:
        there = [copy for one in self.letters for copy in one.copies if copy.there]
        return self.chance.choice(there) if there else None
