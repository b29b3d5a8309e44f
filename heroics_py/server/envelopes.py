"""Places within the object that holds a list."""

from heroics_py.model.api import Resource
from heroics_py.model.schema import Schema
from heroics_py.paging.recognition import paging_of
from heroics_py.server.schema_lookup import items_of, properties_of, target_of

__all__ = ["entity_schema", "items_path", "names_of", "schema_at"]


def entity_schema(resource: Resource) -> Schema | None:
    """Return the schema of a resource's entities; that of the items, if the resource is known by its list alone."""
    schema = target_of(resource.schema)
    for link in resource.links:
        paging, target = paging_of(link), target_of(link.target_schema)
        if target is not None and paging.items and (schema is None or target.pointer == schema.pointer):
            return target_of(items_of(schema_at(target, paging.items))) or schema
    return schema


def schema_at(schema: Schema | None, path: str) -> Schema | None:
    """Return the schema at a path of a response, if it has one there."""
    if path in properties_of(schema):
        return properties_of(schema)[path]
    for name in names_of(items_path(schema, path)):
        schema = properties_of(schema).get(name)
    return schema


def items_path(schema: Schema | None, path: str) -> str:
    """Return a path with the name of the only list instead of "*"."""
    if not path.endswith("*"):
        return path
    outer = path.removesuffix("*").removesuffix(".")
    holder = schema_at(schema, outer) if outer else schema
    lists = [name for name, inner in properties_of(holder).items() if items_of(inner) is not None]
    return f"{outer}.{lists[0] if lists else 'items'}" if outer else (lists[0] if lists else "items")


def names_of(path: str) -> list[str]:
    """Return the names of a path; one that begins with @, such as "@odata.nextLink", is a name itself."""
    return [path] if path.startswith("@") else path.split(".")
