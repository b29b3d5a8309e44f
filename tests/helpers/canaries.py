"""Tapes with canaries: secrets of every kind, in every place and encoding, made from a seed; and a search for them."""

import base64
import gzip
import html
import io
import json
import random
import re
import string
import uuid
import zipfile
import zlib
from contextlib import suppress
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from heroics_py import read
from tests.helpers.recordings import FORM, JSON, answer, recording, sent

__all__ = ["Canaries", "encodings_of", "leaks"]


# How a server spells what it repeats.
def _spaced(text):
    return json.dumps({"it": text}, ensure_ascii=True)


SPELLINGS = {
    "plain": str,
    "sentence": "you sent {}.".format,
    "url": lambda text: quote(text, safe=""),
    "form": quote_plus,
    "twice": lambda text: quote(quote(text, safe=""), safe=""),
    "every byte": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 of a pair": lambda text: base64.b64encode(f"me:{text}".encode()).decode(),
    "base64 of JSON": lambda text: base64.urlsafe_b64encode(
        json.dumps({"a": text}, ensure_ascii=False).encode()
    ).decode(),
    "base64 in lines": lambda text: base64.encodebytes(f"{'x' * 50}{text}{'y' * 50}".encode()).decode(),
    "base64 twice": lambda text: base64.b64encode(base64.b64encode(f"t={text}".encode())).decode(),
    "without padding": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "hex": lambda text: text.encode().hex(),
    "HEX": lambda text: text.encode().hex().upper(),
    "JSON": _spaced,
    "JSON in JSON": lambda text: json.dumps({"deep": _spaced(text)}),
    "escaped slashes": lambda text: json.dumps(text).replace("/", "\\/"),
    "HTML": html.escape,
    "references": lambda text: "".join(f"&#{ord(each)};" for each in text),
    "upper": str.upper,
    "bearer": "Bearer {}".format,
    "in a URL": lambda text: f"https://x.example/a?b={quote(text, safe='')}&c=1#d",
    "in a path": lambda text: f"/a/{quote(text, safe='')}/b",
}


def encodings_of(text):
    return [spell(text) for spell in SPELLINGS.values()]


