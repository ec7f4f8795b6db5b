"""Values of which a run makes many: fields that stay as they are, and dataclasses. To type checkers `valueclass` and
`replace` are those of dataclasses, so that nobody assigns to what is frozen. At run time a frozen one is a plain one
with its hash: a frozen dataclass assigns each field past its own guard, which took ten times as long, and 7 % of a run.
"""

from typing import TYPE_CHECKING, Any

__all__ = ("Fixed", "replace", "valueclass")


class Fixed(dict[str, Any]):
    """A mapping that nobody changes any more. packed: how columns of JSON have it (core.models.packing), once one of
    them asked: of a new record's fields there are three."""

    packed: dict[str, Any] | None = None


if TYPE_CHECKING:
    from dataclasses import dataclass as valueclass
    from dataclasses import replace
else:
    from collections.abc import Callable, Sequence
    from dataclasses import dataclass, fields
    from functools import cache
    from operator import attrgetter
    from typing import TypeVar

    Class = TypeVar("Class")

    def valueclass(*, frozen: bool, slots: bool) -> Callable[[type[Class]], type[Class]]:
        """frozen: as type checkers are told; not at run time."""
        return dataclass(slots=slots, unsafe_hash=frozen)

    def replace(one: Class, **changes: Any) -> Class:
        """Raises TypeError for what is no field."""
        positions, read = _parts(type(one))
        values = [*read(one)]
        try:
            for name, changed in changes.items():
                values[positions[name]] = changed
        except KeyError as error:
            raise TypeError(f"{type(one).__name__} has no field {error}") from error
        return type(one)(*values)

    @cache
    def _parts(kind: type[Any]) -> tuple[dict[str, int], Callable[[Any], Sequence[Any]]]:
        names = [field.name for field in fields(kind)]
        return {name: at for at, name in enumerate(names)}, attrgetter(*names)
