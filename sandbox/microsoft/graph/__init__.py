"""Microsoft Graph v1.0: `wire.blueprint` serves it, `face.Graph` answers, the other modules hold one subject each."""
