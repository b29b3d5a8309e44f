"""Google Discovery documents, which describe Google's REST APIs.

root
 |- resources.files.methods.list   a Link (link) of the Resource "files"; nested resources join their names (tree)
 |   |- parameters                 in the path and the query; those at the root belong to every method (parameters)
 |   |- request, response          references to schemas by id (link); lists that continue (paging)
 |   `- mediaUpload                further media types of the body, with a path of their own (uploads)
 |- schemas                        whose keywords are rewritten as JSON Schema (keywords)
 `- rootUrl, servicePath, auth     the base URL and the credentials (reader)
"""
