"""What is done with less work than WeasyPrint and pyphen do it comes out the same."""

import re
import subprocess
import sys
from types import SimpleNamespace

import pydyf
import pyphen
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weasyprint.svg.path import path as drawn_by_weasyprint
from weasyprint.svg.utils import size

from publisher.writers.pdf import weasy_patches
from publisher.writers.pdf.hyphenation import Hyphens
from publisher.writers.pdf.quick_paths import drawn_quickly


class _Node(dict[str, str]):
    """An element of a drawing, as WeasyPrint hands it over."""

    def __init__(self, written: str, **more: str) -> None:
        super().__init__(d=written, **more)
        self.vertices: list[object] = []


def _drawn(draw, node: _Node) -> bytes:
    drawing = SimpleNamespace(
        stream=pydyf.Stream(),
        point=lambda x, y, font_size: (size(x, font_size), size(y, font_size)),
    )
    draw(drawing, node, 16)
    return bytes(drawing.stream.data)


def _refused(*_: object) -> None:
    raise AssertionError("drawn by WeasyPrint")


numbers = st.decimals(-9999, 9999, places=2).map(str)
points = {"L": 1, "Q": 2, "C": 3}


@st.composite
def figures(draw) -> str:
    """What a pen writes of one figure."""
    parts = [f"M{draw(numbers)} {draw(numbers)}"]
    for name in draw(st.lists(st.sampled_from("LQC"), min_size=1, max_size=4)):
        given = [draw(numbers) for _ in range(2 * points[name])]
        parts.append(name + " ".join(given))
    return "".join(parts) + "Z"


@settings(max_examples=50, deadline=None)
@given(st.lists(figures(), min_size=1, max_size=3).map("".join))
def test_an_outline_is_drawn_to_the_same_bytes(written: str) -> None:
    quick = _drawn(drawn_quickly(_refused), _Node(written))
    assert quick == _drawn(drawn_by_weasyprint, _Node(written))


@pytest.mark.parametrize(
    "node",
    [
        _Node("M0 0h10v10h-10z"),
        _Node("M1 1L2 2"),
        _Node("M1 1Z"),
        _Node("M1px 1L2 2Z"),
        _Node("M1 1L2 2 3 3Z"),
        _Node("M1 1L2 2Z", **{"marker-end": "url(#arrow)"}),
    ],
)
def test_other_paths_are_left_to_weasyprint(node: _Node) -> None:
    with pytest.raises(AssertionError, match="drawn by WeasyPrint"):
        _drawn(drawn_quickly(_refused), node)


# with zeros and blanks at the ends of lines; with notes; with spelling that changes
@pytest.mark.parametrize("language", ["fr", "et_EE", "sq_AL", "ca"])
def test_words_are_parted_where_pyphen_parts_them(language: str) -> None:
    path = pyphen.LANGUAGES[language]
    theirs, ours = pyphen.HyphDict(path), Hyphens(path)
    assert ours.maxlen == theirs.maxlen
    assert {letters: ours.patterns.get(letters) for letters in ours.patterns} == theirs.patterns
    words = [re.sub(r"\W", "", letters) for letters in list(theirs.patterns)[::50]]
    assert [ours.positions(word) for word in words] == [theirs.positions(word) for word in words]
    assert ours.patterns.get("no such letters") is None


def test_a_stream_that_is_changed_is_compressed_again() -> None:
    with weasy_patches.patched():
        stream = pydyf.Stream([b"0 0 m"] * 200, compress=True)
        first = stream.data
        assert stream.data is first
        stream.stream.append(b"S")
        assert stream.data != first
        stream.extra["Type"] = "/XObject"
        assert b"/XObject" in stream.data
    assert stream.data == pydyf.Stream(stream.stream, stream.extra, compress=True).data


def test_fonttools_is_loaded_when_it_is_called_and_does_what_it_did() -> None:
    program = """
import sys
from publisher.writers.pdf.weasy import weasyprint_fonts
rare = {"fontTools.subset", "fontTools.varLib.instancer", "fontTools.varLib"}
assert not rare & set(sys.modules)
options = weasyprint_fonts.subset.Options(retain_gids=True)
import fontTools.subset
assert type(options) is fontTools.subset.Options and options.retain_gids
try:
    weasyprint_fonts.instantiateVariableFont({}, {"wght": 400})
except (KeyError, ValueError):  # no font
    pass
assert rare <= set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
