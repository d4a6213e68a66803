"""Places of rights.places that no writer fills yet: (subject, fact, property, or form and part of its pages).

The judge does not ask for them; tests/test_verify/test_mutants.py fails as soon as one of them is filled, so that it is
taken out here.
"""

WAITING: frozenset[tuple[str, str, str]] = frozenset()
# Properties in which writers set other values than the table says, with the form.
UNSETTLED: frozenset[str] = frozenset()
