"""PURE. A sentence for every reason about files of contacts and events (core.explain)."""

from collections.abc import Mapping
from types import MappingProxyType

FILE_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "file_added": "{file} was attached to {name} in {source}, so it was added in {target}.",
        "file_changed": "{file} of {name} changed in {source}, so {target} got its new content.",
        "file_renamed": "{former} of {name} was renamed {file} in {source}, so it is in {target}, too.",
        "file_name_left": "{file} of {name} got its name in {source}; {target} keeps the former one: {because}.",
        "file_left": "{file} of {name} stays in {source} alone: {because}.",
        "file_would_tell": "{file} was added to {name} in {source}; Outlook keeps what it has, because Microsoft 365 "
        "would tell the people of the meeting. Attach it in Outlook if they are to have it.",
        "file_not_ours": "{file} was added to {name} in {source}; Outlook keeps what it has, because the meeting is "
        "somebody else's or was cancelled.",
        "file_refused": "{file} of {name} could not be added in {target}.",
        "file_name_refused": "{file} of {name} could not get its new name in {target}.",
        "file_undone": "What a run did to {name} in {target} was put back.",
        "file_stands": "{file} of {name}, whose place another took, could not be taken off in {target}.",
        "files_unread": "The attachments of {name} cannot be read in {target}.",
    }
)
