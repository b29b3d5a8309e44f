"""A small backtracking matcher that counts its steps: the parse tree of `re` run as a program, whatever the machine."""

import re
from itertools import product, repeat
from re import _constants as names
from re import _parser

__all__ = ["MOST_STEPS", "Program", "square_of", "steps_of", "texts_for"]

MOST_STEPS = 400_000
"""After so many steps a search is given up: it is not a line by then."""
_MOST_TEXTS = 60
_MOST_PAIRS = 600
_CHEAP = 3
_GROWTH = 2.6
_SLACK = 300
_DENSE = 100

_SPACES = {names.CATEGORY_SPACE: r"\s", names.CATEGORY_DIGIT: r"\d", names.CATEGORY_WORD: r"\w"}
_NEGATED = {names.CATEGORY_NOT_SPACE: r"\S", names.CATEGORY_NOT_DIGIT: r"\D", names.CATEGORY_NOT_WORD: r"\W"}
_CATEGORIES = {**_SPACES, **_NEGATED}
_SINGLE = (names.LITERAL, names.NOT_LITERAL, names.ANY, names.IN)
_LOOPS = (names.MAX_REPEAT, names.MIN_REPEAT, names.POSSESSIVE_REPEAT)
_LETTER, _RUN, _SPLIT, _JUMP, _MARK, _AT, _SAME, _WITHIN, _ENTER, _TEST, _IF, _DONE = range(12)


class Letters(dict):
    """Which letters one piece of an expression takes; each is asked of `re` once."""

    def __init__(self, op, argument, flags):
        super().__init__()
        self.op, self.argument = op, argument
        self.expression = re.compile(_class_of(op, argument), flags & ~re.VERBOSE & ~re.DEBUG)

    def __missing__(self, letter):
        self[letter] = found = self.expression.fullmatch(letter) is not None
        return found


def _class_of(op, argument):
    """Return the expression of one letter that a node of the tree stands for."""
    if op is names.ANY:
        return "."
    if op is names.LITERAL:
        return _escaped(argument)
    if op is names.NOT_LITERAL:
        return f"[^{_escaped(argument)}]"
    negated = argument[0][0] is names.NEGATE
    return f"[{'^' * negated}{''.join(map(_member, argument[negated:]))}]"


def _member(node):
    op, argument = node
    if op is names.LITERAL:
        return _escaped(argument)
    if op is names.RANGE:
        return f"{_escaped(argument[0])}-{_escaped(argument[1])}"
    return _CATEGORIES[argument]


def _escaped(number):
    return f"\\U{number:08x}"


