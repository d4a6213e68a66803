"""No stream of a finished file ends in a byte that could be taken for the line break behind it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from itertools import count, islice

import pikepdf
import pytest
from pikepdf import ObjectStreamMode, Pdf

from publisher.pdffile.ends import guard
from publisher.pdffile.packet import saved

DOUBTFUL = b"\r\nendstream"


def crowded(streams: int, objects: int) -> Pdf:
    """A PDF with many small compressed streams and many objects, each different."""
    pdf = Pdf.new()
    pdf.add_blank_page(page_size=(72, 72))
    pdf.pages[0].obj.Contents = pikepdf.Array(
        [pdf.make_stream(b"%% line %d\n" % number) for number in range(streams)]
    )
    pdf.Root.Things = pikepdf.Array(
        [pdf.make_indirect(pikepdf.Dictionary(Number=number)) for number in range(objects)]
    )
    return pdf


def as_qpdf_writes(pdf: Pdf) -> bytes:
    out = BytesIO()
    pdf.save(out, static_id=True, object_stream_mode=ObjectStreamMode.generate)
    return out.getvalue()


def test_a_stream_that_ends_in_a_carriage_return_is_compressed_once_more_and_holds_the_same() -> (
    None
):
    with crowded(2000, 20_000) as pdf:
        plain, sound = as_qpdf_writes(pdf), saved(pdf)
    assert plain.count(DOUBTFUL) > 1, "nothing to mend in the sample"
    assert DOUBTFUL not in sound
    with pikepdf.open(BytesIO(plain)) as before, pikepdf.open(BytesIO(sound)) as after:
        assert [part.read_bytes() for part in before.pages[0].obj.Contents] == [
            part.read_bytes() for part in after.pages[0].obj.Contents
        ]
        assert [int(thing.Number) for thing in after.Root.Things] == list(range(20_000))


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed: not judged")
def test_qpdf_finds_nothing_where_streams_were_mended(tmp_path) -> None:
    with crowded(1500, 500) as pdf:
        (tmp_path / "a.pdf").write_bytes(saved(pdf))
    answer = subprocess.run(
        ["qpdf", "--check", tmp_path / "a.pdf"], capture_output=True, text=True, check=False
    )
    assert (answer.returncode, "WARNING" in answer.stdout + answer.stderr) == (0, False), (
        answer.stdout + answer.stderr
    )


@pytest.fixture(scope="module")
def table_ends_so() -> bytes:
    """A file whose cross-reference stream itself ends in a carriage return."""

    def files() -> Iterator[bytes]:
        for number in count():
            with crowded(1, number) as pdf:
                yield as_qpdf_writes(pdf)

    return next(
        data
        for data in islice(files(), 3000)
        if data[data.rfind(b"endstream") - 2 :].startswith(b"\r\n")
    )


def test_the_table_of_places_itself_may_end_so(table_ends_so: bytes) -> None:
    mended = guard(table_ends_so)
    assert DOUBTFUL not in mended
    with pikepdf.open(BytesIO(mended)) as pdf:
        assert len(pdf.pages) == 1


def test_the_table_of_places_keeps_one_filter_for_readers_that_know_no_list_of_parameters(
    table_ends_so: bytes,
) -> None:
    mended = guard(table_ends_so)
    table = mended[int(mended.rsplit(b"startxref\n", 1)[1].split()[0]) :]
    assert table.partition(b"\nstream\n")[0].count(b"/FlateDecode") == 1
    judge = pytest.importorskip("page", reason="page-validation is not installed: not judged")
    judge.validate_pdf_bytes(mended, profile="3a")  # raises ParseError where it cannot find its way


def test_other_files_are_left_as_they_are() -> None:
    with crowded(5, 5) as pdf:
        out = BytesIO()
        pdf.save(out, object_stream_mode=ObjectStreamMode.disable)
    classic = out.getvalue()
    for data in (
        b"",
        b"%PDF-1.7 nothing",
        classic,
        classic.replace(b"endstream", b"\r\nendstream", 1),
        os.urandom(2000) + DOUBTFUL,
    ):
        assert guard(data) == data
