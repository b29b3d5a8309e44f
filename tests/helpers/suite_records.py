"""The links that a client offers for a record, beside those that a case of the suite for JSON Hyper-Schema expects."""

import copy
import json
from urllib.parse import urlsplit

from canned import CannedTransport

import heroics_py
from heroics_py.errors import HeroicsError
from heroics_py.linking.uri_references import resolve_uri

__all__ = ["differences", "has_record"]

READ = {"rel": "x-read", "title": "Read It", "targetSchema": {"$ref": "#"}}
ORIGINS = ["https://api.example", "https://cdn.example", "https://eu.api.example", "https://other.example", "http://g"]


def has_record(case):
    """Return whether the instance of a case with links is a record that a client of the web can read."""
    is_object = isinstance(case.get("instance"), dict) and isinstance(case["schema"], dict)
    return is_object and "links" in case["expect"] and "coap:" not in json.dumps(case)


def differences(case, folder):
    """Return the relations at each place of the record whose links are not those that the case expects.

    A relative reference without a base begins at the base URL that the caller passes: the folder of the instance
    or its server. A part that is not an object is not a record.
    """
    records = [_record(case, url, folder / str(number)) for number, url in enumerate(_base_urls(case))]
    found = []
    for place in sorted({"", *(each.get("attachmentPointer", "") for each in case["expect"]["links"])}):
        parts = [part for part in (_part(record, place) for record in records) if isinstance(part, heroics_py.Record)]
        if parts:
            offered = [pair for part in parts for pair in _offered(part)]
            found += [f"{place}: {each}" for each in _at_place(case, place, offered)]
    return found


def _at_place(case, place, offered):
    wanted = [each for each in case["expect"]["links"] if each.get("attachmentPointer", "") == place]
    for each in wanted:
        targets = [target for rels, target in offered if each.get("rel", "") in rels]
        if not targets or ("targetUri" in each and each["targetUri"] not in targets):
            yield f"expected {each.get('rel')} {each.get('targetUri')}, got {targets}"
    known = {each.get("rel", "") for each in wanted}
    yield from (f"expected no link, got {target}" for rels, target in offered if known.isdisjoint(rels))


def _base_urls(case):
    base = case["schema"].get("base", "")
    constant = base if isinstance(base, str) and "{" not in base else ""
    folder = resolve_uri(resolve_uri(case["instanceUri"], constant), ".")
    parts = urlsplit(case["instanceUri"])
    return [folder] if constant else [folder, f"{parts.scheme}://{parts.netloc}"]


def _record(case, url, folder):
    links = case["schema"].get("links")
    links = [*(links if isinstance(links, list) else ()), {**READ, "href": case["instanceUri"]}]
    schema = {**case["schema"], "links": links}
    if "schemas" in case:
        folder.mkdir()
        named = [{"$schema": schema["$schema"], "$id": uri, **each} for uri, each in case["schemas"].items()]
        for number, each in enumerate([schema, *named]):
            (folder / f"{number}.json").write_text(json.dumps(each), encoding="utf-8")
        schema = str(folder)
    transport = CannedTransport(lambda _: copy.deepcopy(case["instance"]))
    client = heroics_py.connect(schema, url=url, transport=transport, allowed_origins=ORIGINS)
    resources = map(client.__getitem__, client._core.api.resources)
    return next(each.read_it for each in resources if "read_it" in dir(each))()


def _part(record, place):
    part = record
    for key in place.split("/")[1:]:
        part = part[int(key)] if isinstance(part, list) else part[key.replace("~1", "/").replace("~0", "~")]
    return part


def _offered(record):
    """Return the relations and the target of each link of a record; the error where it can't be used as it is."""
    try:
        scope = heroics_py.links(record)
    except heroics_py.CallError:
        return []
    documents = scope._core.api.documents
    pairs = []
    for bound in scope:
        for link in bound._links:
            rel = documents.schema_at(link.pointer).raw.get("rel", "")
            one = heroics_py.client.links.BoundLink(bound._core, bound._name, (link,), bound._options, bound._fillers)
            if rel != "x-read":
                pairs.append(([rel] if isinstance(rel, str) else rel, _target(one)))
    return pairs


def _target(link):
    try:
        return link.prepare().url
    except HeroicsError as error:
        return str(error)
