"""A template checked against what its document knows: every field used must be one there is."""

from collections.abc import Mapping

from jinja2 import Environment, TemplateSyntaxError, nodes

from duban.documents.fields import Fields

# What jinja knows by itself inside a loop.
LOOP = "loop"
Scope = Mapping[str, Fields | None]


def unknown_fields(source: str, env: Environment, fields: Fields) -> list[str]:
    """The fields a template's text uses and its document does not know, in order, as they were typed.

    A template sets nothing itself (``{% set %}``): what it says comes from the document's facts alone.

    Raises ``jinja2.TemplateSyntaxError`` where the text is no template at all.
    """
    scope: dict[str, Fields | None] = {name: one.rows for name, one in fields.items()}
    found: list[str] = []
    for node in env.parse(source).body:
        _walk(node, scope, found)
    return list(dict.fromkeys(found))


def _walk(node: nodes.Node, scope: Scope, found: list[str]) -> None:
    if isinstance(node, nodes.For):
        _walk(node.iter, scope, found)
        rows = _rows(node.iter, scope)
        named = _target(node, rows)
        for part in (*node.body, *node.else_):
            _walk(part, {**scope, LOOP: None, **named}, found)
    elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        _attribute(node, node.node.name, scope, found)
    elif isinstance(node, nodes.Assign):
        raise TemplateSyntaxError("{% set %}", node.lineno)
    elif isinstance(node, nodes.Name) and node.ctx == "load":
        found += [] if node.name in scope else [node.name]
    else:
        for child in node.iter_child_nodes():
            _walk(child, scope, found)


def _target(node: nodes.For, rows: Fields | None) -> dict[str, Fields | None]:
    return {node.target.name: rows} if isinstance(node.target, nodes.Name) else {}


def _attribute(node: nodes.Getattr, of: str, scope: Scope, found: list[str]) -> None:
    rows = scope.get(of)
    if of not in scope:
        found.append(of)
    elif of != LOOP and (rows is None or node.attr not in rows):
        found.append(f"{of}.{node.attr}")


def _rows(node: nodes.Node, scope: Scope) -> Fields | None:
    """The fields of the rows that a loop goes over."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name)
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        inner = (scope.get(node.node.name) or {}).get(node.attr)
        return inner.rows if inner else None
    return None
