"""The concepts of things that most APIs have, and of software."""

__all__ = ["THING_WORDS"]

THING_WORDS = """
person: user person people someone somebody anyone anybody everyone everybody who whom human individual profile \
contact member~ account~ customer~ owner~ author~ attendee collaborator~ guy folk developer~ engineer~ \
contractor intern dev~ outsider external~ freelancer consultant stranger
member: member membership collaboration~ colleague coworker teammate collaborator participant mate friend staff \
employee contributor attendee crew guest user~ person~ who~ someone~ somebody~ access developer engineer \
contractor intern folk
customer: customer client buyer shopper payer subscriber consumer~
owner: owner creator holder
author: author writer creator write
account: account profile me myself user~ login~
team: team organization org company workspace enterprise firm employer business group department
group: group team list circle squad
app: app application site website~ program service~ software~ project~
project: project repo repository app~ board~ codebase
repository: repo repository project codebase git
config: config configuration variable var environment env setting option preference property dotenv parameter~ \
flag~ knob
secret: secret credential token key~ password passphrase
token: token credential key~ authorization authentication~ auth~ session~ access~
password: password passphrase pin credential~
login: login oauth~ authorization~ signin authenticate session logon auth~
register: register signup enroll join create~ add~
certificate: certificate cert ssl tls https sni acm~ letsencrypt acme padlock
domain: domain hostname host~ dns url~ website~ site~ zone subdomain cname vanity
dns: dns domain record nameserver zone cname subdomain
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
release: release version deploy~ deployment~ rollout publication revision~ rev shipped~
deploy: deploy deployment build release push ship rollout live~ shipped
build: build compile compilation ci artifact
workflow: workflow run ci pipeline action~ job build~ execution
run: run execution execute job~ exec invoke trigger command console shell bash rake script rails psql prompt repl \
invocation
log: log output trace stdout stderr tail stream journal session~ print~ console error~ exception stacktrace
process: process crash~ thread~ dyno worker container instance web proc formation command~ console~ run~ \
service~ replica
server: server machine vm instance droplet node computer host box hardware compute virtual linode
scale: scale formation worker~ another~ more~ fewer extra additional quantity replica count~ capacity resize \
replicas bigger~ beef reduce~
database: database memcache memcached cassandra elasticsearch cache~ db postgres postgresql mysql mariadb sqlite \
mongodb redis sql datastore pg mongo
addon: addon memcache~ memcached~ elasticsearch~ plugin extension integration add-on module~ postgres~ \
postgresql~ redis~ database~ service~ install~ installed cache~
price: price cost fee rate tariff pricing expensive cheap plan~ charge~ amount~ burn~ spend~ cheapest
plan: plan tier price~ subscription~ package~
invoice: invoice billing bill statement pay owe spend charged~ receipt~
balance: balance money fund amount~ owe credit~
payment: payment charge transaction pay transfer~ card~ topup prepay
charge: charge payment card~ debit transaction~ bill~
card: card payment~ paymentmethod~ visa mastercard method~ wallet
refund: refund reimburse reimbursement chargeback~ repay
dispute: dispute chargeback contest complaint~
discount: credit~ coupon discount promo promotion~ voucher code~ rebate percent
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
backup: backup snapshot dump copy~ restore~ archive~
version: version revision older edition release~ history~
region: region zone datacenter europe eu us usa asia country continent continental frankfurt ireland location~ \
geo singapore tokyo virginia dublin oregon~ geographic geographically
size: size big large small huge memory ram gigabyte megabyte byte disk capacity bigger smaller length weight~ width \
height
disk: disk volume storage drive space~ ssd filesystem
event: event meeting appointment occasion birthday call~ meetup calendar~ agenda~ standup entry~ webinar \
conference lunch dinner coffee sync retro interview~
appointment: appointment meeting booking visit reservation slot vet~ event~
calendar: calendar agenda diary schedule~ event~
reminder: reminder remind alarm notify~ nag chase
time: time date day today tomorrow yesterday month week year hour minute schedule~ when now morning monday tuesday \
wednesday thursday friday saturday sunday weekend daily monthly weekly
recurrence: recurring recurrence instance occurrence daily weekly monthly yearly repeat every
deadline: deadline arrears~ due overdue late expire~ end~ delinquent postpone extend~
zone: timezone zone
status: status crash~ dead~ stuck~ state phase condition health progress ok stage~ open~ closed~ failed~ \
pending~ running~ active~ unpaid~ cancelled~ resolved~ overdue~ expired~ finished~ waiting~ healthy~ alive~ \
live~ offline~ interrupted~
open: open reopen close status
presence: presence online away available~ active offline
free: freebusy busy free availability available~ occupied
permission: permission collaboration~ access privilege role acl right policy~ share~ grant scope~ allow admin~ \
read- only allowed rights entitled
acl: acl access permission share policy~ public~ visible
role: role admin administrator permission~ superuser moderator superadmin promote~ demote elevate
public: public private visibility visible policy~ secret~ access~
notification: notification alert notify unread inbox mention page~ ping~ follow~ subscribe~
mute: mute snooze silence disturb dnd quiet hush snoozed
webhook: webhook hook callback notify~ event~ subscribe~ notification~
limit: limit quota remaining left throttle allowance rate~ call~ request~ throttled cap exceeded
network: network vpc vpn subnet lan peering~ private~ tunnel
ip: ip address~ nat cidr ipv4 ipv6 outbound~ static~ range~ floating~
firewall: firewall rule ruleset inbound outbound ingress egress port allow block ip~ range~
static: static fixed floating reserved elastic
label: label tag category topic mark~ flag~
tag: tag label tagging keyword
change: change commit diff revision file~ history~
review: review reviewer approve approval preview~ pr~
feature: feature flag~ lab experiment toggle beta
space: space vpc~ enclave network~
song: song track music tune title~
player: player playback play listen now~ music~ hear heard sound~
pause: pause stop halt
next: next skip upcoming forward following
previous: previous back~ last~
upcoming: upcoming next future
latest: latest last recent newest current~
recent: recent recently last yesterday latest history~ hear~ just
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
usage: using usage consumption consume use~ spend~ statistics~
statistics: statistics stat metric analytics count~ report number~ rate~
otp: otp 2fa mfa totp factor authenticator yubikey passcode
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
download: download fetch export get~ save~ grab pull~
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
retention: retention retain keep preserve hold~ lifecycle~
hold: hold freeze lawsuit litigation legal court
trash: trash bin recycle deleted~ delete~
thumbnail: thumbnail preview small~ icon~ miniature
parent: parent folder~ move~ under
comment_thread: reply respond comment~ answer~
favorite: favorite favourite bookmark star like~ collection~
link: link url bookmark weblink hyperlink
health: health healthy alive up ping heartbeat status~ uptime
verify_identity: identity identification kyc passport document~
timezone: timezone tz
language: language locale translation
currency: currency money~ exchange~ rate~
tax: tax vat gst
report: report statement~ summary~ statistics~ analytics
incident: incident outage alert~ problem~ downtime
metric: metric graph chart monitor~ measurement statistics~
alert: alert alarm notification~ warning incident
public_key: publickey
secret_rotation: rotate regenerate renew
summary: summarize summary overview digest abstract
fail: fail crash error failure broken~ wrong conclusion~ status~
delinquency: delinquent delinquency overdue~ behind arrears unpaid~ owe~ debt~
holder: holder loan~ borrow~ borrower assignee~ access~ keep~ lend~
drain: drain telemetry~ papertrail datadog splunk loggly logentries sumologic honeycomb grafana newrelic syslog sentry \
collector export~ forward~ ship~ sink
runtime: buildpack runtime node nodejs python ruby java php golang language~ compiler~
identity_provider: sso saml okta auth0 oidc idp provider federation
available: available availability offer~ catalog~ service~ plan~ size~ capability~ type~
telemetry: telemetry trace tracing opentelemetry otel span metric~
pending: pending waiting~ unconfirmed
done: done complete completed finished sold~
stack: stack os~ ubuntu~ base~ cedar image~ runtime~
pay: settle~
preview: preview review~ pull~ draft~
stage: stage staging prod production dev development
vpn: vpn tunnel ipsec wireguard private~
collaborate: collaborator access share~
"""
"""Each line is a concept and its words; a word with "~" has less of it."""
