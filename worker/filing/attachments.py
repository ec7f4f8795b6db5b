"""PURE. Which attachments are filed, under which names, and what is said about the others."""

import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

from core.emails import FileInfo, FilingPolicy
from core.mails import AttachmentInfo, Mail
from core.values import valueclass
from worker.filing.cases import Wanted

DEFAULT_TYPE = "application/octet-stream"
NAME_LIMIT = 255  # of Salesforce's ContentVersion.Title and of most file systems
ENDING_LIMIT = 40  # of ContentVersion.FileExtension
# A picture within the text that is smaller belongs to a signature; a larger one was pasted in to be looked at.
SIGNATURE_BYTES = 100_000
MEGABYTE = 1024 * 1024
# What Windows, macOS or a browser would run when it is opened; Outlook blocks the same on receipt.
EXECUTABLE = frozenset(
    "ade adp app apk application appref-ms bas bat chm cmd com command cpl crt csh dll dmg elf exe fxp gadget grp hlp"
    " hpj hta htc inf ins iqy iso isp its jar jnlp js jse ksh lnk mad maf mag mam maq mar mas mat mau mav maw mcf mda"
    " mdb mde mdt mdw mdz msc msh msh1 msh2 mshxml msi msix msp mst msu ops osd pcd pif pkg pl plg prf prg ps1 ps1xml"
    " ps2 ps2xml psc1 psc2 psd1 psm1 py pyc pyo pyw reg scf scr scptd sct settingcontent-ms sh shb shs sys tmp udl url"
    " vb vbe vbp vbs vhd vhdx vsmacros vsw vxd webpnp ws wsb wsc wsf wsh xbap xll xnk".split()
)
# An envelope that Outlook alone can open, and signatures of mails.
ENVELOPES = frozenset({"winmail.dat", "smime.p7m", "smime.p7s"})


@valueclass(frozen=True, slots=True)
class Chosen:
    """taken: with the name that each gets in the CRM. left: a sentence for each that a person may miss."""

    taken: tuple[tuple[AttachmentInfo, FileInfo], ...] = ()
    left: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        return " ".join(self.left)


def chosen_of(mail: Mail, policy: FilingPolicy, wanted: Wanted | None) -> Chosen:
    """The attachments of a mail: those that a person ticked, else all."""
    if mail.encrypted:
        return Chosen()
    if wanted is None or wanted.attachments is None:
        return choose(mail.attachments, policy)
    return choose((one for one in mail.attachments if one.key in wanted.attachments), policy, by_hand=True)


def choose(attachments: Iterable[AttachmentInfo], policy: FilingPolicy, *, by_hand: bool = False) -> Chosen:
    """The same list leads to the same names, whenever it is asked. by_hand: a person named each, the picture of a
    signature too."""
    if not (policy.attachments or (by_hand and policy.ticked)):
        return Chosen()
    taken: list[tuple[AttachmentInfo, FileInfo]] = []
    left: list[str] = []
    names: set[str] = set()
    for one in attachments:
        if not by_hand and one.inline and one.content_type.lower().startswith("image/") and one.size < SIGNATURE_BYTES:
            continue
        name = safe_name(one.name)
        refusal = refusal_of(one, name, policy.attachment_limit_mb)
        if refusal:
            left.append(f"{name} was not filed: {refusal}.")
            continue
        name = _unused(name, names)
        names.add(name.casefold())
        taken.append((one, FileInfo(name, one.content_type or DEFAULT_TYPE, one.size)))
    return Chosen(tuple(taken), tuple(left))


def safe_name(name: str) -> str:
    """A file name without path, control or direction characters, at most NAME_LIMIT long with its ending kept. It is
    what Salesforce makes of it, too, which keeps title and ending apart and takes off the spaces around either."""
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    clean = PurePosixPath("".join("_" if c in '<>:"|?*' else c for c in shown).strip(" ."))
    ending = clean.suffix[1 : ENDING_LIMIT + 1].strip()
    mark = f".{ending}" if ending else ""
    stem = clean.stem.strip()[: NAME_LIMIT - len(mark)].strip()
    return (stem or "attachment") + mark


def refusal_of(one: AttachmentInfo, name: str, limit_mb: int) -> str:
    """Why it does not go along, under its safe name, as the end of a sentence; empty where it does."""
    if one.item:
        return "it is an Outlook item or a link, not a file"
    if name.lower() in ENVELOPES:
        return "it is a signature or an envelope that only mail programs can read"
    if any(part in EXECUTABLE for part in _endings(name)):
        return "files of its kind can harm a computer"
    if one.size > limit_mb * MEGABYTE:
        return f"it has more than {limit_mb} MB"
    return "it is empty" if one.size == 0 else ""


def _endings(name: str) -> list[str]:
    """The last ending; `.exe.` and `.exe ` are gone by now."""
    return [PurePosixPath(name).suffix.lstrip(".").lower()]


def _unused(name: str, names: set[str]) -> str:
    """Two attachments of one name get numbers."""
    path, number, wanted = PurePosixPath(name), 1, name
    while wanted.casefold() in names:
        number += 1
        mark = f" ({number})"
        stem = path.stem[: NAME_LIMIT - len(mark) - len(path.suffix)]
        wanted = f"{stem}{mark}{path.suffix}"
    return wanted
