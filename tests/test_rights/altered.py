"""Every way to alter one value of a record, by kind: "Article.author.name" and the like."""

import copy
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from publisher.rights.record import NAME, SEAL, seal_of
from tests.test_sabotage import zipped

Place = tuple[str | int, ...]


def other(value: Any) -> Any:
    """Another value of the same form, so that nothing but its meaning gives it away."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    words = str(value)
    if found := re.search(r"[0-9](?=[^0-9]*$)", words):
        digit = (int(found[0]) + 4) % 10
        return f"{words[: found.start()]}{digit}{words[found.end() :]}"
    if re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", words):
        return "fr"
    if words in TWINS:
        return TWINS[words]
    return f"{words[:-1]}{'x' if words[-1:] != 'x' else 'y'}"


# words of closed lists, and others of the same list
TWINS = {
    "ltr": "rtl",
    "author": "editor",
    "editor": "author",
    "translator": "editor",
    "illustrator": "photographer",
    "proofreader": "collector",
    "disclaimer": "permission",
    "fair-use": "permission",
    "author-bio": "byline",
    "copyright-line": "permission",
    "reuse-condition": "permission",
    "image-credit": "permission",
    "exception": "permission",
    "own-work": "unknown",
    "text": "pictures",
    "source": "republisher",
    "republisher": "source",
    "edition": "source",
    "captured-from": "republished-from",
    "originally-published": "republished-from",
    "translated-from": "republished-from",
    "republished-from": "version-of",
    "version-of": "republished-from",
    "stated": "inferred",
    "boilerplate": "furniture",
    "title-changed": "edited",
    "form-only": "style-edits",
    "show-changes": "notify",
    "pub:credit-source": "pub:credit-author",
    "notify": "show-changes",
}


def kind_of(graph: list[dict[str, Any]], place: Place) -> str:
    """The kind of value that stands at a place: its keys without the numbers in lists."""
    head = graph[int(place[0])].get("@type", "?") if place else "graph"
    return ".".join([str(head), *(str(key) for key in place[1:] if isinstance(key, str))])


def leaves(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value that holds no others, with its place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*place, number))
    else:
        yield place, value


def boxes(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every object and list, with its place."""
    if isinstance(value, dict | list):
        yield place, value
        keys = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in keys:
            yield from boxes(inner, (*place, key))


def altered_records(data: bytes) -> Iterator[tuple[str, str, Place, bytes]]:
    """(way, kind, place, the record) with each value changed, taken out, moved or added alone."""
    whole = json.loads(data)
    graph = whole["@graph"]
    for place, value in leaves(graph):
        kind = kind_of(graph, place)
        yield "changed", kind, place, _with(whole, place, other(value))
    for place, box in boxes(graph):
        kind = kind_of(graph, place)
        if isinstance(box, dict):
            for key in box:
                yield "removed", kind_of(graph, (*place, key)), place, _without(whole, place, key)
            yield "added", f"{kind}.+", place, _with(whole, (*place, "pub:extra"), "more")
        elif box:
            yield "removed", kind, place, _without(whole, place, len(box) - 1)
            yield "added", kind, place, _with(whole, place, [*box, _more(box[-1])])
            if box != box[::-1]:
                yield "moved", kind, place, _with(whole, place, box[::-1])


def _more(value: Any) -> Any:
    """One more entry of a list, like the last one."""
    made = copy.deepcopy(value)
    if not isinstance(made, dict):
        return other(made)
    for place, inner in leaves(made):
        if place[-1] != "@type":
            _put(made, place, other(inner))
            break
    return made


def _with(whole: Any, place: Place, value: Any) -> bytes:
    made = copy.deepcopy(whole)
    if place:
        _put(made["@graph"], place, value)
    else:
        made["@graph"] = value
    return written(made)


def _put(box: Any, place: Place, value: Any) -> None:
    for key in place[:-1]:
        box = box[key]
    box[place[-1]] = value


def _without(whole: Any, place: Place, key: str | int) -> bytes:
    made = copy.deepcopy(whole)
    box = made["@graph"]
    for step in place:
        box = box[step]
    del box[key]
    return written(made)


def written(whole: Any) -> bytes:
    """JSON as records are written."""
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1).encode()


def resealed(files: Mapping[str, bytes], data: bytes, *, sealed: bool = True) -> bytes:
    """The EPUB of these files with another record, and the seal of that, or none."""
    package = files["EPUB/content.opf"].decode()
    element = rf'<(\w+:)?meta[^>]*property="{SEAL}"[^>]*>[^<]*</(\w+:)?meta>'
    meta = re.search(element, package)
    assert meta
    seal = re.sub(r">[^<]*<", f">{seal_of(data)}<", meta[0]) if sealed else ""
    made = package.replace(meta[0], seal).encode()
    return zipped({**files, f"EPUB/meta/{NAME}": data, "EPUB/content.opf": made})
