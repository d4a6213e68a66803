"""The judge: finished bytes against the ledger, importing nothing of readers, rendering, writers.

judge proves a file; evidence/ is what a reader of it meets; matching/ finds words; owed/ is what it
owes; lint/ is what can be said of any file; rules/ says what each finding means.
"""

from publisher.pdffile.contents import first_pages
from publisher.verify.judge import (
    examine,
    inspect_bytes,
    inspect_file,
    read_bytes,
    read_evidence,
    verify_bytes,
    verify_file,
)

__all__ = [
    "examine",
    "first_pages",
    "inspect_bytes",
    "inspect_file",
    "read_bytes",
    "read_evidence",
    "verify_bytes",
    "verify_file",
]
