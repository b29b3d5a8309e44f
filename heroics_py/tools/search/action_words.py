"""The concepts of what is done with things."""

__all__ = ["ACTION_WORDS"]

ACTION_WORDS = """
create: create add new make insert register open~ start~ launch provision initiate place~ build~ generate setup \
post~ put~ spin establish get~ stand bootstrap scaffold spawn mint
add: add attach append include insert create~ put~ push~ assign~ give~ onboard hook~ wire plug~
delete: delete remove destroy drop erase discard trash purge wipe forget clear throw uninstall detach~ revoke~ \
cancel~ dispose kill~ off~ unset~ away~ close~ nuke axe ditch scrap zap toss chuck prune decommission \
deprovision retire sunset bin~ tear evict cleanup
cancel: cancel abort stop~ terminate withdraw~ void delete~ undo~ discard~ interrupt
stop: stop kill halt terminate end shutdown pause~ abort cancel~ suspend
start: start begin resume boot launch~ run~ open~ initiate
restart: restart reboot bounce cycle reload kill~ rerun~ powercycle recycle
rerun: rerun retry repeat again redo restart~
update: update change edit modify set replace alter fix adjust patch correct rename~ save~ put~ mark~ extend \
make~ turn~ postpone customize raise lower increase decrease tweak bump flip tune configure reconfigure amend
rename: rename name title~ call~
replace: replace swap update~ change~
move: move transfer relocate reschedule migrate~ shift
transfer: transfer give hand handover move~ ownership owner~ another~
share: share collaboration access~ permission~ attachment~ invite~ allow collaborate publish~
invite: invite invitation collaborator add~ share~ ask~ member~ onboard
kick: kick remove~ expel ban throw eject out~ evict offboard fire~ sack
leave: leave quit exit part~
join: join enter
send: send submit deliver mail~ post write~ dispatch transmit
publish: publish release~ post~ public~
schedule: schedule plan~ later book~ defer tomorrow~ cron
book: book reserve schedule~ make~
rollback: rollback revert undo rewind backout undeploy
restore: restore recover retrieve~ back~ unarchive~
upload: upload put store save~ import~ push~ send~ add~
copy: copy duplicate clone fork
fork: fork clone copy~
merge: merge combine join~
promote: promote promotion upgrade~ prod~ production~ ship~ stage~
upgrade: upgrade update~ downgrade plan~ newer
resize: resize scale size~ formation~ grow~ bigger shrink
enable: enable activate on toggle~ turn~ allow~
disable: disable deactivate off toggle~ turn~ offline~
lock: lock unlock freeze locked protect silence
archive: archive unarchive archival glacier cold close~ hide
accept: accept approve~ state~ confirm~ agree
reject: reject decline refuse deny
attach: attach attachment connect~ link~ bind mount save~ add~ hook plug wire
detach: detach disconnect unlink unmount remove~
verify: verify validate check~ confirm correct~ correctly~ valid
confirm: confirm acknowledge verify~
complete: complete finish do~ resolve~ done finalize
capture: capture collect~ settle
subscribe: subscribe subscription~ follow~
search: search find~ look~ query seek lookup about~
find: find search~ lookup get~ locate
read: read~ get~ content~ download~
pickup: pickup collect~ fetch~
rotate: rotate regenerate renew refresh roll
renew: renew refresh rotate extend~
clear: clear empty purge wipe all~
revoke: revoke withdraw~ delete~ invalidate strip yank
exist: exist head
finalize: finalize finish complete~
logout: logout signout revoke~ terminate~ session~
sign: sign signature signer contract~ signing
extract: extract parse pull~ scrape
translate: translate translation language locale
watch: watch monitor observe track~ follow~
track: track tracking trace where~ status~
approve: approve approval accept~ sign~ authorize~
block: block ban forbid deny blacklist whitelist~ restrict restriction
allow: allow permit whitelist enable~ grant
assign: assign assignment assignee delegate responsible give~
check: check verify validate test~ preflight healthcheck
import: import load ingest upload~
export: export dump download~
print: print label~ pdf
connect: connect connection integrate integration link~ attach~ oauth~
disconnect: disconnect unlink detach remove~
activate: activate enable on~
suspend: suspend deactivate disable pause~ freeze~ block~
query: query sql search~ ask~
ask: ask question query~ request~
request: request ask demand~
ship: ship shipped status~ delivery~
"""
"""Each line is a concept and its words; a word with "~" has less of it."""