class Program:
    """An expression as instructions, with what texts are made from."""

    def __init__(self, expression):
        self.expression = expression
        pattern = expression.pattern
        self.text = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
        tree = _parser.parse(pattern, expression.flags)
        self.flags = expression.flags & ~re.VERBOSE & ~re.LOCALE
        if isinstance(pattern, bytes):
            self.flags |= re.ASCII
        self.letters = []
        self.kinds, self.numbers = {}, {}
        self.looks_at_words = False
        self.code = self._compiled(tree, self.flags)

    def _compiled(self, tree, flags):
        code = []
        self._sequence(tree, flags, code)
        return [*code, (_DONE,)]

    def _sequence(self, tree, flags, code):
        for op, argument in tree:
            self._node(op, argument, flags, code)

    def _single(self, op, argument, flags):
        made = Letters(op, argument, flags)
        self.letters.append(made)
        return made

    def _node(self, op, argument, flags, code):
        if op in _SINGLE:
            code.append((_LETTER, self._single(op, argument, flags)))
        elif op is names.BRANCH:
            self._branch(argument[1], flags, code)
        elif op in _LOOPS:
            self._loop(op, argument, flags, code)
        elif op is names.SUBPATTERN:
            group, added, removed, inner = argument
            code += [] if group is None else [(_MARK, 2 * group)]
            self._sequence(inner, (flags | added) & ~removed, code)
            code += [] if group is None else [(_MARK, 2 * group + 1)]
        elif op is names.ATOMIC_GROUP:
            code.append((_WITHIN, self._compiled(argument, flags), 0, True, False))
        elif op in (names.ASSERT, names.ASSERT_NOT):
            direction, inner = argument
            back = inner.getwidth()[0] if direction < 0 else 0
            code.append((_WITHIN, self._compiled(inner, flags), back, op is names.ASSERT, True))
        elif op is names.AT:
            self.looks_at_words |= argument in (names.AT_BOUNDARY, names.AT_NON_BOUNDARY)
            code.append((_AT, argument, bool(flags & re.MULTILINE), bool(flags & re.ASCII)))
        elif op is names.GROUPREF:
            code.append((_SAME, argument))
        elif op is names.GROUPREF_EXISTS:
            self._choice(*argument, flags, code)
        else:
            raise NotImplementedError(op)

    def _choice(self, group, then, otherwise, flags, code):
        at = len(code)
        code.append(None)
        self._sequence(then, flags, code)
        code.append(None)
        code[at] = (_IF, group, len(code))
        self._sequence(otherwise or (), flags, code)
        code[code.index(None)] = (_JUMP, len(code))

    def _branch(self, branches, flags, code):
        jumps = []
        for branch in branches[:-1]:
            at = len(code)
            code.append(None)
            self._sequence(branch, flags, code)
            jumps.append(len(code))
            code.append(None)
            code[at] = (_SPLIT, at + 1, len(code))
        self._sequence(branches[-1], flags, code)
        for at in jumps:
            code[at] = (_JUMP, len(code))

    def _loop(self, op, argument, flags, code):
        least, most, inner = argument
        most = 1 << 30 if most is names.MAXREPEAT else int(most)
        possessive = op is names.POSSESSIVE_REPEAT
        if len(inner) == 1 and inner[0][0] in _SINGLE and op is not names.MIN_REPEAT:
            code.append((_RUN, self._single(*inner[0], flags), least, most, possessive))
            return
        here = [] if possessive else code
        here.append((_ENTER,))
        at = len(here)
        here.append(None)
        self._sequence(inner, flags, here)
        here.append((_JUMP, at))
        here[at] = (_TEST, least, most, op is not names.MIN_REPEAT, len(here))
        if possessive:
            code.append((_WITHIN, [*here, (_DONE,)], 0, True, False))


class _TooManyError(Exception):
    pass


