"""A document whose every text tries to become code, and what a stub may consist of."""

import ast

CODE = "\"\"\"\nimport os\nos.system('true')\n'''\\"
NAMES = ["self", "_h", "_t", "list", "str", "items", "__class__", "__debug__", "None", "class", "Collection", "Ünïcode"]


def document():
    """Return a document of such texts and names."""
    fields = {name: {"type": "string", "description": CODE} for name in [*NAMES, CODE, "a: int = evil()", "ﬁ", "_id"]}
    fields["parent"] = {"$ref": "#/definitions/evil"}
    fields["choice"] = {"enum": [CODE, "'", '"', "\\", 7, True, None, 10**400], "description": CODE}
    thing = {
        "title": CODE,
        "description": CODE,
        "type": ["object"],
        "definitions": {"identity": {"type": "string", "description": CODE}},
        "properties": fields,
        "links": [
            {
                "title": title,
                "href": "/evil/{self}/{_t}",
                "method": "POST",
                "rel": CODE,
                "schema": {"properties": fields if title == "self" else {}},
            }
            for title in ["self", "list", "_t", "__class__", "class", CODE, "send", "property"]
        ],
    }
    thing["links"].append({"title": "List", "rel": "instances", "href": "/evil", "targetSchema": {"rel": "self"}})
    for name in ("evil", "connect", "Record", "_b"):
        thing["links"].append({"title": name, "href": f"/{name}", "targetSchema": {"$ref": f"#/definitions/{name}"}})
    others = dict.fromkeys(("evil", "connect", "Record", "_b", CODE, "close"), thing)
    return {
        "$schema": "http://json-schema.org/draft-04/hyper-schema",
        "title": CODE,
        "description": CODE,
        "links": [{"rel": "self", "href": "https://evil.example"}],
        "definitions": others,
        "properties": {name: {"$ref": f"#/definitions/{name}"} for name in ("evil", "connect", "Record", "_b")},
    }


def surprises(text, head):
    """Return what of a stub is more than a declaration, beyond its head, which is the same for every stub."""
    assert text.startswith(head)
    return [ast.unparse(each)[:80] for each in ast.parse(text[len(head) :]).body if not _is_class(each)]


def _is_class(node):
    return isinstance(node, ast.ClassDef) and not node.keywords and all(map(_is_member, node.body))


def _is_member(node):
    if isinstance(node, ast.FunctionDef):
        known = {"_b.property", "_t.overload", "overload"}
        decorators = [each for each in node.decorator_list if ast.unparse(each) not in known]
        return (
            all(map(_is_deprecated, decorators)) and all(map(_is_text, node.body)) and _is_type(node.args, node.returns)
        )
    return _is_text(node) or (isinstance(node, ast.AnnAssign) and node.value is None and _is_type(node.annotation))


def _is_deprecated(node):
    is_call = isinstance(node, ast.Call) and ast.unparse(node.func) == "_x.deprecated"
    return is_call and all(isinstance(each, ast.Constant) for each in node.args)


def _is_text(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_type(*nodes):
    kinds = (ast.Call, ast.Lambda, ast.NamedExpr, ast.Await, ast.Yield, ast.JoinedStr, ast.ListComp)
    return not any(isinstance(each, kinds) for node in nodes if node is not None for each in ast.walk(node))
