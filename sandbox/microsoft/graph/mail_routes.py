"""The paths of mail below a user, as rows of methods, template and handler, by the right that they need."""

from sandbox.microsoft.graph import attachments, mail_folders, message_actions, message_delta, messages, uploads
from sandbox.microsoft.graph.context import Handler

Row = tuple[str, str, Handler]
_PREFIXES = ("messages", "mailFolders/{folder}/messages")


def _basic(prefix: str) -> list[Row]:
    """What Mail.ReadBasic may read, and Mail.ReadWrite write."""
    one = f"{prefix}/{{item}}"
    return [
        ("GET", prefix, messages.list_messages),
        ("POST", prefix, messages.create_message),
        ("GET", f"{prefix}/$count", messages.count_messages),
        ("GET", one, messages.get_message),
        ("PATCH", one, messages.update_message),
        ("DELETE", one, messages.delete_message),
        ("POST", f"{one}/permanentDelete", messages.delete_for_good),
        ("POST", f"{one}/move", message_actions.move_message),
        ("POST", f"{one}/copy", message_actions.copy_message),
        ("POST", f"{one}/createReply", message_actions.drafting("reply")),
        ("POST", f"{one}/createReplyAll", message_actions.drafting("reply_all")),
        ("POST", f"{one}/createForward", message_actions.drafting("forward")),
    ]


def _whole(prefix: str) -> list[Row]:
    """What only Mail.Read may read."""
    one = f"{prefix}/{{item}}"
    return [
        ("GET", f"{one}/$value", messages.get_mime),
        ("GET", f"{one}/attachments", attachments.list_attachments),
        ("POST", f"{one}/attachments", attachments.add_attachment),
        ("POST", f"{one}/attachments/createUploadSession", uploads.create_session),
        ("GET", f"{one}/attachments/{{attachment}}", attachments.get_attachment),
        ("DELETE", f"{one}/attachments/{{attachment}}", attachments.delete_attachment),
        ("GET", f"{one}/attachments/{{attachment}}/$value", attachments.get_attachment_value),
    ]


def _sent(prefix: str) -> list[Row]:
    one = f"{prefix}/{{item}}"
    return [
        ("POST", f"{one}/send", message_actions.send_draft),
        ("POST", f"{one}/reply", message_actions.answering("reply")),
        ("POST", f"{one}/replyAll", message_actions.answering("reply_all")),
        ("POST", f"{one}/forward", message_actions.answering("forward")),
    ]


# "delta" stands before {folder} and {item}, which would take it for an id.
BASIC: list[Row] = [
    ("GET", "mailFolders/delta", message_delta.folders_delta),
    ("GET", "mailFolders/{folder}/messages/delta", message_delta.messages_delta),
    ("GET", "mailFolders", mail_folders.list_folders),
    ("POST", "mailFolders", mail_folders.create_folder),
    ("GET", "mailFolders/{folder}", mail_folders.get_folder),
    ("PATCH", "mailFolders/{folder}", mail_folders.update_folder),
    ("DELETE", "mailFolders/{folder}", mail_folders.delete_folder),
    ("POST", "mailFolders/{folder}/move", mail_folders.move_folder),
    ("GET", "mailFolders/{folder}/childFolders", mail_folders.list_folders),
    ("POST", "mailFolders/{folder}/childFolders", mail_folders.create_folder),
    *(row for prefix in _PREFIXES for row in _basic(prefix)),
]
WHOLE: list[Row] = [row for prefix in _PREFIXES for row in _whole(prefix)]
SENT: list[Row] = [("POST", "sendMail", message_actions.send_mail)]
SENT += [row for prefix in _PREFIXES for row in _sent(prefix)]
