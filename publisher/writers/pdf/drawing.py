"""The parts of a book drawn side by side on an executor; those that were drawn before are found.

What is kept is each part by itself; what is handed to a process is several of them, so that the
fonts of a book do not travel with every article.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from publisher.part_cache import PartCache, made_and_kept
from publisher.writers.pdf.typeset import PdfPart, RenderedPart, Stock, engine, render_part

# Bytes of HTML that are laid out in one go: some 25 A5 pages, half a second.
BATCH = 50_000

Given = ParamSpec("Given")
Gained = TypeVar("Gained")


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

    def parts(self, parts: Sequence[PdfPart], stock: Stock) -> list[Drawn]:
        """The parts, in their order.

        Heaviest batches first, so that no long one is left to a single worker at the end; those of
        about one weight in the order of the book, since the furniture of its first pages can be
        drawn as soon as these are laid out.
        """
        names = self._names(parts, stock)
        drawn: dict[int, Drawn] = {}
        batches: list[list[int]] = []
        weight = BATCH
        for number, part in enumerate(parts):
            kept = self._cache.found(names[number]) if self._cache is not None else None
            if kept is not None:
                drawn[number] = Drawn(finished((kept,)))
                continue
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
        return [drawn[number] for number in range(len(parts))]

    def cancel(self) -> None:
        """Let what has not begun be."""
        for future in self._started:
            future.cancel()

    def _names(self, parts: Sequence[PdfPart], stock: Stock) -> list[str]:
        """By which name each part is kept; "" where nothing is."""
        if self._cache is None:
            return [""] * len(parts)
        common = self._cache.name_of(Stock, "", (stock,))
        return [self._cache.name_of(render_part, engine(), (part, common)) for part in parts]

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
