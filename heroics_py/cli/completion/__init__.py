"""Completion in bash, zsh and fish: what Tab offers.

    line on standard input -> line (words, quotes) -> complete -> candidates -> answer (in the quotes of the shell)

- `scripts`: what makes a shell ask. `command`: prints them.
- `line`: the words up to the cursor. `candidate`: a word that may be there. `answer`: what the shell reads.
- `complete`: the commands of the tool, from `tool_index`. `target_words`: resources, links and their arguments, from
  `schema_index`, which `api_index` fills. `options`: the options in a line. `paths`: files.
- `sources`: which schema a line is about, with `kept_schemas`. `known_identities`: what earlier calls returned.
- `kept_files`: where the indexes are kept, and `tracked_files`: whether they are still true.

Tab sends nothing, prints nothing but candidates, and loads neither click nor the schema if the indexes are true.
"""
