"""A mail that its user calls junk: what is said of it, and that its record stays."""

import pytest

from tests.scenarios.stage import Stage, only


@pytest.mark.parametrize("how", ["junkemail", "deleteditems"])
def test_what_is_told_of_a_mail_that_was_put_away(stage: Stage, how: str) -> None:
    stage.choose(**only("email"))
    subject = f"Offer {stage.address.partition('@')[0]}"
    stage.outlook.mail.categorise(stage.outlook.mail.receive("ann@lee.example", subject), "Salesforce")
    stage.sync()
    filed = stage.outlook.mail.find(subject)
    assert filed is not None
    stage.outlook.mail.move(filed, how)
    stage.sync()
    assert stage.report is not None
    [told] = stage.report.operations
    words = {"junkemail": "was moved to Junk Email in Outlook", "deleteditems": "was deleted in Outlook"}
    assert (told.action, told.reason) == ("unlink", f"{subject} {words[how]}; it stays filed in Salesforce.")
    assert stage.crm.find("EmailMessage", Subject=subject) is not None
    stage.rest()
