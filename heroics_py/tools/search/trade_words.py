"""The concepts of trades: money, commerce, work, travel, health, media, data and others."""

__all__ = ["TRADE_WORDS"]

TRADE_WORDS = """
bank: bank institution lender account~ routing~
income: income earn salary wage payroll paycheck pay~ revenue~ make~
employment: employment employer employ job work career occupation position~
debt: debt owe liability loan~ mortgage credit~ outstanding unpaid receivable payable
investment: investment invest stock share~ holding portfolio security asset~ fund~ bond
wallet: wallet purse balance~
transaction: transaction payment~ transfer~ purchase~ spend booking~ entry~ movement
transfer_money: transfer remittance wire send~ pay~ money~
revenue: revenue sale turnover earning income~ profit
budget: budget spend~ limit~ plan~
expense: expense cost~ spend receipt reimbursement
receipt: receipt invoice~ bill~ voucher~
screening: screening screen sanction watchlist pep blacklist compliance fraud~ risk~
risk: risk fraud score~ danger suspicious
identity: identity id~ kyc passport person~ who~
beneficiary: beneficiary recipient payee receiver
category: category type~ kind class~ group~ genre
lead: lead prospect contact~ enquiry
deal: deal opportunity sale~ contract~ quote
quote: quote estimate offer proposal price~
company: company firm business corporation employer~ organization~ supplier~ vendor~
supplier: supplier vendor seller merchant provider
store_shop: store shop outlet branch~ location~ market
cart: cart basket trolley checkout
checkout: checkout order~ pay~ cart~
return_goods: return refund~ rma exchange~
warranty: warranty guarantee
warehouse: warehouse depot stock~ storage~ inventory~
tracking: tracking track where~ shipment~ parcel~
address_book: addressbook contact
appointment_slot: slot availability opening~ time~
shift: shift roster schedule~ rota work~
leave_absence: leave absence vacation holiday pto timeoff sick
candidate: candidate applicant application~ resume cv
interview: interview meeting~
vacancy: vacancy job~ opening position~ role~
doctor: doctor physician practitioner provider~ vet~
prescription: prescription medication medicine drug
diagnosis: diagnosis condition~ disease illness
room: room hall space~ venue
guest: guest visitor attendee~ customer~
reservation: reservation booking book~ reserve stay
flight: flight plane fly airline
airport: airport
passenger: passenger traveler traveller rider person~
ride: ride trip journey lift taxi cab
route: route path~ direction navigation way~ map~
distance: distance far mile kilometer
place: place location poi venue spot restaurant~ where~
map: map geocode location~ coordinate latitude longitude
forecast: forecast weather prediction tomorrow~
temperature: temperature heat warm cold degree thermostat
sensor: sensor measurement reading telemetry~ device~
light: light lamp bulb brightness
home: home house smart~ building~
lock_door: lock door
article: article post~ story news page~ blog
post: post article~ tweet status~ toot publish~ message~
feed: feed timeline stream~ news
page: page article~ document~ wiki
media: media photo~ video file~ image~ audio
video: video clip film movie recording stream~ watch~
film: film movie title~
series: series show episode season tv
episode: episode show~ podcast~
podcast: podcast show~ episode~
actor: actor cast star~
caption: caption subtitle transcript
recording: recording record~ audio~ call~
call_phone: call phone dial ring telephone voice
sms: sms text~ message~
voicemail: voicemail message~
number_phone: phone telephone mobile number~
contact: contact person~ lead~ addressbook phone~ mobile~
segment: segment audience cohort list~ group~
survey: survey form questionnaire poll~
form: form survey~ questionnaire
answer: answer response~ reply submission
submission: submission answer~ entry~ submit
question: question ask faq
knowledge: knowledge faq article~ help
agent: agent assistant~ operator support~ person~
sla: sla deadline~
satisfaction: satisfaction csat rating~ feedback~ happy
exam: exam test~ quiz assessment
enrollment: enrollment enroll register~ attend~ course~
teacher: teacher instructor professor tutor
school: school university college
lesson: lesson lecture class~ course~
homework: homework assignment task~
recipe: recipe meal dish cook food
ingredient: ingredient food~
restaurant: restaurant cafe place~
menu: menu dish food~
workout: workout exercise training activity~ run~
calorie: calorie nutrition food~
heartrate: heart pulse
sleep: sleep rest~
game: game match fixture play~
match: match game fixture result~
score: score result point goal
player_game: player athlete team~ person~
league: league competition tournament season~
standing: standing table~ rank~ leaderboard
bet: bet wager stake odds
auction: auction bid lot
bid: bid offer~ auction~
property: property house estate apartment~ listing
listing: listing offer~ ad advert property~
ad: ad advert advertisement campaign~ creative
impression: impression view~ reach
click: click tap open~
conversion: conversion goal~ sale~
keyword: keyword tag~ term
audience: audience segment~ target
visitor: visitor user~ traffic session~ person~
pageview: pageview view~ visit hit traffic
model: model llm ai gpt engine~
completion: completion generate~ prompt chat~ answer~ text~
embedding: embedding vector
prompt: prompt instruction
training: training train finetune job~
dataset: dataset data table~ corpus
prediction: prediction predict inference forecast~
column_data: column field attribute property~
table_data: table sheet dataset~ grid
sheet: sheet spreadsheet worksheet table~ excel
cell: cell value~ range~
row: row record line~ entry~
query_data: query sql select~ search~
index_data: index collection~
schema: schema structure model~ definition
migration: migration migrate schema~
queue: queue topic~ job~ line~
topic: topic subject queue~ channel~
subscriber: subscriber subscription~ member~ listener
cronjob: cron schedule~ job~ periodic
function: function lambda code~
pod: pod container~ replica~
namespace: namespace project~
node: node server~ machine~
cluster: cluster kubernetes~ server~
registry: registry repository~ image~
container_image: image docker container oci
secret_vault: vault secret~
policy: policy rule~ permission~ guardrail
rule: rule policy filter~ condition~ automation~
automation: automation workflow~ rule~ trigger~ bot
trigger: trigger fire start~ run~ hook~
dashboard: dashboard board~ overview report~
widget: widget chart panel
chart: chart graph diagram widget~
monitor: monitor check~ alert~ watch~ probe
uptime: uptime availability status~ down
outage: outage incident~ downtime
oncall: oncall duty shift~ pager
escalation: escalation escalate
runbook: runbook playbook procedure
annotation: annotation note~ comment~ highlight
translation: translation translate language~ localize
glossary: glossary dictionary term~
dictionary: dictionary word define definition
license: license licence seat subscription~
seat: seat license~ place~
contract: contract agreement terms~ document~
signature: signature sign~ signing
donation: donation donate gift~ contribution
gift: gift voucher~ present~ giftcard
loyalty: loyalty points reward bonus
points: points reward~ loyalty~ score~
membership_plan: membership plan~ subscription~
ticket_event: ticket admission seat~
venue: venue hall location~
speaker: speaker talk~ presenter
session_event: session talk workshop
sponsor: sponsor partner
partner: partner affiliate reseller
referral: referral refer invite~
meter: meter reading~ usage~ consumption~
energy: energy power electricity kwh
car: car vehicle auto
charger: charger charging~ station
parking: parking park space~
citizen: citizen resident person~
permit: permit licence~ permission~ allow~
court: court hearing case~
case: case ticket~ matter file~ issue~
law: law legal~ statute
election: election vote~ ballot
crop: crop plant field~
animal: animal pet~ species
plant: plant flower tree
star: star planet astronomy
satellite: satellite orbit
coin: coin crypto bitcoin token~
block_chain: block chain blockchain
address_wallet: wallet~ address~
nft: nft token~ collectible
maintenance: maintenance downtime window~ offline~ down~
responder: responder engineer oncall page~ assignee~
item: item product article good~ thing~
audit: audit history~ log~ trail record~ activity
"""
"""Each line is a concept and its words; a word with "~" has less of it."""
