"""core.salesforce.addresses: which addresses a token may travel to."""

import pytest

from core.errors import Unauthorized
from core.salesforce.addresses import checked_url

GOOD = [
    ("https://login.salesforce.com", "https://login.salesforce.com"),
    ("https://login.salesforce.com/", "https://login.salesforce.com"),
    ("  https://test.salesforce.com  ", "https://test.salesforce.com"),
    ("https://acme.my.salesforce.com", "https://acme.my.salesforce.com"),
    ("https://acme--uat.sandbox.my.salesforce.com", "https://acme--uat.sandbox.my.salesforce.com"),
    ("https://acme.lightning.force.com", "https://acme.lightning.force.com"),
    ("https://acme.my.salesforce.mil", "https://acme.my.salesforce.mil"),
    ("https://acme.my.sfcrmproducts.cn", "https://acme.my.sfcrmproducts.cn"),
    ("https://acme.my.salesforce.com:443", "https://acme.my.salesforce.com:443"),
    ("https://localhost:8441", "https://localhost:8441"),
    ("http://localhost:8441/", "http://localhost:8441"),
    ("http://127.0.0.1:8441", "http://127.0.0.1:8441"),
    ("http://127.8.9.1:8441", "http://127.8.9.1:8441"),
    ("https://[::1]:8441", "https://[::1]:8441"),
]
BAD = [
    ("", "is missing"),
    (None, "is missing"),
    (7, "is missing"),
    (["https://login.salesforce.com"], "is missing"),
    ("login.salesforce.com", "does not start with https"),
    ("http://login.salesforce.com", "does not start with https"),
    ("ftp://localhost", "starts with neither"),
    ("file:///etc/passwd", "does not start with https"),
    ("javascript:alert(1)", "does not start with https"),
    ("https://salesforce.com", "not one of Salesforce's domains"),
    ("https://evil.com", "not one of Salesforce's domains"),
    ("https://evilsalesforce.com", "not one of Salesforce's domains"),
    ("https://salesforce.com.evil.com", "not one of Salesforce's domains"),
    ("https://my.salesforce.com.", "not one of Salesforce's domains"),
    ("https://.salesforce.com", "not one of Salesforce's domains"),
    ("https://a..salesforce.com", "not one of Salesforce's domains"),
    ("https://-a.salesforce.com", "not one of Salesforce's domains"),
    ("https://xn--slesforce-kva.com", "not one of Salesforce's domains"),
    ("https://sаlesforce.com", "characters that no address has"),
    ("https://169.254.169.254", "not one of Salesforce's domains"),
    ("https://10.0.0.1", "not one of Salesforce's domains"),
    ("https://[::ffff:10.0.0.1]", "not one of Salesforce's domains"),
    ("https://0x7f000001", "not one of Salesforce's domains"),
    ("https://localhost.evil.com", "not one of Salesforce's domains"),
    ("https://a.salesforce.com@evil.com", "user name or password"),
    ("https://user:secret@a.salesforce.com", "user name or password"),
    ("https://@a.salesforce.com", "user name or password"),
    ("http://user@localhost:8441", "user name or password"),
    ("https://evil.com\\.salesforce.com", "characters that no address has"),
    ("https://evil.com\\@a.salesforce.com", "characters that no address has"),
    ("https://a.salesforce.com\r\nHost: evil.com", "characters that no address has"),
    ("https://a.sales\tforce.com", "characters that no address has"),
    ("https://a.salesforce.com\x00.evil.com", "characters that no address has"),
    ("https://a.salesforce.com:8443", "names a port"),
    ("https://a.salesforce.com:99999", "cannot be read"),
    ("https://a.salesforce.com:x", "cannot be read"),
    ("https://[::1", "cannot be read"),
    ("https://a.salesforce.com/path", "has a path"),
    ("https://a.salesforce.com?x=1", "has a query"),
    ("https://a.salesforce.com#x", "has a query"),
    ("https://evil.com#.salesforce.com", "has a query"),
    ("https://evil.com?.salesforce.com", "has a query"),
    ("https://evil.com/.salesforce.com", "not one of Salesforce's domains"),
    ("https:///a.salesforce.com", "not one of Salesforce's domains"),
    ("https:a.salesforce.com", "not one of Salesforce's domains"),
    ("//a.salesforce.com", "does not start with https"),
]


@pytest.mark.parametrize(("url", "expected"), GOOD)
def test_allowed(url: str, expected: str) -> None:
    assert checked_url(url, "The address") == expected


@pytest.mark.parametrize(("url", "fault"), BAD)
def test_refused_with_the_reason(url: object, fault: str) -> None:
    with pytest.raises(Unauthorized) as caught:
        checked_url(url, "The instance address")
    assert caught.value.code == "bad_address"
    assert fault in caught.value.message and caught.value.message.startswith("The instance address")


def test_a_path_is_allowed_where_asked_for() -> None:
    url = "https://login.salesforce.com/id/00D000000000062EAA/005000000000001AAA"
    assert checked_url(url, "The identity address", path=True) == url
