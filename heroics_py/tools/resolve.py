"""The links that a hyper-schema gives JSON data, wherever the data came from."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from heroics_py.client.in_thread import in_thread
from heroics_py.client.schemas.api_reading import read
from heroics_py.model.api import Api
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.linking.resolved_link import ResolvedLink

__all__ = ["resolve_links", "resolve_links_async"]


def resolve_links(  # noqa: PLR0913 - each is a fact about the data
    data: Json,
    schema: str | os.PathLike[str] | Mapping[str, Any] | Api,
    *,
    url: str,
    at: str = "#",
    media_type: str = "application/json",
    refs: Mapping[str, Any] | None = None,
    validate: bool = True,
) -> tuple["ResolvedLink", ...]:
    """Return the links of JSON data, as its hyper-schema describes them.

    Each has a relation, a context and a target. Only those that apply to the data and that it has all values for are
    returned: a link below ``if`` or ``oneOf`` applies if the data is valid there (JSON Hyper-Schema 2019-09, 7).
    Nothing is sent, except to fetch a schema by URL.

    Args:
        data: the data: any JSON value, such as a `Record`.
        schema: its hyper-schema, as for `heroics_py.connect`.
        url: where the data was found: relative references are resolved against it.
        at: where the schema of the data is in the document, such as "#/definitions/app".
        media_type: of the data.
        refs: further schemas that references lead to, by URI.
        validate: whether data that is invalid against its schema has no links, as the drafts of JSON Hyper-Schema say.

    Raises:
        SchemaError: the schema can't be read, or a reference in it points to nothing.
    """
    load_modules("heroics_py.linking.resolved_links")
    from heroics_py.linking.resolved_links import resolve_links as resolve

    documents = read(schema).documents
    if refs:
        documents = documents.replaced(roots={**documents.roots, **refs})
    return resolve(documents.schema_at(at), data, url, media_type, validate=validate)


resolve_links_async = in_thread(resolve_links)
