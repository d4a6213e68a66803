"""Frames of ours filled into a paragraph: our words marked as ours, facts as they are.

A fact is words or a deed that writes it, such as a link.
"""

from collections.abc import Callable, Iterable

from publisher.phrases import Phrases, fill, without_second_end
from publisher.rendering.xhtml import Element, element, say

Fact = str | Callable[[Element], None]
OURS = "ours"  # the class of our own words


def say_frame(paragraph: Element, frame: str, **facts: Fact) -> None:
    """Fill a frame at the end of a paragraph, behind a space where something stands there."""
    if not frame:
        return
    if (last := _last_of_ours(paragraph)) is not None:
        last.text = f"{last.text or ''} "  # a space by itself would be a text of its own in a PDF
    elif len(paragraph) or paragraph.text:
        say(paragraph, " ")
    fill_frame(paragraph, frame, **facts)


def _last_of_ours(place: Element) -> Element | None:
    """The span of our words at the end of an element; None where it ends with something else."""
    last = place[-1] if len(place) else None
    return last if last is not None and not last.tail and last.get("class") == OURS else None


def fill_frame(place: Element, frame: str, **facts: Fact) -> None:
    """Fill a frame at the end of an element."""
    for stretch in fill(frame, facts):
        if stretch.words:
            say_ours(place, without_second_end(_text_of(place), stretch.words))
        elif stretch.fact is not None:
            write_fact(place, stretch.fact)


def say_ours(place: Element, words: str) -> None:
    """Words of ours: a span in the midst of facts, plain where the element is all ours."""
    if OURS in place.get("class", "").split():
        say(place, words)
    elif words and (last := _last_of_ours(place)) is not None:
        last.text = f"{last.text or ''}{words}"
    elif words:
        element("span", parent=place, class_=OURS, text=words)


def write_fact(place: Element, fact: Fact) -> None:
    """A fact at the end of an element."""
    if isinstance(fact, str):
        say(place, fact)
    else:
        fact(place)


def listed(items: Iterable[Fact], phrases: Phrases) -> Fact:
    """Several facts as one, listed as the language lists things; "" for none."""
    facts = [item for item in items if item]
    if len(facts) < 2:
        return facts[0] if facts else ""

    def write(place: Element) -> None:
        for number, fact in enumerate(facts):
            if number:
                is_last = number == len(facts) - 1
                say_ours(place, phrases.list_last if is_last else phrases.list_between)
            write_fact(place, fact)

    return write


def in_row(items: Iterable[Fact], between: str = ", ") -> Fact:
    """Several facts as one, with a sign between them; "" for none."""
    facts = [item for item in items if item]
    if len(facts) < 2:
        return facts[0] if facts else ""

    def write(place: Element) -> None:
        for number, fact in enumerate(facts):
            say(place, between if number else "")
            write_fact(place, fact)

    return write


def _text_of(place: Element) -> str:
    return "".join(map(str, place.itertext()))
