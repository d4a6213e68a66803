"""Parts kept between builds: the same bytes as without, and no entry that does harm."""

import datetime
import os
import pickle
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.cli.part_folder import FOLDER, cache_folder, state, told
from publisher.model.article import Article, Contributor
from publisher.model.body import Paragraph, Text
from publisher.model.edition import Edition, Part
from publisher.model.rights import Basis, Rights
from publisher.part_cache import PartCache
from publisher.pdffile.page_digests import page_digests
from publisher.rendering.book import Chapter
from publisher.rendering.compose import book_of
from publisher.rendering.theme import load_theme
from publisher.verify import verify_bytes
from publisher.writers.pdf import drawing, page_plan, writer
from publisher.writers.pdf.typeset import PdfPart, RenderedPart
from tests.shelf import EMPTY

NOON = datetime.datetime(2024, 5, 31, 12, tzinfo=datetime.UTC)
SENTENCE = "Plain words of our own are set line after line until a page is full. "


def cache_in(folder: Path, tool: str = "1") -> PartCache:
    return PartCache(folder=str(folder), tool=tool)


def deed(*given: object) -> object:
    return given


def typed(*given: object) -> object:
    return given


SIMPLE = (None, True, 1, 1.0, "1", b"1", (), ("1",), ("1", ""), ("", "1"), (("1",),), ("11",))
VALUES = (*SIMPLE, ("1", "1"), {"1": "1"}, {"1": 1}, "1;", Paragraph(children=()), Text(text="1"))
SETS = (frozenset[str](), frozenset({"1"}), frozenset({"1", "2"}))


def test_values_that_differ_in_anything_have_names_that_differ() -> None:
    cache = cache_in(Path("nowhere"))
    names = [cache.name_of(deed, "e", (value,)) for value in (*VALUES, *SETS)]
    assert len(set(names)) == len(names)
    assert names == [cache.name_of(deed, "e", (value,)) for value in (*VALUES, *SETS)]


def test_another_tool_engine_or_deed_is_another_name() -> None:
    names = {
        cache_in(Path("nowhere"), tool).name_of(done, engine, ("words",))
        for tool in "12"
        for engine in "ab"
        for done in (deed, typed)
    }
    assert len(names) == 8


def test_what_is_no_plain_value_has_no_name() -> None:
    with pytest.raises(TypeError, match="set is no plain value"):
        cache_in(Path("nowhere")).name_of(deed, "e", ({1},))


def only_entry(cache: PartCache) -> Path:
    (entry,) = Path(cache.folder).rglob("*.part")
    return entry


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*.part"))


HARMS: tuple[Callable[[bytes], bytes], ...] = (
    lambda data: data[:0],
    lambda data: data[:5],
    lambda data: data[:-4],
    lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
)


@pytest.mark.parametrize("harm", HARMS, ids=("empty", "short", "cut", "flipped"))
def test_a_damaged_entry_is_as_good_as_none_and_made_anew(
    tmp_path: Path, harm: Callable[[bytes], bytes]
) -> None:
    cache = cache_in(tmp_path / "kept")
    cache.keep("ab12", (1, "words", b"bytes" * 9))
    assert cache.found("ab12") == (1, "words", b"bytes" * 9)
    entry = only_entry(cache)
    entry.write_bytes(harm(entry.read_bytes()))
    assert cache.found("ab12") is None
    cache.keep("ab12", "again")
    assert cache.found("ab12") == "again"


def test_an_entry_that_would_call_something_is_not_read(tmp_path: Path) -> None:
    class Harm:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(tmp_path / "harm"),)

    cache = cache_in(tmp_path / "kept")
    cache.keep("ab12", Harm())
    assert cache.found("ab12") is None
    assert pickle.loads(only_entry(cache).read_bytes()[32:]) is None  # it would have
    assert (tmp_path / "harm").is_dir()


def test_a_folder_that_cannot_be_written_keeps_nothing_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    cache = cache_in(tmp_path / "file")
    cache.keep("ab12", "words")
    assert cache.found("ab12") is None
    cache.shrink(0.0)
    assert cache.size() == (0, 0)


def test_those_used_least_lately_go_first(tmp_path: Path) -> None:
    cache = cache_in(tmp_path)
    for number in range(10):
        cache.keep(f"{number:02}", b"x" * 1000)
        os.utime(tmp_path / f"{number:02}" / f"{number:02}.part", (number, number))
    begun = tmp_path / "00" / "tmpkilled"
    begun.write_bytes(b"half")
    os.utime(begun, (10, 10))
    assert cache.found("00") == b"x" * 1000  # used now
    cache.shrink(10.0, limit=6000)
    assert begun.exists()
    assert [number for number in range(10) if cache.found(f"{number:02}")] == [0, 7, 8, 9]
    cache.shrink(9000.0)
    assert not begun.exists()


