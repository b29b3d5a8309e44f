"""What is secret because of its place: the fields of JSON, forms, URLs and texts whose names say so."""

import json
import re
from collections.abc import Callable, Collection
from urllib.parse import unquote_plus

from heroics_py.http.strict_json import parse_json
from heroics_py.secrecy.names import MASK, is_secret_name
from heroics_py.secrecy.texts import mask_text
from heroics_py.support.json_types import Json
from heroics_py.tapes.found_secrets import FoundSecrets
from heroics_py.tapes.placeholders import ANY_SECRET, JSON_NUMBER, is_placeholder, without_placeholders
from heroics_py.tapes.plain_words import are_many_words

__all__ = ["SecretPlaces"]

_DEEPEST = 60
_Path = tuple[str, ...]

# Below a secret name, these keys hold no secret: who, since when, until when.
_HARMLESS_KEY = re.compile(r"id|.{1,100}_(?:at|in)")
# The keys of an object that names a field, and of its value: {"name": "API_KEY", "value": "..."}.
_NAMING = frozenset({"name", "key", "field", "header", "variable"})
_NAMED = frozenset({"value", "values", "content", "text", "data", "default"})
_PIN = re.compile(r"\d{4,12}", re.ASCII)
_OF_A_LOGIN = frozenset({"grant_type", "redirect_uri"})
_SHORTEST_CODE = 8  # of a login
_SHORTEST_LINE = 16  # of a key in several lines
_END_OF_SENTENCE = ".:!?"
_WORD = re.compile(r"[A-Za-z]{1,30}[,.;:]?")

_PAIR = re.compile(r"([?&;#])([^=&;#\s?<>\"']++)=([^&;#\s<>\"']++)")
_ASSIGNED = re.compile(
    r"(?<![\w.\-\[\]$%])([A-Za-z_][\w.\-\[\]]*+)([\"']?\s?[=:]\s?)"
    r"((?:[Bb]earer|[Bb]asic|[Tt]oken|[Dd]igest|[Aa]pi[Kk]ey) [^\s\"'<>,;]++"
    r"|\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+'|[^\s\"'<>&;,{}\[\]()]++)"
)
_ELEMENT = re.compile(r"<([A-Za-z_][\w.:\-]*+)([^<>]*+)>([^<>]++)(?=</)")
_TAG = re.compile(r"<[A-Za-z][^<>]*+>")
_ATTRIBUTE = re.compile(r"(?<![\w:\-])([\w:\-]++)=(?:\"([^\"<>]*+)\"|'([^'<>]*+)')")
_CURL_USER = re.compile(r"((?<=\s)(?:-u|--user)[ =]?[\"']?[^\s:\"']{0,100}+:)([^\s\"']++)")
_USERINFO = re.compile(r"(?<=://)([^\s/?#@\"'<>]++)@")


def _is_one_time(key: str, fields: dict[str, Json]) -> bool:
    """Return whether a field is a PIN, or the code of a login by OAuth (RFC 6749, 4.1.3)."""
    if key.lower() == "pin":
        return _PIN.fullmatch(str(fields[key])) is not None
    return key == "code" and not _OF_A_LOGIN.isdisjoint(fields)


