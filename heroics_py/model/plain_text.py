"""Descriptions without their markup: the elements of HTML, and the links of Markdown."""

import re

__all__ = ["plain_line", "plain_text"]

_BLOCKS = "p|br|hr|div|h[1-6]|ul|ol|li|dl|dt|dd|pre|table|thead|tbody|tr|td|th|blockquote"
_INLINE = "a|abbr|b|code|del|em|i|img|kbd|s|small|span|strong|sub|sup|tt|u|var"
_PART = re.compile(
    r"(?P<code>`[^`\n]*`)"
    r"|!?\[(?P<text>[^\[\]]*)\]\((?P<url>[^()\s]*)(?:\s+\"[^\"]*\")?\)"
    r"|<a\s(?P<anchor>[^<>]*)>(?P<label>[^<>]*)</a\s*>"
    rf"|(?P<block></?(?:{_BLOCKS})(?:\s[^<>]*)?/?>)"
    rf"|</?(?:{_INLINE})(?:\s[^<>]*)?/?>"
    r"|<!--[^<>]*-->",
    re.IGNORECASE,
)
_GAP = re.compile(r"(?<![ \t])[ \t]*+\n(?:[ \t]*+\n)+[ \t]*+")
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'\s]+)", re.IGNORECASE)
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&apos;": "'", "&nbsp;": " ", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))


def plain_text(text: str) -> str:
    """Return a description without the elements of HTML, and with the links of Markdown in words.

    A link keeps its URL if it leads somewhere without the page that it was written for. Code between backticks and
    everything in angle brackets that is not HTML, such as ``<branch>``, stays as it is.
    """
    if "<" not in text and "](" not in text and "&" not in text:
        return text
    plain = _GAP.sub("\n\n", _PART.sub(_replacement, text)).strip()
    return _ENTITY.sub(lambda match: _ENTITIES[match.group()], plain)


def plain_line(text: str) -> str:
    """Return a description on one line, without its markup."""
    return " ".join(plain_text(text).split())


def _replacement(match: re.Match[str]) -> str:
    if match["code"] is not None:
        return match["code"]
    if match["block"] is not None:
        return "\n\n"
    if match["anchor"] is not None:
        href = _HREF.search(match["anchor"])
        words, url = match["label"].strip(), href[1] if href else ""
    elif match["text"] is not None:
        words, url = match["text"].strip(), match["url"]
    else:
        return ""
    is_absolute = url.startswith(("https://", "http://")) and url != words
    return (f"{words} ({url})" if words else url) if is_absolute else words
