"""The tool's own sentences by their keys: few, plain, and never a judgement on the law.

The words stand in languages/, a file for each language.
"""

import datetime
from collections.abc import Iterable, Mapping

from publisher.model.article import Change, LeftOutBecause, Relation, Role, Withheld
from publisher.model.rights import Basis, ConditionId
from publisher.phrases.frames import constants, filled
from publisher.value import value


@value
class Phrases:
    """Our words in one language: names, and frames that facts are filled into (phrases.frames).

    kinds       of what was left out, as one sentence lists them; kinds that nobody would miss on
                the page have no words and stand in the record alone.
    origins     by which each link of the chain of publication is said.
    conditions  what a permission asks for, each as one of the clauses of `allows`.
    forms       forms and audiences that our own data name; others are words of the source.
    changed     what was done to a text; the record says the same in English (rights.facts).
    attached    the record by its name, in a list of attached files.
    months      the twelve names, as they stand in `day`.
    """

    language: str
    contents: str
    landmarks: str
    cover: str
    pages: str
    part: str
    by: str
    edited_by: str
    and_others: str
    missing_picture: str
    withheld: Mapping[Withheld, str]
    notes: str
    note: str
    back: str
    credit: str
    title_by: str
    person: str
    quoted: str
    origins: Mapping[Relation, str]
    first_in: str
    captured: str
    archived: str
    published: str
    updated: str
    holder: str
    licence: str
    pictures: str
    picture_left_out: str
    changes: str
    change: str
    changed: Mapping[Change, str]
    bases: Mapping[Basis, str]
    allows: str
    ask_first: str
    conditions: Mapping[ConditionId, str]
    condition_for: str
    forms: Mapping[str, str]
    granted: str
    expires: str
    terms: str
    own_terms: str
    more: str
    status: str
    mining: Mapping[bool, str]
    mining_policy: str
    in_words: str
    in_own_words: str
    left_out: str
    annex: str
    kinds: Mapping[LeftOutBecause, str]
    sources: str
    shared: str
    shared_by: str
    shared_first: str
    shared_licence: str
    reliance: str
    relies_on: str
    relies_for: str
    relies_for_all: str
    colophon: str
    edition: str
    cover_by: str
    made: str
    set_in: str
    unchanged: str
    record: str
    attached: str
    personal: str
    summary: str
    summary_formulas: str
    summary_pages: str
    summary_told: str
    summary_silent: str
    roles: Mapping[Role, str]
    list_between: str
    list_last: str
    fold: str
    day: str
    first_of_month: str
    months: tuple[str, ...]

    def date(self, day: datetime.date) -> str:
        """A day as people write it."""
        first = self.first_of_month if day.day == 1 else ""
        return filled(
            self.day,
            day=first or str(day.day),
            month=self.months[day.month - 1],
            year=str(day.year),
        )

    def listed(self, words: Iterable[str]) -> str:
        """Several things as one list of this language: "a, b and c"."""
        *before, last = [*words] or [""]
        return f"{self.list_between.join(before)}{self.list_last}{last}" if before else last

    def lead(self, frame: str) -> str:
        """The longest stretch of words of a frame, by which it can be known."""
        return max(constants(frame), key=len, default="")