def test_the_folder_is_the_one_that_is_named_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cache_folder() is None  # as every test finds it
    assert FOLDER in told()
    monkeypatch.setenv(FOLDER, str(tmp_path))
    cache_in(tmp_path).keep("ab12", b"x" * 10**6)
    assert told().startswith(f"{tmp_path}: 1 file, 1.0 MB")
    assert state() == {"folder": str(tmp_path), "files": 1, "bytes": size_of(tmp_path)}
    monkeypatch.delenv(FOLDER)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "publisher"


# --- the same bytes


def article(number: int) -> Article:
    return Article(
        title=f"Article {number}",
        contributors=(Contributor(name="Ada Writer"),),
        rights=Rights(basis=Basis.OWN_WORK),
        body=(Paragraph(children=(Text(text=SENTENCE * (2 + number % 5 * 3)),)),),
    )


def edition(numbers: tuple[int, ...], title: str = "Two") -> Edition:
    parts = (Part(articles=tuple(map(article, numbers))),)
    return Edition(
        name="e", title=title, language="en", rights=Rights(basis=Basis.OWN_WORK), parts=parts
    )


def made(given: Edition, cache: PartCache | None, theme: str = "report") -> bytes:
    chosen = load_theme(theme)
    book = book_of(given, chosen, NOON)
    return writer.typeset(book, chosen, catalogue=EMPTY, cache=cache).data


def test_an_unchanged_book_is_drawn_from_what_is_kept_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = cache_in(tmp_path)
    book = edition((1, 2))
    first = made(book, cache)
    assert first == made(book, None)

    def refuse(*_: object) -> None:
        raise AssertionError("drawn again")

    monkeypatch.setattr(PartCache, "keep", refuse)
    assert made(book, cache) == first
    with pytest.raises(AssertionError, match="drawn again"):
        made(edition((1, 3)), cache)


def test_of_a_book_with_one_changed_article_that_article_alone_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, drawn, written = cache_in(tmp_path), list[str](), set[str]()
    made(edition((1, 2, 3)), cache)
    draw, write = drawing._draw, page_plan.html_of

    def noting(parts: Sequence[PdfPart], *given: Any) -> tuple[RenderedPart, ...]:
        drawn.extend(part.name for part in parts)
        return draw(parts, *given)

    def writing(chapter: Chapter, *given: Any) -> bytes:
        written.add(chapter.article)
        return write(chapter, *given)

    monkeypatch.setattr(drawing, "_draw", noting)
    monkeypatch.setattr(page_plan, "html_of", writing)
    changed = edition((1, 2, 3))
    second = replace(article(2), body=(Paragraph(children=(Text(text=SENTENCE * 7),)),))
    parts = (Part(articles=(article(1), second, article(3))),)
    warm = made(replace(changed, parts=parts), cache)
    assert drawn == ["a2-article-2"]
    assert written == {"", "a2"}  # and the pages of the edition itself
    assert warm == made(replace(changed, parts=parts), None)


def with_words(number: int, words: str) -> Article:
    return replace(article(number), body=(Paragraph(children=(Text(text=words * 9),)),))


def test_a_letter_that_is_new_in_one_article_alters_no_page_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_MANY", 3)
    cache = cache_in(tmp_path)
    begun = edition((1, 2, 3))
    before = page_digests(made(begun, cache), "a")
    other = (article(1), with_words(2, "Élan off quays, 5 £. "), article(3))
    after = page_digests(made(replace(begun, parts=(Part(articles=other),)), cache), "a")
    assert after[-1] == before[-1]
    assert len(set(before) - set(after)) == 1


EDITS = st.lists(
    st.tuples(
        st.lists(st.integers(0, 6), min_size=1, max_size=4, unique=True).map(tuple),
        st.sampled_from(["Two", "Another title"]),
        st.sampled_from(["report", "book"]),
    ),
    min_size=2,
    max_size=4,
)


@pytest.mark.judge
@given(EDITS)
@settings(max_examples=100)
def test_after_any_edits_the_bytes_and_the_report_are_those_of_a_build_without(
    edits: list[tuple[tuple[int, ...], str, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for numbers, title, theme in edits:
            given, cache = edition(numbers, title), cache_in(Path(folder))
            data = made(given, cache, theme)
            assert data == made(given, None, theme)
            book = book_of(given, load_theme(theme), NOON)
            told = verify_bytes(data, "a", book.ledger, expected=book.record, cache=cache)
            assert told == verify_bytes(data, "a", book.ledger, expected=book.record)
