"""The query fields of a URL."""

from urllib.parse import quote, unquote_plus

__all__ = ["changes_query", "query_field", "with_query_field"]


def query_field(url: str, name: str) -> str | None:
    """Return the text of a query field, or None if the URL has none of this name; the last one counts."""
    texts = [text for key, text in _pairs(url) if key == name]
    return texts[-1] if texts else None


def with_query_field(url: str, name: str, text: str) -> str:
    """Return a URL whose query has one field ``name``; the others keep their spelling."""
    base, _, query = url.partition("#")[0].partition("?")
    pairs = [pair for pair in query.split("&") if pair and unquote_plus(pair.partition("=")[0]) != name]
    pairs.append(f"{quote(name, safe='', errors='surrogatepass')}={quote(text, safe='', errors='surrogatepass')}")
    return f"{base}?{'&'.join(pairs)}"


def changes_query(url: str, following: str) -> bool:
    """Return whether a query field of ``url`` has another value in ``following``."""
    texts = dict(_pairs(following))
    return any(texts.get(name, text) != text for name, text in dict(_pairs(url)).items())


def _pairs(url: str) -> list[tuple[str, str]]:
    query = url.partition("#")[0].partition("?")[2]
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    return [(unquote_plus(key), unquote_plus(text)) for key, _, text in pairs]
