"""Readers of API descriptions: one for each dialect, all for the same model.

    schema: name, path, URL, text, dict
     |  document.load          finds the text (files), parses it (document_text), limits its size (document_value)
     v
    LoadedSchema               plain data: one root, or one for each file of a folder
     |  Reader.recognizes      the first reader that recognizes a root is the one
     |  Reader.read            maps the dialect's words to Api, Resource, Link and Schema
     v
    Api                        the model (heroics_py.model.api), the same for every dialect

To add a dialect:

1. Write a module with a `Reader` named ``READER``. `resources_actions` is the shortest example.
2. ``recognizes`` looks at the root of a document and returns a bool.
3. ``read`` returns an `Api`. Wrap the resources in a `LazyMapping`, so that a resource is read when it is first used.
   Point at schemas (``documents.schema_at(pointer)``) instead of copying them. Take every field with `fields`:
   documents contain anything. A link that can't be called gets a ``fault``; `SchemaError` is for a document that can't
   be read.
4. Rewrite keywords that JSON Schema does not have with ``Documents(normalize=...)``, as `openapi.keywords` does.
5. Add a row to ``_DIALECTS`` below.
6. Add the dialect to `heroics_py.lint`, which looks for schemas and oddities by ``Api.dialect``.
"""

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module

from heroics_py.errors import SchemaError
from heroics_py.model.api import Api
from heroics_py.readers.document import Fetch, bundled, load
from heroics_py.readers.fields import text_at
from heroics_py.readers.reader import LoadedSchema, Reader
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules

__all__ = ["bundled", "describes_api", "detect_reader", "read_api", "read_packed", "readers"]

# The module of each dialect, and the key at the top of its documents: importing one takes milliseconds of every start,
# so a reader is imported only for a document that has its key. Hyper-schemas have no such key; they come last.
_DIALECTS = (
    ("openapi", "heroics_py.readers.openapi.reader"),
    ("swagger", "heroics_py.readers.swagger.reader"),
    ("kind", "heroics_py.readers.discovery.reader"),
    ("resources", "heroics_py.readers.resources_actions"),
    ("", "heroics_py.readers.hyper_schema.reader"),
)
# The versions that can be read, by the key that names them: how they start, and in words.
_VERSIONS = {
    "openapi": ("3.", "3.0, 3.1 or 3.2"),
    "swagger": ("2", "2.0"),
    "asyncapi": ("", "OpenAPI, which describes HTTP"),
}
_LONGEST_VERSION = 40
_SPLIT_DIALECT = "JSON Hyper-Schema"
# The dialects whose documents are split into files that references lead to, by the key at their top.
_LINKED_KEYS = ("openapi", "swagger")
_OWN_URL = "$self"
_LOCK_KEY = "heroics_lock"
_MOST_SHOWN = 5
_LINKING = (
    "heroics_py.model.linked_documents",
    "heroics_py.readers.document_references",
    "heroics_py.readers.referenced_sections",
)


def readers(roots: Iterable[dict[str, Json]] | None = None) -> Iterator[Reader]:
    """Yield the readers that may recognize one of ``roots``; all readers without it."""
    keys = None if roots is None else {"", *(key for root in roots for key in root)}
    for key, module in _DIALECTS:
        if keys is None or key in keys:
            load_modules(module)
            yield import_module(module).READER


def detect_reader(loaded: LoadedSchema) -> Reader:
    """Return the first reader that recognizes what was loaded.

    Raises:
        SchemaError: no reader recognizes it.
    """
    roots = {uri: root for uri, root in loaded.roots.items() if isinstance(root, dict)}
    for reader in readers(roots.values()):
        uri = next((uri for uri, root in roots.items() if reader.recognizes(root)), None)
        if uri is None:
            continue
        if uri and loaded.root == {} and reader.name != _SPLIT_DIALECT:
            raise SchemaError(
                f"{loaded.source} is a folder, and {uri} in it is {reader.name}: a folder can only contain the parts "
                f"of one {_SPLIT_DIALECT}; pass the path of the file, '{loaded.source}/{uri}'"
            )
        return reader
    if problem := _unknown_version(loaded.root):
        raise SchemaError(f"{loaded.source or 'the document'} {problem}")
    known = ", ".join(reader.name for reader in readers())
    raise SchemaError(
        f"{loaded.source or 'the document'} describes no API: expected {known}, with links in its resources; "
        f"{_contents(loaded)}"
    )


def _contents(loaded: LoadedSchema) -> str:
    """Return what was found instead of an API."""
    if loaded.root or len(loaded.roots) == 1:
        return f"its keys are {_keys(loaded.root)}"
    documents = [f"{uri} has the keys {_keys(root)}" for uri, root in loaded.roots.items() if uri]
    return "; ".join([*loaded.left_out[:_MOST_SHOWN], *documents[:_MOST_SHOWN]])


def _keys(root: Json) -> str:
    return ", ".join(sorted(map(repr, root if isinstance(root, dict) else ()))[:8]) or "none"


def _parts_alone(loaded: LoadedSchema) -> LoadedSchema:
    """Return a folder without the documents that describe another API than its hyper-schemas do."""
    if loaded.root or len(loaded.roots) == 1:
        return loaded
    roots = {uri: root for uri, root in loaded.roots.items() if isinstance(root, dict)}
    kinds = {uri: _other_dialect(root) for uri, root in roots.items()}
    others = [uri for uri, kind in kinds.items() if kind]
    if not others:
        return loaded
    load_modules("heroics_py.readers.hyper_schema.documents")
    from heroics_py.readers.hyper_schema.documents import describes_links

    if not any(describes_links(root) for uri, root in roots.items() if not kinds[uri]):
        # Without hyper-schemas, the only document is the API.
        return loaded.replaced(roots={"": roots[others[0]]}) if len(roots) == 2 else loaded
    reasons = [f"{uri} is {kinds[uri]}: pass its path for a client of it" for uri in others]
    parts = {uri: root for uri, root in roots.items() if not kinds[uri]}
    return loaded.replaced(roots=parts, left_out=(*loaded.left_out, *reasons))


