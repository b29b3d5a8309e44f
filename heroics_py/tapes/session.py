"""One use of a tape: from the file that is read to the file that is written."""

from os import getpid
from pathlib import Path

from heroics_py.errors import HeroicsError, TapeError
from heroics_py.tapes.exchange import TapedExchange
from heroics_py.tapes.files import check_writable, has_tape, read_tape, write_tape
from heroics_py.tapes.modes import mode_of
from heroics_py.tapes.played import Played
from heroics_py.tapes.recorder import Recorder
from heroics_py.tapes.renewal import in_old_order, with_old_counts, with_old_port
from heroics_py.tapes.scrubbing import Scrubber, names_of
from heroics_py.tapes.settings import Settings

__all__ = ["Session"]


class Session:
    """One use of a tape.

    Args:
        path: of its file.
        mode: the name of its mode.
        settings: the rest of what the caller passed.

    Attributes:
        recorder: the wiretap.

    Raises:
        TapeError: the file can't be read, or what is recorded could not be written.
    """

    def __init__(self, path: str, mode: str, settings: Settings) -> None:
        self._path = Path(path).absolute()
        self._mode = mode_of(mode, exists=has_tape(self._path))
        if self._mode.records:
            check_writable(self._path)
        headers = names_of(settings.match)
        self._before = read_tape(self._path) if self._mode.plays and has_tape(self._path) else ()
        self._old = self._before or _exchanges_of(self._path)
        self._scrubber = Scrubber(settings.scrub, keep=settings.keep, headers=headers)
        played = Played(self._before, headers=headers, repeat=settings.repeat)
        self.recorder = Recorder(path, self._mode, played=played, scrubber=self._scrubber, is_checked=settings.check)
        self._recorded: tuple[TapedExchange, ...] = ()
        self._process = getpid()

    @property
    def played(self) -> tuple[TapedExchange, ...]:
        """What was played."""
        return self.recorder.played.taken

    @property
    def recorded(self) -> tuple[TapedExchange, ...]:
        """What was recorded."""
        arrived = self.recorder.recorded.arrived()
        if not arrived:
            return self._recorded
        return self._scrubber.exchanges(arrived, self._before)[len(self._before) :]

    def discard(self) -> None:
        """Forget what was recorded."""
        self.recorder.recorded.take_finished()

    @property
    def recorded_count(self) -> int:
        """How many exchanges were recorded; to count them, their secrets need not be replaced."""
        return len(self.recorder.recorded.arrived()) or len(self._recorded)

    def end(self, error: BaseException | None) -> None:
        """Write what was recorded, if anything, in the process that began; one that was forked from it writes nothing.

        Args:
            error: of the block, which is more important than one of the tape.

        Raises:
            TapeError: it can't be written.
        """
        self.recorder.forget()
        recordings = self.recorder.recorded.take_finished()
        if not recordings or getpid() != self._process:
            return
        try:
            ordered = in_old_order(recordings, self._old, self._scrubber.request)
            count = len(self._before)
            exchanges = self._scrubber.exchanges(ordered, self._before)
            recorded = with_old_port(exchanges[count:], self._old)
            self._recorded = recorded if count else with_old_counts(recorded, self._old)
            write_tape(self._path, (*exchanges[:count], *self._recorded))
        except Exception as problem:
            if error is None:
                raise
            text = str(problem) if isinstance(problem, HeroicsError) else repr(problem)
            error.add_note(f"the tape {self._path} was not written: {text}")


def _exchanges_of(path: Path) -> tuple[TapedExchange, ...]:
    """Return the exchanges of a tape that is about to be replaced; none if it can't be read."""
    try:
        return read_tape(path) if has_tape(path) else ()
    except TapeError:
        return ()
