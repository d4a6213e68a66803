"""One element of a package document's metadata, as a value."""

from publisher.value import value


@value
class Entry:
    """One element of the metadata: a dc.

    Element, a meta (its property among the attributes), or a link.
    """

    kind: str
    name: str
    text: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


def dc(name: str, text: str, **attributes: str) -> Entry:
    """A Dublin Core element."""
    return Entry(kind="dc", name=name, text=text, attributes=tuple(attributes.items()))


def meta(property_: str, text: str, **attributes: str) -> Entry:
    """A meta element with this property."""
    return Entry(
        kind="meta",
        name="meta",
        text=text,
        attributes=(("property", property_), *attributes.items()),
    )


def link(rel: str, href: str, **attributes: str) -> Entry:
    """A link element."""
    given = {name.replace("_", "-"): value for name, value in attributes.items()}
    return Entry(
        kind="link", name="link", attributes=(("rel", rel), ("href", href), *given.items())
    )