def _other_dialect(root: dict[str, Json]) -> str:
    """Return the name of a dialect other than JSON Hyper-Schema that a document is in, if any."""
    names = (reader.name for reader in readers([root]) if reader.name != _SPLIT_DIALECT and reader.recognizes(root))
    return next(names, "")


def _unknown_version(root: Mapping[str, Json]) -> str:
    """Return what is wrong with a document of a dialect that is known in other versions; empty if it is of none."""
    key = next((key for key in _VERSIONS if key in root), None)
    if key is None:
        return ""
    start, versions = _VERSIONS[key]
    version = root[key]
    text = str(version)[:_LONGEST_VERSION] if isinstance(version, str | int | float) else type(version).__name__
    if start and text.startswith(start):
        return f"has {key}: {text!r}, but no paths with operations: expected an object 'paths'"
    return f"has {key}: {text!r}, which can't be read: expected {versions}"


def describes_api(body: bytes, media_type: str) -> bool:
    """Return whether the body of a response is the description of an API.

    Many APIs respond with ``links`` of their own, so a hyper-schema has to say that it is a schema.
    """
    if not body.strip() or body.lstrip().startswith(b"<"):
        return False
    try:
        loaded = load(body)
        reader = detect_reader(loaded)
    except SchemaError:
        return False
    says_so = "$schema" in loaded.root or "definitions" in loaded.root or "schema+json" in media_type
    return reader.name != _SPLIT_DIALECT or says_so


def read_api(  # noqa: PLR0913, PLR0917 - each is a place where documents and their changes are
    schema: object,
    fetch: Fetch | None = None,
    refs: Mapping[str, object] | None = None,
    allow_refs: frozenset[str] = frozenset(),
    fetch_reference: Fetch | None = None,
    patch: object = None,
    *,
    with_digest: bool = False,
) -> Api:
    """Return the API that ``schema`` describes. An `Api` is returned unchanged.

    Args:
        schema: a bundled name, a path, a URL, text, a dict, or an `Api`. The path of a lock is the schema in it.
        fetch: returns the bytes at a URL.
        refs: documents that references lead to, by URL or relative path: each a dict, text or path.
        allow_refs: the origins that such documents may be fetched from.
        fetch_reference: returns the bytes of such a document.
        patch: changes of the document, made before it is read: a merge patch, a JSON Patch, an overlay, or several.
        with_digest: whether the API gets the digest of its text, by which a lock knows it at once.

    Raises:
        SchemaError: it can't be found or read, or describes no API; or a patch of it fails.
        ValueError: ``patch`` is not a patch, or the schema is an `Api`, which has been read already.
    """
    if isinstance(schema, Api):
        if patch is not None:
            raise ValueError(
                "patch= changes a document before it is read, and this Api has been: read(schema, patch=...)"
            )
        return schema
    loaded = _patched(load(schema, fetch, _LINKED_KEYS, with_digest=with_digest), patch)
    if _LOCK_KEY in loaded.root:
        return _locked(loaded)
    loaded = _parts_alone(loaded)
    reader = detect_reader(loaded)
    if any(key in loaded.root for key in _LINKED_KEYS):
        load_modules(*_LINKING)
        from heroics_py.model.linked_documents import LinkedDocuments
        from heroics_py.readers.document_references import ReferencedDocuments
        from heroics_py.readers.referenced_sections import with_sections

        own = text_at(loaded.root, _OWN_URL)
        source = ReferencedDocuments(loaded.source, loaded.folder, refs or {}, allow_refs, fetch_reference, own)
        roots = LinkedDocuments(loaded.roots, source)
        loaded = loaded.replaced(roots=LinkedDocuments({"": with_sections(loaded.root, roots)}, source))
    api = reader.read(loaded)
    if loaded.unpatched:
        api = api.replaced(unpatched=loaded.unpatched)
    if loaded.text_digest and patch is None:
        api = api.replaced(text_digest=loaded.text_digest)
    return api.replaced(day=loaded.day) if loaded.day else api


def _locked(loaded: LoadedSchema) -> Api:
    """Return the API that a lock holds as it was pinned."""
    address = text_at(loaded.root, "schema")
    source = address if "://" in address else loaded.source
    return read_packed(text_at(loaded.root, "documents"), loaded.source or "the lock", source)


def read_packed(data: str, where: str, source: str) -> Api:
    """Return the API whose documents are a packed `heroics_py.readers.snapshot.Snapshot`.

    Args:
        data: the packed documents.
        where: where they are, for messages.
        source: the path or URL that they came from.

    Raises:
        SchemaError: they are damaged.
    """
    load_modules("heroics_py.readers.snapshot", *_LINKING)
    from heroics_py.readers.snapshot import load_packed

    loaded = load_packed(data, where, source)
    return detect_reader(loaded).read(loaded)


def _patched(loaded: LoadedSchema, patch: object) -> LoadedSchema:
    if patch is None:
        return loaded
    load_modules("heroics_py.readers.patches")
    from heroics_py.readers.patches import apply_patches

    return apply_patches(loaded, patch)
