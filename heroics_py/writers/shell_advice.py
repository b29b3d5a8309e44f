"""What errors advise, in the words of a command line."""

import re

__all__ = ["shell_advice"]

_LINK = r"(?:(?<![\w.])(?:\w++\.)++)?"
# A part of an error that names Python, and what does the same on a command line.
_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(_LINK + r"with_options\(validate=False\)"), "--no-validate"),
    (re.compile(r"\bvalidate=False sends"), "--no-validate sends"),
    (re.compile(_LINK + r"with_options\(media_type='?([^'()]*+)'?\)"), r"--header 'Content-Type: \1'"),
    (re.compile(_LINK + r"with_options\(accept='?([^'()]*+)'?\)"), r"--header 'Accept: \1'"),
    (re.compile(_LINK + r"with_options\(body=\.\.\.\)"), "--body"),
    (re.compile(r"connect\(\.\.\., allowed_origins=\['([^']*)'\]\)"), r"--allow-origin \1"),
    (re.compile(r"connect\([^()]*, url='([^']*)'\)"), r"--url \1"),
    (
        re.compile(r"they are looked for in connect\(token=\.\.\., auth=\.\.\.\)"),
        "they are looked for in HEROICS_TOKEN for a URL that you name, a profile",
    ),
    (
        re.compile(r"pass them in connect\(token=\.\.\., auth=\.\.\.\)"),
        "set HEROICS_TOKEN and name the URL, or add a profile",
    ),
    (re.compile(r"\bpaging= names"), "--paging names"),
    (re.compile(r"allow_refs=\['([^']*)'\]"), r"--allow-ref \1"),
    (re.compile(r",? or (?:this document|the document|it)? ?(?:as )?refs=\{[^{}]*\}"), ""),
    (re.compile(r"\bstore='file'"), "'heroics profile set NAME --store file'"),
    (re.compile(r"; store=None keeps it in memory"), ""),
    (re.compile(r"--allowed-origins\b"), "--allow-origin"),
    (re.compile(r"open\('([^']*)', 'rb'\)"), r"@\1"),
)


def shell_advice(text: str) -> str:
    """Return the text of an error with what to type in place of what to write in Python."""
    for pattern, words in _WORDS:
        text = pattern.sub(words, text)
    return text
