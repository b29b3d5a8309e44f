"""Requests that are like an example are found by what the example asks for."""

from importlib.resources import files

import pytest
from requested_apis import client_of

from heroics_py import find
from heroics_py.tools.search.actions import kinds_of_verb
from heroics_py.tools.search.clauses import wish_of
from heroics_py.tools.search.concepts import concepts_of
from heroics_py.tools.search.english import stem_of
from heroics_py.tools.search.examples import closest_examples
from heroics_py.tools.search.index import index_of
from heroics_py.tools.search.question import question_of

LINES = [
    line.split(": ")
    for line in files("heroics_py.tools.search").joinpath("examples.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def names(found):
    return [repr(link)[1:].partition("(")[0] for link in found]


@pytest.mark.parametrize(
    ("api", "words", "link"),
    [
        ("heroku", "what went out last night", "release.list"),  # no word of the link
        ("heroku", "ship staging to our customers", "pipeline_promotion.create"),  # other words between
        ("heroku", "we need mongodb", "addon.create"),  # any word of a concept
        ("hosting", "tear down the server", "droplet.destroy"),  # the same for another API
        ("parley", "what did I miss", "conversation.history"),
        ("diary", "is jane free on monday", "freebusy.query"),
    ],
)
def test_request_like_an_example(api, words, link):
    """A request with the words of an example, in their order, finds what the example asks for first."""
    assert names(find(client_of(api), words, limit=1)) == [link]


def test_best_of_both_readings():
    """The best links of the first two readings are in front, however much more one of them finds."""
    index = index_of(client_of("heroku")._core.catalog)
    readings = [question_of(words, index.vocabulary) for words in ("list apps", "delete the pipeline", "app info")]
    assert index.ranked(readings)[:2] == [("app", "list"), ("pipeline", "delete")]


def test_order_of_words():
    """A request with the words of an example in another order is not like it."""
    words = ["kick", "from", "channel"]
    assert frozenset(words) in {match.words for match in closest_examples(words, {"channel"})}
    assert frozenset(words) not in {match.words for match in closest_examples(words[::-1], {"channel"})}


def test_negation():
    """A request that says "not" is like no example without it."""
    words = ["lock", "out", "of", "my", "account"]
    assert closest_examples(words, {"password", "reset"})
    assert not closest_examples(["lock", "not", *words[1:]], {"password", "reset"})


def test_api_without_the_thing():
    """An example of what the API does not have is left out."""
    assert not closest_examples(["what", "went", "out"], {"song", "#song"})


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Tom leaves on Friday, everything he owns should go to Maria", "let everything he owns go to Maria"),
        ("I want to watch the logs while I click", "watch the logs"),
        ("the app is no longer used", "remove the app"),
        ("could you tell me which apps crashed?", "which apps crashed"),
        ("list apps", ""),
    ],
)
def test_wish(text, wish):
    """The clause that asks for something is read without what leads to it."""
    assert wish_of(text) == wish


def test_examples_are_in_words_of_apis():
    """Each line has known verbs, a noun and examples, each once; what has "#" is a concept."""
    for meaning, texts in LINES:
        verbs, *nouns = meaning.split()
        assert all(kinds_of_verb(stem_of(verb)) for verb in verbs.split("/")), meaning
        assert nouns, meaning
        examples = [text.strip() for text in texts.split("|")]
        assert all(examples), meaning
        assert len(set(examples)) == len(examples), (meaning, sorted(examples))
        concepts = [word[1:] for text in examples for word in text.split() if word.startswith("#")]
        assert all(concept in concepts_of(stem_of(concept)) for concept in concepts), meaning
