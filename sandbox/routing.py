"""Rules of the sandbox's Flask apps."""

from collections.abc import Callable

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class Route(Rule):
    """Compiles what builds its address when somebody asks for the address. Hardly anybody does, and werkzeug's way, to
    compile it for every rule at once, takes longer than to make all the rest of a server."""

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        made: list[Builder] = []

        def build(rule: Rule, /, **values: object) -> tuple[str, str]:
            if not made:
                made.append(Rule._compile_builder(self, append_unknown))
            return made[0](rule, **values)

        return build
