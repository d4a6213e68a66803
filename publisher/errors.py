"""Every error publisher raises on purpose: one closed tree, each with the exit code it asks for.

PublisherError
├── SourceError          a source cannot be read as an article                       exit 1
├── FetchError           a page cannot be had from its address                       exit 1
├── SchemaError          a record does not fit the model; carries every fault        exit 1
├── ChoiceError          a choice of the maker does not go with the design           exit 1
├── RightsError          a condition is violated; no file of the edition is made     exit 1
├── NoticeLost           a finished file lost or changed a notice; not delivered     exit 1
├── WriteError           an edition cannot be made into this format                  exit 1
├── EvidenceError        a finished file cannot be read back                         exit 1
├── DeliveryError        a finished file cannot be put in its place                  exit 1
├── WorkLost             the work ended without a result: killed, or no memory left  exit 1
├── Defect               a bug of publisher ended the work on one input or file      exit 70
└── InstallationError    something this installation needs is not there              exit 3

Values are positional and handed to super(): an exception that does not unpickle breaks a process
pool for all other jobs (measured, house rule E2).
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """One thing wrong with a source.

    line, column    from 1; 0 where the place is the whole file.
    message         what is wrong and what to do, without a full stop.
    """

    line: int = 0
    column: int = 0
    message: str

    def at(self, path: str) -> str:
        """The fault as `path:line:column: message`, the form editors jump to."""
        place = ":".join(str(number) for number in (self.line, self.column) if number)
        return (
            f"{named(path)}:{place}: {self.message}" if place else f"{named(path)}: {self.message}"
        )


def named(path: str) -> str:
    r"""A path as a line may hold it.

    A line end or another control character in it is written out ("\x0a").
    """
    return "".join(
        (
            char
            if char.isprintable() or char == "\ufffd"
            else char.encode("unicode_escape", "backslashreplace").decode()
        )
        for char in path
    )


class PublisherError(Exception):
    """What every deliberate error of publisher is; str() of it is fit for a person."""

    exit_code: ClassVar[int] = 1


class SourceError(PublisherError):
    """A source cannot be read as an article."""

    def __init__(self, path: str, line: int, column: int, message: str) -> None:
        super().__init__(path, line, column, message)
        self.path, self.line, self.column, self.message = path, line, column, message

    def __str__(self) -> str:
        return Fault(line=self.line, column=self.column, message=self.message).at(self.path)


class FetchError(PublisherError):
    """A page cannot be had from its address."""

    def __init__(self, address: str, message: str) -> None:
        super().__init__(address, message)
        self.address, self.message = address, message

    def __str__(self) -> str:
        return f"{named(self.address)}: not fetched: {self.message}"


class SchemaError(PublisherError):
    """A record does not fit the model.  Carries every fault, in order of place."""

    def __init__(self, path: str, faults: tuple[Fault, ...]) -> None:
        super().__init__(path, faults)
        self.path, self.faults = path, faults

    def __str__(self) -> str:
        return "\n".join(fault.at(self.path) for fault in self.faults)


class ChoiceError(PublisherError):
    """A choice of an edition's maker that its design cannot follow.

    key   under `design` in the edition's file.
    """

    def __init__(self, key: str, message: str) -> None:
        super().__init__(key, message)
        self.key, self.message = key, message

    def __str__(self) -> str:
        return f"design, {self.key}: {self.message}"


class FaultsInFiles(SchemaError):  # noqa: N818 - it is what it is called
    """Faults of several files, each line with its own path.

    path    of what the files belong to.   lines: `path:line:column: message`, in order.
    """

    def __init__(self, path: str, lines: tuple[str, ...]) -> None:
        super().__init__(path, ())
        self.args = (path, lines)
        self.lines = lines

    def __str__(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """Something that a licence or permission does not allow, and what to do now.

    article   title of the article that it is about.   condition: the name of what is asked.
    """

    article: str
    condition: str
    sentence: str
    remedy: str

    def __str__(self) -> str:
        said = f"“{self.article}”: not allowed ({self.condition}): {self.sentence}"
        return f"{said}; {self.remedy}" if self.remedy else said


class RightsError(PublisherError):
    """A condition of a licence or permission is violated; nothing of this edition is made."""

    def __init__(self, name: str, violations: tuple[Violation, ...]) -> None:
        super().__init__(name, violations)
        self.name, self.violations = name, violations

    def __str__(self) -> str:
        return "\n".join(f"{self.name}: {violation}" for violation in self.violations)


class NoticeLost(PublisherError):  # noqa: N818 - said of the file, as the trade would
    """A finished file does not carry what it owes; it is not delivered."""

    def __init__(self, name: str, findings: tuple[str, ...]) -> None:
        super().__init__(name, findings)
        self.name, self.findings = name, findings

    def __str__(self) -> str:
        return "\n".join(f"{self.name}: {finding}" for finding in self.findings)


class WriteError(PublisherError):
    """An edition cannot be made into this format."""

    def __init__(self, target: str, message: str) -> None:
        super().__init__(target, message)
        self.target, self.message = target, message

    def __str__(self) -> str:
        return f"{self.target}: {self.message}"


class EvidenceError(PublisherError):
    """A finished file cannot be read back, so nothing can be said of it."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(path, message)
        self.path, self.message = path, message

    def __str__(self) -> str:
        return f"{named(self.path)}: {self.message}"


