"""What a folded node says of its inside on one line."""

from __future__ import annotations

from collections.abc import Sequence

from sstui.insight.secrets import MASK, Veil, mask, mask_key, masked, veil_of
from sstui.servicestage.json_types import JSONValue
from sstui.view.json_nodes import GROUPS, Node, Role, Shape, is_variables
from sstui.view.json_text import fitted, leaf_text
from sstui.view.pane_rows import PaneOptions
from sstui.view.text import Line, Span, cells

_SUMMARY_NAMES = 40
_KEYS_SHOWN = 2
_SAID = ("port", "path", "command")
_WORDS = 20
_MUTED = "muted"


def group_line(node: Node, options: PaneOptions) -> Line:
    """``4 internal   PAAS_PROJECT_ID, PAAS_APP_ID, …``"""
    count = f"{node.value} internal"
    if node.role is Role.GROUP_OPEN:
        return (Span(count, _MUTED),)
    names: list[str] = []
    for each in variable_names(node):
        names.append(fitted(mask_key(each), 40, options.signs))
        if len(names) > _SUMMARY_NAMES:
            break
    return (Span(f"{count}   {', '.join(names)}", _MUTED),)


def summary_line(node: Node, shape: Shape, veil: Veil, options: PaneOptions) -> Line:
    """``{ affinity, anti-affinity, +1 }``, ``[ 2 ]``, ``{ http 8443 /healthz }``."""
    value = node.value
    if isinstance(value, list):
        by_name = ", by name" if shape.variables and is_variables(node) else ""
        return (Span(f"[ {len(value)}{by_name} ]", _MUTED),)
    if not isinstance(value, dict):
        return ()
    words = _probe(value, veil) if veil is not Veil.HIDDEN else ""
    if words:
        text = fitted(words.replace(MASK, options.signs.mask), options.width, options.signs)
        return (Span("{ ", _MUTED), Span(text), Span(" }", _MUTED))
    label = len(node.part) + 4 if isinstance(node.part, str) else 0
    room = options.width - 2 * node.depth - label - 4
    names: list[str] = []
    for key in value:
        name = fitted(mask_key(key), 40, options.signs)
        rest = len(value) - len(names) - 1
        room -= cells(name) + 2
        if names and (len(names) == _KEYS_SHOWN or room < (len(f"+{rest}") if rest else -2)):
            break
        names.append(name)
    more = f", +{len(value) - len(names)}" if len(names) < len(value) else ""
    return (Span(f"{{ {', '.join(names)}{more} }}", _MUTED),)


def variable_names(node: Node) -> Sequence[str]:
    """The names of the variables that stand together: the platform's own, or all others."""
    inside = node.role in GROUPS
    owner = node.parent if inside else node
    names: list[str] = []
    if owner is not None and isinstance(owner.value, list):
        for item in owner.value:
            if isinstance(item, dict) and (item.get("internal") is True) is inside:
                name = item.get("name")
                if isinstance(name, str) and name:
                    names.append(name)
    return names


def _probe(value: dict[str, JSONValue], veil: Veil) -> str:
    """A probe or hook in words, already masked: its type, port and path, or its command."""
    kind, parameters = value.get("type"), value.get("parameters")
    if not isinstance(kind, str) or not isinstance(parameters, dict):
        return ""
    said = {name: parameters[name] for name in _SAID if name in parameters}
    visible = masked(said, veil=veil_of(veil, value, "parameters"))
    words = [mask(kind)]
    for part in visible.values() if isinstance(visible, dict) else ():
        if isinstance(part, list):
            words += [word for word in part[:_WORDS] if isinstance(word, str)]
        elif isinstance(part, (str, int)):
            words.append(leaf_text(part))
    return mask(" ".join(words)) if len(words) > 1 else ""
