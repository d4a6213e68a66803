"""Words that are struck out in a file: as the source strikes them out, and no others."""

import io
import re
import zipfile
from datetime import date

import pytest

from publisher.build import Order, build_edition
from publisher.model.edition import alone, clock
from publisher.readers import read
from publisher.rendering.theme import load_theme
from publisher.verify import verify_bytes

SOURCE = """---
title: Prices
contributors:
  - name: Ada Writer
rights:
  basis: own-work
---

The bread costs ~~three **old** marks~~ four marks, and ~~no~~ tea.

Nothing is struck out in this paragraph about tea and bread.

| goods | price |
|---|---|
| ~~one~~ | two |
"""


@pytest.fixture(scope="module")
def built():
    edition = alone(read("prices.md", SOURCE.encode()).article, name="prices", theme="")
    order = Order(
        theme=load_theme(edition.theme),
        moment=clock(edition),
        on=date(2026, 1, 1),
        formats=("epub", "pdf"),
    )
    return {file.name.rpartition(".")[2]: file.data for file in build_edition(edition, order).files}


def changed(epub: bytes, old: str, new: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(epub)) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if "a1-" in name:
                data, count = re.subn(old.encode(), new.encode(), data)
                assert count == 1
            target.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize("form", ["epub", "pdf"])
def test_what_the_source_strikes_out_is_no_fault(built, form):
    assert verify_bytes(built[form], f"prices.{form}").findings == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("four marks", "<s>four marks</s>"),
        ("paragraph about", "paragraph <del>about</del>"),
        ("<s>no</s>", "no"),
        ("<s>one</s>", "one"),
        ("two</td>", "<s>two</s></td>"),
        ("Prices</h1>", "<s>Prices</s></h1>"),
        (
            "Ada Writer</p></header>",
            '<span style="text-decoration: line-through">Ada Writer</span></p></header>',
        ),
    ],
)
def test_a_line_through_other_words_is_found(built, old, new):
    found = verify_bytes(changed(built["epub"], old, new), "prices.epub").findings
    assert [one.code for one in found] == ["text-changed"]
