"""Swagger 2.0, the version of OpenAPI before 3.0.

root
 |- paths./apps.get        an operation: a Link (link) of the Resource that its tag names
 |   |- parameters         in the path, query and header (parameters); in the body or a form (bodies)
 |   `- responses          their schemas, with the media types of "produces" (responses)
 |- definitions            the schemas, whose keywords are rewritten when they are used (keywords)
 |- securityDefinitions    the credentials that the API accepts (security)
 `- host, basePath         the base URL (base)
"""
