"""Hostile files given to verify: nothing is read outside, memory stays small, each is refused or judged in plain lines."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.test_verify.foreign import BODY, METADATA, PROPERTIES, RDF, epub, pdf, zipped

ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + level)} "{f"&{chr(97 + level)};" * 10}">' for level in range(9)) + "]>"
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


def with_package(prolog: str, title: str) -> bytes:
    made = epub(metadata=METADATA.replace("A short book", title))
    with zipfile.ZipFile(io.BytesIO(made)) as container:
        files = {name: container.read(name) for name in container.namelist()}
    return zipped(files | {"book.opf": prolog.encode() + files["book.opf"]})


def bomb() -> bytes:
    return epub(more={"zeros.xhtml": bytes(300 * 2**20)})


FILES = {
    "a zip bomb.epub": bomb,
    "many bombs.epub": lambda: epub(more={f"z{number}.css": b"a" * 200_000 + bytes(900_000) for number in range(40)}),
    "a path outside.epub": lambda: epub(more={"../../outside.xhtml": b"x"}),
    "an absolute path.epub": lambda: epub(more={"/etc/passwd": b"x"}),
    "entities in the package.epub": lambda: with_package(ENTITIES, "&j;"),
    "an outside entity.epub": lambda: with_package(OUTSIDE, "&e;"),
    "a spine that leads outside.epub": lambda: zipped({
        "META-INF/container.xml": b'<container><rootfiles><rootfile full-path="../../../etc/passwd"/></rootfiles></container>'}),
    "deep nesting.epub": lambda: epub(body=BODY + "<div>" * 10_000 + "deep" + "</div>" * 10_000),
    "a deep package.epub": lambda: epub(metadata=METADATA + "<meta>" * 10_000 + "</meta>" * 10_000),
    "deep record.epub": lambda: epub(metadata=METADATA + '<link rel="record" href="r.jsonld" media-type="application/ld+json"/>',
                                     more={"r.jsonld": b"[" * 100_000}),
    "a cut archive.epub": lambda: epub()[:600],
    "a broken xref.pdf": lambda: pdf().replace(b"startxref", b"startxxxx").replace(b"xref", b"xxxx"),
    "a cut file.pdf": lambda: pdf()[:700],
    "entities in the packet.pdf": lambda: pdf(rdf=ENTITIES.replace("{", "{{").replace("}", "}}") + RDF, properties=PROPERTIES.replace("A short book", "&j;")),
    "a packet of nothing.pdf": lambda: pdf(rdf="{}", properties="<<<<"),
    "only a head.pdf": lambda: b"%PDF-1.7\n",
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_told_in_plain_lines_within_a_gigabyte(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    # VmHWM is counted from the start of the program; ru_maxrss begins with what the test's own process held when it was forked.
    program = ("import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (2 * 2**30, 2 * 2**30)); from publisher.cli import main; "
               f"code = main(['verify', {str(path)!r}]); print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]); sys.exit(code)")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120, cwd=tmp_path)
    assert done.returncode in {0, 1}, done.stderr[-800:]
    assert "Traceback" not in done.stderr
    assert int(done.stdout.splitlines()[-1]) < 2**20, "kilobytes: more than a gigabyte"
    assert all(len(line) < 600 for line in done.stderr.splitlines())
    assert "root:" not in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == [path]


def test_a_password_is_asked_for_in_one_line(tmp_path: Path) -> None:
    import pikepdf

    from publisher.cli import main

    made = pikepdf.new()
    made.add_blank_page()
    made.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    assert main(["verify", str(tmp_path / "locked.pdf")]) == 1
