"""Completion in bash, zsh and fish: what Tab offers.

    line on standard input -> line (words, quotes) -> complete -> candidates -> answer (in the quotes of the shell)

- `scripts`: what makes a shell ask. `command`: prints or installs them. `program`: the command of a user's own.
- `line`: the words up to the cursor. `candidate`: a word that may be there. `answer`: what the shell reads.
- `complete`: the commands of the tool, from `tool_index`. `options`: those in a line. `paths`: files.
- `target_words`: resources and links, then `link_words`: arguments and values; both from `schema_index`, which
  `api_index` fills. `sources`: which schema a line is about.
- `memory`: remembers what calls return, as `identity_rows` in an `identity_file` of the account (`accounts`).
  `known_identities`: offers them. `parameter_identities`: what a parameter identifies.
- `kept_files`: where all that is kept, and `tracked_files`: whether an index is still true.

Tab sends nothing, prints nothing but candidates, and loads neither click nor the schema if the indexes are true.
"""
