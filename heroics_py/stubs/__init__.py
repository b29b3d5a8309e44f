"""Type stubs of an API, so that editors and type checkers know its client.

    Api -> a client that sends nothing -> its resources, scopes and links, as `surface` walks over them
      schema of a response     `records`, `results`      classes whose fields are attributes and items
      schema of an argument    `inputs`                  annotations
      links of a callable      `calls`                   a class with `__call__`, one overload for each way to call it
      resources and scopes     `resources`               classes whose properties are links and resources
    -> `module` puts the text of the ``.pyi`` together; `package` makes an importable package of it

Names and texts of the document pass `names` and `source_text` on their way into the stub: it holds no code of theirs.
"""

from heroics_py.stubs.module import stub_of

__all__ = ["stub_of"]