class Canaries:
    """A generator of recordings with canaries."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.canaries = []

    def canary(self):
        chance = self.random
        token = "".join(chance.choices(string.ascii_letters + string.digits, k=chance.randint(10, 40))) + "7"
        letters = "".join(chance.choices(string.ascii_lowercase, k=chance.randint(14, 30)))
        digits = f"{chance.getrandbits(160):040x}"
        value = chance.choice(
            [
                token,
                token.lower(),
                digits,
                digits.upper(),
                str(uuid.UUID(int=chance.getrandbits(128))),
                base64.b64encode(chance.randbytes(chance.randint(9, 40))).decode(),
                f"{token[:6]} \"{token[6:9]}\\/{token[9:]}'&<%+=;,é",
                f"pässwörd-\N{PILE OF POO}-{token[:5]}",
                letters,
                f"canary-{chance.choice(['api', 'bearer', 'cookie'])}-{letters[:8]}",
                str(chance.randrange(10**9, 10**15)),
                f"{token[:3]}{chance.randrange(10, 99)}{token[3:5]}!",
                f"sk_live_{token}",
                f"{token[:12]}.{token[3:9]}.{token[5:]}",
            ]
        )
        self.canaries.append(value)
        return value

    def recordings(self):
        """Return a few recordings, some of which repeat what is secret in others, before and after them."""
        made = [self._recording() for _ in range(self.random.randint(1, 4))]
        for _ in range(self.random.randint(1, 5)):
            echo = self.random.choice(self.ECHOES)(self, self.random.choice(made), self.random.choice(self.canaries))
            made.insert(self.random.randrange(len(made) + 1), echo)
        return made

    def _pick(self, *makers):
        return self.random.choice(makers)()

    def _word(self):
        return self.random.choice(["shop", "name", "a", "", "über", "us-east", "1", "true", "12.5"])

    # Requests
    def _recording(self):
        self.url = (
            f"https://{self._pick(lambda: 'api.example', lambda: '127.0.0.1:8080')}/things/{self.random.randrange(9)}"
        )
        self.query, self.headers, self.facts = [("page", "2")], {}, {}
        for place in self.random.sample(list(self.CREDENTIALS), self.random.randint(1, 3)):
            self.random.choice(place)(self)
        body, media_type = self.random.choice(self.BODIES)(self)
        content, answer_type, headers = self.random.choice(self.ANSWERS)(self)
        query = "&".join(f"{quote_plus(name)}={quote_plus(text)}" for name, text in self.query)
        request = sent(
            self._pick(lambda: "GET", lambda: "POST", lambda: "PATCH"),
            f"{self.url}?{query}",
            body,
            media_type,
            self.headers,
            call="thing.list",
            **self.facts,
        )
        return recording(request, answer(content, answer_type, headers=headers))

    def _bearer(self):
        self.headers["Authorization"] = f"{self.random.choice(['Bearer', 'Token', 'token', 'ApiKey'])} {self.canary()}"

    def _bare(self):
        self.headers["Authorization"] = self.canary()

    def _basic(self):
        pair = f"{self._word()}:{self.canary()}".encode()
        self.headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"

    def _digest(self):
        self.headers["Authorization"] = (
            f'Digest username="me", realm="things", nonce="{self._plain_canary()}", uri="/things", '
            f'response="{self._plain_canary()}", qop=auth, cnonce="{self._plain_canary()}"'
        )

    def _signature(self):
        self.headers["Authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={self._plain_canary()}/20261130/eu/s3/aws4_request, "
            f"SignedHeaders=host;x-amz-date, Signature={self._plain_canary()}"
        )

    def _plain_canary(self):
        value = f"{self.random.getrandbits(128):032x}"
        self.canaries.append(value)
        return value

    def _key(self):
        name = self.random.choice(["X-Api-Key", "x-access-token", "X-Shop-Secret", "Private-Token", "X-Auth-Token"])
        self.headers[name] = quote(self.canary())

    def _declared_header(self):
        self.headers["X-Shop-Pass-Through"] = quote(self.canary())
        self.facts["secret_fields"] = frozenset({"X-Shop-Pass-Through", "ticket"})

    def _unknown_header(self):
        self.headers["X-Membership"] = self._plain_canary()

    def _query_key(self):
        self.query.append(
            (self.random.choice(["api_key", "access_token", "apikey", "sig", "X-Amz-Signature"]), self.canary())
        )

    def _declared_query(self):
        self.query.append(("ticket", self.canary()))
        self.facts["secret_fields"] = frozenset({"X-Shop-Pass-Through", "ticket"})

    def _cookie(self):
        self.headers["Cookie"] = f"theme=dark; sid={self._plain_canary()}; session={self._plain_canary()}"

    def _userinfo(self):
        if "@" not in self.url:
            self.url = self.url.replace("://", f"://me:{quote(self.canary(), safe='')}@")

    def _path(self):
        self.url = f"https://api.example/sessions/{quote(self.canary(), safe='')}"
        self.facts["template"] = "/sessions/{token}"

    CREDENTIALS = (
        (_bearer, _bare, _basic, _digest, _signature), (_key, _declared_header, _unknown_header), (_cookie,),
        (_query_key, _declared_query), (_userinfo, _path),
    )  # fmt: skip
    """The places of credentials, each with those that it may have."""

    def _no_body(self):
        return None, JSON

    def _json_body(self):
        secret = self.random.choice(["password", "client_secret", "apiKey", "newPassword", "private_key"])
        return {"name": self._word(), "owner": {"tags": [{secret: self.canary(), "id": 7}]}}, JSON

    def _map_of_secrets(self):
        return {"credentials": {"first": self.canary(), "more": [self.canary()]}, "on": True}, JSON

    def _pairs_body(self):
        return {"env": [{"name": "API_KEY", "value": self.canary()}, {"name": "LANG", "value": "de"}]}, JSON

    def _form_body(self):
        return f"grant_type=password&username=me&password={quote_plus(self.canary())}&scope=a+b", FORM

    def _multipart_body(self):
        return (
            b'--b0\r\nContent-Disposition: form-data; name="client_secret"\r\n\r\n' + self.canary().encode() + b"\r\n"
            b'--b0\r\nContent-Disposition: form-data; name="meta"\r\nContent-Type: application/json\r\n\r\n'
            + json.dumps({"token": self.canary()}).encode()
            + b'\r\n--b0\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n\x00\xff\r\n--b0--\r\n'
        ), "multipart/form-data; boundary=b0"

    def _xml_body(self):
        return f"<login><name>a</name><password>{html.escape(self.canary())}</password></login>", "application/xml"

    def _graphql_body(self):
        return {
            "query": "mutation($t: String!) { login(token: $t) { id } }",
            "variables": {"token": self.canary()},
        }, JSON

    def _schema_body(self):
        self.facts["link"] = LINK
        return {"plain": "a", "nip": self.canary(), "deep": {"hush": self.canary()}}, JSON

    def _json_lines_body(self):
        return "".join(f"{json.dumps({'secret': self.canary(), 'n': n})}\n" for n in range(2)), "application/x-ndjson"

    BODIES = (
        _no_body, _no_body, _json_body, _map_of_secrets, _pairs_body, _form_body, _multipart_body, _xml_body,
        _graphql_body, _schema_body, _json_lines_body,
    )  # fmt: skip

    # Responses
    def _things(self):
        return {"items": [{"id": n, "name": self._word()} for n in range(3)]}, JSON, {"ETag": '"1"'}

    def _tokens(self):
        return (
            {"access_token": self.canary(), "refresh_token": self.canary(), "expires_in": 3600, "token_type": "bearer"},
            JSON,
            {},
        )

    def _form_tokens(self):
        return f"access_token={quote_plus(self.canary())}&scope=a&token_type=bearer", FORM, {}

    def _signed_url(self):
        url = f"https://s3.example/b?X-Amz-Date=1&X-Amz-Signature={quote(self.canary(), safe='')}&a=b"
        return {"put_url": url, "n": 1}, JSON, {"Location": url}

    def _cookies(self):
        value = self._plain_canary()
        return {"a": 1}, JSON, {"Set-Cookie": f"sid={value}; Path=/; HttpOnly, token={self._plain_canary()}; Secure"}

    def _secret_headers(self):
        link = f'<https://api.example/?page=2&access_token={quote(self.canary(), safe="")}>; rel="next"'
        return (
            [1],
            JSON,
            {"X-Auth-Token": quote(self.canary()), "Link": link, "X-Next-Page-Token": self._plain_canary()},
        )

    def _database(self):
        return {"DATABASE": f"postgres://user:{quote(self.canary(), safe='')}@db.example:5432/x"}, JSON, {}

    def _events(self):
        data = "".join(f"event: token\ndata: {json.dumps({'token': self.canary()})}\n\n" for _ in range(2))
        return data, "text/event-stream", {}

    def _xml(self):
        return (
            (
                f'<a xmlns="x"><ns:accessToken>{html.escape(self.canary())}</ns:accessToken>'
                f'<input type="hidden" name="csrf_token" value="{html.escape(self.canary())}"/></a>'
            ),
            "text/html",
            {},
        )

    def _assignments(self):
        return f"ok\napi_key={quote(self.canary(), safe='')}\nsecret: {self._plain_canary()}\n", "text/plain", {}

    def _private_key(self):
        value = base64.encodebytes(self.random.randbytes(90)).decode()
        self.canaries.extend(value.split())
        return {"note": f"-----BEGIN RSA PRIVATE KEY-----\n{value}-----END RSA PRIVATE KEY-----\n"}, JSON, {}

    def _schema_answer(self):
        if self.facts.setdefault("link", LINK) is not LINK:
            return self._things()
        return {"plain": "a", "nip": self.canary(), "deep": {"hush": self.canary()}}, JSON, {}

    def _config_vars(self):
        if self.facts.setdefault("link", CONFIG) is not CONFIG:
            return self._things()
        return {"LANG": "de", "A": self.canary(), "KEYS": self.canary()}, JSON, {}

    def _binary(self):
        return bytes(range(256)), "application/octet-stream", {}

    def _empty(self):
        return b"", "", {}

    ANSWERS = (
        _things, _things, _tokens, _form_tokens, _signed_url, _cookies, _secret_headers, _database, _events, _xml,
        _assignments, _private_key, _schema_answer, _config_vars, _binary, _empty,
    )  # fmt: skip

    # Echoes
    def _spelled(self, text):
        return self.random.choice([*SPELLINGS.values()])(text)

    def _echo_in_json(self, made, text):
        body = {"told": [{"what": f"{self._spelled(text)}"}], "n": 1, "all": self._spelled(text)}
        return recording(made.request, answer(body, JSON, headers=dict(made.response.headers)))

    def _echo_in_key(self, made, text):
        return recording(made.request, answer({"by": {self._spelled(text): {"name": "a"}}}))

    def _echo_in_text(self, made, text):
        body = f"first\n{self._spelled(text)}\n\nlast {self._spelled(text)} end\n"
        return recording(made.request, answer(body, self.random.choice(["text/plain", "text/csv", "text/html"])))

    def _echo_in_header(self, made, text):
        name = self.random.choice(
            ["Link", "Location", "ETag", "Content-Disposition", "Warning", "X-Page-Info", "Server"]
        )
        spell = self.random.choice(["url", "base64", "hex", "without padding", "in a URL", "in a path", "every byte"])
        headers = {**made.response.headers, name: SPELLINGS[spell](text)}
        return recording(made.request, made.response.replaced(headers=type(made.response.headers)(headers)))

    def _echo_in_binary(self, made, text):
        data = text.encode()
        body = self._pick(
            lambda: b"\x00\xff" + data + b"\x00" + self._spelled(text).encode(),
            lambda: b"\xff\xfe\x00" + text.encode("utf-16-le"),
            lambda: gzip.compress(b"x" * 100 + data),
            lambda: zlib.compress(b"x" * 100 + data),
            lambda: _zipped({"a.txt": b"plain", "b/c.json": json.dumps({"a": text}).encode()}),
            lambda: b"\x89PNG" + gzip.compress(data),
        )
        return recording(made.request, answer(body, "application/octet-stream"))

    def _echo_in_packed_json(self, made, text):
        packed = base64.b64encode(gzip.compress(json.dumps({"a": text}).encode())).decode()
        return recording(made.request, answer({"packed": packed}))

    def _echo_in_number(self, made, text):
        return recording(made.request, answer({"count": int(text) if text.isdecimal() else 1, "all": [text]}))

    def _echo_in_request(self, made, text):
        request = made.request
        body = {"note": self._spelled(text)}
        url = f"{request.url}&q={quote(text, safe='')}"
        headers = dict(request.headers.without(frozenset({"content-type"})).items())
        return recording(sent("PUT", url, body, headers=headers, link=request.link), made.response)

    ECHOES = (
        _echo_in_json, _echo_in_json, _echo_in_key, _echo_in_text, _echo_in_header, _echo_in_binary,
        _echo_in_packed_json, _echo_in_number, _echo_in_request,
    )  # fmt: skip


def _zipped(files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


_HUSHED = {
    "type": "object",
    "properties": {
        "plain": {"type": "string"},
        "nip": {"type": "string", "format": "password"},
        "deep": {"type": "object", "properties": {"hush": {"type": "string", "writeOnly": True}}},
    },
}
_CONTENT = {"application/json": {"schema": _HUSHED}}
OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "things", "version": "1"},
    "paths": {"/things": {"post": {"requestBody": {"content": _CONTENT}, "responses": {"200": {"content": _CONTENT}}}}},
}
HYPER = {
    "$schema": "http://json-schema.org/draft-04/hyper-schema",
    "properties": {"var": {"$ref": "#/definitions/var"}},
    "definitions": {
        "var": {
            "links": [
                {
                    "title": "Info",
                    "rel": "self",
                    "method": "GET",
                    "href": "/vars",
                    "targetSchema": {"type": "object", "patternProperties": {"^.*$": {"type": ["string", "null"]}}},
                }
            ]
        }
    },
}
LINK = read(OPENAPI).links[0]
CONFIG = read(HYPER).links[0]


# The search: it knows nothing of the package, and takes texts apart until nothing is left to take apart.
_RUN = re.compile(rb"[A-Za-z0-9+/_-]{8,}(?:[\r\n]+[A-Za-z0-9+/_-]+)*={0,2}")


def leaks(data, canaries):
    """Return the canaries that are in the bytes of a file, in any spelling."""
    needles = {each: (each.lower(), each.encode("utf-16-le")) for each in canaries}
    found = set()
    for piece in _opened(data):
        lower = piece.decode("utf-8", "replace").lower()
        found |= {each for each, (text, wide) in needles.items() if text in lower or wide in piece}
    return found


def _opened(data, depth=0):
    yield data
    if depth == 4:
        return
    seen = {data}
    for step in (_unquoted, _unplussed, _unescaped, _unreferenced):
        if (other := step(data)) not in seen:
            seen.add(other)
            yield from _opened(other, depth + 1)
    for other in (*_unpacked(data), *(piece for run in _RUN.findall(data) for piece in _from_run(run))):
        if other not in seen:
            seen.add(other)
            yield from _opened(other, depth + 2)


def _unquoted(data):
    return unquote(data.decode("utf-8", "replace")).encode("utf-8", "replace")


def _unplussed(data):
    return unquote_plus(data.decode("utf-8", "replace")).encode("utf-8", "replace")


def _unescaped(data):
    def plain(match):
        return chr(int(match[1], 16)) if match[1] else match[2]

    text = re.sub(r"\\(?:u([0-9a-fA-F]{4})|(.))", plain, data.decode("utf-8", "replace"))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _unreferenced(data):
    return html.unescape(data.decode("utf-8", "replace")).encode("utf-8", "replace")


def _from_run(run):
    plain = run.replace(b"\n", b"").replace(b"\r", b"").rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    for start in range(4):
        part = plain[start:]
        part = part[: len(part) - (len(part) % 4 == 1)]
        yield base64.b64decode(part + b"=" * (-len(part) % 4))
    digits = re.fullmatch(rb"[0-9a-fA-F]+", run)
    if digits:
        for start in range(2):
            part = run[start:]
            yield bytes.fromhex(part[: len(part) // 2 * 2].decode())


def _unpacked(data):
    for start in {0, max(data.find(b"\x1f\x8b"), 0)}:
        with suppress(zlib.error):
            yield zlib.decompressobj(47).decompress(data[start:], 1_000_000)
    if data.startswith(b"PK"):
        with suppress(zipfile.BadZipFile, zlib.error, EOFError), zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield archive.read(name)
