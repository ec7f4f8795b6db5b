"""What schemas are made of. JSON is taken as it is written: "5" is no number and 1 is no truth (RFC 8259), so that a
client's mistake is told instead of guessed at; texts hold nothing that a database cannot keep."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import marshmallow as ma

# PostgreSQL keeps no NUL, and half a surrogate pair is not UTF-8.
_UNKEEPABLE = "It holds characters that cannot be kept."


class Shape(ma.Schema):
    """The parent of all schemas: what is not known is refused, and the order is kept."""

    class Meta:
        unknown = ma.RAISE


class Text(ma.fields.String):
    """A text of at most `longest` characters. blank: whether it may be empty or of spaces only."""

    def __init__(self, longest: int = 255, *, blank: bool = False, **more: Any) -> None:
        limits = ma.validate.Length(min=0 if blank else 1, max=longest)
        super().__init__(validate=[limits, *more.pop("validate", [])], **more)
        self.blank = blank

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> str:
        text = super()._deserialize(value, attr, data, **more)
        if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
            raise ma.ValidationError(_UNKEEPABLE)
        return text


class Quoted(ma.fields.String):
    """What somebody else wrote, such as a name in the header of a mail: whoever hands it on cannot help how it is. What
    exceeds `longest` characters is cut, and what a database cannot keep becomes U+FFFD."""

    def __init__(self, longest: int, **more: Any) -> None:
        super().__init__(**more)
        self._longest = longest

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **more))[: self._longest]
        return "".join("\ufffd" if c == "\x00" or "\ud800" <= c <= "\udfff" else c for c in text)


class Truth(ma.fields.Boolean):
    """true or false; nothing that merely sounds like it."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Whole(ma.fields.Integer):
    """A whole number of JSON; in a query, where all are texts, use marshmallow's own."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **more: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **more) or value


class Moment(ma.fields.DateTime):
    """A moment in an answer: ISO 8601 in UTC with a Z (`2026-11-21T09:00:00Z`)."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **more: Any) -> str | None:
        if not isinstance(value, datetime):
            return None
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class FieldProblem(Shape):
    name = ma.fields.String()
    label = ma.fields.String()
    message = ma.fields.String()


class ProblemSchema(Shape):
    """RFC 9457, with our own members."""

    type = ma.fields.String(required=True)
    title = ma.fields.String(required=True, metadata={"description": "What the code means, for people."})
    status = ma.fields.Integer(required=True)
    detail = ma.fields.String(required=True, metadata={"description": "A sentence for people."})
    code = ma.fields.String(required=True, metadata={"description": "Stable; for programs."})
    fields_ = ma.fields.List(ma.fields.Nested(FieldProblem), data_key="fields")
    retry_after = ma.fields.Float(metadata={"description": "Seconds."})
    current = ma.fields.Raw()
    candidates = ma.fields.Raw()
    can_save = ma.fields.Boolean(metadata={"description": "Whether the duplicates' rule lets the record pass."})
    reconnect = ma.fields.Boolean()