class _Run:
    def __init__(self, text, *, whole):
        self.text, self.whole, self.steps = text, whole, 0

    def from_(self, code, at, marks, *, whole=False):  # noqa: C901, PLR0912, PLR0915 - one case for each instruction
        """Run ``code`` from one place; return where it ends with the groups, or None."""
        text, length = self.text, len(self.text)
        waiting, place, loops, steps = [], 0, (), 0
        while True:
            steps += 1
            if steps + self.steps > MOST_STEPS:
                self.steps += steps
                raise _TooManyError
            step = code[place]
            kind = step[0]
            fine = True
            place += 1
            if kind == _LETTER:
                fine = at < length and step[1][text[at]]
                at += 1
            elif kind == _RUN:
                _, letters, least, most, possessive = step
                start, stop = at, min(length, at + most)
                while at < stop and letters[text[at]]:
                    at += 1
                steps += at - start
                fine = at - start >= least
                if fine and not possessive and at > start + least:
                    waiting.append((place, at - 1, marks, loops, start + least))
            elif kind == _SPLIT:
                waiting.append((step[2], at, marks, loops, -1))
            elif kind == _JUMP:
                place = step[1]
            elif kind == _MARK:
                marks = {**marks, step[1]: at}
            elif kind == _AT:
                fine = self._is_at(at, *step[1:])
            elif kind == _SAME:
                said = self._group(step[1], marks)
                fine = said is not None and text.startswith(said, at)
                at += len(said or "")
                steps += len(said or "")
            elif kind == _WITHIN:
                _, inner, back, wanted, looks = step
                self.steps += steps
                steps = 0
                ended = self.from_(inner, at - back, marks) if at >= back else None
                fine = (ended is not None) == wanted
                if ended is not None and wanted:
                    at, marks = (at if looks else ended[0]), ended[1]
            elif kind == _ENTER:
                loops = (0, -1, loops)
            elif kind == _TEST:
                _, least, most, greedy, out = step
                count, last, outer = loops
                more = count < most and (at != last or count < least)
                again = (count + 1, at, outer)
                if count < least:
                    loops = again
                elif not more:
                    place, loops = out, outer
                elif greedy:
                    waiting.append((out, at, marks, outer, -1))
                    loops = again
                else:
                    waiting.append((place, at, marks, again, -1))
                    place, loops = out, outer
            elif kind == _IF:
                place = place if self._group(step[1], marks) is not None else step[2]
            elif not whole or at == length:
                self.steps += steps
                return at, marks
            else:
                fine = False
            if not fine:
                if not waiting:
                    self.steps += steps
                    return None
                place, at, marks, loops, least_end = waiting.pop()
                if least_end >= 0 and at > least_end:
                    waiting.append((place, at - 1, marks, loops, least_end))

    def _group(self, number, marks):
        return self.text[marks[2 * number] : marks[2 * number + 1]] if 2 * number + 1 in marks else None

    def _is_at(self, at, where, multiline, ascii_only):
        text, length = self.text, len(self.text)
        if where is names.AT_BEGINNING_STRING or (where is names.AT_BEGINNING and not multiline):
            return at == 0
        if where is names.AT_BEGINNING:
            return at == 0 or text[at - 1] == "\n"
        if where is names.AT_END_STRING:
            return at == length
        if where is names.AT_END:
            return at == length or (text[at] == "\n" and (multiline or at == length - 1))
        sides = [0 <= each < length and _is_word(text[each], ascii_only) for each in (at - 1, at)]
        return (sides[0] != sides[1]) == (where is names.AT_BOUNDARY)


def _is_word(letter, ascii_only):
    return (letter.isalnum() or letter == "_") and (letter.isascii() or not ascii_only)


def steps_of(program, use, text):
    """Return the steps that a use of an expression takes on a text, and the spans that it finds.

    Args:
        program: the expression.
        use: "match", "fullmatch", "search", or "finditer" for whatever goes through the whole text.
        text: what is read.
    """
    run, found = _Run(text, whole=use == "fullmatch"), []
    try:
        at, barred = 0, -1
        while at <= len(text):
            ended = run.from_(program.code, at, {}, whole=run.whole)
            if ended is not None and not (ended[0] == at == barred):
                found.append((at, ended[0]))
                barred = ended[0]
                at = max(ended[0], at + (ended[0] == at))
            else:
                at += 1
            if use in ("match", "fullmatch") or (found and use == "search"):
                break
    except _TooManyError:
        pass
    return run.steps, found


def letters_of(program):
    """Return letters that differ for the expression: of each way to be taken by its pieces, one."""
    kinds = {}
    ends = [bound for each in program.letters for bound in _bounds(each)]
    for letter in dict.fromkeys([*program.text, *ends, *"aA1 _-,;.:/?#@=&<>{}[]()\"'\\\n\t\x01\x7f\xa0\xe9\u0301"]):
        kinds.setdefault(kind_of(program, letter), letter)
    return kinds


def kind_of(program, letter):
    """Return which pieces of an expression take a letter; letters of one kind are one to it."""
    if letter not in program.kinds:
        kind = _pieces_that_take(program, letter)
        program.kinds[letter] = program.numbers.setdefault(kind, len(program.numbers))
    return program.kinds[letter]


def _kinds(program, text):
    return "".join(chr(64 + kind_of(program, each)) for each in text)


