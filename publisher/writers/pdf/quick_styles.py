"""Styles of boxes found with less work, to the same values.

Half the values that a layout asks for are set by no rule: they are the parent's, or the initial
ones.  WeasyPrint 70 finds each through a dozen questions; here the answer is known from tables.
And each page has sixteen margin boxes whose styles are computed whether they print anything or not.
Nothing else is found than WeasyPrint finds.
"""

from collections.abc import Callable, Mapping
from typing import Any

# What follows from more than its own rule (CSS 2.2, 9.7; CSS Paged Media 3; CSS Text Decoration 3).
_TANGLED = frozenset({"float", "display", "position", "page"})
_DECORATION = "text_decoration_"
_SIDES = [
    *(
        tuple(f"@{side}-{part}" for part in ("left", "center", "right"))
        for side in ("top", "bottom")
    ),
    *(
        tuple(f"@{side}-{part}" for part in ("top", "middle", "bottom"))
        for side in ("left", "right")
    ),
    *((f"@{side}-{part}-corner",) for side in ("top", "bottom") for part in ("left", "right")),
]
_NOTHING = frozenset({"normal", "inhibit", "none"})

Missing = Callable[[Any, str], Any]


# WeasyPrint has no types
def found_quickly(missing: Missing, css: Any, is_ours: Callable[[], bool]) -> Missing:  # noqa: ANN401
    """WeasyPrint's finding of a value of a style; in our runs short where no rule sets it.

    css   its module of that name.
    """
    plain = {
        name
        for name, value in css.INITIAL_VALUES.items()
        if name not in _TANGLED
        and not name.startswith(_DECORATION)
        and (name in css.INHERITED or name not in css.INITIAL_NOT_COMPUTED)
        and not css.check_math(value)
    }
    inherited = frozenset(plain & set(css.INHERITED))
    others = _rules_of(plain, css.PHYSICAL_FUNCTIONS)
    initial: Mapping[str, Any] = css.INITIAL_VALUES

    def finding(style: Any, key: str) -> Any:  # noqa: ANN401
        names = others.get(key)
        parent = style.parent_style
        if names is None or parent is None or not is_ours():
            return missing(style, key)
        cascaded = style.cascaded
        for name in names:
            if name in cascaded:
                return missing(style, key)
        if key not in inherited:
            value = style[key] = initial[key]
            return value
        value = parent[key]
        if type(value) is not str and css.check_math(value):
            return missing(style, key)
        style[key] = value
        return value

    return finding


def _rules_of(plain: set[str], physical: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Property → the names of the rules that may set it: its own, and logical ones."""
    found = {}
    for name in plain:
        logical = physical.get(name)
        names = [name]
        if logical is not None:
            names += [logical(block="ttb", inline=way) for way in ("ltr", "rtl")]
        found[name] = tuple(dict.fromkeys(names))
    return found


def only_printed(make: Callable[..., Any], is_ours: Callable[[], bool]) -> Callable[..., Any]:
    """WeasyPrint's making of a page's margin boxes, in our runs without those that print nothing.

    A box without words has a place only beside one that has some.
    """

    # WeasyPrint has no types
    def making(context: Any, page: Any, state: Any) -> Any:  # noqa: ANN401
        if not is_ours():
            return make(context, page, state)
        style_for = context.style_for
        silent = frozenset(
            name
            for names in _SIDES
            if not any(_prints(style_for(page.page_type, name)) for name in names)
            for name in names
        )
        if len(silent) == sum(map(len, _SIDES)):
            return ()

        def sparing(element: Any, pseudo_type: str | None = None) -> Any:  # noqa: ANN401
            is_silent = pseudo_type in silent and element == page.page_type
            return None if is_silent else style_for(element, pseudo_type)

        context.style_for = sparing
        try:
            return list(make(context, page, state))
        finally:
            context.style_for = style_for

    return making


def _prints(style: Any) -> bool:  # noqa: ANN401
    return style is not None and style["content"] not in _NOTHING
