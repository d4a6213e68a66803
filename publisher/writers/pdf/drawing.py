"""The parts of a book drawn side by side on an executor; those that were drawn before are found.

What is kept is each part by itself; what is handed to a process is several of them, so that the
fonts of a book do not travel with every article.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from publisher.part_cache import PartCache, made_and_kept
from publisher.writers.pdf.typeset import (
    PdfPart,
    RenderedFurniture,
    RenderedPart,
    Stock,
    engine,
    render_furniture,
    render_part,
)

# Bytes of HTML that are laid out in one go: some 25 A5 pages, half a second.
BATCH = 50_000

Given = ParamSpec("Given")
Gained = TypeVar("Gained")


@dataclass(frozen=True, slots=True)
class Planned:
    """A part that is to be drawn.

    given   the plain values that it follows from.   make: what makes it of them.
    """

    given: tuple[object, ...]
    make: Callable[[], PdfPart]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A part that is drawn, or is being drawn: the number of it in a batch."""

    batch: Future[tuple[RenderedPart, ...]]
    number: int = 0

    def result(self) -> RenderedPart:
        """The part, as soon as it is drawn."""
        return self.batch.result()[self.number]

    def done(self) -> bool:
        """Whether it is drawn."""
        return self.batch.done()


class Drawing:
    """What is under way for one book."""

    def __init__(self, executor: Executor | None, cache: PartCache | None) -> None:
        self._executor, self._cache = executor, cache
        self._started: list[Future[Any]] = []

    def run(self, deed: Callable[..., Gained], *given: Any) -> Future[Gained]:  # noqa: ANN401
        """What a deed makes of these values, found or begun."""
        if self._cache is None:
            return self._begun(deed, *given)
        name = self._cache.name_of(deed, engine(), given)
        kept: Gained | None = self._cache.found(name)
        if kept is not None:
            return finished(kept)
        return self._begun(made_and_kept, self._cache, name, deed, given)

    def digest(self, *given: object) -> str:
        """What stands for these values in the names of what is kept; "" where nothing is."""
        return "" if self._cache is None else self._cache.name_of(Drawing, "", given)

    def furniture(self, document: bytes, sheets: Stock, digest: str) -> Future[RenderedFurniture]:
        """The furniture of some pages, found or begun.   digest: of the sheets."""
        if self._cache is None:
            return self._begun(render_furniture, document, sheets)
        name = self._cache.name_of(render_furniture, engine(), (document, digest))
        kept: RenderedFurniture | None = self._cache.found(name)
        if kept is not None:
            return finished(kept)
        return self._begun(made_and_kept, self._cache, name, render_furniture, (document, sheets))

    def parts(self, planned: Sequence[Planned], stock: Stock) -> list[Drawn]:
        """The parts, in their order.

        What is kept of a part is known by its HTML; by which name, is kept as well, by the values
        that the HTML is made of: of an article that nobody changed it is not made again.

        Heaviest batches first, so that no long one is left to a single worker at the end; those of
        about one weight in the order of the book, since the furniture of its first pages can be
        drawn as soon as these are laid out.
        """
        common = self.digest(stock)
        parts: dict[int, PdfPart] = {}
        names: dict[int, str] = {}
        drawn: dict[int, Drawn] = {}
        batches: list[list[int]] = []
        weight = BATCH
        for number, plan in enumerate(planned):
            kept, part, names[number] = self._kept(plan, common)
            if kept is not None:
                drawn[number] = Drawn(finished((kept,)))
                continue
            parts[number] = part = part or plan.make()
            weight += sum(map(len, part.documents))
            if weight > BATCH:
                batches.append([])
                weight = sum(map(len, part.documents))
            batches[-1].append(number)

        def weigh(batch: Sequence[int]) -> int:
            every = sum(len(html) for number in batch for html in parts[number].documents)
            return round(every / BATCH)

        for batch in sorted(batches, key=weigh, reverse=True):
            future = self._begun(
                _draw,
                [parts[number] for number in batch],
                stock,
                self._cache,
                [names[number] for number in batch],
            )
            drawn |= {number: Drawn(future, at) for at, number in enumerate(batch)}
        return [drawn[number] for number in range(len(planned))]

    def cancel(self) -> None:
        """Let what has not begun be."""
        for future in self._started:
            future.cancel()

    def _kept(self, plan: Planned, common: str) -> tuple[RenderedPart | None, PdfPart | None, str]:
        """(the part drawn, the part where it was made, the name by which it is kept).

        common   stands for what all parts are drawn with.
        """
        if self._cache is None:
            return None, None, ""
        known = self._cache.name_of(Planned, engine(), (plan.given, common))
        name, part = self._cache.found(known), None
        if not isinstance(name, str):
            part = plan.make()
            name = self._cache.name_of(render_part, engine(), (part, common))
            self._cache.keep(known, name)
        return self._cache.found(name), part, name

    def _begun(
        self,
        deed: Callable[Given, Gained],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> Future[Gained]:
        if self._executor is None:
            return finished(deed(*given, **named))
        future = self._executor.submit(deed, *given, **named)
        self._started.append(future)
        return future


def finished(value: Gained) -> Future[Gained]:
    """A result that is there already."""
    future: Future[Gained] = Future()
    future.set_result(value)
    return future


def _draw(
    parts: Sequence[PdfPart], stock: Stock, cache: PartCache | None, names: Sequence[str]
) -> tuple[RenderedPart, ...]:
    """The parts drawn, each kept by its name; in any process."""
    drawn = []
    for part, name in zip(parts, names, strict=True):
        made = render_part(part, stock)
        if cache is not None:
            cache.keep(name, made)
        drawn.append(made)
    return tuple(drawn)
