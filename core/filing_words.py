"""PURE. A sentence for every reason of the filing of emails (core.explain)."""

from collections.abc import Mapping
from types import MappingProxyType

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "by_category": "{name} has the category in Outlook, so it was filed in Salesforce.",
        "by_folder": "{name} lies in the folder for Salesforce, so it was filed there.",
        "by_itself": "{name} is a new mail with somebody whom Salesforce knows, so it was filed by itself.",
        "by_pane": "{name} was shared in the task pane, so it was filed in Salesforce.",
        "apart_by_id": "{name} was filed as an email of its own, as another mail was filed under its Message-ID.",
        "apart_by_looks": "{name} was filed as an email of its own; one filed before agrees with it in sender, "
        "recipients, second and subject, but not in text or attachments.",
        "unshared": "{name} was taken back in the task pane, so it was taken out of Salesforce, unless others hold it.",
        "joined": "{name} is filed in Salesforce already; this mail was added to it, and nothing was filed twice.",
        "finished": "{name} was filed by a run that was cut off; what was missing was added.",
        "marked": "{name} is filed in Salesforce.",
        "unfiled": "{name} was taken back; the marks on the mail were still missing.",
        "category_removed": "{name} lost its category in Outlook, so it was taken out of Salesforce, unless others "
        "hold it.",
        "moved_out": "{name} was moved out of the folder in Outlook, so it was taken out of Salesforce, unless others "
        "hold it.",
        "mail_deleted": "{name} was deleted in Outlook; it stays filed in Salesforce.",
        "mail_junk": "{name} was moved to Junk Email in Outlook; it stays filed in Salesforce.",
        "not_asked": "{name} has neither the category nor lies in the folder, so it is not filed.",
        "draft": "{name} is a draft; it is filed once it is sent.",
        "encrypted": "{name} is encrypted, or its text lies within its signature, so it is not filed by itself; the"
        " category files its headers.",
        "private": "{name} is marked as private, so it is not filed by itself.",
        "internal": "{name} is among colleagues only, so it is not filed by itself.",
        "excluded_domain": "{name} is with somebody of an excluded domain, so it is not filed by itself.",
        "nobody_known": "{name} is with nobody whom Salesforce knows, so it is not filed by itself.",
        "deleted_there": "{name} was filed, and somebody deleted it in Salesforce, so it is not filed by itself again; "
        "the category files it anew.",
        "busy": "{name} is just being filed by another run; it is looked at again in a moment.",
        "gone": "{name} was deleted in Outlook before it was filed.",
        "junk": "{name} lies in Junk Email, so it is not filed.",
    }
)
