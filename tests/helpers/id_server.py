"""An authorization server and an API in one small server, whose responses a test can script."""

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

SCHEMA = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/orders": {
            "get": {"operationId": "order.list", "responses": {"200": {"description": "orders"}}},
            "post": {
                "operationId": "order.create",
                "requestBody": {
                    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
                },
                "responses": {"201": {"description": "created"}},
            },
        },
        "/me": {"get": {"operationId": "me.info", "responses": {"200": {"description": "who"}}}},
    },
}


class IdServer:
    """Gives tokens that live for ``lifetime`` seconds, and serves an API to those who have one.

    Attributes:
        url: of both.
        seen: each token request, as a dict of its fields, with "authorization" for the header.
        calls: each request to the API: its method, path and token.
        valid: the tokens that the API accepts.
        script: what the next token requests respond with: a status and a dict, or a function of the fields.
        delay: seconds that a token request takes.
        codes: the codes of logins in a browser, with their challenges.
    """

    def __init__(self):
        self.lifetime, self.rotates, self.delay = 3600, True, 0.0
        self.seen, self.calls, self.script, self.other = [], [], [], {}
        self.valid, self.refresh, self.codes, self.count = {}, {}, {}, 0
        self.always_refuse = False
        self.lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"own": self}))
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # a client may leave early
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    @property
    def schema(self):
        return {**SCHEMA, "servers": [{"url": self.url}]}

    def tokens_for(self, who):
        with self.lock:
            self.count += 1
            token, refresh = f"access-{self.count}-secret", f"refresh-{self.count}-secret"
            self.valid[token], self.refresh[refresh] = who, who
        response = {"access_token": token, "token_type": "Bearer", "refresh_token": refresh}
        return response if self.lifetime is None else {**response, "expires_in": self.lifetime}

    def revoke(self):
        """Let no token of now be accepted any more."""
        self.valid.clear()

    def token(self, fields):
        self.seen.append(fields)
        time.sleep(self.delay)
        if self.script:
            reply = self.script.pop(0)
            return reply(fields) if callable(reply) else reply
        grant = fields["grant_type"]
        if grant == "refresh_token":
            who = self.refresh.get(fields["refresh_token"])
            if who is None:
                return 400, {"error": "invalid_grant", "error_description": "the refresh token has expired"}
            if self.rotates:
                del self.refresh[fields["refresh_token"]]
            return 200, self.tokens_for(who)
        if grant == "authorization_code":
            challenge = self.codes.pop(fields["code"], None)
            digest = hashlib.sha256(fields["code_verifier"].encode()).digest()
            if challenge != base64.urlsafe_b64encode(digest).rstrip(b"=").decode():
                return 400, {"error": "invalid_grant", "error_description": "PKCE"}
            return 200, self.tokens_for("ada")
        return 200, self.tokens_for("the program" if grant == "client_credentials" else "ada")

    def authorize(self, query):
        self.seen.append(query)
        code = f"code-{len(self.codes)}-secret"
        self.codes[code] = query["code_challenge"]
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def call(self, method, path, token, body):
        self.calls.append((method, path, token))
        if token not in self.valid or self.always_refuse:
            return 401, {"message": "who are you?"}
        if path == "/me":
            return 200, {"name": self.valid[token]}
        return (201, {"size": len(body)}) if method == "POST" else (200, [{"id": 1}])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    own = None  # the server of a test

    def do_GET(self):
        target = urlsplit(self.path)
        if target.path == "/authorize":
            return self.say(302, {}, Location=self.own.authorize(dict(parse_qsl(target.query))))
        return self.answer("GET", b"")

    def do_POST(self):
        body = self.body()
        if self.path == "/token":
            fields = {**dict(parse_qsl(body.decode())), "authorization": self.headers.get("Authorization", "")}
            return self.say(*self.own.token(fields))
        return self.answer("POST", body)

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def answer(self, method, body):
        if self.path in self.own.other:
            reply = self.own.other[self.path]
            return self.say(*(reply(body) if callable(reply) else reply))
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return self.say(*self.own.call(method, self.path, token, body), ETag='"1"')

    def say(self, status, value, **headers):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
