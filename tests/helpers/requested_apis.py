"""The APIs of the tables of requests: small OpenAPI documents, each written as a few lines of text."""

from pathlib import Path

from plain_openapi import document, many, operation, ref, schema_of

import heroics_py

REQUESTS = Path(__file__).parents[1] / "data" / "requests"


class Nobody:
    """A transport that refuses to send."""

    def send(self, request):
        raise AssertionError(request)

    def close(self):
        pass


def client_of(name):
    """Return a client for the document in NAME.txt, else for the bundled schema of this name."""
    path = REQUESTS / "apis" / f"{name}.txt"
    schema = document_of(path.read_text(encoding="utf-8")) if path.exists() else name
    return heroics_py.connect(schema, url="https://api.example", transport=Nobody())


def document_of(text):
    """Return the document that a text describes.

    Its lines are a title, schemas (``Name: field field``) and operations:
    ``METHOD path | id | tag | summary | inputs | result``, where ``?name`` is a query parameter and ``[Name]`` a list.
    """
    lines = [line for line in text.splitlines() if line]
    title = lines[0].removeprefix("title: ")
    schemas, paths = {}, {}
    for line in lines[1:]:
        if "|" in line:
            place, *rest = (part.strip() for part in line.split("|"))
            paths[place] = _operation(place, *rest)
        else:
            name, _, fields = line.partition(": ")
            schemas[name] = schema_of(**dict.fromkeys(fields.split(), "string"))
    return document(paths, schemas, info={"title": title, "version": "1"})


def _operation(place, operation_id, tag, *described):
    summary, inputs, result = (*described, "")[:3]
    names = [part.partition("}")[0] for part in place.split("{")[1:]]
    query = [word[1:] for word in inputs.split() if word.startswith("?")]
    fields = [word for word in inputs.split() if not word.startswith("?")]
    parameters = [
        *({"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names),
        *({"name": name, "in": "query", "schema": {"type": "string"}} for name in query),
    ]
    body = schema_of(**dict.fromkeys(fields, "string")) if fields else None
    schema = many(result.strip("[]")) if result.startswith("[") else ref(result) if result else None
    tags = {"tags": [tag]} if tag else {}
    return operation(schema, body, operationId=operation_id, summary=summary, parameters=parameters, **tags)


def requests_of(name):
    """Return the requests of NAME.txt: an API, what is asked of it, and the links that are right."""
    found, api = [], ""
    for line in (REQUESTS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            api = line.strip("[]")
        elif "|" in line:
            words, _, links = line.partition(" | ")
            found.append((api, words, frozenset(links.split(", "))))
    return found
