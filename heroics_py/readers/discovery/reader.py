"""The reader of Google Discovery documents."""

from heroics_py.model.api import Api, Resource
from heroics_py.model.schema import Documents, Schema
from heroics_py.model.things import Thing
from heroics_py.readers.discovery.keywords import rewrite_discovery, schemas_by_pointer
from heroics_py.readers.discovery.link import href_of, read_links
from heroics_py.readers.discovery.security import schemes_of
from heroics_py.readers.discovery.tree import Method, methods_of, snake_case
from heroics_py.readers.fields import object_at, object_of, target_of, text_at
from heroics_py.readers.identities import identified_resources
from heroics_py.readers.reader import LoadedSchema, Reader
from heroics_py.support.json_types import Json
from heroics_py.support.lazy_mapping import LazyMapping

__all__ = ["READER"]

_KIND = "discovery#restDescription"


def _recognizes(root: dict[str, Json]) -> bool:
    return root.get("kind") == _KIND and any(isinstance(root.get(key), dict) for key in ("resources", "methods"))


def _read(loaded: LoadedSchema) -> Api:
    root = {**loaded.root, "schemas": schemas_by_pointer(object_at(loaded.root, "schemas"))}
    documents = Documents(roots={**loaded.roots, "": root}, dialect="draft-04", normalize=rewrite_discovery)
    whole = documents.schema_at("#")
    methods: dict[str, list[Method]] = {}
    for method in methods_of(whole):
        name = "_".join(map(snake_case, method.resource)) or snake_case(text_at(root, "name")) or "root"
        methods.setdefault(name, []).append(method)
    security = tuple(schemes_of(root))
    return Api(
        title=text_at(root, "title"),
        description=text_at(root, "description"),
        url=_base_url(root),
        resources=_resources(methods, whole),
        aliases={".".join(found[0].resource): name for name, found in methods.items()},
        documents=documents,
        dialect=READER.name,
        security=security,
        needs=tuple((each,) for each in security),
        source=loaded.source,
        forgiven=loaded.repairs,
        left_out=loaded.left_out,
    )


def _resources(methods: dict[str, list[Method]], root: Schema) -> LazyMapping[Resource]:
    paths = {
        name: [(href_of(each.at), text_at(object_of(each.at.raw), "httpMethod")) for each in found]
        for name, found in methods.items()
    }
    plain = {name: each for name, each in paths.items() if not any("{+" in path for path, _ in each)}
    identified = identified_resources(plain, lambda name: _resource(name, methods, root))
    return LazyMapping(methods, lambda name: identified[name] if name in plain else _resource(name, methods, root))


def _resource(name: str, methods: dict[str, list[Method]], root: Schema) -> Resource:
    links = tuple(link for method in methods[name] for link in read_links(name, method, root, methods))
    found = next((link.target_schema for link in links if link.rel in {"self", "create", "update"}), None)
    schema = target_of(found) if found is not None else None
    own = next((each.thing for link in links for each in link.path_parameters if each.owner == name), None)
    thing: Thing | None = own.replaced(schema=schema.pointer) if own is not None and schema is not None else own
    has_name = schema is not None and "name" in object_at(object_of(schema.raw), "properties")
    return Resource(name=name, links=links, schema=schema, thing=thing if has_name else None)


def _base_url(root: dict[str, Json]) -> str:
    if text_at(root, "rootUrl"):
        return f"{text_at(root, 'rootUrl').rstrip('/')}/{text_at(root, 'servicePath').strip('/')}".rstrip("/")
    return (text_at(root, "baseUrl") or text_at(root, "basePath")).rstrip("/")


READER = Reader(name="Google Discovery", recognizes=_recognizes, read=_read)
