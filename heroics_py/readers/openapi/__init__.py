"""OpenAPI 3.

root
 |- paths./apps.get       an operation: a Link (link) of the Resource that its tag names (names)
 |   |- parameters        in the path, query, header and cookie (parameters)
 |   |- requestBody       its media types and their schemas (contents)
 |   `- servers           its own base URL, if it has one (servers)
 |- components.schemas    the schemas, whose keywords are rewritten when they are used (keywords)
 `- security              the credentials that the API accepts (security)
"""
