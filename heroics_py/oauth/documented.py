"""Endpoints that the document of an API names, if the caller trusts their origin.

A document may come from anyone, so that it alone never decides where a client's secret goes.
"""

from collections.abc import Iterable
from dataclasses import replace

from heroics_py.http.origins import origin_of, resolve_url
from heroics_py.model.oauth_flows import OAuthFlow
from heroics_py.oauth.settings import Settings, checked_url

__all__ = ["with_flows"]


def with_flows(settings: Settings, flows: Iterable[OAuthFlow], base_url: str) -> Settings:
    """Return settings with the endpoints of a document, where the caller names an origin alone.

    Args:
        settings: of the caller.
        flows: of the document.
        base_url: of the API, which relative URLs are relative to.

    Raises:
        ValueError: no flow of the document fits, or the caller does not say whether its origin is trusted.
    """
    if settings.origin is None and (settings.token_url or settings.issuer):
        return settings
    flows_of_grant = [_resolved(each, base_url) for each in flows if each.grant in {"", settings.grant}]
    if settings.origin is None:
        raise ValueError(
            f"OAuth has no token URL: pass token_url='https://...' or issuer='https://...'{_offer(flows_of_grant)}"
        )
    fitting = [each for each in flows_of_grant if _origins(each) == {settings.origin}]
    if not fitting:
        raise ValueError(
            f"the document describes no {settings.grant} at origin={settings.origin!r}{_offer(flows_of_grant)}; "
            "or pass token_url='https://...'"
        )
    flow = fitting[0]
    if flow.issuer:
        return replace(settings, issuer=checked_url(flow.issuer, "the issuer in the document"))
    return replace(
        settings,
        token_url=checked_url(flow.token_url, "the tokenUrl of the document"),
        authorization_url=settings.authorization_url or _checked(flow.authorization_url),
        device_url=settings.device_url or _checked(flow.device_url),
    )


def _resolved(flow: OAuthFlow, base_url: str) -> OAuthFlow:
    base = f"{base_url.rstrip('/')}/"
    urls = {name: getattr(flow, name) for name in ("token_url", "authorization_url", "device_url", "issuer")}
    return flow.replaced(**{name: resolve_url(base, url) if url else "" for name, url in urls.items()})


def _origins(flow: OAuthFlow) -> set[str | None]:
    """Return the origins of all URLs of a flow."""
    urls = (flow.token_url or flow.issuer, flow.authorization_url, flow.device_url)
    return {origin_of(each) for each in urls if each}


def _checked(url: str) -> str | None:
    return checked_url(url, "a URL of the document") if url else None


def _offer(flows: list[OAuthFlow]) -> str:
    """Return what the document names, and how to trust it."""
    urls = [(each.token_url or each.issuer, origin_of(each.token_url or each.issuer)) for each in flows]
    url, origin = next(((url, origin) for url, origin in urls if origin), ("", ""))
    return f"; the document names {url}: if you trust it, pass origin={origin!r}" if origin else ""
