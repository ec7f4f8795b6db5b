"""Records that somebody deleted in Salesforce: who asks for the email anew gets a new one, and never the dead key."""

from dataclasses import replace

from core.mails import MailPlace
from core.models.filing import FiledRow
from core.models.sync import OperationRow
from tests.worker.filing.world import COLLEAGUE, World, filed, mail


def deleted(world: World) -> str:
    """A mail of mine whose record somebody deleted in Salesforce."""
    key = filed(world)
    [record] = world.crm.records
    world.crm.remove(record)
    return key


def test_a_colleague_who_joins_files_it_anew(world: World) -> None:
    mine = deleted(world)
    former = world.box.mails[mine].peer
    yours = world.boxes[COLLEAGUE].add(mail(place=MailPlace.FOLDER))
    world.run(COLLEAGUE)
    [record] = world.crm.records
    assert record != former and world.is_marked(yours, COLLEAGUE)
    [row] = world.rows(FiledRow)
    assert (row.crm_key, row.ours) == (record, True)
    assert world.box.mails[mine].peer == former
    world.run()
    assert world.box.mails[mine].peer == record, "the first one's mail is looked at again, and shows the new record"
    told = [(one.action, one.reason["code"]) for one in world.rows(OperationRow)]
    assert told == [("create", "by_category"), ("create", "by_folder")]
    world.rest()


def test_so_does_who_took_it_back_and_asks_again(quick: World) -> None:
    """The colleague's mail still holds the dead record, so that it was not taken out for all."""
    yours = quick.boxes[COLLEAGUE].add(mail(categories=("Salesforce",)))
    quick.run(COLLEAGUE)
    mine = filed(quick)
    quick.crm.remove(next(iter(quick.crm.records)))
    quick.box.categorise(mine)
    quick.run()
    assert quick.crm.records == {} and quick.is_bare(mine)
    quick.box.categorise(mine, "Salesforce")
    quick.run()
    assert quick.is_marked(mine)
    quick.run(COLLEAGUE)
    assert quick.subjects() == ["Offer 1"] and quick.is_marked(yours, COLLEAGUE)
    quick.rest()


def test_what_somebody_deleted_is_not_filed_by_itself_again(quick: World) -> None:
    quick.choose(automatic=True)
    for address in quick.boxes:
        quick.run(address)
    mine = quick.box.add(mail(moment=quick.moment))
    quick.run()
    quick.crm.remove(next(iter(quick.crm.records)))
    yours = quick.boxes[COLLEAGUE].add(mail(moment=quick.moment))
    quick.run(COLLEAGUE)
    assert quick.crm.records == {} and quick.is_bare(yours, COLLEAGUE)
    quick.rest()
    quick.boxes[COLLEAGUE].categorise(yours, "Salesforce")
    quick.run(COLLEAGUE)
    quick.run()
    assert quick.is_marked(yours, COLLEAGUE) and quick.is_marked(mine)


def test_two_copies_file_it_once(quick: World) -> None:
    deleted(quick)
    box = quick.boxes[COLLEAGUE]
    keys = [box.add(mail(categories=("Salesforce",))) for _ in range(2)]
    quick.run(COLLEAGUE)
    assert quick.subjects() == ["Offer 1"] and all(quick.is_marked(key, COLLEAGUE) for key in keys)
    quick.run()
    quick.rest()


def test_nobody_asks_salesforce_who_joins_nothing(quick: World) -> None:
    key = filed(quick)
    quick.box.change(key, subject="Offer, read")
    quick.run()
    quick.box.add(replace(mail(2), categories=("Salesforce",)))
    quick.run()
    assert quick.crm.asked["there"] == 0
    quick.boxes[COLLEAGUE].add(mail(categories=("Salesforce",)))
    quick.boxes[COLLEAGUE].add(mail(2, categories=("Salesforce",)))
    quick.run(COLLEAGUE)
    assert quick.crm.asked["there"] == 1, "one call for all that join"


def test_a_dry_run_tells_it(quick: World) -> None:
    deleted(quick)
    quick.boxes[COLLEAGUE].add(mail(categories=("Salesforce",)))
    report = quick.run(COLLEAGUE, dry_run=True)
    assert report.types["email"]["created"] == 1 and quick.crm.records == {}
