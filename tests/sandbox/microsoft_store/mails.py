"""Messages as MIME, well made and badly, for the tests of mail."""

import base64

PLAIN = (
    b"From: =?utf-8?b?WsO2w6sg?= =?utf-8?q?M=C3=BCller?= <zoe@partner.example>\r\n"
    b'To: "Keller, Anna" <anna.keller@contoso.test>, bob@other.example\r\nCc: ben@other.example\r\n'
    b"Subject: =?iso-8859-1?q?Gr=FC=DFe_aus?= Kiel\r\nDate: Mon, 2 Mar 2026 08:59:00 +0100\r\n"
    b"Message-ID: <one@partner.example>\r\nX-Priority: 1\r\nSensitivity: Company-Confidential\r\n"
    b"Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\nSch\xf6n\r\nzweite\r\n"
)
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
INNER = b"From: kim@inner.example\r\nSubject: Inside\r\nMessage-ID: <in@inner.example>\r\n\r\nInner text\r\n"
MIXED = (
    b"From: zoe@partner.example\r\nTo: anna.keller@contoso.test\r\nSubject: Offer\r\n"
    b"Message-ID: <two@partner.example>\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="m"\r\n\r\nPreamble\r\n'
    b'--m\r\nContent-Type: multipart/related; boundary="r"\r\n\r\n'
    b'--r\r\nContent-Type: multipart/alternative; boundary="a"\r\n\r\n'
    b"--a\r\nContent-Type: text/plain\r\n\r\nplain\r\n--a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b'<p>Rich <img src="cid:pic"></p>\r\n--a--\r\n'
    b"--r\r\nContent-Type: image/png; name=pic.png\r\nContent-ID: <pic>\r\nContent-Disposition: inline\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(PICTURE) + b"\r\n--r--\r\n"
    b"--m\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
    b"Content-Disposition: attachment; filename*=utf-8''%C3%9Cbersicht.pdf\r\n\r\nJVBERg==\r\n"
    b"--m\r\nContent-Type: message/rfc822\r\n\r\n" + INNER + b"\r\n--m--\r\n"
)


def typed(content_type: bytes, body: bytes = b"x\r\n", more: bytes = b"") -> bytes:
    head = b"From: a@out.example\r\nTo: anna.keller@contoso.test\r\nSubject: Odd\r\nMessage-ID: <odd@out.example>\r\n"
    return head + b"Content-Type: " + content_type + b"\r\n" + more + b"\r\n" + body


def nested(depth: int) -> bytes:
    """Multiparts in multiparts, as only an attacker sends."""
    opened = b"".join(
        b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1) for n in range(depth)
    )
    return typed(b"multipart/mixed; boundary=b0", opened + b"--b%d\r\n\r\ndeep\r\n" % depth)


SIGNED = typed(
    b'multipart/signed; protocol="application/pkcs7-signature"; boundary=s',
    b"--s\r\nContent-Type: text/plain\r\n\r\nsigned\r\n--s\r\n"
    b"Content-Type: application/pkcs7-signature; name=smime.p7s\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--s--\r\n",
)
ENCRYPTED = typed(
    b"application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
    b"AAECAw==\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
)
BOUNCE = typed(
    b"multipart/report; report-type=delivery-status; boundary=n",
    b"--n\r\n\r\nNot delivered\r\n--n\r\nContent-Type: message/delivery-status\r\n\r\n"
    b"Reporting-MTA: dns; x\r\n\r\nStatus: 5.1.1\r\n\r\n--n--\r\n",
)
INVITATION = typed(b"text/calendar; method=REQUEST", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
TNEF = typed(b"application/ms-tnef; name=winmail.dat", b"eJ8+Ig==\r\n", b"Content-Transfer-Encoding: base64\r\n")
