"""One use of a tape: from the file that is read to the file that is written."""

from collections.abc import Collection
from pathlib import Path

from heroics_py.errors import HeroicsError, TapeError
from heroics_py.tapes.exchange import TapedExchange
from heroics_py.tapes.files import check_writable, read_tape, write_tape
from heroics_py.tapes.modes import mode_of
from heroics_py.tapes.played import Played
from heroics_py.tapes.recorder import Recorder
from heroics_py.tapes.renewal import in_old_order, with_old_port
from heroics_py.tapes.scrubbing import Scrub, Scrubber

__all__ = ["Session"]


class Session:
    """One use of a tape.

    Args:
        path: of its file.
        mode: the name of its mode.
        match: names of headers that have to be the same.
        repeat: whether the last response to a request answers it again and again.
        check: whether to check what is played.
        scrub: what else is secret.
        keep: what is not, although it looks so.

    Attributes:
        recorder: the wiretap.

    Raises:
        TapeError: the file can't be read, or what is recorded could not be written.
    """

    def __init__(  # noqa: PLR0913 - as of a tape
        self,
        path: str,
        mode: str,
        *,
        match: Collection[str],
        repeat: bool,
        check: bool,
        scrub: Scrub,
        keep: Collection[str],
    ) -> None:
        self._path = Path(path).absolute()
        self._mode = mode_of(mode, exists=self._path.exists())
        if self._mode.records:
            check_writable(self._path)
        headers = frozenset(name.lower() for name in match)
        self._before = read_tape(self._path) if self._mode.plays and self._path.exists() else ()
        self._old = self._before or _exchanges_of(self._path)
        self._scrubber = Scrubber(scrub, keep=keep, headers=headers)
        played = Played(self._before, headers=headers, repeat=repeat)
        self.recorder = Recorder(path, self._mode, played=played, scrubber=self._scrubber, is_checked=check)
        self._recorded: tuple[TapedExchange, ...] = ()

    @property
    def played(self) -> tuple[TapedExchange, ...]:
        """What was played."""
        return self.recorder.played.taken

    @property
    def recorded(self) -> tuple[TapedExchange, ...]:
        """What was recorded."""
        arrived = self.recorder.recorded.arrived()
        return self._scrubber.exchanges(arrived, self._before) if arrived else self._recorded

    def discard(self) -> None:
        """Forget what was recorded."""
        self.recorder.recorded.take_finished()

    def end(self, error: BaseException | None) -> None:
        """Write what was recorded, if anything.

        Args:
            error: of the block, which is more important than one of the tape.

        Raises:
            TapeError: it can't be written.
        """
        self.recorder.forget()
        recordings = self.recorder.recorded.take_finished()
        if not recordings:
            return
        try:
            ordered = in_old_order(recordings, self._old, self._scrubber.request)
            self._recorded = with_old_port(self._scrubber.exchanges(ordered, self._before), self._old)
            write_tape(self._path, (*self._before, *self._recorded))
        except (HeroicsError, OSError) as problem:
            if error is None:
                raise
            error.add_note(f"the tape {self._path} was not written: {problem}")


def _exchanges_of(path: Path) -> tuple[TapedExchange, ...]:
    """Return the exchanges of a tape that is about to be replaced; none if it can't be read."""
    try:
        return read_tape(path) if path.exists() else ()
    except TapeError:
        return ()
