"""An API as its schema describes it, in any dialect: resources and their links."""

from collections.abc import Mapping

from heroics_py.model.bodies import Body
from heroics_py.model.oauth_flows import OAuthFlow
from heroics_py.model.packed import Part, packed, unpacked
from heroics_py.model.paging import Paging
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Documents, Schema
from heroics_py.model.security import Security
from heroics_py.model.things import Thing
from heroics_py.support.cached_property import cached_property
from heroics_py.support.lazy_mapping import LazyMapping
from heroics_py.support.values import Value

__all__ = ["Api", "Deprecation", "Link", "Reply", "Resource"]


class Deprecation(Value):
    """What a document says about the end of something.

    Attributes:
        since, ends: the dates, as the document spells them; empty if it does not say.
        more: the URL, or the words, that tell more.
    """

    since: str = ""
    ends: str = ""
    more: str = ""


class Reply(Value):
    """A response that the schema describes.

    Attributes:
        contents: the schema of the body by media type, None if it may be anything; empty if the response has no body.
        headers: the header fields that it describes.
        items: the schema of each item by media type, of those that are sequences of items.
    """

    contents: Mapping[str, Schema | None]
    headers: tuple[Parameter, ...] = ()
    items: Mapping[str, Schema] = {}


_NO_REPLIES: Mapping[str, Reply] = LazyMapping((), dict[str, Reply]().__getitem__)


class Link(Part, uncompared=("replies",)):
    """Something that can be done with a resource.

    Attributes:
        resource: the name of the resource, as the schema spells it.
        href: an RFC 6570 template, relative to the base URL of the API even if it begins with a slash.
        method: in capitals.
        rel: the relation, in lower case; empty if the schema gives none.
        title, description: what the schema says about it.
        name: the words for its Python name; empty to take its title, its rel, or its method and path.
        aliases: further names that find it by index.
        parameters: the variables of the href, in its order; then query, header and cookie parameters.
        query: the schema of its query fields; None if it takes none.
        body: the body of its request; None if it takes none.
        target_schema: the schema of the response, if any.
        media_type: the media type of the response; empty if the schema says nothing.
        streams: the media types of successful responses that are sequences of items, such as server-sent events, in
            lower case and without parameters.
        is_file: whether a response is a file, whose bytes are the value whatever its media type.
        ranges: the attributes by which the list can be ordered.
        paging: how the list continues, if the document or the caller states it; None to recognise it.
        stability: "production", "prototype", "deprecated" and the like; empty if the schema says nothing.
        deprecation: what the schema says about its deprecation; None if it is not deprecated.
        replies: the responses that the schema describes, by status such as "201", "4XX" or "default"; each is read when
            it is looked up.
        secured: whether it needs credentials; False only if the schema says so.
        anonymous: whether the schema lets it be used without credentials: it requires none, or offers that as a choice.
        security: alternatives of its own, each the credentials that it needs together; empty to take the API's.
        scheme: of an href that no request goes to, such as "mailto"; empty if the link is a request.
        anchor: the URI template or JSON pointer of the context of the link, if that is not the thing itself.
        at_server: whether the href is relative to the API's server, without the path of the base URL.
        query_template: how ``query`` is spelled, as RFC 6570 expressions such as ``{?page,tags*}``; fields that it does
            not name are a form.
        reference: the variable that is the whole href in the document, so that its value may be a URI reference, such
            as a path or a URL; empty if there is more to the href.
        pointer: where it is in the document.
        fault: why it can't be used; empty if it can.
        thing: the kind of thing that it returns, alone or in a list, as the paths show.
    """

    resource: str
    href: str
    method: str = "GET"
    rel: str = ""
    title: str = ""
    description: str = ""
    name: str = ""
    aliases: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    query: Schema | None = None
    body: Body | None = None
    target_schema: Schema | None = None
    media_type: str = ""
    streams: tuple[str, ...] = ()
    is_file: bool = False
    ranges: tuple[str, ...] = ()
    paging: Paging | None = None
    stability: str = ""
    deprecation: Deprecation | None = None
    replies: Mapping[str, Reply] = _NO_REPLIES
    secured: bool = True
    anonymous: bool = False
    security: tuple[tuple[Security, ...], ...] = ()
    scheme: str = ""
    anchor: str = ""
    at_server: bool = False
    query_template: str = ""
    reference: str = ""
    pointer: str = ""
    fault: str = ""
    thing: Thing | None = None

    @cached_property
    def security_places(self) -> tuple[tuple[tuple[str, str, str, str], ...], ...]:
        """The alternatives of ``security``, as a `heroics_py.Request` has them; those for other scopes are the same."""
        return tuple(dict.fromkeys(tuple(each.as_tuple() for each in choice) for choice in self.security))

    @property
    def template(self) -> str:
        """The href as the schema has it, by which calls are counted; empty if the schema has none."""
        return self.href

    @cached_property
    def path_parameters(self) -> tuple[Parameter, ...]:
        """The parameters that are part of the path, in its order."""
        return tuple(parameter for parameter in self.parameters if parameter.location == "path")

    @cached_property
    def href_parameters(self) -> tuple[Parameter, ...]:
        """The parameters that are part of the path or the fragment, in the order of the href."""
        return tuple(parameter for parameter in self.parameters if parameter.location in {"path", "fragment"})


