"""The last copy of a schema at a URL."""

from typing import NoReturn

from heroics_py.cache import open_cache
from heroics_py.client.schema_url import check_address, open_connection, schema_request
from heroics_py.client.settings import Settings
from heroics_py.errors import ConnectionFailed, SchemaError
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Options
from heroics_py.http.steps import Rule, Steps

__all__ = ["kept_schema"]


class _Unreachable:
    """Sends nothing."""

    def send(self, request: Request) -> Steps[Response]:
        """Fail as a server does that can't be reached.

        Raises:
            ConnectionFailed: always.
        """
        return self._fail(request)
        yield  # type: ignore[unreachable]

    @staticmethod
    def _fail(request: Request) -> NoReturn:
        raise ConnectionFailed(f"{request.call} was not requested")


def kept_schema(address: str) -> bytes:
    """Return the copy of a schema that the last command kept; nothing is sent.

    Raises:
        SchemaError: the address is not a URL, or there is no copy.
        TransportError: there is no copy.
    """
    check_address(address)
    settings = Settings()

    def caching(_: Rule) -> Rule:
        wrap = open_cache("file")
        assert wrap is not None
        return wrap(_Unreachable())

    connection = open_connection(address, settings, is_api_origin=False, caching=caching)
    try:
        response = connection.send(schema_request(address, settings, Options(), is_api_origin=False))
    finally:
        connection.close()
    if response.status != 200:
        raise SchemaError(f"the kept response is a {response.status}")
    return response.body
