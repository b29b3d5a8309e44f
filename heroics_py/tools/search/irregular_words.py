"""Forms of verbs that no rule gives, and nouns that only look derived from a verb."""

__all__ = ["IRREGULAR", "UNDERIVED"]


def _table(text: str) -> dict[str, str]:
    lines = [line.split(": ") for line in text.strip().splitlines()]
    return {form: verb for verb, forms in lines for form in forms.split()}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


IRREGULAR = _table(
    """
be: am are is was were been being
begin: began begun
break: broke broken
bring: brought
build: built
buy: bought
cancel: cancelled canceled cancelling canceling
change: changed changing
choose: chose chosen
do: does did done
find: found
forget: forgot forgotten
get: got gotten gets
give: gave given
go: goes went gone
have: has had
hear: heard
hide: hid hidden
hold: held
keep: kept
know: knew known
lend: lent
lose: lost
make: made
meet: met
owe: owed owes
pay: paid pays
run: ran running runs
say: said says
see: saw seen
sell: sold
send: sent
show: shown
shut: shutting
speak: spoke spoken
spend: spent
take: took taken
tell: told
throw: threw thrown
use: used using
write: wrote written
    """
)
"""The verb of each irregular form."""

UNDERIVED = _words(
    """
    author character color computer counter customer doctor error factor folder header layer letter member mirror
    monitor number offer order owner paper quarter sensor server summer user vector weather winter water other master
    cluster register filter parameter transfer center timer carrier pointer border corner option station nation version
    mission region action section question position condition element moment comment document payment department
    apartment segment environment signal animal hospital capital journal terminal local legal manual total city activity
    security university community identity entity quantity balance instance distance insurance finance audience
    sequence reference science employee committee fee coffee degree table variable stable cable
    """
)
"""Nouns that are their own root."""
