"""The words of requests that have a part of their own: questions, fillers, prepositions, words that say little."""

__all__ = [
    "ASKED",
    "BESIDE",
    "CHANGING",
    "DETERMINERS",
    "FILLERS",
    "FIRST_NAMES",
    "GENERIC",
    "OPTIONAL",
    "QUESTIONS",
    "READING",
    "STOP_WORDS",
    "VAGUE",
    "WANTED",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS = _words(
    """
    a an the of to in on by from for with and or my our your his her their its all any some is are am was were be been
    it this that these those there here i we you they he she me us do does did has have had can could would should will
    shall may might must please want need like let make made into onto at as about over under than then so if what
    which who whom whose where when why how s t re ve ll d m not no yes just only also up out off one whether said say
    got get go goes via per each thing things stuff currently right exactly still already too
    """
)
"""Words without a meaning for the search."""

OPTIONAL = _words(
    """
    a an the my our your his her their its this that these those i we you me us it he she they is are was were be been
    am do does did have has had can could would should will may might please to of for with and or by some any there
    """
)
"""Words that a request may have or leave out."""

BESIDE = _words(
    """
    to from of in on for with into onto at by about under within inside via as off when this that my our
    your their his her
    """
)
"""Words that come before what a request mentions beside what it is about."""

QUESTIONS = _words(
    "which what who whom whose where when why how is are am do does did has have was were can will should any"
)
"""The first words of questions."""

DETERMINERS = _words(
    """
    a an the my our your his her their its this that these those all every each some several another someone somebody
    how what who when
    """
)
"""Words before a noun; what comes before one of them in a command is a verb."""

FILLERS = _words(
    """
    please i we you want need to would like can could let me us the a help how do does should try and just go quickly
    now hey hi hello only also ok okay
    """
)
"""Words before the verb of a command."""

VAGUE = _words(
    """
    new old existing current last next today tomorrow yesterday month week day year hour now morning evening minute
    monday tuesday wednesday thursday friday saturday sunday another other else again more most many much
    everything own early later api work here every
    """
)
"""Words that say little about which link is meant."""

GENERIC = _words(
    """
    settings details detail info information data overview list status state history output results result summary
    report count total statistics stats
    """
)
"""Nouns that say which side of the thing before them is asked for: "webhook settings", "deploy history"."""

WANTED = _words("free new another more some scale myself extra additional")
"""Words after "get" if it means that something is made."""

READING = _words("get show list read view see describe retrieve fetch display check")
"""The usual verbs of commands that read; the kind of a link says the same."""

CHANGING = _words("create add new make put set update change edit modify delete remove destroy use find search look")
"""The usual verbs of commands that change something."""

ASKED = {
    ("who",): ("person", "member"),
    ("whom",): ("person", "member"),
    ("when",): ("time",),
    ("where",): ("location", "url"),
    ("how", "much"): ("amount", "price"),
    ("how", "big"): ("size",),
    ("how", "large"): ("size",),
    ("how", "long"): ("duration",),
    ("how", "many"): ("count",),
}
"""What the first words of a question ask for."""

FIRST_NAMES = _words(
    """
    alice anna ana anne anja amy amir ahmed aisha alex alexandra ali amelia amanda andrea andrew andreas angela
    antonio ben benjamin bjorn bob brian bruno carla carlos carol caroline catherine charlie chen chloe chris
    christian christine claire clara claudia dan daniel daniela dave david deepa diana diego dmitri elena elias elif
    ella emily emil emma erik eric erin eva eve fatima felix fiona francesca frank fred gabriel george giulia greta
    hana hannah hans hassan helen helena henry hiroshi hugo ian ines ingrid irene isabel ivan ivy jack jacob james
    jan jane jason javier jean jennifer jenny jeff jerry jessica jim joan joao joe johan john jonas jonathan jorge
    jose josh juan julia julian julie kai karen karl kate katie kevin kim klaus lars laura lea lena leo leon lily
    linda lisa liu louis lucas lucia lucy luis luca lukas maja marco marcus maria marie mario marta martin martha
    mary mateo matt matthew mateus max maya mehmet mei mia michael michelle miguel mike mila mohamed mohammed monica
    nadia nadja natalia natalie nick nicole nikhil nina nils noah noor nora oliver olga olivia omar oscar pablo
    patricia patrick paul paula pedro peter petra philip pierre priya rachel rafael raj ravi rebecca ricardo richard
    rita rob robert roberto ron rosa ruth ryan sally sam samir samuel sandra sanjay sara sarah sean sebastian simon
    sofia sophia sophie stefan stephanie steve steven sven susan tanja tara ted teresa thomas tim timo tina tobias
    tom tomas tony ursula valentina vera victor vikram wei william xavier yara yasmin yuki yusuf zara zoe
    someone somebody
    """
)
"""Names of people in requests."""
