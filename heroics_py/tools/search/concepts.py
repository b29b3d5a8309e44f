"""The concepts that words of people and words of APIs share."""

from functools import cache

from heroics_py.tools.search.english import root_of, stem_of

__all__ = ["concepts_of"]

# A word with "~" has less of the concept.
_CONCEPTS = """
person: user person people someone somebody anyone anybody everyone everybody who whom human individual profile \
contact member~ account~ customer~ owner~ author~ attendee collaborator~
member: member membership collaboration~ colleague coworker teammate collaborator participant mate friend staff \
employee contributor attendee crew guest user~ person~ who~ someone~ somebody~ access
customer: customer client buyer shopper payer subscriber consumer~
owner: owner creator holder
author: author writer creator write
account: account profile me myself user~ login~
team: team organization org company workspace enterprise firm employer business group department
group: group team list circle squad
app: app application site~ website~ program service~ software~ project~
project: project repo repository app~ board~ codebase
repository: repo repository project codebase git
config: config configuration variable var environment env setting option preference property
secret: secret credential token key~ password passphrase
token: token credential key~ authorization authentication~ auth~ session~ access~
password: password passphrase pin credential~
login: login signin authenticate session logon auth~
register: register signup enroll join create~ add~
certificate: certificate cert ssl tls https sni
domain: domain hostname host~ dns url~ website~ site~ zone
dns: dns domain record nameserver zone
record: record entry row
address: address location street
url: url uri link permalink address~ location~ href
mail: email mail inbox message~
message: message text chat post mail~ dm email~ sms say note~
channel: channel room chat conversation group~
conversation: conversation channel chat discussion thread room dm
thread: thread reply answer response discussion
comment: comment remark note reply discussion story~ review~ feedback
history: history log past previous earlier archive audit activity journal event~ say recently
issue: issue ticket bug defect problem report~ task~
task: task todo ticket card job~ issue~ chore work~ item~
column: column section lane list~ stage~
release: release version deploy~ deployment~ rollout publication
deploy: deploy deployment build release push ship rollout
build: build compile compilation ci artifact
workflow: workflow run ci pipeline action~ job build~ execution
run: run execution execute job~ exec invoke trigger command console shell bash rake script rails psql prompt repl
log: log output trace stdout stderr tail stream journal session~
process: process dyno worker container instance web proc formation command~ console~ run~
server: server machine vm instance droplet node computer host box hardware compute virtual linode
scale: scale formation quantity replica count~ capacity resize
database: database db postgres postgresql mysql mariadb sqlite mongodb redis sql datastore
addon: addon plugin extension integration add-on module~ postgres~ postgresql~ redis~ database~ service~
price: price cost fee rate tariff pricing expensive cheap plan~ charge~ amount~
plan: plan tier price~ subscription~ package~
invoice: invoice bill statement pay owe spend
balance: balance money fund amount~ owe credit~
payment: payment charge transaction pay transfer~ card~
charge: charge payment card~ debit transaction~ bill~
card: card payment~ paymentmethod~ visa mastercard method~ wallet
refund: refund reimburse reimbursement chargeback~ repay
dispute: dispute chargeback contest complaint~
discount: coupon discount promo promotion~ voucher code~ rebate percent
subscription: subscription subscribe membership plan~ recurring
payout: payout withdraw withdrawal bank transfer~ arrive~
product: product article goods item~ thing~ catalog
order: order purchase buy checkout basket cart
stock: inventory stock availability available quantity~ left~
shipment: shipment parcel package delivery ship deliver courier carrier track~
pet: pet animal dog cat puppy kitten bird hamster
vaccination: vaccination vaccine vaccinate shot jab immunization
photo: photo image picture avatar cover~ logo screenshot thumbnail icon
file: file document attachment object upload~ content~ blob asset~ photo~ pdf
object: object file blob item~ data~ document~
content: content file~ text~ body~ source~
attachment: attachment attach file~ screenshot~ document~
folder: folder directory bucket~ path~ prefix container~
backup: backup snapshot dump copy~ restore~
version: version revision older edition release~ history~
region: region zone datacenter europe eu us usa asia country continent continental frankfurt ireland location~
size: size big large small huge memory ram gigabyte megabyte byte disk capacity bigger smaller length weight~ width \
height
disk: disk volume storage drive space~ ssd filesystem
event: event meeting appointment occasion birthday call~ meetup calendar~ agenda~ standup entry~ webinar conference
appointment: appointment meeting booking visit reservation slot vet~ event~
calendar: calendar agenda diary schedule~ event~
reminder: reminder remind alarm notify~
time: time date day today tomorrow yesterday month week year hour minute schedule~ when now morning monday tuesday \
wednesday thursday friday saturday sunday weekend daily monthly weekly
recurrence: recurring recurrence instance occurrence daily weekly monthly yearly repeat every
deadline: deadline due overdue late expire~ end~ delinquent postpone
zone: timezone zone
status: status state phase condition health progress ok stage~
open: open reopen close status~
presence: presence online away available~ active offline
free: freebusy busy free availability available~ occupied
permission: permission collaboration~ access privilege role acl right policy~ share~ grant scope~ allow admin~ read- \
only
acl: acl access permission share policy~ public~ visible
role: role admin administrator permission~ superuser moderator
public: public private visibility visible policy~ secret~ access~
notification: notification alert notify unread inbox mention
mute: mute snooze silence disturb dnd quiet
webhook: webhook hook callback notify~ event~ subscribe~
limit: limit quota remaining left throttle allowance rate~ call~ request~
network: network vpc vpn subnet lan peering~ private~
ip: ip address~ nat cidr ipv4 ipv6 outbound~ static~ range~ floating~
firewall: firewall rule ruleset inbound outbound ingress egress port allow block ip~ range~
static: static fixed floating reserved elastic
label: label tag category topic mark~ flag~
tag: tag label tagging keyword
change: change commit diff revision file~ history~
review: review reviewer approve approval
feature: feature flag~ lab experiment toggle beta
space: space vpc~
song: song track music tune title~
player: player playback play listen now~ music~
pause: pause stop halt
next: next skip upcoming forward following
previous: previous back~ last~
upcoming: upcoming next future
latest: latest last recent newest current~
recent: recent recently last yesterday latest history~
current: current now present today~ active~
artist: artist band singer musician composer
volume: volume loud loudness sound~ quiet~
device: device speaker phone laptop computer~ tv
similar: similar related like sound~ alike
top: top popular best favorite favourite trending most
recommend: recommend recommendation suggest suggestion
like: like favorite favourite star save~ bookmark love
follow: follow subscribe watch follower
loan: loan lend borrow rent
lend: lend loan borrow
return: return back give~
test: test spec check~ case~
usage: usage consumption consume use~ spend~ statistics~
statistics: statistics stat metric analytics count~ report number~ open~ rate~
otp: otp 2fa mfa totp factor authenticator
recovery: recovery recover backup~ forget~ reset~
profile: profile status~ bio account~
emoji: emoji reaction thumb smiley
reaction: reaction react emoji~ thumb like~
pin: pin stick
key: key ssh public~ deploy~
template: template layout boilerplate text~ mail~
newsletter: newsletter list campaign mailing
campaign: campaign newsletter mailing~ blast
bounce: bounce undeliverable undelivered reject~
spam: spam complaint junk complain
unsubscribe: unsubscribe suppression suppress never~ optout
encryption: encrypt encryption cipher kms sse
expire: expire expiry expiration lifecycle retention ttl ~delete
website: website site host~ page~ index~
cors: cors origin crossorigin
image: image distribution os linux ubuntu debian template~
kubernetes: kubernetes k8s kubectl kubeconfig cluster~
sprint: sprint iteration milestone~
worklog: worklog timesheet hour spend~ log~ timetrack time~
dependency: dependency depend block blocker blocking require~
subtask: subtask child smaller~ part~
duration: duration long length minutes hours
location: location where place venue position address~
amount: amount much total sum price~ money~ many~
quantity: quantity count number many amount~ scale~
download: download fetch export get~ save~
score: score rating rank grade
weather: weather forecast temperature rain
vote: vote poll ballot
contract: contract agreement document~
employee: employee worker~ staff person~
vehicle: vehicle car truck van
trip: trip ride journey travel booking~
flight: flight plane airline
hotel: hotel room accommodation stay
patient: patient person~ case~
course: course class lesson lecture
student: student pupil learner
grade: grade mark~ score
create: create add new make insert register open~ start~ launch provision initiate place~ build~ generate setup \
post~ put~ spin establish get~
add: add attach append include insert create~ put~ push~ assign~ give~
delete: delete remove destroy drop erase discard trash purge wipe forget clear throw uninstall detach~ revoke~ \
cancel~ dispose kill~ off~ unset~ away~ close~
cancel: cancel abort stop~ terminate withdraw~ void delete~ undo~ discard~
stop: stop kill halt terminate end shutdown pause~ abort cancel~ suspend
start: start begin resume boot launch~ run~ open~ initiate
restart: restart reboot bounce cycle reload kill~ rerun~
rerun: rerun retry repeat again redo restart~
update: update change edit modify set replace alter fix adjust patch correct rename~ save~ put~ mark~ extend make~ \
turn~ postpone customize
rename: rename name title~ call~
replace: replace swap update~ change~
move: move transfer relocate reschedule migrate~ shift
transfer: transfer give hand handover move~ ownership owner~ another~
share: share collaboration access~ permission~ attachment~ invite~ allow collaborate publish~
invite: invite invitation collaborator add~ share~ ask~ member~
kick: kick remove~ expel ban throw eject out~
leave: leave quit exit part~
join: join enter
send: send submit deliver mail~ post write~ dispatch transmit
publish: publish release~ post~ public~
schedule: schedule plan~ later book~ defer tomorrow~ cron
book: book reserve schedule~ make~
rollback: rollback revert undo
restore: restore recover retrieve~ back~ unarchive~
upload: upload put store save~ import~ push~ send~ add~
copy: copy duplicate clone fork
fork: fork clone copy~
merge: merge combine join~
promote: promote promotion upgrade~
upgrade: upgrade update~ downgrade plan~ newer
resize: resize scale size formation~ grow~ bigger shrink
enable: enable activate on toggle~ turn~ allow~
disable: disable deactivate off toggle~ turn~
lock: lock unlock freeze locked protect
archive: archive unarchive archival glacier cold
accept: accept approve~ state~ confirm~ agree
reject: reject decline refuse deny
attach: attach attachment connect~ link~ bind mount save~ add~
detach: detach disconnect unlink unmount remove~
verify: verify validate check~ confirm correct~ correctly~ valid
confirm: confirm acknowledge verify~
complete: complete finish do~ resolve~ done finalize
done: done complete completed finished sold~
capture: capture collect~ settle
subscribe: subscribe subscription~ follow~
search: search find~ look~ query seek lookup about~
find: find search~ lookup get~ locate
read: read~ get~ content~ download~
pickup: pickup collect~ fetch~
rotate: rotate regenerate renew refresh roll
renew: renew refresh rotate extend~
clear: clear empty purge wipe all~
revoke: revoke withdraw~ delete~ invalidate
exist: exist head
public_key: publickey
finalize: finalize finish complete~
retention: retention retain keep preserve hold~ lifecycle~
hold: hold freeze lawsuit litigation legal court
trash: trash bin recycle deleted~ delete~
logout: logout signout revoke~ terminate~ session~
sign: sign signature signer contract~ signing
extract: extract parse pull~ scrape
summary: summarize summary overview digest abstract
thumbnail: thumbnail preview small~ icon~ miniature
translate: translate translation language locale
watch: watch monitor observe track~ follow~
track: track tracking trace where~ status~
approve: approve approval accept~ sign~ authorize~
block: block ban forbid deny blacklist whitelist~ restrict restriction
allow: allow permit whitelist enable~ grant
assign: assign assignment assignee delegate responsible give~
parent: parent folder~ move~ under
comment_thread: reply respond comment~ answer~
favorite: favorite favourite bookmark star like~ collection~
link: link url bookmark weblink hyperlink
check: check verify validate test~ preflight healthcheck
health: health healthy alive up ping heartbeat status~ uptime
import: import load ingest upload~
export: export dump download~
print: print label~ pdf
connect: connect connection integrate integration link~ attach~ oauth~
disconnect: disconnect unlink detach remove~
activate: activate enable on~
suspend: suspend deactivate disable pause~ freeze~ block~
verify_identity: identity identification kyc passport document~
timezone: timezone tz
language: language locale translation
currency: currency money~ exchange~ rate~
tax: tax vat gst
report: report statement~ summary~ statistics~ analytics
query: query sql search~ ask~
ask: ask question query~ request~
request: request ask demand~
alert: alert alarm notification~ warning incident
incident: incident outage alert~ problem~ downtime
metric: metric graph chart monitor~ measurement statistics~
secret_rotation: rotate regenerate renew
fail: fail error failure broken~ wrong conclusion~ status~
ship: ship shipped status~ delivery~
"""

_STRONG, _WEAK, _DERIVED = 1.0, 0.6, 0.8


@cache
def _table() -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for line in _CONCEPTS.strip().splitlines():
        concept, _, words = line.partition(": ")
        for word in words.split():
            strength = _WEAK if word.endswith("~") else _STRONG
            stem = stem_of(word.strip("~"))
            known = table.setdefault(stem, {})
            known[concept] = max(strength, known.get(concept, 0.0))
    return table


@cache
def _table_of_roots() -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for stem, concepts in _table().items():
        known = table.setdefault(root_of(stem), {})
        for concept, share in concepts.items():
            known[concept] = max(share * _DERIVED, known.get(concept, 0.0))
    return table


def concepts_of(stem: str) -> dict[str, float]:
    """Return the concepts of a word by its stem, each with how much of it the word has, from 0 to 1.

    A word that is in no concept has those of the words with its root.
    """
    return _table().get(stem) or _table_of_roots().get(root_of(stem), {})
