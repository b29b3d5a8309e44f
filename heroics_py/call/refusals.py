"""What the option ``validate`` makes of the problems of a request: an error, or a warning."""

from collections.abc import Callable

from heroics_py.errors import Problem, ValidationError, ValidationWarning, warn
from heroics_py.http.options import ValidateMode
from heroics_py.model.schema import Schema
from heroics_py.validation.checker import Checks

__all__ = ["Refusals"]


class Refusals:
    """Raises the problems of one request, or warns of those that it is sent with all the same.

    Those are all of them if the option is "warn"; else those that the document itself shows values with.

    Args:
        link: the name of the call, for warnings.
        checker: returns the checker of a schema.
        mode: the option; not False, which checks nothing.
    """

    __slots__ = ("_checker", "_is_built", "_link", "_mode", "_waived")

    def __init__(self, link: str, checker: Callable[[Schema], Checks], mode: ValidateMode) -> None:
        self._link = link
        self._checker = checker
        self._mode = mode
        self._waived: list[Problem] = []
        self._is_built = False

    def __call__(self, schema: Schema) -> Checks:
        """Return the checker of a schema."""
        return self._checker(schema)

    @property
    def refuses_all(self) -> bool:
        """Whether no problem is a mere warning unless the document shows it."""
        return self._mode != "warn"

    def settle(self, problems: tuple[Problem, ...], *, link: str = "") -> None:
        """Raise the problems that keep the request from being sent, and remember the others.

        Raises:
            ValidationError: there are some of the first kind.
        """
        refused = tuple([each for each in problems if self.refuses_all and not each.documented])
        if refused:
            raise ValidationError(refused, link=link, can_be_sent=True)
        self._waived += problems
        if self._is_built:
            self.warn()

    def warn(self) -> None:
        """Warn of the problems so far; from now on, of each at once: a body may be read while it is sent."""
        self._is_built = True
        if self._waived:
            problems, self._waived = tuple(self._waived), []
            warn(ValidationWarning(problems, link=self._link))
