"""The links of an instance, as a hyper-schema of any draft describes them."""

from heroics_py.linking.resolved_link import ResolvedLink
from heroics_py.linking.resolvers import MiddleResolver, NewestResolver, OldestResolver
from heroics_py.model.drafts import is_before
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json
from heroics_py.validation.checker import validate as find_problems

__all__ = ["resolve_links"]


def resolve_links(
    schema: Schema, instance: Json, url: str, media_type: str = "application/json", *, validate: bool = True
) -> tuple[ResolvedLink, ...]:
    """Return the links that a hyper-schema gives an instance: all that can be used with it.

    Args:
        schema: the hyper-schema, in any draft from draft-04 on.
        instance: any JSON value.
        url: where the instance was found: what relative references are resolved against.
        media_type: of the instance; some have fragments that are JSON pointers.
        validate: whether an instance that is invalid against its schema has no links, as the drafts say.

    Raises:
        SchemaError: a reference of the schema points to nothing, or the links take too many steps to find.
    """
    if validate and find_problems(schema, instance):
        return ()
    draft = schema.documents.dialect
    kind = OldestResolver if is_before(draft, "draft-06") else MiddleResolver if draft == "draft-06" else NewestResolver
    return tuple(kind(schema, instance, url, media_type).links())
