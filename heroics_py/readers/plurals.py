"""English plurals: the irregular ones, and words that only look like plurals.

The table is part of the package, so that no public name depends on the version of a library.
A test compares it with one.
"""

__all__ = ["SINGULARS", "UNCHANGED"]


def _table(text: str) -> dict[str, str]:
    return {plural: singular for plural, _, singular in (pair.partition(":") for pair in text.split())}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SINGULARS = _table(
    """
    people:person children:child grandchildren:grandchild men:man women:woman salesmen:salesman workmen:workman
    policemen:policeman chairmen:chairman firemen:fireman craftsmen:craftsman salespeople:salesperson
    feet:foot teeth:tooth geese:goose mice:mouse oxen:ox dice:die
    indices:index subindices:subindex vertices:vertex matrices:matrix submatrices:submatrix appendices:appendix
    vortices:vortex codices:codex
    criteria:criterion phenomena:phenomenon automata:automaton schemata:schema stigmata:stigma
    bacteria:bacterium curricula:curriculum memoranda:memorandum errata:erratum strata:stratum addenda:addendum
    alumni:alumnus cacti:cactus fungi:fungus nuclei:nucleus radii:radius stimuli:stimulus foci:focus
    syllabi:syllabus loci:locus bacilli:bacillus
    formulae:formula antennae:antenna larvae:larva vertebrae:vertebra
    analyses:analysis diagnoses:diagnosis prognoses:prognosis theses:thesis hypotheses:hypothesis
    parentheses:parenthesis syntheses:synthesis crises:crisis oases:oasis emphases:emphasis axes:axis
    synopses:synopsis prostheses:prosthesis metamorphoses:metamorphosis
    statuses:status buses:bus minibuses:minibus viruses:virus bonuses:bonus campuses:campus
    censuses:census corpuses:corpus focuses:focus choruses:chorus circuses:circus consensuses:consensus
    nexuses:nexus octopuses:octopus opuses:opus radiuses:radius sinuses:sinus surpluses:surplus
    syllabuses:syllabus terminuses:terminus thesauruses:thesaurus walruses:walrus apparatuses:apparatus
    cactuses:cactus lotuses:lotus abacuses:abacus geniuses:genius
    aliases:alias gases:gas biases:bias canvases:canvas atlases:atlas
    lenses:lens irises:iris trellises:trellis
    quizzes:quiz waltzes:waltz blitzes:blitz quartzes:quartz
    leaves:leaf knives:knife wives:wife lives:life shelves:shelf bookshelves:bookshelf halves:half wolves:wolf
    thieves:thief loaves:loaf calves:calf scarves:scarf selves:self elves:elf hooves:hoof midwives:midwife
    dwarves:dwarf
    movies:movie cookies:cookie zombies:zombie calories:calorie selfies:selfie rookies:rookie hoodies:hoodie
    brownies:brownie smoothies:smoothie genies:genie birdies:birdie neckties:necktie prairies:prairie sorties:sortie
    magpies:magpie hippies:hippie veggies:veggie freebies:freebie newbies:newbie goodies:goodie foodies:foodie
    caches:cache aches:ache headaches:headache niches:niche avalanches:avalanche creches:creche psyches:psyche
    moustaches:moustache quiches:quiche cliches:cliche
    shoes:shoe horseshoes:horseshoe snowshoes:snowshoe toes:toe canoes:canoe foes:foe oboes:oboe woes:woe aloes:aloe
    menus:menu submenus:submenu gurus:guru emus:emu haikus:haiku bureaus:bureau plateaus:plateau tableaus:tableau
    cpus:cpu gpus:gpu vcpus:vcpu vgpus:vgpu tpus:tpu npus:npu dpus:dpu skus:sku pdus:pdu imus:imu mtus:mtu rtus:rtu
    ecus:ecu ous:ou
    uses:use reuses:reuse abuses:abuse misuses:misuse excuses:excuse fuses:fuse muses:muse refuses:refuse
    """
)
"""Irregular plurals, each with its singular."""

UNCHANGED = _words(
    """
    news series species corps means headquarters gallows crossroads kudos goods jeans scissors pants trousers
    tweezers pliers clothes thanks odds proceeds analytics statistics mathematics maths physics economics
    politics ethics genetics logistics robotics electronics graphics diagnostics telematics acoustics athletics
    dynamics ergonomics genomics informatics kinetics linguistics optics pediatrics phonetics photonics
    proteomics semantics tactics thermodynamics aesthetics biometrics bioinformatics forensics hydraulics
    obstetrics avionics cybernetics heuristics dns sms mms gps aws css scss js ios macos tvos tls mtls os https
    dos ddos nfs efs ebs sqs sns rds ecs eks aks gcs gis oss obs ops devops gitops finops mlops secops rss cms
    dms kms hms hls vps pos cors tos eos nas sas aas qos saas paas iaas faas baas caas dbaas zfs xfs ntfs hdfs
    cifs smtps ldaps sftps ftps imaps wms wfs vs xs ps ts ws wss ms is as us has was yes plus this his
    kubernetes k8s postgres redis cosmos chaos asbestos canvas atlas alias bias christmas gas bus lens pancreas
    whereas axios mars jenkins express rhinoceros always perhaps sometimes besides towards ethos thermos chassis
    debris tennis axis iris ibis clematis pelvis trellis metropolis cannabis praxis gratis bis
    """
)
"""Words that end in "s" and are not plurals, or have no other form."""