class SecretPlaces:
    """Replaces what is secret by its place.

    Args:
        found: gives each secret its placeholder, and remembers it.
        further: names of further fields that are secret, in lower case.
        kept: names of fields that are not secret, in lower case.
        known: replaces the secrets in a text that are known already; None if none is.
    """

    def __init__(
        self,
        found: FoundSecrets,
        further: Collection[str] = (),
        kept: Collection[str] = (),
        known: Callable[[str], str] | None = None,
    ) -> None:
        self._found = found
        self._known = known
        self._further = frozenset(name.lower() for name in further)
        self._kept = frozenset(name.lower() for name in kept)

    def names(self, name: str) -> bool:
        """Return whether a field of this name is secret."""
        lower = name.lower()
        if lower in self._further:
            return True
        return lower not in self._kept and is_secret_name(name)

    def replace(self, value: str, *, certain: bool = True) -> str:
        """Return the placeholder of a secret; nothing and a placeholder stay as they are."""
        return value if not value or is_placeholder(value) else self._found.label(value, certain=certain)

    def in_json(self, value: Json, hidden: Collection[_Path] = (), path: _Path = (), *, secret: bool = False) -> Json:
        """Return a JSON value with its secrets replaced; a number becomes 0, so that types stay.

        Args:
            value: of any depth.
            hidden: the places that the schema declares secret, each as the keys that lead there; lists add no key.
            path: the keys that lead to the value.
            secret: whether all of it is secret.
        """
        secret = secret or path in hidden
        if len(path) > _DEEPEST:
            return self.replace(json.dumps(value)) if secret else value
        if isinstance(value, dict):
            return self._in_object(value, hidden, path, secret=secret)
        if isinstance(value, list):
            named = len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], str) and self.names(value[0])
            items = [self.in_json(item, hidden, path, secret=secret) for item in value]
            return [value[0], self._secret(value[1])] if named else items
        if secret:
            return self._secret(value)
        return self.in_text(value) if isinstance(value, str) else value

    def _in_object(self, value: dict[str, Json], hidden: Collection[_Path], path: _Path, *, secret: bool) -> Json:
        names = {key: item for key, item in value.items() if isinstance(item, str) and key.lower() in _NAMING}
        named = any(map(self.names, names.values()))
        has_value = not _NAMED.isdisjoint(map(str.lower, value))
        fields = {}
        for key, item in value.items():
            is_name = has_value and key in names and are_many_words(names[key])
            hides = (self.names(key) and not is_name) or (named and key.lower() in _NAMED) or _is_one_time(key, value)
            hides = hides or (
                secret and not (_HARMLESS_KEY.fullmatch(key) and (*path, key) not in hidden) and not is_name
            )
            shown = self._changed(key, self._in_forms) if len(key) >= _SHORTEST_LINE else key
            fields[shown] = self.in_json(item, hidden, (*path, key), secret=hides and key.lower() not in self._kept)
        return fields

    def all_of(self, value: Json) -> Json:
        """Return a value with each text and number in it replaced, as those of config vars are."""
        if isinstance(value, dict):
            return {key: self.all_of(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.all_of(item) for item in value]
        return self._secret(value, certain=False)

    def _secret(self, value: Json, *, certain: bool = True) -> Json:
        if isinstance(value, str):
            self.in_text(value)  # which remembers a password or a token within it
            return self.replace(value, certain=certain)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        self.replace(json.dumps(value))
        return 0 if isinstance(value, int) else 0.0

    def in_url(self, url: str) -> str:
        """Return a URL with its user and the secrets of its query replaced."""
        head, mark, rest = url.partition("?")
        head = _USERINFO.sub(lambda match: f"{self._userinfo(match[1])}@", head)
        return f"{head}?{self._pairs(f'&{rest}')[1:]}" if mark else head

    def _userinfo(self, text: str) -> str:
        user, _, password = text.partition(":")
        if password:
            self.replace(unquote_plus(password))
            self.replace(unquote_plus(text))
        return self.replace(unquote_plus(text if password else user))

    def _pairs(self, text: str) -> str:
        is_login = "state=" in text or "grant_type=" in text
        return _PAIR.sub(lambda match: self._pair(match, is_login=is_login), text)

    def _pair(self, match: re.Match[str], *, is_login: bool) -> str:
        is_code = is_login and match[2] == "code" and len(match[3]) >= _SHORTEST_CODE
        if not (is_code or self.names(unquote_plus(match[2]))):
            return match[0]
        return f"{match[1]}{match[2]}={self.replace(unquote_plus(match[3]))}"

    def in_text(self, text: str) -> str:
        """Return a text with the secrets replaced that its own names and forms show."""
        if len(text) < 3:
            return text
        if text[0] in "{[" and text[-1] in "}]":
            inner = self.in_inner_json(text)
            if inner is not None:
                return inner
        return self._changed(text, self._in_shown_text)

    def _changed(self, text: str, change: Callable[[str], str]) -> str:
        """Return a text with the secrets replaced that are known, and then those that it shows itself."""
        masked = change(text)
        if masked == text:
            return text
        self._found.changed_texts.append(text)
        return masked if self._known is None else change(self._known(text))

    def _in_shown_text(self, text: str) -> str:
        """Replace the secrets that names, tags and forms in a text show."""
        if "=" in text or ":" in text:
            text = self._pairs(_USERINFO.sub(lambda match: f"{self._userinfo(match[1])}@", text))
            text = _ASSIGNED.sub(self._assigned, text)
        if "</" in text or "/>" in text or 'value="' in text:
            text = _ELEMENT.sub(self._element, text)
            text = _TAG.sub(self._tag, text)
        return without_placeholders(text, self._in_forms)

    def _in_forms(self, text: str) -> str:
        """Replace the secrets that their form shows, such as private keys and the tokens of well-known services."""
        if "curl " in text:
            text = _CURL_USER.sub(lambda match: f"{match[1]}{self.replace(match[2])}", text)
        masked = mask_text(text)
        if masked == text:
            return text
        if MASK in text:  # which is the mask, and which was there before?
            return masked.replace(MASK, ANY_SECRET)
        pieces = masked.split(MASK)
        found, at = [pieces[0]], len(pieces[0])
        for piece in pieces[1:]:
            end = text.find(piece, at) if piece else len(text)
            found += [self._label_of(text[at:end]), piece]
            at = end + len(piece)
        return "".join(found)

    def _label_of(self, secret: str) -> str:
        """Return the placeholder of a secret, and remember the lines of a longer one, such as a private key."""
        for line in secret.splitlines() if "\n" in secret else ():
            if len(line) >= _SHORTEST_LINE and "-----" not in line:
                self.replace(line)
        return self.replace(secret.strip())

    def in_inner_json(self, text: str) -> str | None:
        """Return a text that is JSON itself with its secrets replaced; None if it is not JSON."""
        try:
            value = parse_json(text.encode())
        except (ValueError, UnicodeError):
            return None
        masked = self.in_json(value)
        if masked == value:
            return text
        is_spaced = '": ' in text
        return json.dumps(masked, ensure_ascii=text.isascii(), separators=(", ", ": ") if is_spaced else (",", ":"))

    def _assigned(self, match: re.Match[str]) -> str:
        name, mark, value = match[1], match[2], match[3]
        if not self.names(name.strip("[]-.")) or value[0] == "$" or (mark[-1] == " " and _WORD.fullmatch(value)):
            return match[0]
        if is_placeholder(value.rstrip(_END_OF_SENTENCE)):
            return match[0]
        if mark[0] in "\"'" and JSON_NUMBER.fullmatch(value):
            self.replace(value)
            return f"{name}{mark}0"
        if value[0] in "\"'":
            return f"{name}{mark}{value[0]}{self.replace(value[1:-1])}{value[-1]}"
        scheme, space, rest = value.rpartition(" ")
        return f"{name}{mark}{scheme}{space}{self.replace(unquote_plus(rest) if '%' in rest else rest)}"

    def _element(self, match: re.Match[str]) -> str:
        if not match[3].strip() or not self.names(match[1].rpartition(":")[2]):
            return match[0]
        return f"<{match[1]}{match[2]}>{self.replace(match[3])}"

    def _tag(self, match: re.Match[str]) -> str:
        """Replace the value of a tag that names a secret field, such as a hidden field of a form."""
        attributes = {each[1].lower(): each[2] or each[3] or "" for each in _ATTRIBUTE.finditer(match[0])}
        if not any(self.names(attributes.get(key, "")) for key in ("name", "id", "property", "key")):
            return match[0]
        text = match[0]
        for key in ("value", "content"):
            if attributes.get(key):
                text = text.replace(
                    f"{key}={match[0].partition(f'{key}=')[2][:1]}{attributes[key]}",
                    f"{key}={match[0].partition(f'{key}=')[2][:1]}{self.replace(attributes[key])}",
                )
        return text