def _pieces_that_take(program, letter):
    word = program.looks_at_words and _is_word(letter, bool(program.flags & re.ASCII))
    return (word, letter == "\n", *(each[letter] for each in program.letters))


def _bounds(letters):
    if letters.op is names.LITERAL or letters.op is names.NOT_LITERAL:
        return [chr(letters.argument)]
    members = letters.argument or () if letters.op is names.IN else ()
    single = [chr(argument) for op, argument in members if op is names.LITERAL]
    return single + [chr(each) for op, argument in members if op is names.RANGE for each in argument]


def samples_of(program, known):
    """Return the beginnings of a text that the expression takes, one up to each of its repetitions, and a whole one."""
    found = []
    tree = _parser.parse(program.expression.pattern, program.expression.flags)
    _sample(tree, program.flags, "", known, found)
    return list(dict.fromkeys(found))


def _sample(tree, flags, before, known, found):
    """Return ``before`` with a short text that ``tree`` takes; what leads to each repetition goes to ``found``."""
    for op, argument in tree:
        if op in _SINGLE:
            letters = Letters(op, argument, flags)
            before += next((each for each in known if letters[each]), "")
        elif op is names.BRANCH:
            before, *_ = [_sample(branch, flags, before, known, found) for branch in argument[1]]
        elif op in _LOOPS:
            least, _, inner = argument
            found.append(before)
            once = _sample(inner, flags, before, known, found)
            before += once[len(before) :] * min(int(least), 20)
        elif op is names.SUBPATTERN:
            before = _sample(argument[3], (flags | argument[1]) & ~argument[2], before, known, found)
        elif op is names.ATOMIC_GROUP:
            before = _sample(argument, flags, before, known, found)
        elif op in (names.ASSERT, names.ASSERT_NOT) and argument[0] > 0:
            _sample(argument[1], flags, before, known, found)
        elif op is names.ASSERT:  # what has to be before
            before = before or _sample(argument[1], flags, before, known, found)
    found.append(before)
    return before


def texts_for(program, pieces=()):
    """Return pairs of a beginning and of what is repeated behind it, no two of which are the same to the expression.

    They are made of one letter for each class of the expression, of what leads to each of its repetitions, and of
    ``pieces``.
    """
    letters = list(letters_of(program).values())
    samples = samples_of(program, letters)
    pumps = list(dict.fromkeys([*letters, *(each for each in samples if each), *pieces]))
    longer = [first + second for first in [*samples, *letters] if first for second in letters]
    first = _differing(program, [*zip(repeat(""), pumps), *product(samples, letters)])
    others = _differing(program, _some([*product(["", *samples], longer), *product(samples, pumps)], _MOST_PAIRS))
    return _some(first, 3 * _MOST_TEXTS) + _some([each for each in others if each not in first], _MOST_TEXTS)


def _some(values, most):
    return values[:: -(-len(values) // most)] if values else []


def _differing(program, texts):
    return list({f"{_kinds(program, start)}:{_kinds(program, pump)}": (start, pump) for start, pump in texts}.values())


def square_of(program, use, pieces=()):
    """Return a text on which the steps of an expression grow as the square of its length, with the steps; else None."""
    for start, pump in texts_for(program, pieces):
        for end in ("\x01", ""):
            steps = [0, 0, 0]
            for at, length in enumerate((150, 300, 600)):
                steps[at], _ = steps_of(program, use, start + pump * (length // len(pump)) + end)
                if not _grows(steps, at):
                    break
            else:
                return start, pump, end, steps
    return None


def _grows(steps, at):
    """Return whether the steps so far may be a square: too many for a line, and not only for one of short texts."""
    if steps[at] >= MOST_STEPS:
        return True
    if at == 0:
        return steps[0] > _CHEAP * 150
    return steps[at] > _GROWTH * steps[at - 1] + _SLACK or (at == 2 and steps[1] > _DENSE * 300)
