"""The words of a name, and their singular: the same with every version of every library."""

from pathlib import Path

import pytest
from libraries import load

from heroics_py.readers.english_words import singular, slug, words_of
from heroics_py.readers.plurals import SINGULARS, UNCHANGED

NOUNS = (Path(__file__).parents[1] / "data" / "nouns.txt").read_text("utf-8").split()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("listPipelineCouplings", "list pipeline couplings"),
        ("Config Vars", "config vars"),
        ("config_vars-list", "config vars list"),
        ("HTTPServer", "http server"),
        ("listURLsForApp", "list urls for app"),
        ("VMs", "vms"),
        ("UserAPIs", "user apis"),
        ("CIDRs", "cidrs"),
        ("getOAuth2Token", "get oauth2 token"),
        ("OAuthTokens", "oauth tokens"),
        ("listK8sClusters", "list k8s clusters"),
        ("k8s_clusters", "k8s clusters"),
        ("iOSApps", "ios apps"),
        ("listiOSApps", "list ios apps"),
        ("getIPv4Addresses", "get ipv4 addresses"),
        ("S3Buckets", "s3 buckets"),
        ("EC2Instances", "ec2 instances"),
        ("executeGraphQL", "execute graphql"),
        ("GitHubRepos", "github repos"),
        ("Get2FAStatus", "get 2fa status"),
        ("core_v1", "core v1"),
        ("V2beta1Items", "v2beta1 items"),
        ("x509Certs", "x509 certs"),
        ("Événements", "événements"),
        ("ListeÉvénements", "liste événements"),
        ("товарыСписок", "товары список"),
        ("商品", "商品"),
        ("हिन्दी", "हिन्दी"),
        ("—", ""),
        ("", ""),
    ],
)
def test_words(text, words):
    """Words that are spelled with capitals or digits inside stay words."""
    assert words_of(text) == words.split()


UNCHANGEABLE = (
    "news dns status alias kubernetes cache obs series species data media gas lens https sms aws css js ios tls gps os"
    " chaos canvas atlas bias corps analytics statistics k8s oauth2 address access process business virus index basis"
    " analysis redis postgres devops cors saas qos headquarters app dyno"
)
CHANGED = (
    "analyses:analysis indices:index people:person children:child addresses:address boxes:box statuses:status"
    " aliases:alias caches:cache databases:database releases:release leaves:leaf knives:knife quizzes:quiz"
    " movies:movie cookies:cookie policies:policy keys:key buses:bus settings:setting credentials:credential"
    " metrics:metric tags:tag urls:url ips:ip apis:api ids:id vms:vm cidrs:cidr sizes:size houses:house"
    " clauses:clause bonuses:bonus schemas:schema emojis:emoji heroes:hero photos:photo classes:class"
    " branches:branch responses:response archives:archive cpus:cpu menus:menu axes:axis canvases:canvas dbs:db"
    " wikis:wiki gateways:gateway companies:company pies:pie viruses:virus lenses:lens"
)


@pytest.mark.parametrize("word", UNCHANGEABLE.split())
def test_singular_stays(word):
    """A word that only looks like a plural, or has no other form, stays."""
    assert singular(word) == word


@pytest.mark.parametrize("pair", CHANGED.split())
def test_singular(pair):
    """A plural has its singular."""
    plural, _, expected = pair.partition(":")
    assert singular(plural) == expected
    assert singular(expected) == expected


def test_table_has_one_place_for_a_word():
    """No word is both an irregular plural and a word that stays, and no singular is a plural."""
    assert not UNCHANGED.intersection(SINGULARS)
    assert [word for word in SINGULARS.values() if singular(word) != word] == []


def test_slug():
    """A resource is named by its last word in the singular."""
    assert [slug("Config Vars"), slug("SSHKeys"), slug("IPv4Addresses")] == ["config-var", "ssh-key", "ipv4-address"]


def test_table_agrees_with_library():
    """A library forms plurals of the nouns of real APIs, and the table finds the nouns again."""
    engine = load("inflect").engine()
    assert len(NOUNS) > 700
    plurals = {noun: str(engine.plural_noun(noun)) for noun in NOUNS}
    assert {noun: singular(plural) for noun, plural in plurals.items()} == {noun: noun for noun in NOUNS}
    assert {noun: singular(noun) for noun in NOUNS} == {noun: noun for noun in NOUNS}