class Resource(Value):
    """A noun of the API.

    Attributes:
        name: as the schema spells it.
        title, description: what the schema says about it.
        links: what can be done with it, in the order of the schema.
        schema: the schema of one, if any.
        identity: the schema of what identifies one, if any.
        stability: "production", "prototype", "deprecated" and the like; empty if the schema says nothing.
        thing: the kind of thing that it is about, as the paths show.
    """

    name: str
    title: str = ""
    description: str = ""
    links: tuple[Link, ...] = ()
    schema: Schema | None = None
    identity: Schema | None = None
    stability: str = ""
    thing: Thing | None = None


class Api(Value, uncompared=("source", "forgiven", "left_out", "day", "unpatched", "text_digest")):
    """A whole API, as a schema describes it. Reading a document twice gives equal ones.

    Attributes:
        resources: by name, in the order of the schema; each is read when it is first looked up.
        documents: the documents that it was read from.
        title, description: what the schema says about it.
        url: the base URL in the schema; empty if it names none.
        dialect: the name of the reader.
        aliases: resources by further names, by which an index finds them.
        security: where credentials can go, the preferred place first.
        needs: alternatives, each the credentials that a request needs together; empty if the schema does not say, so
            that each of ``security`` is one.
        oauth_flows: where it says that tokens of OAuth come from.
        source: the path or URL that it came from; empty for text and dicts.
        forgiven: errors in the text of the document that were corrected on reading.
        left_out: the files of a folder that were not read, and why.
        day: the day that a bundled schema is of, such as "2016-03-09"; empty for any other.
        unpatched: what the patches of the document did not find in it.
        text_digest: the SHA-256 of the text of its only document, if it was asked for and nothing patched it.
    """

    resources: Mapping[str, Resource]
    documents: Documents
    title: str = ""
    description: str = ""
    url: str = ""
    dialect: str = ""
    aliases: Mapping[str, str] = {}
    security: tuple[Security, ...] = ()
    needs: tuple[tuple[Security, ...], ...] = ()
    oauth_flows: tuple[OAuthFlow, ...] = ()
    source: str = ""
    forgiven: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    day: str = ""
    unpatched: tuple[str, ...] = ()
    text_digest: str = ""

    def __hash__(self) -> int:
        return hash((self.title, self.url, self.dialect))  # resources and documents hold dicts

    def __repr__(self) -> str:
        return f"<Api {self.title or 'without a title'!r}: {len(self.resources)} resources, {self.dialect}>"

    def __reduce__(self) -> tuple[object, ...]:
        return (unpacked, (packed(self),))

    @property
    def links(self) -> tuple[Link, ...]:
        """Every link of every resource."""
        return tuple(link for resource in self.resources.values() for link in resource.links)
