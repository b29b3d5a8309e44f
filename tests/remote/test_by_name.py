"""Whatever pickles a client, its pickle holds names: no function and no class of the program."""

import io
import pickle
import sys
from types import BuiltinFunctionType, FunctionType, MethodType

import pytest

import heroics_py

SECRET = "s3ntinel-0123"
_OURS = ("heroics_py", "builtins", "copyreg", "functools", "collections", "datetime", "_codecs")


class ByValue(pickle.Pickler):
    """Collects what a pickler such as cloudpickle would hold by value: functions and classes that are not ours."""

    def __init__(self):
        super().__init__(io.BytesIO())
        self.foreign = []

    def reducer_override(self, thing):
        if isinstance(thing, FunctionType | MethodType | BuiltinFunctionType | type):
            module = getattr(thing, "__module__", None) or ""
            if module.partition(".")[0] not in _OURS:
                self.foreign.append(thing)
        return NotImplemented


def token():
    """Return a token, as a function of a program does."""
    return SECRET


def hook(details):
    """Do nothing, as a function of a program does."""


def sign(request):
    """Return a request."""
    return request


ARGUMENTS = {
    "token": {"token": token},
    "lambda": {"token": lambda: SECRET},
    "auth": {"auth": {"bearerAuth": token}},
    "signer": {"auth": sign},
    "hooks": {"on_request": hook, "on_response": hook, "on_retry": lambda details: None},
    "env": {"headers": {"X-Key": heroics_py.Env("SHOP_TOKEN")}, "token": heroics_py.Env("SHOP_TOKEN")},
}
DOCUMENT = {
    "openapi": "3.0.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://shop.example"}],
    "components": {"securitySchemes": {"bearerAuth": {"type": "http", "scheme": "bearer"}}},
    "paths": {
        "/things": {"get": {"operationId": "list", "tags": ["thing"], "responses": {"200": {"description": ""}}}}
    },
}


@pytest.mark.parametrize("is_program", [False, True])
@pytest.mark.parametrize("kind", ARGUMENTS)
def test_functions_of_the_caller(monkeypatch, kind, is_program):
    """No function of the caller is pickled, also not one of the program itself, whose globals may hold secrets."""
    if is_program:
        for function in (token, hook, sign):
            monkeypatch.setattr(function, "__module__", "__main__")
            monkeypatch.setattr(sys.modules["__main__"], function.__name__, function, raising=False)
    client = heroics_py.connect(DOCUMENT, cache=None, **ARGUMENTS[kind])
    pickler = ByValue()
    pickler.dump((client, client.thing, client.thing.list.with_options(on_response=hook)))
    assert pickler.foreign == []
