"""Objects that show some rows of another one, and can only be read: table and condition by name."""

_INVITED = "IsInvitee = 1"
_PERSON = "IsParent = 1 AND IsWhat = 0"
VIEWS = {
    "AcceptedEventRelation": ("EventRelation", f"{_INVITED} AND Status = 'Accepted'"),
    "DeclinedEventRelation": ("EventRelation", f"{_INVITED} AND Status = 'Declined'"),
    "UndecidedEventRelation": ("EventRelation", f"{_INVITED} AND Status IN ('New', 'Maybe')"),
    "EventWhoRelation": ("EventRelation", _PERSON),
    "TaskWhoRelation": ("TaskRelation", _PERSON),
}
