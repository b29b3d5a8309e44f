"""An operation of Swagger as a link."""

from heroics_py.model.api import Link
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.deprecation import deprecation_of
from heroics_py.readers.fields import object_at, object_of, target_of, text_at
from heroics_py.readers.openapi.names import link_name
from heroics_py.readers.path_templates import PathTemplate, href_of
from heroics_py.readers.response_kinds import is_list, stream_types
from heroics_py.readers.sound_references import reference_fault
from heroics_py.readers.swagger.bodies import body_of, media_types
from heroics_py.readers.swagger.parameters import Declared, declared_parameters, parameters_of
from heroics_py.readers.swagger.responses import replies_of, returns_file, success_response
from heroics_py.readers.swagger.security import is_anonymous, key_places, security_requirements

__all__ = ["read_link"]


def read_link(resource: str, path: str, method: str, documents: Documents) -> Link:
    """Return the operation ``method`` of ``path`` as a link of ``resource``."""
    root = object_of(documents.roots[""])
    item = target_of(documents.schema_at("#/paths").child(path))
    at = target_of(item.child(method))
    operation = object_of(at.raw)
    declared = declared_parameters(item, at)
    produces = media_types(root, operation, "produces")
    target_schema, media_type = success_response(at, produces)
    operation_id, summary = text_at(operation, "operationId"), text_at(operation, "summary")
    template, parameters = parameters_of(declared, path, key_places(documents))
    is_file = returns_file(at)
    named = link_name(resource, method, template.path, operation_id, summary, is_list=lambda: is_list(target_schema))
    return Link(
        resource=resource,
        href=href_of(template, parameters),
        method=method.upper(),
        rel=named.rel,
        name=named.name.replace("_", " "),
        aliases=named.aliases,
        title=summary,
        description=text_at(operation, "description") or summary,
        parameters=parameters,
        body=body_of(
            at,
            declared,
            media_types(root, operation, "consumes"),
            is_part=method == "patch" and _has_body_of(item, "put", declared),
        ),
        target_schema=target_schema,
        media_type=media_type,
        streams=() if is_file else stream_types(produces),
        is_file=is_file,
        stability="deprecated" if operation.get("deprecated") is True else "",
        deprecation=deprecation_of(operation),
        replies=replies_of(at, produces),
        anonymous=is_anonymous(root, operation),
        secured=operation.get("security") not in ([], [{}]),
        security=security_requirements(documents, operation),
        pointer=at.pointer,
        fault=_fault(template, item, at),
    )


def _has_body_of(item: Schema, method: str, declared: Declared) -> bool:
    """Return whether an operation refers to the schema of the body of another one.

    PATCH sends changes, not the whole (RFC 5789): Django generators describe it by the schema of PUT all the same.
    """
    other = declared_parameters(item, target_of(item.child(method))) if method in object_of(item.raw) else {}
    bodies = [[at for (location, _), at in each.items() if location == "body"] for each in (declared, other)]
    schemas = [object_at(at.raw, "schema").get("$ref") for each in bodies for at in each]
    return len(schemas) == 2 and schemas[0] is not None and schemas[0] == schemas[1]


def _fault(template: PathTemplate, item: Schema, operation: Schema) -> str:
    """Return why an operation can't be called, or "".

    Either its path is invalid, or a reference in or below its parameters can't be resolved.
    """
    if template.fault:
        return template.fault
    whole = [operation] if operation.reference is not None else []
    holders = [each for each in (item, operation) if isinstance(object_of(each.raw).get("parameters"), dict)]
    lists = [each.child("parameters") for each in holders]
    return reference_fault(*whole, *lists, *item.branches("parameters"), *operation.branches("parameters"))
