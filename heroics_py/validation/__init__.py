"""Checks of values against their schemas, and the problems that they find.

checker             the check of a value: first the quick rules, then the thorough check where they are in doubt
quick_rules         by which a value certainly passes; for keywords without a schema in them: `quick_values`
thorough_check      by jsonschema, with `keyword_checks`, `choice_checks` and `formats` in place of some of its own
steps               how many steps a check may take
problems            the failures in words, the most relevant first
choices             which alternative is meant, by its kind (`kinds`), and what it is called (`choice_names`)
documented          examples and defaults that fail their own schemas

How a schema is prepared for the check:

self_contained      a schema with its references written out by `schema_writer`, dynamic ones by `dynamic_scope`
newest_draft        keywords of older drafts, as the newest spells them
patterns            regular expressions of ECMA 262: `ecma_patterns`, `ecma_characters`, `simple_patterns`
"""
