"""The Exchange connector: contacts of a mailbox through Microsoft Graph or Exchange Web Services (EWS).

`opening.open_contacts(connection, address, policy, known)` gives the Store. Below it `store`, `states` and `writing`
hold what both protocols share; `mailbox` is what they need of either. `graph*` and `ews*` implement that, `*_items` and
`ews_paths` being the wire. `errors` is the one table of vendor codes.
"""
