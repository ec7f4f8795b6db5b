"""The Exchange connector: a mailbox's records through Microsoft Graph or Exchange Web Services (EWS).

`opening.open_store(connection, address, object_type, policy, known)` gives the Store. `store`, `states` and `writing`
hold what both protocols share for contacts and tasks, `event_store` for events, `mail_store` for filed mails. What
they need of a protocol is in `mailbox`, `calendar` and `mail_source`; `graph*`, `todo*` and `ews*` implement it.
`errors` is the one table of vendor codes.
"""