class DeliveryError(PublisherError):
    """A finished file cannot be put in its place; what stood there before stands there again."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(path, message)
        self.path, self.message = path, message

    def __str__(self) -> str:
        return f"{named(self.path)}: {self.message}"


class WorkLost(PublisherError):  # noqa: N818 - no error of ours or of the source
    """The work on one input ended without a result.

    Its process was killed, or no memory was left.
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(name, message)
        self.name, self.message = name, message

    def __str__(self) -> str:
        return f"{named(self.name)}: {self.message}"


class Defect(PublisherError):  # noqa: N818 - what it is, in the trade's word
    """A bug of publisher ended the work on one input or file.

    summary      the exception in one line.
    trace        the whole traceback, for the report of the bug.
    """

    exit_code: ClassVar[int] = 70

    def __init__(self, name: str, summary: str, trace: str) -> None:
        super().__init__(name, summary, trace)
        self.name, self.summary, self.trace = name, summary, trace

    def __str__(self) -> str:
        return f"{named(self.name)}: stopped by a bug in publisher ({self.summary})"


class InstallationError(PublisherError):
    """Something this installation needs is not there."""

    exit_code: ClassVar[int] = 3

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what, self.remedy = what, remedy

    def __str__(self) -> str:
        return f"{self.what}; {self.remedy}"


def error_of(name: str, caught: Exception) -> PublisherError:
    """What a caught exception means for the work on `name`, as an error of this tree.

    An error of ours is given back as it is; anything unforeseen is a Defect with its traceback.
    """
    if isinstance(caught, WorkLost) and not caught.name:
        return type(caught)(name, caught.message)  # told by a pool that knows no names
    if isinstance(caught, PublisherError):
        return caught
    if isinstance(caught, MemoryError):
        return WorkLost(name, "not enough memory; divide it, or free memory and try again")
    # BrokenProcessPool, told by the name of its base: the module is loaded only with a pool
    if any(base.__name__ == "BrokenExecutor" for base in type(caught).__mro__):
        return WorkLost(
            name,
            "the process that worked on it was killed, perhaps for want of memory;"
            " try it alone and without --jobs",
        )
    import traceback  # which a run without a bug does not need

    trace = "".join(traceback.format_exception(caught))
    words = " ".join(str(caught).split())[:200]
    return Defect(name, f"{type(caught).__name__}: {words}" if words else repr(caught), trace)
