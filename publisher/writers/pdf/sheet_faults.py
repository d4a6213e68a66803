"""What the typesetter of PDFs does not understand in a style sheet, at its line."""

import re
from collections.abc import Iterator

from publisher.errors import Fault
from publisher.writers.pdf.typeset import remarks_on_sheet

_SAID = re.compile(
    r"Ignored `(?P<what>.*)` at (?P<line>\d+):(?P<column>\d+), (?P<why>.*?)\.?$", re.DOTALL
)


def sheet_faults(text: str) -> Iterator[Fault]:
    """Each declaration that WeasyPrint leaves aside, because it does not know it or its value."""
    for remark in remarks_on_sheet(text):
        if told := _SAID.search(remark):
            what = " ".join(told["what"].split())
            yield Fault(
                line=int(told["line"]),
                column=int(told["column"]),
                message=f"“{what}” has no effect in a PDF ({told['why']}); take it out",
            )
