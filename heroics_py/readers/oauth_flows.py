"""The flows of OAuth in the security schemes of OpenAPI and Swagger."""

from collections.abc import Iterator

from heroics_py.model.oauth_flows import OAuthFlow
from heroics_py.model.schema import Documents
from heroics_py.readers.fields import object_at, object_of, target_of, text_at
from heroics_py.support.json_types import Json

__all__ = ["openapi_flows", "swagger_flows"]

_GRANTS = {
    "authorizationCode": "authorization_code",
    "clientCredentials": "client_credentials",
    "deviceAuthorization": "device_code",
    # of Swagger
    "accessCode": "authorization_code",
    "application": "client_credentials",
}
_WELL_KNOWN = "/.well-known/openid-configuration"


def openapi_flows(documents: Documents) -> tuple[OAuthFlow, ...]:
    """Return the flows of OpenAPI (3.2, 4.31)."""
    return tuple(_openapi_flows(documents))


def swagger_flows(documents: Documents) -> tuple[OAuthFlow, ...]:
    """Return the flows of Swagger 2.0."""
    return tuple(
        _flow(name, text_at(node, "flow"), node)
        for name, node in _schemes(documents, "#/securityDefinitions", "securityDefinitions")
        if text_at(node, "type") == "oauth2" and text_at(node, "flow") in _GRANTS
    )


def _openapi_flows(documents: Documents) -> Iterator[OAuthFlow]:
    for name, node in _schemes(documents, "#/components/securitySchemes", "components", "securitySchemes"):
        if text_at(node, "type") == "openIdConnect" and text_at(node, "openIdConnectUrl").endswith(_WELL_KNOWN):
            yield OAuthFlow(scheme=name, issuer=text_at(node, "openIdConnectUrl").removesuffix(_WELL_KNOWN))
        if text_at(node, "type") == "oauth2":
            flows = object_at(node, "flows")
            yield from (_flow(name, kind, object_of(flows[kind])) for kind in flows if kind in _GRANTS)


def _schemes(documents: Documents, pointer: str, *keys: str) -> Iterator[tuple[str, dict[str, Json]]]:
    described = object_of(documents.roots[""])
    for key in keys:
        described = object_at(described, key)
    for name in described:
        yield name, object_of(target_of(documents.schema_at(pointer).child(name)).raw)


def _flow(scheme: str, kind: str, node: dict[str, Json]) -> OAuthFlow:
    return OAuthFlow(
        scheme=scheme,
        grant=_GRANTS[kind],
        token_url=text_at(node, "tokenUrl"),
        authorization_url=text_at(node, "authorizationUrl"),
        device_url=text_at(node, "deviceAuthorizationUrl"),
    )
