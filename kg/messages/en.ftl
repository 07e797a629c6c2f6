# Every sentence in English, by id. Syntax: https://projectfluent.org/fluent/guide/
# $count and the like are numbers: Fluent groups them and chooses between [one] and *[other].

## General

list-comma = ,{" "}
as-stored = { $en }
of-column = { $column }: { $reason }
not-an-opinion = A lead, not a forensic accounting opinion

## case: errors

not-an-action-note = is no note of an action
log-has-no-line = has no line { $facts }
fact-needs-its-evidence = a fact needs its evidence
give-with-evidence = give it with --evidence
stands-already = stands in the case already
stands-already-on-same-evidence = stands in the case already, on the same evidence
no-saved-result = no chain, trace or finding is called { $name }
see-option-as = see --as
nothing-to-draw-around = nothing to draw a chain around
name-start-or-load-victims = name a start, or load victims
graph-holds-nothing-around = the graph holds nothing around this
trace-follows-lost-rows = follows { $gone } payments whose rows are no longer in the case
trace-again = trace again: kg trace CASE … --as { $name }
no-saved-chain = no chain is saved as { $name }
save-chain-first = kg chain CASE … --as NAME
start-is-goal = start and goal are the same
date-is-of-one-number = a date is of one number
renumbered-example = kg renumbered CASE NUMBER --before DATE
no-calls-in-case = no call or message is in the case
load-call-records-first = load call records first
period-ends-before-begins = the period ends before it begins
no-calls-of-this = no call or message of this is in the case
not-a-time = { $text } is no time
write-a-date = write 2024-04-15 or 2024-04-15 09:00
cannot-read-again = cannot be read again
rebuild-restores-derived = kg rebuild CASE restores what is derived
cannot-be-read-because = cannot be read ({ $strerror })
no-such-fact = no such fact in the case
no-writer-for = no writer for { $told }
there-are = there are { $known }
question-file-needs-result = asks for one result: name it
export-question-example = kg export CASE OUT.rq NAME
no-such-style = nothing is written in the style { $style }
name-of-a-page-example = OUT.html, see --as
no-saved-chain-or-trace = neither a chain nor a trace is saved as { $name }
copy-first-then-load = copy it first, then load
rename-to-csv = rename it to .csv and load it again
load-from-where-received = load it from where it was received
rebuild-from-file = put it right: kg rebuild CASE FILE
since-before-until = --since is before --until
text-is-no-amount = { $text } is no amount
write-an-amount = write 5000 or 0.5
no-such-channel = no payment has the channel { $one }
no-such-finding = no finding is called { $handle }
find-lists-findings = kg find CASE lists them
search-again = search again: kg find CASE { $typology }
draw-chain-of-device = kg chain CASE DEVICE
not-a-case = is not a case
make-a-case = make one with `kg new` or `kg open`
is-case-already = is a case already
folder-not-empty = is not empty, and a case never moves in with other files
name-new-folder = name a new folder
lies-in-git-work-tree = lies inside the git work tree { $name }
keep-personal-data-off-git = personal data must not be one `git add` away: choose another place
is-missing = is missing
being-written-by = is being written by { $holder }
template-is-workbook = a template is a workbook
name-out-xlsx = name it OUT.xlsx
export-again = export it again
holds-no-account = holds no account that a row names
pair-needs-reason = a pair is rejected for a reason
give-with-reason = give it with --reason
not-of-a-pair = is not one of a pair
pairs-lists-pairs = kg pairs lists them
leg-needs-reason = a leg is accepted or rejected for a reason
not-an-inferred-leg = is not an inferred leg
no-such-payment = no such payment in the ledger
case-changed-while-read = was changed while the file was read
load-again = load it again
altered-after-kept = was altered after it was kept
cannot-be-opened = cannot be opened ({ $strerror })
mark-needs-reason = a fact is marked for a reason
not-a-fact-of-a-file = is no payment or other fact of a file
name-fact-of-one-row = name one row's
mark-lists-marks = kg mark CASE lists what is
not-a-mark = { $word } is no mark
fits-things = { $typed } fits { $count } things
nothing-answers-to = nothing in the case answers to { $typed }
try-kg-search = try kg search
save-needs-name = a { $kind } cannot be saved without a name
give-one-with-as = give one with --as
no-such-form = no text in { $form }
forms-are-kg-sparql-cypher = kg, sparql or cypher
is-a-folder = is a folder
name-file = name a file in it
stands-there-already = stands there already
force-replaces = --force replaces it
is-a-link = is a link
name-folder-leads = name the folder that it leads to
no-such-folder = no such folder
lies-among-own-files = lies among the case's own files
not-a-person = is no person
bill-is-of-a-person = a bill stands in a person's name
no-such-file-in-case = no such file in the case
fits-files = { $typed } fits { $count } files
give-hash = give the hash
add-holding-example = kg add CASE 张三 持有 ACCOUNT
has-owner-already = has an owner already: { $described }
give-number-of-party = give the number with --subject-id or --object-id
somebody-not-named = somebody is not named
add-relation-example = kg add CASE 李某 招募 王某
named-by-no-file = is nobody and nothing that a file names
has-lost-lines = has lost lines
not-asked-with = { $question } is not asked with { $name }
parameters-are = it can be given: { $known }
parameter-needed = { $question } must be told { $what }
text-is-no-whole-number = { $text } is no whole number
name-starts-or-victims = name starts, or the victims
reach-example = kg reach CASE --victims --into A17
nothing-to-redo = there is nothing to do again
redo-follows-undo = only what kg undo just took back
request-not-kept = is not kept with its request
ask-anew = ask for it
problems-written-as-workbook = problems are written as a workbook
out-xlsx = OUT.xlsx
not-a-server-list = is no list of servers
remove-and-push-again = remove it, and push again
no-server-for-case = no server was named for this case folder on this machine
name-server = name it with --at, { $address } or kg push CASE bolt://… (see scripts/neo4j)
zone-examples = for example Asia/Shanghai, UTC or +08:00
make-it-again = make it again: { $again }
names-no-start = names no start
has-no-flowing-payment = has no payment that flows in time
serial-of-several = is the serial number of { $count } transfers
serial-of-none = is the serial number of no transfer that flows
number-of-several = is the number of { $count } things of this case
answers-to-nothing = answers to nothing in this case
not-an-id = is no id of this case
list-names-no-start = no row of the list names a start
no-start-left = no start is left
name-a-start = name an account, a transfer or a person
name-start-victims-or-list = name a start, or --victims, or --from FILE
no-saved-trace = no trace is saved as { $name }
save-trace-first = kg trace CASE … --as NAME
nothing-to-undo = there is nothing to take back
see-log-and-ask-again = see kg log CASE, and ask again
no-such-source = no source in the case answers to { $typed }
fits-sources = { $typed } fits { $count } sources
use-number-or-hash = use a number or hash
verify-again = verify it again
no-payment-of-victims = no victim's payment is in the case
load-victims-or-name-start = load a victims sheet, or name a start
window-needs-reason = a window is changed for a reason
window-too-long = a window cannot be { $length } s
action-done-make-room = make room; the action is done, and the next one adds what is missing beside it
restore-note-from-copy = restore it from a copy of the case; kg verify says what the case holds
verify-names-rebuild-restores = kg verify CASE names what differs, kg rebuild CASE restores it
written-by-newer-version = was written by kg { $newest }, and this is kg { $own }, which can only read it
install-newer-version = install kg { $newest } or a later one
graph-is-gone = the graph is gone, the log has { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
 }
graph-lacks-sources = the graph lacks { $count ->
    [one] { $count } source
   *[other] { $count } sources
 } that the log has, such as { $name }
log-lacks-sources = the log lacks { $count ->
    [one] { $count } source
   *[other] { $count } sources
 } that the graph has, such as { $name }
is-missing-and-more-differ = is missing; places that differ besides it: { $more }
differs-from-derived-and-more = differs from what sources and log give; places that do besides it: { $more }
differs-from-derived = differs from what sources and log give
case-holds-plain-entries = a case holds plain files and folders only: copy it without links, or ask for it again
is-folder-among-files = is a folder, and files alone belong there
is-folder-for-file = is a folder, and should be a file
is-special-file = is a pipe, a socket or a device
is-no-folder-but-should-be = is no folder, and should be one
is-larger-than = is larger than { $bytes } bytes
no-suffix = no suffix
no-trace-for-page = no trace is saved as { $name } for a page
file-was-altered = the file was altered: restore it from a copy of the case
fact-is-lost = no longer holds the { $fact } of a { $action }
fact-not-of-kg = says of a { $action } no { $fact } that kg could have written
file-name-not-of-kg = names a file as kg never does: { $name }
source-without-hash = holds a source of no hash: { $sha256 }
copy-has-other-content = the copy in the case has another content
changed-while-read = changed while the files were being read
lies-inside-the-case = lies inside the case, and only its place would be kept
no-channel-named = no row of this case names a channel
channels-are = there are: { $named }
channels-are-and-more = there are: { $named } and { $more } more
name-with-count = { $name } ({ $count })
finding-lost-rows = rests on { $gone ->
    [one] { $gone } row that is no longer in the case or was excluded
   *[other] { $gone } rows that are no longer in the case or were excluded
 }
finding-without-payments = has no payments that a trace could show
restore-case-key = put it back from a copy of the case: ids in earlier exports hang on it
not-so-many-bytes = does not hold { $bytes } bytes
changed-while-exported = was changed while it was being exported
not-a-handle-of-kg = line { $line } is no handle that kg gave
no-files-to-load = no files to load
no-files-to-load-but = no files to load ({ $left_out })
left-out-because = { $name }: { $reason }
is-a-case-of-kg = is a case of kg
is-link-to = is a link to { $target }: to load that, name it
is-office-lock-file = is a lock file of Office
is-mark-of-a-finished-job = is the mark of a finished job
is-hidden = is hidden
is-no-plain-file = is no plain file
not-a-judgement-of-kg = line { $line } is no judgement that kg wrote
hand-in-again = hand it in again: kg rebuild CASE FILE…, or take the file out with kg unload
hand-sources-in-again = hand them in again: kg rebuild CASE FILE…, or take them out with kg unload
is-marked-already = is marked { $proof } already
is-not-marked = is not marked
use-one-of-first = use one of the handles or numbers below, the first { $listed } of them
use-one-below = use one of the handles or numbers below
make-folder-first = make it first: kg makes no folder that it was not asked for
name-place-outside-case = name a place outside the case
needs-no-owner = names the accounts it is about and their holders: it needs no owner
statement-of-several = { $name } is the statement of { $count } accounts without a holder
exclude-earlier-owner = kg mark CASE { $fact } excluded --reason …
known-by-one-file-only = { $name } is known by one file's own words only: no number tells who it is
restore-pseudonyms = kg rebuild CASE restores it, or a copy of the case: names in earlier exports hang on it
not-a-pseudonym-of-kg = line { $line } is no number that kg gave
give-question-parameter = kg ask CASE { $question } -p { $slot }=…
write-date-or-minute = write 2024-04-15 or 2024-04-15 10:30
not-the-case-key = is not the key that the case was made with
put-case-key-back = put the case's own case.key back: pseudonyms and leaked lists rest on it
source-with-hash = { $name } (sha256 { $sha256 })
sources-not-to-be-had = { $count ->
    [one] { $count } source is not to be had
   *[other] { $count } sources are not to be had
 }: { $names }
not-where-loaded-from = is no longer where it was loaded from
bytes-not-to-be-had = its bytes are not to be had
not-a-setting = { $key } is no setting
setting-is-missing = { $key } is missing
setting-not-texts = { $key } is not a list of texts
setting-not-text = { $key } is not a text
zone-setting-not-zone = 'zone' is no time zone: { $zone }
not-a-time-zone = { $zone } is no time zone
is-not-toml = is not TOML ({ $said })
open-finding = kg find CASE { $finding }
is-finding-without-row = is a finding: no row tells it
no-such-thing = no such thing in the case
saved-before-levels = was saved before a trace said at which level its accounts stand
rests-on-excluded = rests on { $count ->
    [one] { $count } fact that was excluded since
   *[other] { $count } facts that were excluded since
 }
judged-since-saved = is out of date: since it was saved { $count ->
    [one] { $count } judgement, loaded file or file taken out changed
   *[other] { $count } judgements, loaded files or files taken out changed
 } which payments of its accounts count ({ $few })
finding-begins-no-trace = has no payments that a trace could begin with
holder-without-flows = no account of theirs has a payment that flows in time
no-loss-is-one-payment = { $reported ->
    [one] the loss that victims report is not one recorded payment
   *[other] of the { $reported } losses that victims report none is one recorded payment
 }
request-statements-or-start = request the statements of the receiving accounts, or name a start
trace-account-example = kg trace CASE 6222…0123
graph-rebuilt-since = the graph was rebuilt since, and no earlier state of it is kept
changed-meanwhile = was changed meanwhile: another action would be taken back
unload-or-clear-mark = unload the file, or take a word back with kg mark … clear
name-source-as-loaded = name it as it was loaded, by its number, or by four and more digits of its hash
changed-while-verified = was changed while it was being verified
give-seconds-up-to = give 0 to { $longest } seconds
styles-are = { $styles }
another-process = another process

## cli: errors

no-such-query-file = no such query file
give-text-with-sparql = give the text with --sparql
leave-out-case-marking = leave out --case and --marking
name-another-case = name another place: --case
open-it-or-load-into-it = open it: kg open { $case }; more files go in with kg load { $case } FILE; another case: --case
no-such-file-folder = no such file or folder
whose-word-name-number = whose word? name a number or a person
kg-contacts-case-138 = kg contacts CASE 138…0123
no-such-file = no such file
layout-toml-file = a layout is a TOML file
name-out = name it OUT{ $suffix }
process-may-have-mb = a process may have { $given } MB here, and kg needs { $least_address_space }
raise-ulimit-v-unlimited = raise it: ulimit -v unlimited
what-written-where = what is to be written, and where
kg-export-case-out-name = kg export CASE OUT [NAME]
sparql-cypher = sparql or cypher
no-key-value = { $key } is no KEY=VALUE
kg-ask-case-roles = kg ask CASE roles-of -p who=张三
mark-needs-fact-word = a mark needs a fact and a word
kg-mark-case-t204 = kg mark CASE T204 excluded
no-help-on = no help on { $topic }
help-of-a-command = for the command: kg { $command } --help
topics-are = there is { $topics }
case-opened-alone = is a case, and is opened alone
owner-csv = --owner 账单.csv=张三
owner-names-no-file = --owner names no file that is opened
kg-undo-case-yes = kg undo CASE --yes
as-saves-one-finding = --as saves one finding
kg-find-case-fd3 = kg find CASE FD3 --as NAME
items-differ-from-case = items that differ from the case: { $count }
kg-push-case-repair = kg push CASE --repair writes anew what differs
load-it-into-a-new-case = load it into a new case: kg load NEW bolt://… --pushed KEY
pushed-needs-against = --pushed names a copy on a server, and none is named
pushed-example = kg verify CASE --against bolt://127.0.0.1:7687 --pushed KEY
no-such-command = kg has no command { $name }
option-needs-value = { $option } needs a value behind it
option-takes-no-value = { $option } takes no value
command-is-missing = no command is named
value-is-missing = { $name } is missing
option-needs-another-value = { $option } needs { $needs }
a-whole-number = a whole number
a-number = a number
another-value = another value
command-line-not-understood = the command is not understood: { $what }
words-too-many = more words than the command takes: { $words }
see-kg-help = kg --help lists all commands
see-help-of = { $command } --help says what it takes
server-password = Password of the Neo4j server
no-password-for-server = no password for the server
set-password-variable = set { $password }
load-puts-files-in = kg load CASE FILE… puts files into it, kg open CASE opens it
case-has-its-place = is a case already: it has its place and its marking
nobody-can-be-asked = nothing is taken back without --yes where nobody can be asked
bills-name-no-account = { $count ->
    [one] { $count } bill names no account
   *[other] { $count } bills name no account
 }

## custody: errors

log-has-no-such-head = no line has the head { $wanted }…: lines were dropped or rewritten
restore-log-with-head = restore the log from a copy that has it
log-line-not-record = line { $number } is not a record
log-line-does-not-follow = line { $number } does not follow the line before it
log-was-altered = the log was altered: compare it with the head on a printed report
restore-from-copy = restore it from a copy
log-line-not-json = line { $number } is not JSON
verify-says-rebuild-restores = kg verify CASE says what else differs, kg rebuild CASE restores it
not-text-from-byte = is not text from byte { $byte } on

## demo: errors

demo-has-1-victims = the demo has 1 to { $most_victims } victims, not { $victims }

## errors: errors

each-row-listed-below = each row is listed below

## explain: errors

not-a-place-in-a-file = no place in a file is written as { $locator }
places-are-written-as = line 204, Sheet1!17, /objects/17
no-member = no member { $member }
no-such-line = the file has no such line
no-such-entry = the file has no such entry
workbook-has-no-doctype = a workbook has no document type
no-sheet = no sheet { $sheet }
no-such-row-in-sheet = the sheet has no such row
broken-xml = broken XML in { $name }

## exports: errors

no-exporter-for = no exporter for { $suffix }
text-holds-unit-separator = a text holds the unit separator (U+001F)
use-cypher-instead = use .cypher instead
no-reader-for = no reader for { $suffix }
flows-are-in-the-case = names { $known ->
    [one] one payment, call or order
   *[other] { $known } payments, calls or orders
} of { $named } that this case holds: it was exported from this case or one with the same files, and they would count twice
load-into-a-new-case = load it into a case without those files: kg new
flows-are-told-by-an-export = tells { $known ->
    [one] one payment, call or order
   *[other] { $known } payments, calls or orders
} that { $name } tells, which kg exported from a case with this file: they would count twice
unload-the-export = take the export out first: kg unload CASE { $name }
more-cells-than-unpacked-bytes = has { $count } cells; at most { $limit } are read (unpacked_bytes)
reader-cannot-read = cannot be read: { $error }
not-amount = { $amount } is not an amount
sheet-holds-this-result = a sheet holds { $what }, and this result needs more
value-may-not-called = a value may not be called { $name }
text-holds-lone-surrogate = a text holds a lone surrogate
no-file-can-hold = no file can hold it
trace-less = trace fewer starts, or with fewer --hops or a higher --floor
sheet-limit-rows = { $count } rows
sheet-limit-links = { $count } links

## files: errors

not-plain-file = is not a plain file

## glossary: errors

context-does-not-map = the context does not map { $shown }
map-each-key-take = map each key, or take it out
no-label = no label in { $lang }
fits-terms = { $typed } fits { $count } terms
use-its-name = use its name
no-such-ontology-form = the ontology is not written as { $ending }
ontology-forms = a file of the ontology ends in { $known }, one of its words alone in { $skos } or the like
kg-ontology-export-to = kg ontology export --to crimechain.ttl
ontology-has-no-term = the ontology has no term { $name }
ontology-has-no-word = the ontology has no word { $typed }
try-kg-ontology-tree = try kg ontology tree
holds-other-files-already = holds other files already
name-new-empty-folder = name a new or an empty folder
no-mapping = { $subject } { $relation } is no mapping

## graph: errors

put-twice = { $id } is put twice in one write
written-all-the-time = is being written all the time
graph-is-closed = the graph is closed
graph-is-read-only = the graph was opened for reading only
no-graph-here = no graph was written here
no-earlier-state = no earlier state is kept
no-password-in-address = a password does not belong in an address: it lands in logs
believes-any-certificate = { $scheme }:// believes any certificate
not-a-neo4j-address = is no address of a Neo4j server
plain-connection-elsewhere = a plain connection is for this machine alone
not-a-server-address = { $text } is no address of a server
answer-of-another-case = the answer holds things of another case
no-server-answers = no server answers ({ $first_line })
certificate-not-trusted = its certificate is not trusted ({ $untrusted })
user-not-let-in = does not let { $user } in
database-is-read-only = its database can only be read
no-such-database = has no database { $database }
id-is-taken = holds something else under an id of this case
server-refuses = refuses: { $first_line }
server-cannot-read-query = the server cannot read the query: { $said }
server-time-limit-passed = the time limit passed first
raise-seconds-or-narrow = --seconds, or a narrower question
server-memory-limit-reached = the server's memory limit was reached
narrow-question = a narrower question
query-would-change-graph = the query would change the graph
query-only-asks = a query only asks
server-cannot-answer = the server cannot answer: { $said }
cannot-be-used = cannot be used: { $error }
holds-unreadable-term = holds a term that cannot be read
holds-kind-without-iri = holds a kind that is no IRI
graph-cannot-be-used = the graph cannot be used: { $text }
is-file-not-folder = is a file, not a folder
holds-other-files = holds other files
name-empty-folder = name an empty folder
writer-in-graph = another process is writing to the graph
wait-for-writer = wait until the other one is done
graph-checks-fail = the graph's own checks fail
graph-table-differs = the table { $name } of the graph is gone, or not as it was written
undo-or-rebuild-graph = kg undo, or kg rebuild CASE derives it from the sources
server-address-example = bolt://127.0.0.1:7687, or bolt+s://HOST for another machine
set-password-or-wait = set KG_NEO4J_PASSWORD, or wait to be asked for it
use-trusted-certificate = bolt+s:// with a certificate that this machine trusts
say-whose-with-case = say whose they are, by { $case }, wherever the query begins
start-server-script = scripts/neo4j start brings one up
set-password-of-user = set KG_NEO4J_PASSWORD to the password of this user
install-trusted-certificate = install a certificate that this machine trusts; kg checks it always
administrator-opens-writing = an administrator must open it for writing
payments-without-account = { $count ->
    [one] { $count } payment has an account that is not there
   *[other] { $count } payments have an account that is not there
 }
paste-data = through whose hands data went
paste-victims = where victims' money went, step by step (after kg trace CASE --victims --as victims, and another push)
paste-holders = who holds or controls the accounts that received most
paste-phones = phones and devices that several share
paste-around = all within two steps of a name (put yours in)
use-address = { $address }

## Lakes and extracts

lake-buckets = a lake has { $some } buckets, not { $buckets }
lake-folder-not-empty = something lies there already
lake-is-empty = holds no file yet
lake-add-files = kg lake add LAKE FILE…
not-a-lake = is no lake
lake-init-makes-one = kg lake init LAKE makes one
lake-of-an-earlier-version = an earlier kg derived its tables (version { $version }): give it one of its files again, and they are made anew
lake-of-a-newer-version = a newer kg made it (version { $version })
lake-wants-a-verb = kg lake wants init, add, attach, info, find or reach, and a lake
lake-file-is-in-the-case = { $name } is in the case itself{ $count ->
    [one] {""}
   *[other] , as are { $count } of the lake's files
  }: its rows would count twice
lake-has-changed = more files went into the lake since rows of { $name } were extracted: what tells one payment may have changed
unload-it-first = kg unload CASE '{ $name }', then extract again
extract-of-a-lake = rows cut out of a lake
file-of-a-case = rows of a file of the case handed over in { $name }
transfer-goes-into-an-empty-case = hands a whole case over: it goes into an empty case, alone
transfer-needs-an-empty-case = hands a whole case over, and this case is not empty
transfer-load-example = kg new CASE, then kg load CASE FILE
transfer-line-not-of-kg = line { $line } is not as kg wrote it
transfer-is-cut-off = is cut off: its last line is lacking
transfer-of-another-version = was written by a version of kg that is not known here
transfer-ask-again = have it written anew with kg export --for-transfer
transfer-action-not-of-kg = says of an action ({ $action }) what kg never says
transfer-unknown-action = no such action
transfer-of-case = the case { $case }, handed over whole: { $files } files, with what was judged and kept
transfer-goes-on = an earlier load of it was broken off; this one went on where that stopped
transfer-marked = it was marked: { $marking }
transfer-other-zone = days and hours there were of { $zone }, here they are of { $own }: answers by day may differ
transfer-not-done-again = { $action } could not be done again: { $why }
no-transfer-in = a case cannot be handed over as { $suffix }
transfer-is-of-the-whole-case = is for the whole case: without a name, and without options of pages
holds-a-whole-case = Holds a whole case: real names and numbers, victims among them; only who was under 18 is masked. Do not pass it on but for another case to be made of it
real-case = Holds the whole case with real values, victims among them; only who was under 18 is masked, leaked data stays sealed. This was logged
real-case-marked = The case is marked: { $marking }
explain-handed = {"  "}its rows came from the file as received: sha256 { $sha256 }
extract-has-another-file = holds { $name }, which no extract has
extract-says-nothing = does not say whose rows it holds
extract-of-another-form = is an extract of another version
extract-is-cut-off = is damaged
extract-table-broken = the table { $table } cannot be read
extract-it-again = write it anew with kg extract
address-holds-a-password = the address of the database holds a password, which would stand in the history of the shell
database-password-elsewhere = leave it out, and set { $user } and { $password } in the environment
no-name-of-a-table = { $name } is no name of a table: --table wants one name, with its schema where that is needed
name-the-driver = name the jar with the database's driver: --jar FILE
no-row-of-a-table = no row of the table was received: it has none, or none meets the condition of --where
server-has-its-drivers = a Spark Connect server has drivers of its own; none can be given to it
no-folder-of-a-table = is no folder of Parquet files and no table of Iceberg
no-parquet-in-folder = holds no Parquet file
table-of-another-program = is a table of { $program }, whose files alone do not say which rows are in it
save-as-parquet = write it as Parquet with the program that it belongs to, and attach that
iceberg-of-a-newer-version = is metadata of Iceberg of version { $version }; 1 and 2 are read
iceberg-is-empty = has no snapshot: the table is empty
iceberg-has-deletes = takes rows out of its files again (delete files), which are not read here
iceberg-compact-it = rewrite its data files (rewrite_data_files), then attach it again
iceberg-file-not-parquet = has files of { $form }, not Parquet
iceberg-column-renamed = calls { $name } what the table now calls { $now }
table-file-elsewhere = has a file that does not lie on this machine: { $path }
copy-the-table-here = copy the whole table here, its metadata too
same-bytes-elsewhere = has the same bytes as { $name }, under other folders: which rows are whose could not be told afterwards
no-part-of-a-table = no Parquet file of the table
extract-into-a-lake = is an extract; a lake takes the files themselves
leaked-data-into-a-lake = is leaked data, of which only a case keeps hashes: load it into the case
extract-from-accounts = names payments; an extract begins at accounts
name-start-or-list = name where to begin
extract-example = kg extract LAKE CASE ACCOUNT… or --from FILE
no-start-is-in-the-lake = { $count ->
    [one] the start is not in the lake
   *[other] none of { $count } starts is in the lake
  }
lake-search-numbers = write the whole number, as the files have it
accounts-are-partial = { $count ->
    [one] one account on the way is here only in part: the lake has more of its rows
   *[other] { $count } accounts on the way are here only in part: the lake has more of their rows
  }
extract-more = kg extract LAKE CASE { $starts }, with the bounds of the trace
accounts-in-part = { $count ->
    [one] One account was extracted only in part: what it did else is in the lake.
   *[other] { $count } accounts were extracted only in part: what they did else is in the lake.
  }
lake-made = A lake with { $buckets } buckets: { $path }
lake-added-title = Files of the lake
lake-already = is in already
lake-rows = { $kind }: { $rows } rows
lake-holds = { $count ->
    [one] One file
   *[other] { $count } files
  }, { $buckets } buckets, { $problems } rows that could not be stored
lake-account = { $name } ({ $kind }): { $payments ->
    [one] one payment
   *[other] { $payments } payments
} with { $others ->
    [one] one other
   *[other] { $others } others
}, { $first } – { $last }
lake-got = got
lake-paid = paid
lake-tables = The tables: { $path }
step-lake-add = { $name }
step-lake-find = { $name }
step-lake-reach = hop { $name }
nth = #
lake-find-open = Open one as a case:
lake-find-more-starts = and { $count } more accounts (--json lists them)
lake-not-asked = Not looked for: { $name }: { $why }
lake-reach-looked = Looked at { $rows } payments of { $followed } accounts
lake-reach-open = Into a case: { $command }
lake-findings-ranked = Score = 100 x (1 - the product of threshold/measure); what looks innocent stands last.
lake-cannot-follow-cycles = money that comes back is followed from account to account, which no question to a lake does
lake-cannot-group-accounts = accounts are grouped by all of their counterparties' counterparties, which no question to a lake does
lake-has-no-transfers = the lake has no transfers
lake-has-no-uses = the lake has no sign-ins and no telephones of accounts
extract-then-find = kg extract takes accounts into a case; kg find looks for it there
lake-reach-has-no-case = --victims and --without name things of a case, and a lake is none
lake-reach-example = kg lake reach LAKE ACCOUNT… or --from FILE
lake-reach-too-many = { $count } payments can follow, more than the { $most } that are held at a time
lake-reach-narrow = a higher --floor or a lower --hub leaves some out; kg extract LAKE CASE ACCOUNT… takes a part
lake-legs-too-many = Legs that no row records are looked for among the extracted rows alone: { $count } payments of the lake lie near those in coin, gift and order, more than the { $most } that are held at a time
lake-find-has-no-case = --exclude and --without name things of a case, and a lake is none
extract-hop = { $count ->
    [one] hop { $hop }: one account
   *[other] hop { $hop }: { $count } accounts
  }
extract-unknown = – { $text }: not in the lake
extracted = { $rows } rows of { $followed ->
    [one] one account
   *[other] { $followed } accounts
  }, all that they paid and received, from { $files ->
    [one] one file
   *[other] { $files } files
  }; { $hops ->
    [one] one hop
   *[other] { $hops } hops
  }, stopped at { $stopped ->
    [one] one hub or end
   *[other] { $stopped } hubs and ends
  }
extract-then = Now: { $command }

## ledger: errors

channels-not-of-flows = its channels are not those of its flows
none-in-case = no { $kind } is in the case
load-file-with-some = load a file that holds some
load-file-again = load the file again
check-layout-and-order = check the layout (--layout), its direction column and its order; nothing was stored
balance-reversed = the rows fit in the opposite order
balance-swapped = the rows fit when money in and money out are exchanged
balance-both = the rows fit in the opposite order with money in and money out exchanged
balance-fen = the rows fit when amounts are read in fen
balance-mixed = the rows fit when several accounts stand under this number
balance-no-other-reading = no other reading of the file fits either
balances-contradict = the running balances of { $accounts } accounts contradict { $failed } of { $rows } rows ({ $share }); { $cause }
balance-contradicts = the running balance of account { $account } contradicts { $failed } of { $rows } rows ({ $share }); { $cause }
balance-contradicts-and-more = the running balance of account { $account } (and of { $more } more accounts) contradicts { $failed } of { $rows } rows ({ $share }); { $cause }
source-rows-missing = the rows of source { $sha256 }… are missing

## limits: errors

no-limit = { $name } is no limit
one-of-known = one of { $known }
no-number-for = { $number } is no number for { $name }
limit-of-example = --limit { $name }=1000

## lpg: errors

not-whole-link = is not a whole link

## patterns: errors
no-such-pattern = { $name } is no pattern that is ready, nor the path of a file
patterns-are = ready are { $known }; a file of your own ends in .toml
no-pattern-file = there is no such file
list-ready-patterns = kg pattern CASE lists those that are ready
pattern-not-text = cannot be read as UTF-8 text
save-as-utf-8 = save it as UTF-8
pattern-too-long = is longer than any pattern: { $limit } bytes
pattern-is-no-toml = is no TOML ({ $error })
see-kg-docs-patterns = kg docs patterns tells how one is written
pattern-at-key = { $key }: { $what }
pattern-lacks = { $key } is missing
pattern-unknown = { $text } is not known here
pattern-wants-tables = { $key } must be a table
pattern-wants-items = { $key } must be a list of tables: write [[{ $key }]]
pattern-text = a text is wanted
pattern-texts = a text or a list of texts is wanted
pattern-flag = true or false is wanted
pattern-times = times is how many different things have the role: 1 to { $limit }
pattern-too-many-roles = more than { $limit } things in one pattern
pattern-tie-says-nothing = says nothing: things, count or amount is wanted, such as things = { "{" } min = 3 { "}" }
pattern-most-within = in a window only the least can be asked for, not the most
pattern-amount-needs-currency = an amount needs its currency, such as currency = "CNY"
pattern-currency = { $text } is no code of a currency, such as CNY
pattern-count-of-none = a link of no facts is none: write absent = true
pattern-absent-counts = what is absent has no count and no amount
pattern-link-to-itself = joins { $role } to itself: that needs times = 2 or more, and direction = "either"
pattern-name-twice = two links are called { $name }
pattern-order-of-absent = { $name } is absent and stands at no time
pattern-order-of-one = { $name } cannot be before itself
pattern-falls-apart = no link joins { $one } and { $other }, so every one would be told with every other: add a link between them
pattern-bounds = a number or { "{" } min = 1, max = 9 { "}" } is wanted
pattern-bounds-crossed = min { $least } is more than max { $most }
pattern-whole = a whole number is wanted
pattern-amount = an amount is wanted: a whole number, or a text such as "1000.50"
pattern-moment = a date or time of the case's clock is wanted: 2024-05-01, 2024-05-01T08:30:00

## patterns: what is found
which-pattern = which pattern?
pattern-no-such-role = { $text } names no role of the pattern
pattern-roles-are = write ROLE=THING; the roles are { $names }
first-matches-only = the first { $listed } of { $total } matches are listed; --rows lists more
matches-order-unproven = of { $count } listed matches the order in time is not proven: facts at the same moment, or known by the day alone
no-match-to-save = nothing matches, so there is nothing to save
pattern-on-page = Matches of the pattern “{ $title }”. Innocent reading: { $innocent }
pattern-who-is = { $role } { $thing }
pattern-match-number = Match { $number }: { $roles }
pattern-any-facts = any recorded fact
pattern-wants = { $links }: { $parts }
pattern-wants-things = { $span } others
pattern-wants-facts = { $span } facts
pattern-wants-sum = sum { $span } { $currency }
pattern-rows-by-id = a pattern of counts, differences and absent links is answered over the ledger in SQL (kg pattern CASE … --show sql); here each row of its matches is named
sql-of-the-case = This SELECT is answered by kg query CASE --sql; it names real ids of the case
patterns-ready = Patterns that are ready
patterns-how = kg pattern CASE NAME looks for one; kg pattern CASE FILE.toml for your own (kg docs patterns)
matches-count = Matches: { $total } (listed { $listed })
match-number = Match { $number }
matches-swapped = Interchangeable, so told once: { $groups }
match-order-unproven =   ! 次序未证: the order in time is not proven
pattern-is-a-lead = Who has a role here is joined to others as the pattern says, and nothing more: a lead to check, never a verdict
pattern-candidates = How many meet each part alone
pattern-missing = Missing: { $names }
pattern-parts-do-not-meet = Every part is there, but no things meet all of it at once
no-template-fits = No template of a whole chain fits: of each a role is missing without which it means nothing (kg pattern CASE lists them)
template-best = Best template: { $template } { $title } ({ $shown } of { $wanted } parts shown)
template-missing = Missing from it: { $names }
templates-next = Next: { $names }
help-pattern = Find things that stand to each other as a pattern says
help-pattern-more = A pattern names roles (different things), what each must be and how many others it has, which facts join them or must not, and in which order. It is looked for in all facts and payments, exactly. Without a name the ready ones are listed: CT01 to CT12 are templates of whole chains.
help-pattern-example-1 = kg pattern case CT01
help-pattern-example-2 = kg pattern case handlers.toml --with leader=P3 --as handlers
help-option-pattern-pattern = A ready pattern, or a file of your own.
help-option-pattern-given = This thing has the role (repeatable).
help-option-pattern-rows = So many matches are listed.
help-option-pattern-seconds = So long may each question take.
help-option-pattern-name = Save what is listed as a chain of this name.
help-option-pattern-show = Print what finds it again: sql, sparql or cypher.
pattern-column-pattern = pattern
pattern-column-title = title
pattern-column-roles = roles
pattern-column-links = links
pattern-column-label = is
pattern-column-part = part
pattern-column-count = count
pattern-column-link = link
pattern-column-facts = facts
pattern-column-rows = rows
pattern-column-role = role
pattern-column-measure = others (wanted)
template-nearest = The nearest of them: { $name } parts
pattern-column-who = who
pattern-column-sum = sum

## query: errors

store-without-checkpoint = this store keeps no checkpoint to ask
not-a-variable-name = { $name } is not the name of a variable
query-without-variable = the query has no ?{ $name }
parameter-binds-variable = a parameter binds a variable
prefix-of-no-iri = a prefix is for a whole IRI, at { $place }
escape-is-no-character = an escape is no character, at { $where }
prefix-not-declared = the prefix { $prefix } is not declared, at { $place }
query-too-long = the query is longer than a megabyte
coded-character = a coded character could hide a word
write-character-itself = write the character itself
cypher-begins-otherwise = a question begins with MATCH, WITH, UNWIND, CALL or RETURN
one-question-at-a-time = one question at a time
query-names-no-case = the query does not say { $case }
word-changes-graph = { $word } would change the graph
word-reaches-beyond-case = { $word } reaches beyond the case's graph
procedure-may-read-files = a procedure may read files and addresses
call-a-subquery = a subquery may be called
quote-does-not-end = a quote or backslash that ends nowhere, at { $start }
comment-does-not-end = a comment that ends nowhere, at { $start }
not-read-here = { $said } is not read here, at { $place }
pattern-of-any-case = a pattern is of any case, at { $place }
not-a-reckoning-function = { $name } is no function that only reckons
memory-limit-reached = the memory limit was reached
grammar-bracket-open = a bracket of the grammar is not closed: { $opening }
grammar-without-rule = the grammar has no rule { $symbol }
grammar-ambiguous = { $token } begins two alternatives
word-changes-graph-at = { $word } would change the graph, at { $place }
token-out-of-place = { $said } stands where it cannot, at { $place }; expected: { $told }
query-nested-too-deep = nested deeper than { $depth }
service-opens-network = SERVICE would open the network, at { $place }
query-ends-too-early = the query ends where it cannot, at { $place }; expected: { $told }
no-such-question = no question is called { $word }
question-text-lacks-default = the text has no line for its default
question-files-differ = the two files tell of two questions
question-file-misnamed = the file is not called as its question is
question-needs-text = a question has a text, or says what is missing
parameter-type-unknown = nothing of type { $told } can be given
column-type-unknown = the type of a column cannot be { $told }
question-header-not-toml = the header is no TOML: { $error }
question-header-lacks = the header does not say { $error }
one-select-only = one SELECT may be asked, this is { $said }
may-not-be-read = { $name } may not be read from
ask-ledgers-views = ask the ledger's views
not-a-ledger-view = { $name } is not a view of the ledger
name-without-schema = name it without a schema
no-such-view = the ledger has no view { $name }
views-are = views: { $listed }
no-such-table = there is no view { $name }
view-column-id = the id, the same as in RDF and Neo4j
view-column-source = the id of who or what it goes from
view-column-target = the id of who or what it goes to
view-column-start-time = when it began, on the wall clock of the case's zone
view-column-end-time = when it ended, on the wall clock of the case's zone
view-column-amount = the exact amount, in units of the currency
view-column-currency = the code of the currency
view-column-tx-count = how many payments it sums up, where the file says so
view-column-sources = how many rows report it
view-column-sha256 = the hash of the file (of the first that reports it)
view-column-row-no = the number of the row in the file (of the first that reports it)
view-column-status = whether the row flows, and if not, why
view-column-member = the sheet or the file inside the archive
view-column-precision = how exact the time is: second, minute, day, unknown
view-column-time-text = the time as the row writes it
view-column-counter-name = the name that the row gives the other side
view-column-memo = the memo as the row writes it
view-column-channel = the channel as the row writes it
view-column-judged = what a person decided of it
view-column-kind = the class in the ontology
view-column-name = a name, for display
view-column-values = its values by property, as JSON
view-column-rows = how many rows report it
view-column-shas = the hashes of the files that report it
view-column-object = the id of a third thing, such as a data set
view-column-proof = how far it is proven
view-column-confidence = how sure it is, 0 to 100
view-column-label = what it is called
view-column-evidence = how many pieces of evidence there are
view-column-fact = the id of the thing or link that it proves
view-column-file = the name of the file
view-column-locator = the place in the file
view-column-reader = what read the place
view-column-excerpt = what stands there, where it is kept
view-column-of-a-file = a column that the file or its layout brought
not-a-select = { $removesuffix } is not a SELECT
token-unreadable = { $text } cannot be read, at { $where }
not-a-language-tag = { $text } is no language, at { $where }
case-unharmed = the case is unharmed
ask-for-less = ask for less at once
no-answer-in-time = no answer after { $seconds } s
said-by-program = { $text }
place-in-text = line { $line }, character { $character }
nothing-at-all = nothing
query-without-tables = none
its-end = its end
server-may-hold-others = begin with the things of { $case }: the server may hold other cases
bind-patterns-to-case = give every pattern the property case: { $case }, or begin it with what such a pattern bound
help-query-tells = kg help query tells what is
load-data-instead = load the data instead
nearest-questions = the nearest: { $names }
ask-lists-questions = kg ask CASE lists them
narrow-or-more-seconds = narrow it, or give --seconds
engine-died = the engine died ({ $code })
engine-died-saying = the engine died ({ $code }) { $said }

## rdf: errors

holds-lone-surrogate = a text holds a lone surrogate: { $text }
time-without-zone = { $isoformat } has no time zone
not-an-iri = { $text } is not an IRI
ids-are-minted = ids are minted, never pasted
list-row-as-problem = list the row as a problem

## records: errors

fields-missing-or-unknown = fields missing or unknown: { $names }
expected-other-type = { $wanted } expected, found { $found }
not-json = not JSON: { $error }
not-as-kg-wrote-it = was not written so by kg: { $why }
not-a-type = not a { $name }

## requests: errors

yes-or-no-wanted = yes or no is wanted (True, False), not { $value }
texts-wanted = a text or several are wanted, not { $value }
whole-number-wanted = a whole number is wanted, not { $value }
number-too-small = { $value } is too small: at least { $least }
text-wanted = a text is wanted, not { $value }
value-not-known = { $value } is not known here
no-such-option = { $verb } has no option { $unknown }
scope-needs-name = a scope needs a name
scope-example = --scope 专案一组
name-is-too-long = is longer than { $most } characters ({ $limit })

## rules: errors

nothing-meets-in = nothing that is concluded meets in { $told }
rule-needs-name-and-words = a rule has a name, a version and its words in zh and en
rule-lacks = a rule has no { $min }
rule-needs-then-and-where = a rule says `then` and `where`, or names a known form
where-does-not-explain = `where` does not say what { $min } is
apart-needs-two = `apart` names two things
not-a-direct-edge = { $min } is no direct edge of a link
not-a-pattern-of-three = { $text } is not three words
not-rules = cannot be read as rules
evidence-is-needed = that takes evidence
concluded-twice = { $name } is concluded by { $seen } too
never-concluded = no rule may conclude { $name }

## schema: errors

no-ontology-here = no ontology here
ontology-is-turtle = it is ontology/*.ttl
class-descends-from-itself = a class may not descend from itself
points-nowhere = { $pointer } names { $name }, which is nowhere
not-an-id-of-a-kind = { $identifier } is not the id of a known kind
no-text-in-language = no text in { $lang }
languages-are = languages: { $known }
ontology-has-blank-node = the ontology has no blank nodes
property-given-twice = { $predicate } is given twice: { $found }
property-not-whole-number = { $predicate } is { $text }, not a whole number
not-turtle = cannot be read as Turtle
ontology-has-no-kind = the ontology has no kind { $name }
ontology-has-no-property = the ontology has no property { $name }
ontology-has-no-closed-list = the ontology has no closed list { $name }
ontology-has-no-stage = the ontology has no stage { $name }

## shapes: errors

shape-without-name = shapes have names: there are no blank nodes but in lists
shape-path-not-property = has a path that is not one property
shape-without-severity = has no severity that is known
names-no-shape = names a shape that is none, or itself
path-is-of-property-shape = a property shape has a path, and no other has
inner-shape-of-value = shapes inside shapes are for things, not for values
count-without-path = values are counted and compared along a path
mincount-demands-nothing = sh:minCount 0 demands nothing
shape-word-unknown = sh:{ $word } cannot be checked here
inner-shape-with-target = a shape inside sh:{ $word } has a target of its own
list-is-broken = a list is broken
shape-is-called = { $name }

## sources: errors

holds-two-members-named = holds two members named { $name }
pack-anew-each-by = pack it anew, each by itself
no-encoding = { $name } is no encoding
no-layout-fits = no layout fits; columns found: { $found }
draft-one-kg-layout = draft one: kg layout FILE
rename-one-them-copy = rename one of them in a copy
write-headers-above-copy = write the headers above a copy of it
choose-one-with-layout = choose one with --layout
no-header-no-text = no header: there is no text in it
no-header-no-words = no header: no row holds two words
not-table-kg-reads = is { $kind }, not a table kg reads
changed-while-being-read = changed while it was being read
text-table-not-workbook = is a text table, not a workbook
running-text-without-columns = is running text without columns, not a table
rename-copy-load = rename a copy of it, and load that
not-file = is not a file
larger-than-source-bytes = { $size } bytes; the limit source_bytes is { $limit }
no-layout-called = no layout { $name }
cannot-be-read = cannot be read
table-not-proposed = { $table }: nothing can be proposed for it, it will not be read: { $reason }
states-not-carried-out = Rows whose { $column } says { $words } are taken for not carried out (pending ones and permissions to spend tokens too).
states-partly-paid-back = Rows whose { $column } says { $words } count as carried out with their whole amount: at most a part of it was paid back, and that part is not taken off.
states-not-known = Rows whose { $column } says { $words } count as carried out: these words are not known, or refunds have rows of their own.
answer-of-no-use = { $option } changes nothing: the file says it itself, or nothing in it asks for it
answers-unheard = { $options }: an answer is heard where a layout is proposed; this file is of a known form ({ $layout })
propose-to-be-heard = load it without the answer, or have a layout proposed in place of the known one: --propose
several-layouts = the file holds { $count } layouts where one is meant
layouts-are-tables = [[layouts]] must be a list of layouts
keys-beside-layouts = beside [[layouts]] nothing may stand: { $keys }
layouts-of-one-name = several layouts have one name: { $names }
is-no-layout = is not a layout: { $error }
no-relation-or-role-nearest = { $text } is no relation or role; nearest: { $near }
no-relation-or-role = { $text } is no relation or role
is-no-role = { $text } is no role
may-be-of-several-kinds = { $text } may be of several kinds: write which
may-be-one-of = { $text } may be { $names }: write one of them
is-no-kind-of-party = { $text } is no kind of party
is-no-kind-of-party-nearest = { $text } is no kind of party; nearest: { $near }
role-of-several-kinds = { $text } is a role ({ $role }) that persons, firms or others may have: type what it is here (person, organisation, group, platform …), and the role as the relation of a row of its own
is-no-batch = { $text } is no batch: name it by its hash
blank-without-role = is blank: only a role may stand alone
has-lost-digits = { $text } has lost digits (a spreadsheet keeps 15)
not-certificate-number = { $text } is not a certificate number
not-among = { $text } is none of { $known }
not-a-whole-number = { $text } is not a whole number
more-days-than-calendar = { $text } days are more than a calendar holds
row-counts-disagree = the counts of rows do not agree
holds-no-readable-table = holds no table that kg can read: { $said }
rows-lost-in-reading = rows were lost in reading
goes-on-after-end = goes on after the end of its list
nested-too-deep = is nested too deep
is-no-json = is no JSON: { $error }
json-breaks-at = something else should stand in line { $line }, column { $column }
holds-what-no-text-can = holds a NUL or half of a character, which no text can hold
closing-balance-differs = statement { $statement }: opening balance { $opening } and entries of { $moved } do not make the closing balance { $closing } ({ $currency })
balance-not-read = is no balance that can be read, so the statement's sum is not checked
balances-of-two-currencies = is a balance in { $closing }, the opening balance is in { $opening }, so the statement's sum is not checked
batch-differs = the { $count } payments of a batch make { $total }, its entry says { $entry } ({ $currency }); the entry is stored as one
entries-counted-differ = the statement counts { $told } entries of { $total }, the file has { $count } of { $sum }
entry-not-booked = not booked yet ({ $state })
entry-breaks-off = breaks off before it ends
entry-without-account = stands in a message that names no account
statement-line-not-read = is no statement line (field 61) that can be read
times-of-day-alike = every entry has the time of day { $clock }: only its day is believed
days-without-zone = days are told without a zone: they are read as days of the layout's zone
stamps-without-zone = times are told without a zone: they are read on the clock of the layout's zone
file-names-no-currency = the file names no currency
holds-no-statement = holds no statement of an account
account-called-by-file = the file names no account: its account is called { $file }
opening-entry = says what the account held, moves nothing
qif-list-not-read = a list that holds no payments
matrix-not-read = is no matrix that can be read ({ $error })
matrix-name-twice = names { $name } twice, or a column not at all: whose ties are whose is a guess
matrix-row-not-as-column = the row is not named as the column of its number
matrix-row-width = the row has { $found } cells; { $wanted } columns have names
matrix-cell-not-number = { $text } is no number
matrix-mirrored = a matrix of { $count } that is its own mirror: ties without a direction, each pair once; cells of zero say nothing
matrix-directed = a matrix of { $count }: each tie goes from the row to the column; cells of zero say nothing
talk-of-two = only { $one } and { $other } write: each message is read as one to the other
service-message = notice of the program
message-not-sent = a draft, or a message that was not sent
number-withheld = the number of the other side is withheld
message-names-no-sender = the message names no sender
is-no-telegram-export = is no export of Telegram: it has no chats with messages
is-no-chat-export = is no export of { $platform }: it has no list of messages
message-without-day = is a message before any day, or at no time of a clock
is-no-node-link = is no node-link JSON: it lacks a list of nodes or one of links
node-link-has-both-lists = such a file is an object with "nodes" and "links" (or "edges"), each a list
node-without-id = the node has no id
relation-told-otherwise = tells the relation { $id } otherwise than an entity of the file did before
node-listed-twice = the id { $id } is listed a second time; the first stands
type-read-as = { $type } → { $kind } ({ $count })
type-kept-in-rows = { $type } kept in the row ({ $count })
more-types = { $count } more types
types-read-as = read as: { $types }
is-no-ftm = is no list of FollowTheMoney entities
not-an-ftm-entity = is no entity of FollowTheMoney: it needs an id, a schema and properties (or, of a statement, an entity_id, a schema, a prop and a value)
is-no-stix-bundle = is no STIX bundle: it has no list of objects
object-without-type-or-id = the object has no type or no id
is-no-rdf = cannot be read as RDF: { $error }
context-is-elsewhere = its context lies elsewhere, and nothing is fetched: without it no name has a meaning
context-into-the-file = put the context itself into the file in place of its address
names-without-meaning = the context gives these names no meaning; they stay in the row alone: { $names }
edge-of-many-ends = the edge has more than two ends
is-no-misp-event = is no event of MISP
json-holders-without = { $count } of the items on the way to { $path } hold no record, and are not read
json-lists-not-read = Other lists of the file are not read: { $paths }. A layout reads each: its records says which (kg help layouts)
no-list-at-path = has no list of records at { $path }
no-path-to-records = is no path to a list: write "/data/items", "/accounts/*/payments" with one * at most, or "." for the file itself
amount-among-several-ends = names several parties at one end, and one amount: how it is shared among them is not said
kind-from-alone = kind_from names the kind by itself: leave out kind_when, spoken and says
link-without-ends = the link lacks its source or its target
links-name-unlisted-nodes = links name nodes that the list of nodes lacks: { $count }
graph-without-directions = the file says that its links have no direction: source and target are only the order in which it writes them
chart-items-not-read = { $count } items of the chart are neither an entity nor a link (texts, pictures, groups): they are not read
links-without-directions = { $count } of the links have no direction in the file: source and target are only the order in which it writes them
braces-make-too-many-edges = braces on both sides of an arrow make more than { $limit } edges
not-of-the-network = of a section that is no part of the network
graph-text-not-read = no { $form } that can be read from here: { $text }
graph-text-ends = the { $form } file ends inside its graph: something is not closed
is-no-xml = is no XML: { $error }
xml-holds-a-doctype = holds a document type; XML is read without one, so that nothing can be expanded or fetched
too-many-elements = holds more than { $limit } elements in one entry
card-breaks-off = a card breaks off before it ends
card-without-name = a card without a name
no-line-of-a-card = is no line of a card
mail-head-not-read = is a head of a message that cannot be read
mail-without-sender = a message that names no sender
receivers-left-out = a message has more than { $most } receivers: the others are left out
quote-never-closed = a quote is opened and never properly closed
ask-for-export-again = ask for the export again, or correct that line in a copy
sheet-area-too-large = spans { $area } cells of which about { $cells } are filled; the limit sheet_area is { $limit }
delete-cells-far-from = delete the cells far from the table, or save it as .csv
ends-within-row = ends within a row
tag-too-long = holds a tag longer than { $limit } bytes
row-holds-cell-another = row { $row } holds a cell of another row
row-not-properly-closed = a row is not properly closed
no-column-names-a-start = none of its columns names a start; columns found: { $found }
head-of-start-lists = head it 账号, 卡号, 交易流水号 or 编号 (account, card, serial, handle)
in-its-head = its head { $reason }
quoted-value-too-long = is a quoted value over too many lines
is-no-tag = is no tag
is-no-yaml = is no YAML: { $error }
tag-is-no-yaml = is no tag: { $error }
may-be-decompression-bomb = it may be a decompression bomb
ends-early-after-bytes = ends early, after { $unpacked } bytes of text
symbolic-link-inside-zip = is a symbolic link inside a zip
pack-file-itself = pack the file itself
locked-with-password = is locked with a password
not-a-readable-pdf = is no PDF that can be read: it is broken, or its encryption is of no known kind
not-a-readable-page = cannot be read
more-than-pdf-pages = has more than { $limit } pages (pdf_pages)
pdf-complaint = the text may not be whole: { $text }
save-without-password = open it with its password and save a copy without one; keep both
pdf-page-too-large = is { $width } by { $height } points; at most { $limit } are read
more-than-pdf-page-characters = has more than { $limit } characters (pdf_page_characters)
too-many-lines = has { $count } lines of text; at most { $limit } are read
characters-lost = { $read } of its { $all } characters are accounted for: please report this file
pages-are-pictures = has no text: its pages are pictures, as of a scan
pages-without-text = has no text
text-is-turned = has text that runs sideways only
turn-the-pages = turn its pages upright and save it again
text-says-not-which-characters = has text whose fonts do not say which characters it is made of
recognise-the-text = ask for the file that it was printed from (.xlsx, .csv, or a PDF with text); or have its text recognised, check it by eye, and save it as a table
pdf-without-table = has text, and no line that could be the header of a table
pages-not-read =
    { $count ->
    [one] page { $pages } is a picture without text: nothing of it is read
   *[other] pages { $pages } are pictures without text: nothing of them is read
 }
pages-recognised =
    { $count ->
    [one] the text of page { $pages } lies unseen behind a picture: a program recognised it, so compare it with the picture
   *[other] the text of pages { $pages } lies unseen behind pictures: a program recognised it, so compare it with the pictures
 }
pages-with-remarks =
    { $count ->
    [one] page { $pages } has remarks or form fields laid over it: what they say is not read
   *[other] pages { $pages } have remarks or form fields laid over them: what they say is not read
 }
total-disagrees = { $place }: the rows read give no sum or count of { $figures }, as this line of totals says
row-goes-on = the row at { $place } goes on at { $on }, on the next page: they are read as one
page-number = page number
text-below-table = text below the table
text-aside = slanting text, or text outside the page
totals-row-agrees = totals, and the rows give them
goes-on-from = end of the row that begins at { $place }
line-of-no-row = a line that belongs to no row for sure
line-of-two-rows = a line of it may belong to the row above or below
between-columns = { $text } stands between columns, or over several: { $columns }
two-amounts-in-a-cell = two amounts stand in the column { $column }
text-unmapped = the font of { $text } does not say which characters it is made of
text-invisible = { $text } is not seen when the page is shown
text-overprinted = { $text } is printed over other text
unpack-first = unpack it first
archive-inside-archive = is an archive inside an archive
draft-one-says-so = draft one that says so: kg layout FILE
two-sheets-named = two sheets are named { $name }
no-header-no-sheet = no header: no sheet holds anything
not-a-readable-workbook = is not a workbook that can be read ({ $error })
sheet-cannot-be-read = cannot be read ({ $error })
reader-and-sheet-differ = row { $row }: the reader and the sheet's own text disagree
save-as-csv-load = save it as .csv and load that

## sources: rows

text-withheld = { $reason } (the text is withheld: leaked personal data)
column-is-blank = { $column } is blank
columns-are-blank = { $columns } are blank
both-of = { $first } and { $second }
first-then = { $first }; { $second }
is-below-zero = is below zero; the layout allows none
is-zero = is zero: nothing moved
years-of-another-calendar = the years are those of another calendar, or none that can be meant
dot-of-thousands-or-decimals = a dot may part the thousands or be the decimal point; nothing in the file shows which. Say so in the layout
sign-of-another-currency = carries the sign of another currency than the row has
balance-runs-the-other-way = the balance falls with what comes in and rises with what goes out: in and out are meant the other way, or it is a debt
title-names-unit = a title line says { $text }; layout { $layout } reads the amounts in another unit
title-names-currency = a title line says { $text }; layout { $layout } takes another currency
table-not-read = a table that no layout fits was not read: { $reason }
section-not-read = the table from line { $row } on was not read: { $reason }
rows-end-early = rows end before the header does, the first is row { $row }: their missing last cells are taken for blank
another-currency-below = the rows are in { $first }, row { $row } names { $second }: the rows below it are in another currency
another-account-below = the titles name account { $first }, row { $row } names { $second }: the rows below it are of another account
no-row-can-be-stored = none of the { $rows } rows can be stored: { $reason }
layout-fits-header-only = the layout { $layout } fits the header, but { $count } of { $rows } rows cannot be read with it, first row { $row }: { $reason }
split-the-file-by-account = split the file, one account in each
split-the-file-by-currency = split the file, one currency in each
no-row-below-zero = no row is below zero, so the sign may not be the direction
neither-holds-an-amount = { $columns }: none of them holds an amount
both-hold-an-amount = { $columns } both hold an amount
neither-in-nor-out = the row says neither in nor out
nobody-is-named = nobody is named
wrong-number-of-fields = has { $found } fields, the header has { $wanted }
holds-a-nul = holds a NUL
field-too-long = column { $column } holds { $size } bytes; field_bytes is { $limit }
cell-named = cell { $cell }
cell-of-row = a cell of row { $row }
formula-never-saved = { $cell } holds a formula whose value was never saved
cell-holds-error = { $cell } holds the error { $error }
neither-currency-nor-contract = neither a currency that kg knows nor a contract
blank-line = blank line
blank-row = blank row
title-line = title line
foot-line = foot line
header-again = header again
totals-row = totals
example-row = example row
names-look-odd = { $count } names look odd and are kept as written, e.g. { $first }
rows-look-odd = { $count } rows look odd and are kept as written, e.g. { $first }
outcome-not-known = { $count } rows say { $words }, no known word for carried out or for not: they count as carried out; the status of a layout of your own says otherwise
looks-like-another = { $text } looks like { $like }
mixes-scripts = { $text } mixes letters of several scripts
moment-implausible = implausible
moment-next_day = next_day
moment-clock_change = clock_change
rows-without-a-date = { $count } rows without a date are stored; no trace follows them
rows-end-before-they-begin = { $count } rows that end before they begin are stored; no trace follows them
sheet-hidden-was-read = sheet { $sheet } is hidden and was read
sheet-says-no-data = sheet { $sheet } says of itself that it is no data; it was not read
sheet-not-read = { $reason } (this sheet was not read)
hidden-sheet-not-read = { $reason } (this sheet was not read, it is hidden)
member-not-read = { $reason } (this member was not read)
workbook-in-zip-not-read = a workbook inside a zip was not read: unpack it first
no-table-not-read = is { $kind }, not a table; it was not read
at-place = { $where }: { $what }
with-advice = { $what } — { $hint }
it-is-empty = it is empty
name-in-gb18030 = its name is written in GB18030, not in UTF-8
left-by-a-system = { $count } members were left by a system and not read: { $names }
column-amount = amount

## sources: what a file is

no-header-of-leaked-data = holds no header of leaked data in its first lines (their text is withheld)
layout-leaves-unread = layout { $layout } does not read columns that its rows need: { $columns }
would-make-persons = layout { $layout } would make persons of { $column } ({ $like })
column-names-own = { $column } (whose statement each row is)
column-like = { $column } ({ $like })
more-columns = { $count } more columns
draft-one-that-reads = draft one that does: kg layout FILE; or leave them unread: --ignore COLUMN
like-time = a time
like-amount = an amount
like-direction = a direction
like-outcome = whether a payment was carried out
like-duration = a duration
like-account = an account number
like-phone = a phone number
like-wallet = a wallet address
like-certificate = a certificate number
like-name = a name
like-party = a party
like-email = an e-mail address
like-ip = an IP address
like-mac = a MAC address
like-plate = a vehicle plate
like-site = a web address
like-login = an account name
nearest-layout = the nearest layout is { $fit }; columns found: { $found }
layout-knows = { $layout }: { $known } of { $all } columns known
layout-knows-and-lacks = { $layout }: { $known } of { $all } columns known, missing { $missing }
layout-and-next = { $chosen }; next { $other }
two-layouts-fit = fits { $one } and { $other } alike
two-columns-of-one-name = two columns are named { $name }: the { $first }. and the { $second }.
ask-for-the-missing-columns = ask for the missing columns
or-draft-a-layout = or draft a layout: kg layout FILE
draft-a-layout-that-says-it = draft a layout that says it: kg layout FILE
type-or-use-a-template = type what it says with kg add, or write it into a table: kg template
save-as-a-table = open it in the program that made it and save it as .xlsx or .csv
save-anew-in-a-spreadsheet = save it anew in a spreadsheet program
name-neither-utf-8 = has a name that is neither UTF-8 nor GB18030
unpacks-to-another-size = unpacks to { $found } bytes, its directory says { $said }
unpacks-to-too-much = unpacks to { $size } bytes; the limit unpacked_bytes is { $limit }
unpacks-beyond-bytes = unpacks to more than { $limit } bytes (unpacked_bytes)
unpacks-beyond-ratio = unpacks to more than { $limit } times its size (unpack_ratio)
member-unpacks-beyond-ratio = { $member } unpacks to more than { $limit } times its size
workbook-unpacks-to-too-much = unpacks to { $size } bytes; workbook_cells_bytes is { $limit }
deeper-than-record-depth = is nested deeper than record_depth, { $limit }
no-line-break = holds more than { $limit } bytes without a line break
more-than-records-bytes = holds more than { $limit } bytes; the limit is records_bytes
two-sheets-one-member = two sheets are one member, { $member }
no-element-in-head = { $member } does not begin with an element in its first { $size } bytes
declares-a-doctype = { $member } declares a DOCTYPE, which no spreadsheet does
broken-zip = is a broken zip ({ $why })
zip-member-without-name = a member has no name
zip-member-over-another = { $member } lies over another member
garbage-after-the-end = garbage after the end ({ $error })
stream-is-broken = the stream is broken ({ $error })
not-tagpack = holds what no tagpack needs: { $line }
name-stands-twice = the name { $name } stands twice in one object
is-no-number = { $text } is no number
half-a-character = holds half of a character (an escape { $first } to { $last } alone)
neither-object-nor-text = is neither an object nor a text
quote-or-line-too-long = a quote or line longer than { $limit } bytes begins here
parser-and-scan-differ = the parser finds { $parsed } records, the scan { $scanned }
too-many-columns = { $count } columns; the limit columns is { $limit }
too-many-lists = { $count } items that hold lists of their own; at most { $limit } can be told apart
too-many-names = { $count } names; the limit columns is { $limit }
too-many-members = { $count } members; the limit zip_members is { $limit }
not-in-encoding = is not { $encoding }: { $why }
lines-look-like-utf-8 = some lines look like UTF-8

## text: decoding

neither-utf-8-nor-gb18030 = line { $line } is neither UTF-8 nor GB18030
two-encodings = two encodings in one file: line { $utf8 } is UTF-8, line { $gb18030 } GB18030
hardly-chinese = line { $line } is no UTF-8, and as GB18030 it is hardly Chinese
encoding-may-be = it may be { $names }: name it with --encoding, or save the file anew
name-the-encoding = name it with --encoding, or save the file anew
key-of-too-many-parts = has a key of more than { $limit } parts (toml_depth)

## sources: what is wrong in a layout

layout-sealed-names-nobody = is sealed: it can name nobody and tell no fact
information-of-a-sealed-layout = information is for a sealed layout
needs-a-wallet-column = needs a column of type wallet
issuer-needs-serial = needs serial, own and other, and no number
has-no-names = has no names
lists-no-choices = lists no choices
states-no-zone = states no zone
until-needs-a-month-and-formats = until names a column of the layout, and formats say how a day without a year is written
has-no-id = has no id
amount-without-currency = has an amount and no currency
needs-two-ends = needs source and target, or own, other and direction
needs-one-amount = needs amount, or debit and credit
signed-alone = signed: the sign alone must say the direction
does-not-flow = { $kind } does not flow
kind-flows = { $kind } flows
name-of-a-rows-place = columns.{ $name } is the name of a row's place
ids-in-a-circle = ids in a circle: { $path }
form-tells-no-day = { $form } tells no day
name-the-day-column = name the column with the day as date, and leave the form of the time out
number-of-groups = { $text } has { $found } groups; it needs { $groups }
is-no-pattern = { $text } is no pattern: { $error }
no-column-type = no column type { $word }
no-column = no column { $word }
no-party = no party { $word }
unknown-key = unknown key { $word }
must-be = must be { $wanted }, not { $found }
toml-bool = true or false
toml-str = a text
toml-int = a whole number
toml-float = a number
toml-dict = a table
toml-list = a list
toml-date = a date
toml-time = a time
between-0-and-1 = must be between 0 and 1
spaces-around-scope = begins or ends with a space, or has two in a row
text-too-long = is longer than { $limit } characters (layout_text_chars)
layout-too-long = is longer than { $limit } bytes (layout_bytes)
ids-nest-too-deep = ids nest more than { $limit } deep (toml_depth)
id-of-too-many-parts = is made of more than { $limit } parts (layout_id_parts)
is-no-name = { $text } is no name: letters, digits, _ and -, a letter first
differ-by-case = { $one } and { $other } differ by case alone
lists-no-words = lists no words
names-no-party = names no party
has-no-parts = has no parts
has-no-kind = has no kind, and no column that tells it (spoken)
number-of-items = has { $found } items; it needs { $wanted }
needs-one-of = needs one of { $names }
write-a-form-of-time = write %Y-%m-%d %H:%M
write-2024-01-31 = write 2024-01-31
is-not-a-date = { $text } is not a date
is-no-form-of-time = { $text } is no form of a time
is-no-party-kind = { $kind } is a link or a role, no party
no-unit = no unit { $word }
no-form = no form { $word }
no-epoch = no epoch { $word }
no-era = no calendar { $word }
no-step = no step { $word }: day or hour
no-region = no region { $word }
region-of-phones = only a column of telephones (type = "phone") has a region
decimals-of-scientific = decimals need type = "amount" and form = "scientific"
no-language-code = no language { $word }
no-information-class = no information class { $word }
no-spoken-part = no part of what is spoken { $word }
no-order = no order { $word }
no-status = no status { $word }
no-precision = no precision { $word }
no-direction = no direction { $word }
no-end = no end { $word }
no-currency-code = no currency { $word }
pattern-too-big = { $text } has more than { $limit } pieces, its repetitions written out (pattern_size)
pattern-cannot-run = { $text } holds { $what }, which RE2 cannot run
pattern-cannot-tell = { $text } holds { $what }, which RE2 cannot tell in every script
pattern-not-word-in-brackets = { $text } holds \W inside brackets: write the signs that are meant
pattern-ends-in-backslash = { $text } ends in a single backslash
something-missing = something is missing: { $name }
nearest-names = the nearest names: { $names }
known-names = known: { $names }
make-it-a-link = make it a link
make-it-a-flow = make it a flow
add-zone = add zone = { $zone }
write-default-currency = default_currency
see-kg-ontology = see kg ontology
and-in-brackets = { $text } ({ $more })
re-word-edge = the edge of a word
re-word-inside = the inside of a word
re-byte = a byte
re-quoted-stretch = a quoted stretch
re-lookahead = lookahead
re-lookbehind = lookbehind
re-named-group-without-p = a named group without P
re-atomic-group = an atomic group
re-comment = a comment
re-backreference = a backreference
re-recursion = a recursion
re-condition = a condition

## files, system: errors

has-a-second-name = has a second name
copy-case-without-links = copy the case file by file, without links, and use the copy
make-room = make room and do it again; nothing was half written
copy-case-elsewhere = copy the case to where you may write, and go on there
verify-then-rebuild = kg verify CASE says what else; kg rebuild CASE derives it again
no-space-left = no space is left to write
on-read-only-medium = lies on a read-only medium
no-right-to-it = this user has no right to it
name-another-place = name another place
gone-from-the-case = is gone from the case
too-many-files-open = too many files are open
raise-ulimit-n = raise it: ulimit -n 4096
disk-fails = the disk can neither read nor write it
copy-to-another-disk = copy what it still gives to another disk
memory-used-up = the memory that the system gives is used up
close-other-programs = close other programs, or raise the limit; nothing was half written
not-text-of-console = what was typed is not text in the console's encoding
type-as-utf-8 = type it as UTF-8
is-folder-not-file = is a folder, not a file
name-too-long = its name is too long for this disk

## sources: what a draft of a layout says

draft-title = A layout for { $file }. Each column says on what ground it is taken for what it is: correct what is wrong, then load with --layout (kg help layouts).
draft-header = The headers stand in row { $row }.
draft-nearest = The nearest layout kg has: { $why }
draft-zone = check this: in which zone are the times of the file?
draft-day-first = check this: where the day stands before the month, add day_first = true; else day_first = false
draft-members = the file has other tables, each needs a layout of its own: { $names }

## sources: what each type of column reads

column-type-text = text kept as it stands
column-type-name = a name of a person, company or account
column-type-account = an account or card number; one that lost digits is refused
column-type-certificate = a resident ID, a company's code, or another certificate number
column-type-phone = a telephone number
column-type-wallet = a wallet address (its checksum is checked)
column-type-number = a number of something, kept as it stands
column-type-user = a platform's number or name for somebody, an order number
column-type-ip = an IP address
column-type-mac = a MAC address
column-type-time = a date or a time, in the layout's zone
column-type-amount = an amount of money, exact, never rounded
column-type-currency = a currency: its code or name
column-type-integer = a whole number
column-type-choice = one of some words (choices)
column-type-proof = how far proven: clue, single source, corroborated, verified, disputed, excluded

## system_errors: errors

is-damaged = is damaged: { $first }
amounts-too-large = sums of amounts so large cannot be computed exactly (an amount, and a sum of amounts, ends at 10^20)
look-at-largest-amounts = look at the largest amounts of the files: is one a misread number?
system-refuses = the system refuses: { $strerror }

## text: errors

looks-like-utf-16 = looks like UTF-16 without a mark
encoding-mixed-reads-line = --encoding mixed reads it line by line
every-line-valid-utf = every line is valid UTF-8, so it is not { $name }
nested-more-than-deep = is nested more than { $limit } deep (toml_depth)

## trace: errors

sets-no-threshold = { $text } sets no threshold
write-threshold-as-score = write score=0.4
compiled-code-not-read = { $why }: compiled code is not read from it
no-length-time = { $text } is no length of time
write-72h-30m-7d = write 72h, 30m or 7d
no-rule-called = no rule is called { $name }
payment-in-another-currency = the payment is in { $currency }, not in { $wanted }
seed-amount-negative = a seed's amount cannot be negative
payment-not-in-time = this payment does not flow in time
no-payment-of-account-in-time = no payment of this account flows in time
rule-lost-units = the rule lost units: { $amount } became { $sums }
no-direction-called = no direction is called { $direction }
out-or-in = out or in
trace-limits-start-at = hops and edges start at 1, window and hub at 0
backward-has-no-rules = backward no money is shared out, so there are no rules to compare
amounts-beyond-exact-count = the amounts of an account add up to more units than can be counted exactly
narrow-the-trace = narrow it with since, until, floor or hops
no-typology-called = no typology is called { $name }
typology-has-no-threshold = { $name } has no threshold { $threshold }
write-threshold-as-fan-in = write fan-in.payers=6
not-a-value-of-threshold = { $text } is no value of { $name }.{ $threshold }
rests-on-rows-not-in-time = rests on rows that no longer flow in time
typology-and-label = { $same ->
    [yes] { $name }
   *[no] { $name } ({ $label })
 }
its-default-is = its default is { $value }
is-no-folder = is no folder
belongs-to-another-user = belongs to another user
others-can-write-it = can be written by other users
remove-it-or-set-folder = remove it, or set { $variable } to a folder of your own

## values: errors

not-account-number = { $text } is not an account number
only-zeros = { $text } is only zeros
names-no-month = { $text } names no month
names-two-halves-day = { $text } names two halves of the day
not-hour-half-day = { $text } is not an hour of that half of the day
has-impossible-offset = { $text } has an impossible offset
day-or-month-first = { $text }: day or month first? Say so in the layout
not-calendar = { $text } is not in the calendar
not-telephone-number = { $text } is not a telephone number
too-short-too-long = { $text } is too short or too long for a telephone number
not-e-mail-address = { $text } is not an e-mail address
not-mac-address = { $text } is not a MAC address
not-imei-with-valid = { $text } is not an IMEI with a valid check digit
not-ip-address = { $text } is not an IP address
not-currency-kg-knows = { $text } is not a currency kg knows
not-15-18-digits = { $text } is not 15 or 18 digits
has-wrong-check-digit = { $text } has a wrong check digit
holds-implausible-year = { $text } holds an implausible year
name-blank = the name is blank
holds-no-real-date = { $text } holds no real date
not-valid-unified-social = { $text } is not a valid unified social credit code
not-a-time-of-layout = { $text } is not a time in a form the layout allows
no-month-of-statement = has no year, and { $text } names no month of the statement
does-not-count-since = { $text } does not count { $unit } since 1970
not-spreadsheet-date = { $text } is not a spreadsheet date
clocks-skipped-it = { $text } never happened: the clocks skipped it
names-no-zone-layout = { $text } names no zone and the layout gives none
outside-calendar = { $text } is outside the calendar
not-time-zone = { $text } is not a time zone
not-an-amount = { $text } is not an amount
amount-in-another-unit = { $text } names a unit itself, and the column is in { $unit ->
    [fen] hundredths
    [jiao] tenths
    [qianyuan] thousands
    [wanyuan] ten thousands (万)
    [baiwanyuan] millions
    [yiyuan] hundred millions (亿)
   *[other] { $unit }
 }
not-whole-in-unit = { $text } is not a whole number of { $unit }
has-sign-bracket-too = { $text } has a sign or bracket too many
not-in-currency = { $text } is not in { $currency }
not-number-form = { $text } is not a number in the form '{ $form }'
outside-20-and-18-digits = { $text } is outside 20 digits and 18 decimals
below-smallest-unit = { $amount } { $currency } has digits below its smallest unit
not-a-wallet-address = { $text } is not an address of TRON, Ethereum or Bitcoin
not-bitcoin-letters = { $text } has letters no Bitcoin address has
fails-checksum = { $text } fails its { $form } checksum

## views: errors

extra-not-installed = { $name } is not installed: it is an extra of crimechain
install-extra = pip install 'crimechain[{ $name }]'
java-not-installed = Java { $release } or newer is not installed: Spark needs it
install-java = install it, or set JAVA_HOME
spark-failed = Spark failed: { $told }
executors-lack-kg = the executors of this Spark cannot run kg ({ $what }); Spark itself reads the lake, which takes several times as long
no-spark-answers = nothing answers at this address within { $seconds } seconds
start-spark-connect = start its Connect server (Spark: sbin/start-connect-server.sh, port 15002; Sail: sail spark server --port 50051), or check host and port
entities-too-many-for = { $count } entities are too many for pyvis
at-most = at most { $most }

## workers: errors

not-read-in-time = is not read within { $seconds } s; the limit is reader_seconds
takes-too-much-memory = takes more than { $mebibytes } MiB of memory to read; the limit is reader_bytes
may-be-a-bomb = it may be a bomb; if it is not, raise the limit with --limit
reader-died = the reader died of it: { $cause }
save-anew-program-made = save it anew in the program that made it, and load that

## case: notes

text-looks-for-links = looks for them from the start and its terms: finds new ones when the case has grown
text-names-each-link = names each by its id and finds no new ones
ids-of-masked-exports = its ids are those of this case's masked exports
ids-of-real-exports = its ids are those of exports of real values
ids-of-the-case = its ids are those of the case itself: for kg query, and for a server it was pushed to
findings-unnumbered-while-written = the case is being written: these findings got no handles; search again later to open them
findings-unnumbered-read-only = the case cannot be written where it lies: these findings got no handles; copy it elsewhere to open them
legs-unnumbered-while-written = the case is being written: the legs got no handles; list them again later to judge them
legs-unnumbered-read-only = the case cannot be written where it lies: the legs got no handles; copy it elsewhere to judge them
ambiguous-legs-not-shown = { $count } more off-record legs are ambiguous and not shown here (kg pairs)
no-trace-saved = no trace is saved in the case: run kg trace CASE --victims --as victims first
trace-is-outdated = the trace { $name } is out of date: what was excluded, joined, loaded or taken out since changes what it follows; the figures are those from before; trace again: kg trace CASE … --as { $name }
not-computed = not computed: { $missing }
list-rows-name-no-start = { $count } of the { $rows } rows of the list name no start and were not traced; each is listed
start-held-jointly = { $account } is recorded to be held jointly by { $who } and { $others }: the whole account is a start, it is not split between them
finding-rows-not-reached = { $gone } rows of the finding were not reached within these limits (--within, --hops)
finding-rows-that-start = { $count } of the { $count2 } rows of { $handle } are the starts; the other { $fed } are paid from what these brought and are followed, not begun anew
accounts-held-undated = { $count } accounts of { $who } are held without a date: all their payments begin
accounts-that-begin-nothing = { $names } of { $who } has no payment that flows in time and begins nothing
starts-named-twice = { $twice } starts are named twice: once each
excluded-starts = { $names } is excluded and begins nothing
most-money-came-went = most money came and went
most-relations-recorded = most relations are recorded
loss-not-recorded = no recorded payment answers to the reported loss { $handle }: request the statement of the receiving account
loss-fits-several = the reported loss { $handle } fits { $fits } payments and was not traced
over-a-thousand-left-off = a search would have to name each of the things left off: over a thousand
over-a-thousand-links = there are over a thousand
saved-by-older-version = an older version saved it: make it again
links-are-finding-rows = they are the rows of a finding
measures-chose-rows = its measures chose the rows, and no query gives just these
time-order-needs-rows = no query gives just these: money in its order of time also rests on the order of rows
disputed-payments-followed = payments of this trace that are marked as disputed: { $count }
chain-leaves-out-accounts = the chain leaves out { $count } more accounts, with payments that carry { $money } of the traced money; the flow has them all
listed-on-day = listed by { $name } on { $day }
listed-without-day = listed by { $name } (it gives no date)

## chain: notes

holds-real-names-numbers = Holds real names and numbers (--show-values), of victims and minors masked: do not pass it on
summary-reports-not-findings = Summary reports, not findings: one row may stand for many payments and is not traced in time
nothing-places-it = No role, no class of link and no trace from a victim places it
trace-begins-with-loss = The trace begins with the loss reported here
account-victim-paid-from = The account that a victim paid from
receiver-of-victims-money = Receiver of victims' money: { $level }
stands-as-its-holder = As its holder or user ({ $why })
stands-as-account-held = Account held: { $why } (holding is not control)
stands-as-its-operator = As whoever operates it ({ $why })
stands-as-its-member = As somebody inside it ({ $why }; not said of the organisation)
counted-not-drawn = Counted, not drawn (fees, interest, numbers that join nobody), { $count }: { $kinds }
excluded-links-not-drawn = Excluded links that are not drawn: { $count }
crowded-not-followed = Not followed any further, more than { $most } links: { $names }
pooled-accounts-not-followed = A payment company's pooled account, not followed any further; request the registration (with bound cards) and the trades of the users: { $names }
traced-only-in-ledger = { $count ->
    [one] { $count } traced payment is only in the ledger, not yet in the graph (kg promote)
   *[other] { $count } traced payments are only in the ledger, not yet in the graph (kg promote)
 }
inferred-legs-dashed = Dashed, inferred legs: { $count }; no row records them and they are in no sum
order-of-payments-not-proven = Payments whose order is not proven: { $count }
unlinked-holdings = No row links the money of { $one } with that of { $two }, both held by { $holder }
unlinked-exit = No row links the traced money with what arrives at { $held } of { $exit }
lines-rest-on-one-source = { $count ->
    [one] { $count } of { $total } lines rests on a single source
   *[other] { $count } of { $total } lines rest on a single source
 }
placed-by-alleged-role = Role: { $role } (alleged)
placed-by-computed-role = Role: { $role } (computed)
placed-by-link = Class of its link: { $link }
placed-by-best-link = Class of its link: { $link } (best proven; also: { $others })
placed-by-kind = Kind: { $kind }
left-off-picture = At most { $most } nodes are drawn; { $count } more are not: { $kinds }
left-off-picture-among-others = At most { $most } nodes are drawn; { $count } more are not: { $kinds } …
count-of-kind = { $count } { $kind }
count-of-kind-at-stage = { $stage }: { $count } { $kind }
said-of-handle = { $handle } { $said }
listed-then = { $one }; { $other }
listed-more = { $count } more
stages-with-nobody = Stages with nobody yet: { $stages }
unlinked-stages = No row links { $one } with { $two }

## explain: notes

file-as-loaded = the file is as it was loaded
file-changed-after-loaded = the file changed after it was loaded: not to be relied on
file-not-where-it-was = the file is not where it was
kept-by-hash-only = kept by hash only (never copied into the case), and no longer where it was
computed-by-rule = computed by a rule; no row says it
cannot-be-read-there = nothing can be read there: { $why }
role-alleged = { $role } (alleged)
role-disputed = { $role } ({ $proof })

## masking: notes

masked-minor = Minor { $number }
masked-bank = bank
masked-company = company
masked-platform = platform
masked-forum = forum
masked-community = community
masked-website = website
masked-market = market
masked-live-streaming = live-streaming platform
masked-source = source { $number }{ $suffix }
masked-file = file { $number }{ $suffix }
masked-sheet = sheet { $number }
masked-person = { $script ->
    [latin] { $surname }. { $number }
   *[other] { $surname }某{ $number }
 }
masked-thing = { $kind } { $number }

## query: notes

sum-not-computed = an empty sum was not computed: beyond what the engine holds, or not all are numbers; --sql sums exactly
first-rows-only = first { $rows } rows only; --rows for more
graph-of-another-ontology = another version of the ontology wrote this graph: what somebody is said to be may stand as a kind, where it is looked for as a role; kg rebuild brings it forward
graph-holds-some-transfers = graph holds { $in_graph } of { $in_ledger } transfers, and { $derived } edges derived from what it holds; --sql sees all

## trace: notes

limit-of-combinations-reached = { $label }: the limit of { $count } combinations was reached; there may be more
price-assumed = a price of { $low } to { $high } (no table of rates is in the case): { $why }; { $also }
word-could-have-passed = Could have, by what is recorded; not that they did: a lead, never a verdict
same-contacts-a-clue = The same company is a clue: the two numbers are never merged, and whose they are needs proof
contacts-score-formula = score = 100 x the weights of the contacts in common / those of all contacts of either (weighted Jaccard index, Jaccard 1901); a contact weighs ln(numbers in the records / numbers in touch with it) (inverse document frequency, Spärck Jones 1972), so what everybody calls counts next to nothing; service numbers count nothing; of the new number only those count whom it met from the change on, and who moved too counts as kept under the new number
number-has-rows-after = { $count ->
    [one] the number has { $count } row after that: it was not given up
   *[other] the number has { $count } rows after that: it was not given up
 }
no-contact-stayed = none of its contacts stayed: it rests on the new number being in touch with the numbers that { $count } of them moved to, and falls with those proposals
new-number-in-use-before = the new number was in use before (it knew { $count } of the old one's contacts already): it may be somebody else's
files-end-with-old-number = every file that has the old number ends with its last row: the silence may be the end of the record; request what follows
files-begin-with-new-number = every file that has the new number begins with its first row: it may have been in use before; request what came before
records-end-too-soon = the records end too soon after its last row to say that it fell silent: request more
word-stops-at-hub = stopped here: in touch with { $count } numbers, so word hardly passes through it (--through goes on)
word-stops-at-service = stopped here: a service number, through which no word passes (--through goes on)
limit-of-hands-reached = { $hops ->
    [one] the limit of { $hops } hand is reached: one more would add { $beyond } (raise --hops)
   *[other] the limit of { $hops } hands is reached: one more would add { $beyond } (raise --hops)
 }
limit-of-contacts-reached = the limit of { $count } contacts is reached, later ones are not followed: narrow the period
calls-of-unknown-length = { $count ->
    [one] { $count } call does not say how long it was; it is taken as answered
   *[other] { $count } calls do not say how long they were; they are taken as answered
 }
payments-not-yet-held = payments while the account was not the holder's
payments-between-starts = payments between accounts that begin (what those pay on begins instead)
transfers-of-other-channels = transfers of a channel other than { $channels }
transfers-outside-period = transfers outside { $since } to { $until } (the end not included; times in { $zone })
transfers-below = transfers below { $floor }
transfers-beyond-excluded = { $count ->
    [one] transfers beyond { $count } excluded account
   *[other] transfers beyond { $count } excluded accounts
 }
nothing-left-out = nothing was left out as { $which }
rows-inexact = their currency adds up to more than 10^20, and their last decimals cannot be counted with it
start-claims-too-much = start { $start } claims more than the payment holds; the excess is not counted
payments-of-another-start = { $count ->
    [one] { $count } payment belongs to another start as well and is counted once
   *[other] { $count } payments belong to another start as well and are counted once
 }
starts-lead-to-each-other = starts lead to each other: { $count ->
    [one] { $count } of their payments runs
   *[other] { $count } of their payments run
 } into accounts from which others are paid, so the same money may be counted at both, and what seems to stay there may have gone on; what was started is no total of money lost
stop-end = the money leaves the accounts here (cash, fee, purchase): request the counter, ATM or merchant records
stop-hub = stopped here: { $detail }, so others' money mixes in; request its return for these payments, or pass with --through
stop-company = stopped here: a payment company's pooled account, where the money of many users meets; request from { $company } the registration (with bound cards) and the trades of the user whose card is on the other side: once loaded, the trace goes on through that user's own account
stop-untraced-end = transfers leave the accounts here, but by this rule nothing of the traced money is among them: nothing to request for it
stop-untraced-hub = stopped here: { $detail }; by this rule nothing of the traced money reached it: nothing to request for it
stop-untraced-company = stopped here: a payment company's pooled account; by this rule nothing of the traced money reached it: nothing to request for it
stop-hops = { $hops ->
    [one] the limit of { $hops } hop is reached and later transfers are not followed: raise --hops
   *[other] the limit of { $hops } hops is reached and later transfers are not followed: raise --hops
 }
stop-limit = the limit of { $edges } transfers is reached: narrow the question or raise the limit
stop-window = the money went on after more than { $within }, which was not followed: raise --within
stop-floor = the money went on in transfers below { $floor }, which are not followed: lower --floor
stop-period = the money went on outside the chosen period: widen it
stop-order = the order of the onward transfer is not proven and --strict-order drops it
stop-channel = the money went on by transfers of another channel, which are not followed: drop --channel, or name that channel too
stop-excluded = excluded by the user: the trace ends here and what the account paid on is not followed; drop --exclude to go on
stop-untraced-excluded = excluded by the user: the trace ends here; by this rule nothing of the traced money reached it
stop-conversion-here = the account pays in { $other } from then on: no trace crosses a currency, so it ends here. Request the records of the exchange (price, amount, time), and trace what was got for it as a start of its own
stop-conversion-beside = whoever is recorded to hold the account pays in { $other } from another one from then on: it may have been exchanged here, and no trace crosses a currency, so it ends here. See whether the money is still there (consider a freeze), request the records of the exchange, and trace what was got for it as a start of its own
stop-conversion-before = the account had received { $other } before: no trace crosses a currency, so it ends here. Request the records of the exchange, and trace what was given for it as a start of its own
stop-no-statement = no statement of this account is loaded, so what it paid is not known: request it
stop-no-later-row = no later payment leaves: the money should still be there; consider a freeze, and request the later statement
stop-kept = later payments did not use this part: it should still be there; consider a freeze
account-has-counterparties = the account has { $count } counterparties
exchange-that-pays-on = an exchange or the like, which pays in { $money } from then on (no trace crosses a currency)
a-pooled-account = a payment company's pooled account
an-exchange = an exchange or the like
this-payment-company = this company
figures-overlap = this rule does not share the money out: figures of accounts and starts overlap; never add them up
backward-amounts-not-shared = backward, payments that can be the origin are shown; amounts are not shared
limit-of-transfers-reached = the limit of { $count } transfers was reached
accounts-paid-more-than-known = { $count ->
    [one] { $count } account paid more than it is known to have had and received: the difference is taken as other money that was there before
   *[other] { $count } accounts paid more than they are known to have had and received: the difference is taken as other money that was there before
 }
only-findings-own-rows = only the finding's own rows are here; trace on to see where the money went
hubs-bear-no-shape = { $count ->
    [one] { $count } account has more than { $hub } counterparties (or is a payment company's or an exchange's): no shape is built on it
   *[other] { $count } accounts have more than { $hub } counterparties (or are a payment company's or an exchange's): no shape is built on them
 }
limit-of-steps-reached = { $steps ->
    [one] { $name }: the limit of { $steps } step was reached; there may be more
   *[other] { $name }: the limit of { $steps } steps was reached; there may be more
 }
lower-scores-not-kept = { $count ->
    [one] { $name }: { $count } more with a lower score was not kept
   *[other] { $name }: { $count } more with lower scores were not kept
 }
payments-not-searched-own = { $count ->
    [one] { $count } payment is to the payer's own account and is not searched
   *[other] { $count } payments are to the payer's own account and are not searched
 }
payments-not-searched-nothing = { $count ->
    [one] { $count } payment is of nothing and is not searched
   *[other] { $count } payments are of nothing and are not searched
 }
payments-not-searched-exclude = { $count ->
    [one] { $count } payment is of an excluded account and is not searched
   *[other] { $count } payments are of an excluded account and are not searched
 }
payments-not-searched-period = { $count ->
    [one] { $count } payment lies outside the period and is not searched
   *[other] { $count } payments lie outside the period and are not searched
 }
payments-not-searched-floor = { $count ->
    [one] { $count } payment is below { $floor } and is not searched
   *[other] { $count } payments are below { $floor } and are not searched
 }
rows-not-traced = { $count ->
    [one] { $count } row of the case is not traced in time: { $why }
   *[other] { $count } rows of the case are not traced in time: { $why }
 }
rows-not-searched = { $count ->
    [one] { $count } row of the case is not searched: { $why }
   *[other] { $count } rows of the case are not searched: { $why }
 }
excluded-not-traced = { $count ->
    [one] { $count } payment excluded by judgement: no trace follows them
   *[other] { $count } payments excluded by judgement: no trace follows them
 }
excluded-not-searched = { $count ->
    [one] { $count } payment excluded by judgement: no search looks at them
   *[other] { $count } payments excluded by judgement: no search looks at them
 }
counted-slowly = amounts in { $currencies } are counted to their last decimal and add up to more than 64 bits hold: they are worked out in whole numbers of any size, exact and slower
transfers-not-followed = { $which } are not followed: { $count } next to the trace, { $money }
transfers-begin-nothing = { $which } begin nothing: { $count }, { $money }
level-with-share = { $level } ({ $share })
level-also = { $level }, also { $also }
level-none = no level ({ $steps })
level-share-of-step = step { $step }: { $share }
level-share-outside-window = outside the window: { $share }
level-steps-away = { $count ->
    [one] { $count } step away
   *[other] { $count } steps away
 }
level-number = { $level }
level-of-card = level { $level }
level-of-account = level { $level }
contact-rows-in-doubt = { $count ->
    [one] { $count } row: { $why }
   *[other] { $count } rows: { $why }
 }
excluded-not-followed = excluded by judgement, not followed
length-cannot-be-read = their length cannot be read; they are taken as answered
leg-inferred = inferred: { $label }. { $paid }, { $gap } later { $got }, agrees at { $price }; score { $score }, { $others ->
    [one] { $others } other combination
   *[other] { $others } other combinations
 } within rate and window
leg-inferred-backward = inferred: { $label }. { $paid }, { $gap } earlier { $got }, agrees at { $price }; score { $score }, { $others ->
    [one] { $others } other combination
   *[other] { $others } other combinations
 } within rate and window
price-less-fee = { $price } less { $fee }

## trace: typologies

typology-fan-in-label = fan-in
typology-fan-in-what = many different accounts pay one account in a short time, far above what is usual for it
typology-fan-in-innocent = a shop's sale, rents or school fees, a collection, wedding gifts look the same: check the payee's trade and the remarks
typology-fan-in-payers-label = different payers
typology-fan-in-payers-why = days with fewer than ten payers are common on ordinary accounts
typology-fan-in-times-label = times the usual
typology-fan-in-times-why = a steady shop stays below four times its usual; counted on (usual rows + 1), so that a quiet account does not stand out by a row or two
typology-fan-in-within-label = window
typology-fan-in-within-why = the payments of one wave of victims come within a day
typology-fan-out-label = fan-out
typology-fan-out-what = one account pays many different accounts in a short time, far above what is usual for it
typology-fan-out-innocent = wages, suppliers, refunds, dividends look the same: see whether the same payees come back every month
typology-fan-out-payees-label = different payees
typology-fan-out-payees-why = days with fewer than ten payees are common on ordinary accounts
typology-fan-out-times-label = times the usual
typology-fan-out-times-why = a steady payer stays below four times its usual; counted on (usual rows + 1)
typology-fan-out-within-label = window
typology-fan-out-within-why = money is split and moved within a day
typology-gather-scatter-label = gather-scatter
typology-gather-scatter-what = an account gathers money from several accounts and soon pays about as much to several others
typology-gather-scatter-innocent = a partnership, a paying agent, a club's or class's account, a wholesaler look the same: check what the account is for
typology-gather-scatter-payers-label = different payers
typology-gather-scatter-payers-why = five on either side rarely meet by chance
typology-gather-scatter-payees-label = different payees
typology-gather-scatter-payees-why = five on either side rarely meet by chance
typology-gather-scatter-gather-label = gathering window
typology-gather-scatter-gather-why = one batch comes in within a day
typology-gather-scatter-onward-label = time to leave
typology-gather-scatter-onward-why = money that only passes leaves within the day
typology-gather-scatter-passed-label = share that left, at least
typology-gather-scatter-passed-why = what such accounts keep is mostly below fifteen per cent
typology-gather-scatter-at-most-label = share that left, at most
typology-gather-scatter-at-most-why = money that was there before can make it slightly more
typology-gather-scatter-share-label = share of all its income
typology-gather-scatter-share-why = an account with hundreds of counterparties balances by chance on a third of its money; half looks like its purpose
typology-funnel-label = funnel
typology-funnel-what = an account gathers money from several accounts and soon pays about as much to one or two
typology-funnel-innocent = a shopkeeper who moves the takings to another own account, cash on delivery, a group collection look the same: see whether the payee is the same person
typology-funnel-payers-label = different payers
typology-funnel-payers-why = payments among family and friends rarely come from more than five
typology-funnel-most-payees-label = payees, at most
typology-funnel-most-payees-why = such an account hands over to one or two above it
typology-funnel-gather-label = gathering window
typology-funnel-gather-why = one batch comes in within a day
typology-funnel-onward-label = time to leave
typology-funnel-onward-why = money that only passes leaves within the day
typology-funnel-passed-label = share that left, at least
typology-funnel-passed-why = what such accounts keep is mostly below fifteen per cent
typology-funnel-at-most-label = share that left, at most
typology-funnel-at-most-why = money that was there before can make it slightly more
typology-funnel-share-label = share of all its income
typology-funnel-share-why = a mule's own wages and expenses may be the larger part; below this it may be chance
typology-spray-label = spray
typology-spray-what = an account gets money from one or two accounts and soon spreads about as much over several
typology-spray-innocent = a foreman who pays his workers, shared expenses, household bills look the same: see whether the payees come back regularly
typology-spray-payees-label = different payees
typology-spray-payees-why = a household rarely spends one income on more than five accounts within a day
typology-spray-most-payers-label = payers, at most
typology-spray-most-payers-why = such an account is fed by one or two above it
typology-spray-gather-label = window of receiving
typology-spray-gather-why = one batch comes in within a day
typology-spray-onward-label = time to leave
typology-spray-onward-why = money that only passes leaves within the day
typology-spray-passed-label = share that left, at least
typology-spray-passed-why = what such accounts keep is mostly below fifteen per cent
typology-spray-at-most-label = share that left, at most
typology-spray-at-most-why = money that was there before can make it slightly more
typology-spray-share-label = share of all its income
typology-spray-share-why = a mule's own wages and expenses may be the larger part; below this it may be chance
typology-scatter-gather-label = scatter-gather
typology-scatter-gather-what = one account splits money over several accounts, each of which passes it on to one and the same account
typology-scatter-gather-innocent = a firm that pays one supplier through its staff, a family that pays for a flat look the same: check who those between are
typology-scatter-gather-between-label = accounts between
typology-scatter-gather-between-why = two or three in common can be chance, four hardly
typology-scatter-gather-within-label = window of splitting
typology-scatter-gather-within-why = one sum is split within three days
typology-scatter-gather-onward-label = longest stay
typology-scatter-gather-onward-why = money stays between for two days at most
typology-scatter-gather-passed-label = share that left, at least
typology-scatter-gather-passed-why = those between keep mostly less than fifteen per cent
typology-cycle-label = cycle
typology-cycle-what = money goes through several accounts in order of time and comes back to the first, about as much of it
typology-cycle-innocent = moving money between own accounts, a returned purchase, a repaid loan look the same; what came back is no new sum and is not counted twice
typology-cycle-hops-label = payments, at least
typology-cycle-hops-why = there and back in two is mostly a refund or a repayment
typology-cycle-most-hops-label = payments, at most
typology-cycle-most-hops-why = longer ways round are mostly chance
typology-cycle-within-label = whole time
typology-cycle-within-why = back within two weeks looks arranged
typology-cycle-onward-label = longest stay
typology-cycle-onward-why = money that only passes leaves within three days
typology-cycle-passed-label = share passed on, at least
typology-cycle-passed-why = what each keeps is mostly below fifteen per cent
typology-pass-through-label = pass-through
typology-pass-through-what = money leaves almost whole soon after it came, nearly nothing stays, and this again and again
typology-pass-through-innocent = a shop's takings swept to the bank, a paying agent, card repayments look the same: see whether it leaves to the same person's account
typology-pass-through-rounds-label = times
typology-pass-through-rounds-why = once or twice can be a coincidence
typology-pass-through-share-label = share of all its income
typology-pass-through-share-why = a mule's own wages and expenses may be the larger part; below this equal sums may meet by chance
typology-pass-through-onward-label = longest stay
typology-pass-through-onward-why = in practice minutes to hours
typology-pass-through-passed-label = share that left, at least
typology-pass-through-passed-why = less than a tenth stays
typology-pass-through-parts-label = parts, at most
typology-pass-through-parts-why = limits make one sum leave in several parts
typology-structuring-label = structuring
typology-structuring-what = several payments just below a reporting or transfer limit in a short time, together above it
typology-structuring-innocent = the limit itself makes an honest large payment (a car, a flat's repair) split: see whether it is one purchase
typology-structuring-rows-label = payments
typology-structuring-rows-why = two are common in honest part payments
typology-structuring-limit-label = limits
typology-structuring-limit-why = large-sum reports and usual transfer limits; check those of the place
typology-structuring-below-label = how far below
typology-structuring-below-why = only within a tenth of the limit does it look meant
typology-structuring-within-label = window
typology-structuring-within-why = it spreads over two or three days to avoid the day's sum
typology-test-transfer-label = test transfer
typology-test-transfer-what = the first payment between two accounts is a small test, and a large one follows soon
typology-test-transfer-innocent = to try a small sum before paying a landlord or seller is a good habit: see whether it happened once only
typology-test-transfer-small-label = the test, at most
typology-test-transfer-small-why = whether a card works is tried with ten yuan or less
typology-test-transfer-big-label = the large one, at least
typology-test-transfer-big-why = below five thousand nobody tests
typology-test-transfer-times-label = large one by the test
typology-test-transfer-times-why = five thousand after ten is five hundred times
typology-test-transfer-within-label = time between
typology-test-transfer-within-why = a card that works is used the same day
typology-round-amounts-label = round amounts to one account
typology-round-amounts-what = nearly all that an account gets from several payers in a short time is round, as when coins are bought from a dealer
typology-round-amounts-innocent = deposits, school fees, prepayments, gifts and loans are round too: check the purpose
typology-round-amounts-payers-label = different payers
typology-round-amounts-payers-why = round sums of one or two payers are mostly loans or housekeeping
typology-round-amounts-rows-label = round payments
typology-round-amounts-rows-why = a habit shows from five on
typology-round-amounts-share-label = share that is round
typology-round-amounts-share-why = nearly all that a dealer gets is round, a shop's income is not
typology-round-amounts-unit-label = a round sum is a multiple of
typology-round-amounts-unit-why = multiples of a hundred are too common in daily life
typology-round-amounts-within-label = window
typology-round-amounts-within-why = one batch is turned into coins within a week
typology-night-peak-label = night peak
typology-night-peak-what = most of an account's payments are at night, far above the share of the whole ledger
typology-night-peak-innocent = night work, night markets, taxis, dealings across time zones look the same: check the trade and the zone
typology-night-peak-rows-label = payments at night
typology-night-peak-rows-why = with few payments the share means nothing
typology-night-peak-share-label = share at night
typology-night-peak-share-why = on ordinary accounts it is far below half
typology-night-peak-times-label = times the ledger's share
typology-night-peak-times-why = where the whole ledger is nightly, night does not stand out
typology-night-peak-hours-label = hours of the night
typology-night-peak-hours-why = midnight to five by the clock of the case
typology-shared-device-label = many accounts on one device
typology-shared-device-what = several accounts sign in from one device or network address, or are registered to one telephone
typology-shared-device-innocent = families, firms, internet cafes and carriers share addresses: check what the address is, then who the holders are
typology-shared-device-accounts-label = different accounts
typology-shared-device-accounts-why = a family on one device mostly has two or three
typology-shared-counterparty-label = shared counterparties
typology-shared-counterparty-what = several accounts have many of those others in common with whom few else deal
typology-shared-counterparty-innocent = family, colleagues and neighbours deal with the same people: check who the holders are
typology-shared-counterparty-common-label = rare ones in common
typology-shared-counterparty-common-why = two or three in common can be chance
typology-shared-counterparty-share-label = share of the rare ones of each
typology-shared-counterparty-share-why = a mule's own dealings may be the larger part; one in four in common is still no chance
typology-shared-counterparty-rare-label = rare: accounts that deal with it, at most
typology-shared-counterparty-rare-why = a shop that everybody uses says nothing
typology-shared-counterparty-most-label = accounts compared have at most
typology-shared-counterparty-most-why = an account with more is no small circle

## trace: innocent shapes

shape-salary-label = looks like wages
shape-salary-said = { $met } of { $count } payments go to the same payee every month, about the same sum
shape-utility-label = looks like monthly bills
shape-utility-said = { $met } of { $count } payments come from the same payer every month, about the same sum
shape-rent-label = looks like rent or a standing order
shape-rent-said = { $met } of { $count } payments are between the same two every month, about the same sum
shape-merchant-label = looks like a shop's takings
shape-merchant-said = paid on { $busy } of { $days } days by { $payers } payers, few of whom are paid back
shape-own-accounts-label = one and the same holder
shape-own-accounts-said = the { $count } accounts have the same recorded holder
shape-recognised = { $label }: { $why }

## trace: contacts

terms-contacts-label = word passed on
terms-contacts-what = from what a number or person knew at a time, who could have been told, by calls and messages in order: a call tells both sides, a message its receiver, an unanswered call nobody
terms-contacts-innocent = what was said is not recorded: everyday talk among family, colleagues and customers gives the same order
terms-contacts-within-label = longest time at each hand
terms-contacts-within-why = news that matters is mostly passed on within the day; the longer the gap, the less two calls are about one thing
terms-contacts-hops-label = longest chain of calls
terms-contacts-hops-why = within six nearly everybody who ever calls is reached; more is no clue
terms-contacts-hub-label = most counterparties
terms-contacts-hub-why = a number in touch with more than two hundred is mostly a service, courier or sales line: word does not pass through it (--through goes on)
terms-renumbered-label = the same hands on a new number
terms-renumbered-what = a number falls silent, and another appears that is in touch with the same company
terms-renumbered-innocent = a successor in a job, family with common friends, numbers that one firm hands out have the same contacts: check users, handsets and masts
terms-renumbered-missed-label = active days that its rhythm would have brought after (before)
terms-renumbered-missed-why = two days tell of a number used daily, two weeks of one used weekly, so a record of ten days can tell too; half as many more for each use after the end
terms-renumbered-silence-label = or: records go on (and back) for
terms-renumbered-silence-why = two weeks without a row look like the end of a number; and two weeks of records before a first row are needed to call a number new
terms-renumbered-strays-label = uses after the end, at most
terms-renumbered-strays-why = the old number may still answer a call or read a message once or twice
terms-renumbered-between-label = calls between the two, at most
terms-renumbered-between-why = one hand calls its own other number once or twice to try it; more are two people
terms-renumbered-gap-label = from last to first, at most
terms-renumbered-gap-why = who changes a number mostly has the new one within a month
terms-renumbered-overlap-label = both in use, at most (and a quarter of the record so far)
terms-renumbered-overlap-why = some begin with the new number and tell everybody before they drop the old
terms-renumbered-window-label = contacts looked at, on either side
terms-renumbered-window-why = older contacts have changed; equal lengths can be compared
terms-renumbered-hub-label = everybody's contact: in touch with more than
terms-renumbered-hub-why = who is in touch with more than two hundred is mostly a service, courier or takeaway: to share it says nothing; it is not counted as shared and weighs next to nothing
terms-renumbered-shared-label = contacts in common
terms-renumbered-shared-why = two contacts in common are found all the time within one circle
terms-renumbered-score-label = weighted share in common
terms-renumbered-score-why = two people of one circle, or two who call the same shops, come to about a quarter by this measure
terms-renumbered-best-label = share of the best score of either number
terms-renumbered-best-why = a number has one successor: what is clearly worse is not proposed, what is as near is

## trace: computed roles

role-measure-first = came at the first step
role-measure-passed = left within { $within }
role-measure-within = time to leave
role-measure-part = share of all its income
role-measure-stay = median stay
role-measure-payers = payers
role-measure-payees = payees
role-measure-feeders = payers of any money
role-measure-cash = taken as cash
role-measure-paid = share paid
role-measure-paid-sum = paid
role-collection-innocent = a shop, landlord or friend whose account was named to a victim is paid directly too: check the remarks and earlier dealings
role-collection-first-why = only where victims themselves paid half of it does the account look made to receive
role-layering-innocent = a paying agent, a wholesaler or a partnership passes money on as fast: check what the account is for; this is about the traced money only
role-layering-passed-why = what such accounts keep is mostly below fifteen per cent
role-layering-within-why = gathered overnight and moved the next day is still passing; beyond two days it looks kept
role-layering-part-why = a mule's own wages may be the larger part; below this it is an ordinary account that happened to be paid
role-cash-out-innocent = a holder's own cash for the household may touch traced money: compare time and place with the camera
role-cash-out-paid-label = taken as cash
role-cash-out-paid-sum-label = cash taken
role-cash-out-paid-why = cash ends the trail and the camera forgets soon, so the bar is low; below one per cent it is small change
role-virtual-currency-channel-innocent = a payment to somebody who also deals in coin may be about something else: compare chats, orders and the chain
role-virtual-currency-channel-paid-label = share paid to dealers, exchanges or wallets
role-virtual-currency-channel-paid-sum-label = paid to dealers, exchanges or wallets
role-virtual-currency-channel-paid-why = below a tenth, buying coin is hardly what the account did with this money
role-running-points-laundering-innocent = a platform's merchant account also takes honest payments: compare orders and deposits
role-running-points-laundering-feeders-why = a pool is fed by several cards, not only with traced money; a single one may be a member's own top-up
role-running-points-laundering-passed-why = a pool only passes money on, less commission
role-running-points-laundering-within-why = such platforms settle on the day or the next
role-measures = { $measures }
measure-said = { $label } { $value }
measure-with-threshold = { $label } { $value } ({ $threshold })

## trace: legs that no row records

bridge-part-price-label = price comes out
bridge-part-price-why = the amounts agree to the last digit at a plain price; less what would agree by chance among all that was there
bridge-part-gap-label = times are near
bridge-part-gap-why = such deals are settled on the spot: the shorter, the more alike
bridge-part-known-label = an end is known
bridge-part-known-why = a row says that the account or wallet is a dealer's, or is bound to the platform account
bridge-part-again-label = comes out again
bridge-part-again-why = the same two fit more than once, which chance rarely does
bridge-rate-cny-2019-why = a dollar was about 6.7 to 7.2 yuan in the year; over the counter 3 to 4 % either way
bridge-rate-cny-2020-why = a dollar was about 6.5 to 7.2 yuan in the year; over the counter 3 to 4 % either way
bridge-rate-cny-2021-why = a dollar was about 6.3 to 6.6 yuan in the year; over the counter 3 to 4 % either way
bridge-rate-cny-2022-why = a dollar was about 6.3 to 7.3 yuan in the year; over the counter 3 to 4 % either way
bridge-rate-cny-2023-why = a dollar was about 6.7 to 7.3 yuan in the year; over the counter 3 to 4 % either way
bridge-rate-cny-2024-why = a dollar was about 7.0 to 7.3 yuan in these two years; over the counter 3 to 4 % either way
bridge-coin-bought-label = money to a dealer, then coin
bridge-coin-bought-what = an account is paid in money, and soon a wallet sends coin worth as much
bridge-coin-bought-innocent = the two may have nothing to do with each other: ask the payee what it was for, and request chats, offers and wallet records
bridge-coin-bought-why = coin follows payment within the day; prices are quoted to two decimals; the chain fee is none or one coin; bank limits split one price into at most three payments within the hour
bridge-coin-sold-label = coin to a dealer, then money
bridge-coin-sold-what = a wallet receives coin, and soon an account pays out as much in money
bridge-coin-sold-innocent = the two may have nothing to do with each other: ask the payer what it was for, and request chats, offers and wallet records
bridge-coin-sold-why = payment follows coin within the day; prices are quoted to two decimals; the sender pays the chain fee
bridge-gift-cashed-label = gifts, then a withdrawal
bridge-gift-cashed-what = an anchor's gifts of a day, week or month, at a whole per cent, are a later payment to the cent
bridge-gift-cashed-innocent = honest anchors are paid in the same way, and amounts may agree by chance: request withdrawals and the bound card from the platform
bridge-gift-cashed-why = platforms settle by day, week or month; anchors and guilds get 30 to 70 %, agreed in whole per cent, withdrawn within the next month
bridge-order-paid-label = running-points order and deposit
bridge-order-paid-what = soon after an order the bound card has a payment of the order's amount, or of it less commission
bridge-order-paid-innocent = equal amounts may be chance: check the remark of the payment and the platform's own record of the order
bridge-order-paid-why = an order is paid in time and in full, commission taken off it or apart; members without a bound card are not compared

## network

write-threshold-as-steps = write it as steps=10
key-one-network = One network at a time: a saved result, --money, --people or --calls
key-example = for instance kg key CASE --people, or kg key CASE victims
key-load = load relations, call records or statements first
key-no-network = The case holds no facts between people, no calls and no payments
key-no-people = The case holds no facts between people or bodies
key-no-calls = The case holds no answered calls or messages
key-no-money = The case holds no payments between accounts
key-nothing-saved = No trace and no chain is saved as { $name }
key-no-dates = No row of this network tells a time
key-by-source = by files it is --by source
key-dates-in-order = --by takes month, source, or dates in their order with commas between them
key-cannot-take-out = { $thing } is neither an account, a number, a person nor a body: it cannot be taken out
key-estimated = Estimated from { $drawn } starts drawn by the seed { $seed }; ± is three standard errors of each figure
key-not-grouped = Of more than { $most } things no communities are looked for (--threshold grouped=N)
key-no-brokerage = Too many ties meet at single things: brokerage is not counted
key-calls-left-out = { $count ->
    [one] { $count } call was not answered or is with a service number: it ties nobody
   *[other] { $count } calls were not answered or are with service numbers: they tie nobody
 }
key-ends-left-out = { $count ->
    [one] { $count } payment comes from or goes to cash, fees, interest or a shop: it ties no two accounts
   *[other] { $count } payments come from or go to cash, fees, interest or shops: they tie no two accounts
 }
key-pools-left-out = { $count ->
    [one] { $count } payment goes by the account of a payment company or an exchange: meeting there joins nobody
   *[other] { $count } payments go by accounts of payment companies or exchanges: meeting there joins nobody
 }
key-one-currency = By amount things are ranked in { $currency } alone: { $count } payments are in other currencies
key-chain-hides = { $count ->
    [one] { $count } thing that the chain does not draw is not in this network
   *[other] { $count } things that the chain does not draw are not in this network
 }
key-undated = { $count ->
    [one] { $count } row tells no time: it is in no phase
   *[other] { $count } rows tell no time: they are in no phase
 }
key-loops = { $count ->
    [one] { $count } row ties a thing to itself and does not count
   *[other] { $count } rows tie a thing to itself and do not count
 }
key-thing-said = { $who } is tied to { $degree } of { $others } others; { $share } % of the shortest ways between others go by it; without it the largest part has { $after } things instead of { $before }
key-dismantled-degree = Taken out by degree, counted anew each time: the largest part of { $before } shrinks to { $after } with { $count }
key-dismantled-betweenness = Taken out by betweenness, computed anew each time: the largest part of { $before } shrinks to { $after } with { $count }
key-dismantled-betweenness-static = Taken out by betweenness of the whole network (static, not computed anew): the largest part of { $before } shrinks to { $after } with { $count }
key-dismantled-amount = Taken out by amount received: the largest part of { $before } shrinks to { $after } with { $count }
key-without-cards = Cards cut (断卡): without { $who } the largest part has { $after } things instead of { $before }
key-without-nails = Nail pulled (拔钉): without { $who } and the accounts that are recorded to be held or controlled there (number: { $accounts }) the largest part has { $after } things instead of { $before }; that somebody holds an account does not say that they use it
key-without-flow = Flow of people cut (断流): { $rows } rows bring people; without them the largest part has { $after } things instead of { $before }; no payment is one of these rows, so the traced sum stays
key-still-reaches = Of { $total } { $currency } traced by { $rule }, { $reaching } still reaches an exit (an end where the trace last sees it) if { $who } is excluded; by the other rules ({ $rules }) between { $low } and { $high }; others may take its place
key-still-reaches-alone = Of { $total } { $currency } traced by { $rule }, { $reaching } still reaches an exit (an end where the trace last sees it) if { $who } is excluded; others may take its place
key-no-account-cut = No account of { $who } is in the case: the traced sum stays
terms-key-label = key things
terms-key-what = who holds a network together: by ties, by the shortest ways that go past, by nearness, by PageRank; what falls apart without it
terms-key-innocent = a bank, a landlord, a parent, a courier or a switchboard stands in the middle too, and the middle of the records is where the most was recorded
terms-key-exact-label = exact up to
terms-key-exact-why = all starts of five thousand things take seconds; of more, starts are drawn and the error is said
terms-key-pivots-label = starts drawn
terms-key-pivots-why = the error falls with the root of their number; 256 take half a minute for 100,000 things
terms-key-recompute-label = betweenness anew up to
terms-key-recompute-why = after a removal other ways become the shortest; above this the first figures are kept, and that is said
terms-key-grouped-label = communities up to
terms-key-grouped-why = Louvain's method goes over every tie many times
terms-key-steps-label = things taken out
terms-key-steps-why = the first few show whether a network hangs on single things
terms-key-resolution-label = resolution
terms-key-resolution-why = 1 is modularity as it was defined; more gives smaller groups
terms-key-seed-label = seed
terms-key-seed-why = with the same seed the same starts are drawn and the same groups found
key-network-people = people and bodies, by facts
key-network-calls = numbers, by calls and messages
key-network-money = accounts, by payments
key-network-trace = the accounts of a trace
key-network-chain = the things of a chain
key-title = Network of { $network }: { $things } things, { $ties } ties ({ $rows } rows), { $parts } parts, the largest of { $largest }
key-ranked = A figure of the middle ranks things in these records, never persons by guilt. Thresholds: kg key CASE --thresholds
key-who = thing
key-rows = rows
key-degree = ties
key-betweenness = betweenness
key-error = ±
key-closeness = closeness
key-pagerank = PageRank
key-group = group
key-more-things = ({ $count } more things are not listed: --rows lists more)
key-more-bridges = ({ $count } more bridges are not listed)
key-more-groups = ({ $count } more groups are not listed)
key-by-community = community
key-by-stage = stage
key-brokers = Brokers by { $group } (pairs of others that meet only there)
key-role-coordinator = inside
key-role-gatekeeper = lets in
key-role-representative = lets out
key-role-itinerant = outsider
key-role-liaison = between groups
key-pieces = pieces
key-sizes = sizes
key-cut-things = Cut nodes among these: without one of them a part falls apart
key-one = from
key-other = to
key-bridges = Bridges: the only tie between two parts
key-things = things
key-ties = ties
key-inside = ties inside
key-first = first
key-groups = Communities (Louvain, resolution { $resolution }, seed { $seed })
key-phase = phase
key-phases = By phase: who leads
key-largest = largest part
key-step = no.
key-taken-out = taken out
key-figure = figure then
key-reaching = still reaches an exit
key-layer = key things
key-layer-cuts = cut nodes and bridges
key-layer-group = community { $number } ({ $size } things)
key-layer-thing = key thing { $thing } and what ties it
same-layer = { $handle } may be one: { $band }, { $points } points
same-layer-ground = { $points } { $what }
same-layer-innocent = Namesakes, twins, a family's telephone, a number issued again look alike too: what a person says makes one of two
without-layer-weaker = facts that stay with less evidence: { $count }
answer-on-page = What { $command } answered, and nothing around it: each part is a layer
answer-innocent = Innocent reading: { $innocent }
answer-drawn-in-part = The first { $drawn } of { $total } parts of the answer are drawn; kg saved CASE NAME has all
answer-draws-nothing = nothing of what { $name } answered can be drawn: it names no thing and no fact of the case as it is now
coordinated-layer = acting together, part { $number } ({ $size } accounts)
help-key = Say who holds a network together, and what is left without them
help-key-more = Degree, betweenness, closeness, PageRank, brokerage, cut nodes, bridges and communities of a saved result, or of all people, calls or money. Things are taken out one after the other; of a trace the money is followed again without them.
help-key-example-1 = kg key case --people --by month
help-key-example-2 = kg key case victims --without A91
help-option-key-name = A saved trace or chain; without it --people, --calls or --money.
help-option-key-money = All payments between accounts.
help-option-key-people = All facts between people and bodies.
help-option-key-calls = All answered calls and messages.
help-option-key-by = Also by phase: months, files, or dates with commas.
help-option-key-rank = By which figure things are listed.
help-option-key-group = Groups of brokers: community or stage.
help-option-key-without = What if this account, number, person, or the flow of people (flow) were out (repeatable).
help-option-key-thresholds = steps=10 (repeatable).
coordinated-too-many = { $count } pairs of rows lie within the window, { $most } are looked at at most
coordinated-narrow = take a shorter --window, or --threshold pairs=N
coordinated-no-posts = The case holds no posts or shares
coordinated-no-texts = The case holds no posts
coordinated-no-logins = The case holds no sign-ins
coordinated-no-calls = The case holds no calls
coordinated-no-payments = The case holds no payments
coordinated-load = load the platform's or carrier's record first, or choose with --of
coordinated-said = { $pairs } pairs of rows on { $objects } objects tie { $accounts } accounts, the largest part has { $largest }; { $strong } ties are heavier than the median; that accounts act at the same moments does not say that one hand leads them
coordinated-coarse = { $count ->
    [one] { $count } row tells its time less exactly than the window: it may pair by chance
   *[other] { $count } rows tell their time less exactly than the window: they may pair by chance
 }
coordinated-undated = { $count ->
    [one] { $count } row tells no time and is left out
   *[other] { $count } rows tell no time and are left out
 }
coordinated-short-texts = { $count ->
    [one] { $count } post has no text or a short one and is left out
   *[other] { $count } posts have no text or a short one and are left out
 }
coordinated-order-holds = { $content }: post, contact, payment and deletion follow each other in this order; that the payment was forced is for the evidence to show
coordinated-order-broken = { $content }: all four steps are recorded, but not in the order post, contact, payment, deletion
coordinated-order-missing = { $content }: not recorded: { $missing }
coordinated-step-post = post
coordinated-step-contact = contact
coordinated-step-payment = payment
coordinated-step-deletion = deletion
coordinated-step = step
coordinated-posts = posts and shares of one content
coordinated-texts = posts of nearly the same text
coordinated-logins = sign-ins with one device
coordinated-calls = calls of one number
coordinated-payments = payments to one account
coordinated-title = Acting together: { $of }, { $rows } rows, within { $window }, participation at least { $participation }
coordinated-ties = Ties, the heaviest first ({ $edges } in all, median { $median })
coordinated-pairs = pairs
coordinated-objects = objects
coordinated-strong = strong
coordinated-more-ties = ({ $count } more ties are not listed: --rows lists more)
coordinated-groups = Parts: accounts that are joined by ties
coordinated-accounts = accounts
coordinated-behind = Behind them, one hop on
coordinated-behind-role = what
coordinated-role-device = device
coordinated-role-user = user
coordinated-role-manager = manager
coordinated-role-payer = payer
coordinated-by = by way of
coordinated-ranked = Strong is heavier than the median of all ties. Thresholds: kg coordinated CASE --thresholds
terms-coordinated-label = acting together
terms-coordinated-what = accounts that do the same to one object within a window, again and again: the same content shared, nearly the same text, the same device, number or payee
terms-coordinated-innocent = news, fan clubs, an employer's circular, a sale at noon or a bot that anybody may use bring many to one thing in one minute; one household shares a device
terms-coordinated-window-label = longest time between two rows
terms-coordinated-window-why = within a minute people who do not know of each other rarely share one thing, again and again
terms-coordinated-participation-label = participation
terms-coordinated-participation-why = once may be chance: one of the two accounts must have as many distinct contents in pairs
terms-coordinated-likeness-label = likeness of texts
terms-coordinated-likeness-why = runs of three letters in common; a changed name or sign leaves four fifths of them
terms-coordinated-letters-label = letters of a text
terms-coordinated-letters-why = shorter texts (support!, good) are written by everybody
terms-coordinated-pairs-label = pairs looked at
terms-coordinated-pairs-why = more do not fit one look: narrow the window
help-coordinated = Find accounts that do the same at one moment, again and again
help-coordinated-more = Posts or shares (--of posts), nearly the same texts, sign-ins, calls or payments. Devices, users, managers and payers stand behind them; for publicity extortion post, contact, payment and deletion are put in order.
help-coordinated-example-1 = kg coordinated case --window 60s --participation 1
help-coordinated-example-2 = kg coordinated case --of logins --window 5m
help-option-coordinated-action = What they do.
help-option-coordinated-window = Longest time between two rows [60s].
help-option-coordinated-participation = Distinct contents of one of the two [2].
help-option-coordinated-thresholds = likeness=0.9 (repeatable).

## Terminal

docs-title = Pages
docs-topic = topic
docs-for = what it is for
docs-shows-one = kg docs TOPIC shows one
no-such-page = no page on { $topic }
line-of-named-file = { $file } line { $line }{ $rest }
line-of-file = line { $line }
line-of-member = { $member }#line { $line }
entry-of-file = entry { $entry }
entry-of-member = { $member }#entry { $entry }
stopped = stopped by Ctrl-C — nothing is half done: kg log CASE shows whether the last action is in
bug = a bug of kg: { $kind } at { $place } — the case is unharmed; report this line (KG_TRACEBACK=1 shows all of it, and may show what is in the case)
made-case = Made the case { $case }
made-demo = Wrote the demo's files to { $files } (the answer is in { $folder }/answer.json); now: kg open { $files }
loaded-title = Files loaded
already-loaded = already loaded (sha256 { $sha }…), nothing changed
counterparties = { $all ->
    [one] { $all } counterparty
   *[other] { $all } counterparties
 }, { $matched } of them known from other rows of the case
open-proposes-layouts = How such a file can be read, and with which command: kg load { $case } FILE
files-refused = { $refused } of { $count } files were refused and are not in the case:
columns-ignored = columns left unread as asked (they stay in the rows): { $names }
columns-kept = columns kept in the rows by name, in no fact: { $names }
columns-unused = columns that the layout does not know, unused (they stay in the rows): { $names }
balances = running balance: { $checked } rows checked, { $failed } do not follow
pairs-found = payments told by two statements: { $pairs } pairs, counted once ({ $ambiguous } rows fit several and stay apart)
rails-found = payments joined across a bank and a payment company: { $rails }, followed through the user's own account ({ $ambiguous } rows fit several and stay apart)
pair-paired = joined
pair-ambiguous = ambiguous, kept apart
pair-rejected = rejected, kept apart
conflicts-found = { $count } numbers are told with different content: every telling is kept, none is chosen; see kg pairs
reversals-found = { $count } reversals: neither they nor what they reverse flow{ $alone ->
    [0] {""}
   *[other] ; of { $alone } of them the original was not found
 }
skipped-why = skipped: { $why }
problem-line = { $place }: { $reason }
more-problems = { $count } more rows could not be stored: kg problems lists them
counted-later = counterparties, pairs and reversals are counted at the first question (many rows, none of them in the graph yet)
left-out = {"  "}– left out { $name }: { $reason }
in-scope = shares its identifiers with the other files of the scope { $scope }: one number is one thing
alike-apart = { $count ->
    [one] { $count } identifier looks the same as in other files ({ $like }) and is kept apart by file
   *[other] { $count } identifiers look the same as in other files (such as { $like }) and are kept apart by file
 }; if the files share one numbering, load them with --again --scope NAME
linked-only = the file is not copied: the case keeps its hash and path
batch-sealed = read as leaked personal data: only keyed hashes of telephones and identity numbers and counts are kept, no text; such a file is never copied
batch-not-one = if it is no leaked list (but the persons of the case, say): kg load CASE FILE --again --propose --rows person
batch-count = { $what }: { $count }
listed-found = { $count } numbers or persons that the case knows were newly found in leaked data (kg explain shows the rows)
in-clear = the earlier reading of this file still lies in the case in the clear, for kg undo; it goes after { $more } more actions
problems-title = Rows that could not be stored: { $count }
skipped-title = Lines that are no rows (titles, totals, blank lines): { $count }
legs-title = Inferred legs (no row records them, in no sum): { $count }
leg-rule = kind
leg-from = from
leg-to = to
leg-paid = paid in
leg-got = paid out
leg-rate = price
leg-gap = gap
leg-others = others
leg-proposed = inferred, not judged
leg-ambiguous = inferred, ambiguous
leg-accepted = inferred, accepted
leg-rejected = rejected
leg-points = {"  "}{ $handle }: { $points }; rests on { $paid } → { $got }
leg-judged = {"      "}{ $word } by { $by }, { $at }: { $reason }
leg-assumed = {"  "}assumed: { $text }
leg-innocent = {"  "}it may also be: { $text }
legs-inferred = {"  "}An inference is for checking, it is no record; kg pairs --accept or --reject IL1 --reason WHY
then-possibly = Then possibly (inferred, in no sum):
beside-possibly = Beside the traced payments possibly (inferred):
before-possibly = Before that possibly (inferred, in no sum):
pair-windows = Joined where at most { $pair } s apart (two banks), { $rail } s (a bank and a payment company); kg pairs --pair-window, --rail-window change that
conflicts-title = One number, told with different content: { $count } (all kept, none chosen)
pairs-title = Payments reported twice: { $count }
pairs-of-state = { $state }: { $count }
near-misses = Perhaps told twice, and counted twice: same ends and amount, each told by one side only, further apart than is joined: { $count }
near-misses-join = None of them was joined. Where the clocks of two files differ: kg pairs { $case } --pair-window { $least } --reason WHY joins what is at most so many seconds apart
added = Added { $handle }, { $kind }: { $source } → { $target }
new-party = {"  "}new { $kind }: { $who }
known-party = {"  "}{ $kind } known already: { $who }
bill-without-owner = {"  "}? the bill { $file } names no account: whose is it?  kg owner { $case } '{ $file }' PERSON
judged-title = Judged by hand: { $count }
kept-apart = not one payment
not-in-case = the fact is not in the case now
promoted = Put { $count } links into the graph
unloaded = Taken out: { $source } ({ $rows } rows, sha256 { $sha }…); kg undo brings it back
loaded-again = read again, the earlier reading is out; kg undo brings it back
resting = { $count } judgements have lost their rows; they are kept, and obeyed again when these are back:
resting-reject = {"  "}· the rejected pair { $what }
resting-leg = {"  "}· the judged inferred leg { $what }: { $rows } of its payments are gone
resting-promote = {"  "}· { $what }, put into the graph
resting-trace = {"  "}· the trace { $what }: { $rows } of its payments are gone; trace again
undone = Taken back: { $action }
undone-brings-back = The result that was saved as '{ $name }' before is back
redone = Done again: { $action }
undo-would = Would take back the action of line { $line } of the log: { $action }
undo-asked = Take it back?
undo-declined = Nothing was taken back.
undo-files = { $count } files of one action:{" "}
undo-more-files = and { $count } more
replaced-trace = ! replaced the trace that was saved as '{ $name }'; kg undo brings it back
replaced-chain = ! replaced the chain that was saved as '{ $name }'; kg undo brings it back
opened-case = Opened the case { $case }: { $count } sources, nothing new is loaded
log-replaced = replaced one of that name
log-redo = does again line
verified = Verified: derived anew from { $sources } sources and { $entries } log lines, the tables, problems, graph ({ $links } links, { $derived } edges and kinds by rules), judgements, handles, pseudonyms and saved results are the same; { $layouts } layouts of your own (log head { $head })
verified-in-part = Nothing was altered as far as can be told: derived anew from { $sources } sources and { $entries } log lines, what can be derived is the same (a graph of { $links } links, { $derived } edges and kinds by rules; { $layouts } layouts of your own); what is listed above could not be proven (log head { $head })
verified-quick = Quick check passed: { $sources } sources, { $layouts } layouts of your own and all files have the hashes that { $entries } log lines name; nothing was derived anew (log head { $head })
verify-pending = an action was killed after its write: { $about }; the next write adds its log line
verify-unfinished = only a part of the case that { $file } hands over is here, as its load was broken off: kg load CASE { $file } goes on
verify-more = … and { $count } more differences
verify-not-derived = not derived anew: { $part }
verify-not-derived-of = not derived anew: { $part } ({ $names }; held to the digests in the log, where it has them)
differences-title = Not as derived anew: { $count }
restored = restored { $file }
moved-aside = moved aside to { $file }
rebuilt = Rebuilt: { $sources } sources, a graph of { $links } links; { $count } parts restored. Verify the case now: kg verify
nothing-to-rebuild = Nothing to rebuild: { $sources } sources and a graph of { $links } links are as derived anew
log-did-rebuild = rebuilt
log-did-chain = saved chain
log-did-find = kept findings
log-did-number = numbered
log-did-pseudonyms = gave pseudonyms
differs-part = part
differs-file = file
differs-place = place
differs-thing = thing
differs-what = what differs
differs-before = should be
differs-after = is
differs-standing = meaning
differs-is-missing = missing
differs-is-extra = not logged
differs-is-changed = changed
differs-is-unreadable = unreadable
differs-is-more = more rows
differs-is-undigested = no digests (older version)
standing-altered = altered
standing-version = as logged; this version derives otherwise
standing-unproven = older version, no digest: not provable
part-source = source
part-log = log
part-settings = settings
part-key = case key
part-layout = layout
part-table = table
part-tables = tables
part-problem = problem
part-index = index
part-earlier-index = indexes of earlier states, which only an undo would use
part-graph = graph
part-judgement = judgement
part-judgements = judgements
part-handle = handle
part-pseudonym = pseudonym
part-result = saved result
part-results = saved results
step-read = reading { $name } again …
step-index = deriving the index …{ $name }
step-graph = deriving the graph …{ $name }
verified-linked = { $linked } of the sources were never copied; they were checked where they lie
trace-title = Where the money went: { $name } ({ $rule }, { $direction })
trace-origin = Where the money came from: { $name } ({ $rule }, { $direction })
origin-direct = { $money } came to { $who } directly, by { $payments ->
        [one] one payment
       *[other] { $payments } payments
    } of { $count ->
        [one] one account
       *[other] { $count } accounts
    }: { $payers }
origin-farthest = Farthest back, with no earlier payment in the rows that are loaded: { $who }; what lies behind the direct payments is possible by the order of time, amounts are not shared out
origin-none = By the rows that are loaded, and on these terms, no payment came to { $who }
origin-payers = Who paid it in
out = downstream
in = upstream
first-compiles = first trace on this machine: compiling the kernels (once, about half a minute) …
reach-title = Within reach: { $starts } starts, whose money can have come to { $places } accounts (by currency)
reach-origin = Possible origins: { $starts } starts, into which money of { $places } accounts (by currency) can have come
reach-lead = It says what is possible by the order of time, not how much; that it is possible proves nothing, that it is not holds for the rows that are loaded. { $opinion }
reach-places = Accounts where the money of most starts can have met
reach-into = When, and by which payment, each start's money can first have come to { $into }
reach-never = By the rows that are loaded, and without passing hubs or ends, it cannot have come from { $count } starts: { $who }
reach-starts = starts
reach-start = start
reach-first = first
reach-by = by
trace-openings = Opening balances: { $known } accounts as their statements say; { $unknown } not told by any, taken as 0
reached-title = How much reached each account where it stayed, by rule; “at least” is under any rule
figures-title = Account by account, by rule
rule-in-line = { $name ->
   *[any] { $rule }
 }
rule-in-head = { $name ->
   *[any] { $rule }
 }
rules-meaning = What the rules mean
accounts-cut = ({ $count } more accounts; see --json, or the exported money sheet)
comma = ,{" "}
colon = :{" "}
at-least = at least
range = { $who }: of the rules computed ({ $rules }), between { $low } and { $high } { $currency } of this money reached it; at least { $floor } { $currency } under any rule
range-one = { $who }: by every rule computed ({ $rules }), { $low } { $currency } of this money reached it; at least { $floor } { $currency } under any rule
range-floor = { $who }: at least { $floor } { $currency } of this money reached it under any rule
case-by-open-case = a case is opened with kg.open_case("{ $folder }")
trace-size = { $seeds } starts, { $steps } transfers among { $accounts } accounts, the starts counted; the order of { $unproven } is not proven
trace-money = { $currency }: started { $seeds }, stayed in accounts { $kept }, left the trace { $left }
holders-title = Where the traced money stayed
placed-title = Levels and computed roles: of each level the { $count } accounts that received most
placed-how = level: at least { $share } of the traced money came by that step, resting in no account for more than { $within } ({ $rule }); its share in brackets
placed-cut = ({ $count } more accounts; see --json, or the exported money sheet)
computed = computed
roles-title = Computed roles, to be checked, no finding of fact: of each the { $count } accounts with most traced money, thresholds in brackets
roles-one = {"  "}{ $role }: { $count } accounts. It may be innocent: { $innocent }
roles-of = {"    "}{ $who }  { $said }
starts-title = Where the trace begins
refused-starts = Rows of the list that name no start: listed here, not traced
listed-title = Addresses that a published list names: that they are listed, and no more
listed = listed
held = held
held-undated = no dates
jointly = held jointly with
named-in = named in
started = started
stops-title = Where the trace stopped, and what to request
cut = ({ $count } more rows; --json shows all)
chain-title = The chain: { $title }
chain-size = { $nodes } entities and { $edges } lines ({ $links } facts) on the picture; { $hidden } not drawn
chain-page-written = The page is { $page } (masked; opens offline)
strongest-part = No victim's report to begin with: the picture is of what lies around { $what }, where { $why }; elsewhere: kg chain { $case } WHAT --as chain
nothing-to-draw = Nothing that could be drawn
look-closer =
    Look closer:
    {"  "}kg search { $case } NAME_OR_NUMBER    one person, one card
    {"  "}kg explain { $case } T1               the row of the file behind one transfer
    {"  "}kg trace { $case } ACCOUNT --in       where the money came from
    {"  "}kg query { $case } --sql 'select currency, sum(amount) from transfer group by 1'
    {"  "}kg verify { $case }                   every hash, the log, the counts
open-holds =
    The case holds { $payments ->
        [0] no payment
        [one] one payment
       *[other] { $payments } payments
    } in { $rows ->
        [one] one row
       *[other] { $rows } rows
    } of { $files ->
        [one] one file
       *[other] { $files } files
    }.
open-more = … and { $count } more (--full prints all)
open-and-more = … ({ $count } in all)
open-places = Where the money lies now (the first of { $count } places)
open-stop = · { $money }, { $who }: { $text }
open-roles = Computed roles (to be checked): { $roles }
open-legs = Inferred legs that no row records, in no sum: { $count }; see kg pairs { $case }
open-files = Files: { $files } in; of { $read } rows { $stored } stored, { $skipped } rightly skipped, { $problems } could not be read
open-files-there = Opened the case, nothing new is loaded. Files: { $files }; of { $read } rows { $stored } stored, { $skipped } rightly skipped, { $problems } could not be read
open-left-out = Not loaded: { $count } ({ $names } …)
open-leaked = Leaked personal data, of which only hashes and counts are kept: { $count ->
        [one] { $files }
       *[other] { $count } files ({ $files } …)
    }
open-chain = The picture: { $nodes } entities ({ $hidden } not drawn): { $stages }
open-see-rest =
    The rest:
    {"  "}kg trace { $case } { $start }  accounts, levels, roles, stops
    {"  "}kg chain { $case } { $around }  the stages, what is missing
    {"  "}kg sources { $case }  the files (kg problems: rows not read)
    {"  "}kg search { $case } NAME  a person, a number
    {"  "}kg explain { $case } T1  the row of the file behind a transfer
    {"  "}kg docs  how to go on
share = share
exported = Wrote { $path } ({ $size } bytes)
masked-values = Masked; --show-values writes real values (and is logged)
real-values = Holds real values (victims and minors stay masked); this was logged
found-title = { $count } found
found-nothing = 0 found: try fewer characters of the name, its pinyin, or the last digits of the number (kg show and kg explain tell of a fact such as T204)
found-many = The first { $count } found, there are more: give more of the number or name
found-cut = ({ $count } more: --rows lists more, or give more of the number or name)
found-by = found by
found-by-handle = handle
found-by-id = id
found-by-number = number
found-by-mask = ends of a number
found-by-tail = end of a number
found-by-name = name
found-by-part-of-name = part of a name
found-by-part-of-number = part of a number
found-by-initials-whole = pinyin
found-by-initials-start = pinyin (first of)
found-by-initials-open = pinyin (a character is unknown)
preview-title = { $file }: layout { $layout } ({ $why })
preview-other = {"  "}next best: { $why }
mapped-title = The first { $count } rows, mapped
mapped-entity = things
mapped-link = relations
counterparty-name = counterparty name
direction = direction
direction-of-transfer-in = in
direction-of-transfer-out = out
direction-of-call-in = called
direction-of-call-out = calls
fact-line = {"  "}{ $what }: { $text }
fact-itself = this is
fact-source = who
fact-target = whom
fact-object = what
fact-when = when
concluded-nothing = No rule concludes anything here
concluded-by = {"  "}rule { $rule } { $version }: { $words }
concluded-from = {"  "}from { $handle } { $what }: { $rows }
fact-rule = computed by
known-role = role
known-placed = {"  "}level in the trace { $trace }: { $level }
known-outdated = {"    "}out of date: what was excluded, joined, loaded or taken out since changes what it follows; trace again
computed-role = {"    "}computed { $role }: { $said }
innocent-role = {"      "}it may be innocent: { $said }
known-span = first and last
known-holders = Held by: { $count }
known-holdings = Holds: { $count }
known-several = Properties with several values, and the files that say each
said-property = property
said-value = value
said-files = files
first-said-at = first said at
known-may-be = May be the same (masked in a file; not merged): { $count }
known-as = known as
known-also = also
known-money = Money (each payment counted once)
known-in-part = {"  "}{ $account }: only a part of its rows was extracted; sums and counts are of that part (all of them: kg extract LAKE CASE ACCOUNT)
known-received = in
known-paid = out
times-in = times in
times-out = times out
known-links = Links
known-where = direction
known-out = from it
known-in = to it
known-count = count
known-sources = Told by these files
known-problem = {"  "}! a row that names it could not be stored: { $where }: { $reason }
known-judged = {"  "}· { $at } judged: { $what }
known-holds = holds
known-taken-back = taken back
sources-title = Files in the case: { $count }
source-number = no.
kept-head = kept as
kept-copy = copy
kept-link = hash and path
log-ignored = left unread
log-link-only = not copied
promoted-head = in graph
yes = yes
no = no
log-title = Custody log: { $count } lines (times in { $zone })
log-head = Every line follows the one before. Hash of the last line: { $head } (copy it onto the printed report)
log-head-only = { $head } ({ $count } lines in the custody log; keep it outside the case, for kg verify --head)
log-line = line
log-time = time
log-action = action
log-about = about
log-hash = line's hash
log-did-new = made the case
log-did-load = loaded
log-did-unload = unloaded
log-did-again = loaded again
log-did-trace = traced
log-did-export = exported
log-did-transfer = took over a case
log-did-transferred = took over all of it
log-for-transfer = to hand the case over
log-first-said = first said
log-written-by = written by
log-case = case
log-marking = marking
log-zone = zone
log-did-push = pushed
log-did-promote = promoted
log-did-reject = rejected a pair
log-did-window = changed a pair window
log-did-leg = judged an inferred leg
log-did-undo = took back
log-did-add = added by hand
log-did-mark = marked
log-did-owner = named the owner
log-sha256 = sha256
log-layout = layout
log-rule = rule
log-result = result
log-reason = reason
log-show-values = real values
log-recovered = recovered after an interruption
log-version = version
log-of = of line
rows = rows
checked-title = What breaks the rules of the ontology: { $count }
checked = { $facts } facts of the graph were checked against { $rules } rules; violations { $violation }, warnings { $warning }, notes { $info }
checked-cut = {"  "}more break this rule than are listed: “{ $rule }”; --rows lists more
broken-rule = { $severity }: { $rule } ({ $count } facts, first at { $place }); kg check lists them
broken-more = { $count } more rules are broken: kg check CASE
severity-violation = violation
severity-warning = warning
severity-info = note
severity = severity
rule-says = rule
thing = thing
value = value
findings-title = Findings: { $count } (looked at { $rows } payments, { $accounts } accounts; ranked by score: findings, never persons)
no-findings = nothing reaches the thresholds; they are told by kg find CASE --typologies
findings-ranked = Score = 100 x (1 - the product of threshold/measure); what looks innocent stands last. Open one: kg find CASE FD1 --as NAME
more-findings = { $count } more with lower scores are not listed (--rows lists more): { $counts }
finding-centre = {"  "}Centre: { $who }
finding-measure = {"  "}· { $label }: { $value } (threshold { $threshold })
finding-unproven = {"  "}· order not proven: { $count }
finding-innocent = {"  "}Innocent reading: { $text }
finding-shape = {"  "}○ { $text }
finding-rows = Its rows: { $count }
finding-saved = Saved as the trace and the chain { $name }: kg export CASE { $name }.html { $name }
shape = shape
score = score
centre = centre
payments = rows
sum = sum
when = when
looks-like = looks innocent
payer = payer
payee = payee
threshold = threshold
measure = meaning
default = default
file = file
layout = layout
read = read
stored = stored
skipped = skipped
problems = problems
note = note
place = place
code = code
reason = reason
text = text
one = one
other = other
seconds-apart = s apart
state = state
handle = handle
kind = kind
name = name
number = number
level = level
holder = holder
received = received
passed-on = passed on
kept = stayed
rule = rule
first = first
last = last
steps = payments
currency = currency
amount = amount
why = why
stage = stage
entities = entities
who = who
proof = proof
judged = judged
at = at
sha256 = sha256
template-written = Wrote { $path } to be filled in; then kg load CASE { $path }. Its example row is never loaded
template-help = how to fill in
template-how = One line each; orange columns must be filled, grey ones may stay blank. A drop-down offers words, others may be typed.
template-example = The row that begins with [example] is never loaded: leave it or delete it, but do not write over it.
template-load = A row that is filled in wrongly is listed, not stored: kg problems CASE --xlsx OUT.xlsx gives a marked copy.
header = header
required = required
reads = what goes in
words = words
cell = cell
no-problems = no problems
problems-written = Wrote { $count } problem rows to { $path } (as received, not masked; this was logged)
draft-written = Wrote { $path }: correct it where it is wrong, then kg load CASE { $file } --layout { $path }
type = type
help-topics = There is help on: { $topics } (kg help TOPIC)
template-relation = a relation or a role: choose a word, or type another for it; a role may stand without an object
template-party = a name, an account, a telephone number or a wallet; what it is, its form or the type column says
template-scope = the platform whose own number it is (unique on that platform only)
template-capacity = in which role somebody took part
template-kind = what it is; needed only where it does not show
theme-chain = The whole chain
theme-data = Personal information
theme-fraud = Fraud and related acts
theme-crowd = Water army
theme-money = Laundering
theme-evidence = Evidence
theme-law = Law and minors
question = short name
asks = what it asks
given = what it is given
not-yet = (not computed yet)
ask-one = Ask one: kg ask CASE NAME -p KEY=VALUE; --show sparql or --show cypher prints its text to be run elsewhere
no-rows = no row answers this
question-masked = its ids are those of a masked export; for one with real values add --show-values
query-of-links-masked = its ids are those of a masked export; for one with real values add --show-values, for kg query on this case --server
log-did-ask = printed a question's text
ontology-title = The ontology: { $count } terms
ontology-module = module
terms = terms
ontology-ways = kg ontology 'running-points platform' · kg ontology find mule · kg ontology tree behaviour · kg ontology count · kg ontology export --to FILE.ttl · kg ontology --html DIR
no-term = no term answers to { $typed }
terms-found = { $typed }: { $count } terms
more-terms = { $count } more are not shown: be more precise, or use --json
term = term
label-zh = in Chinese
label-en = in English
definition = definition
slang = other words, slang
broader = is a kind of
narrower = kinds of it
fed-by = fed by
feeds = feeds
may-concern = may concern (for review)
links-here = links it may have
links-from = from it: { $links }
links-to = to it: { $links }
template-steps = steps of whole-chain templates
from-opinions = in the Opinions
editorial = note on the translation
example = example
elsewhere = in other models
count-of = list
count-seed = concepts of the Opinions
count-concepts = mapped concepts
count-edges = stated relations
count-templates = whole-chain templates
present = there
missing = missing
twice = twice
site-written = Wrote { $count } pages; open { $path }
word-of = Who could have been told by { $who } (from { $since } on, within { $within } at each hand, { $hops } hands at most)
word-from = Who could have told { $who } (from { $since } on, within { $within } at each hand, { $hops } hands at most)
word-begin = the first record
word-size = { $reached } numbers or people; of { $rows } calls and messages { $silent } were not answered and pass nothing
word-nobody = nobody, by what is recorded
word-cut = ({ $count } more are not listed: --rows lists more)
word-way = { $who } could have known at the earliest { $at }, by { $hops } hands
word-way-in = { $who } could have told it at the latest { $at }, by { $hops } hands
word-others = beside the last of these, { $count } other calls could have brought it there (from { $tellers } possible tellers in all):
word-others-in = beside the first of these, { $count } other calls could have carried it on (to { $tellers } possible hearers in all):
word-no-way = by what is recorded no word can have come to { $who } on these terms: widen --within, --hops or the period
word-stops = Where word stopped
word-joined = {"  "}{ $who } is recorded to use { $numbers }: taken as one who knows (--apart keeps them apart)
earliest = earliest
latest = latest
who-could = number or person
hands = hands
chain-of-calls = by way of
its-rows = rows
occasions = occasions
occasions-of = { $count } (with { $tellers })
word-only = no other call could have
order-unproven = order not proven
order-of-rows = order
who-told = who told
who-was-told = who was told
spoke = spoke
written = message
not-said = not told
renumbered-title = Clues to the same hands on a new number: { $count } ({ $silent } numbers that fell silent looked at, of { $numbers }; ranked by score)
renumbered-pair = { $old } → { $new }  score { $score } (the old one last { $last }, the new one first { $first })
renumbered-shared = In touch with both: { $count } (service numbers and everybody's contacts do not count as shared)
renumbered-rest = {"  "}contacts of the old one only: { $before }; of the new one only: { $after }
renumbered-device = {"  "}same handset { $which } (used by { $used_by } numbers in the records): old { $before }; new { $after }
renumbered-cell = {"  "}same mast { $which } ({ $used_by } numbers of the records were there): old { $before }; new { $after }
renumbered-strays = {"  "}the old number was used { $count } more times after that ({ $rows })
renumbered-between = {"  "}the two numbers were in touch with each other { $count } times ({ $rows }): that speaks against one hand
matrix-title = What the case holds, by stage and element: { $scope } (rules { $version })
matrix-whole = the whole case
matrix-lead = What the rows say, never who is guilty. Borne out: rows of at least two parties agree, one of them no statement.
matrix-more = Evidence of a stage: { $stage }. What is still to be inquired into: { $listed }
matrix-not-asked = ·
matrix-unplaced = { $count } things of the case stand at no stage and are in no cell; a role, or a saved trace (--trace), places them
matrix-no-trace = without a saved trace (--trace) accounts stand where their holders' roles put them
matrix-no-stage = no stage is called { $stage }
matrix-stages-are = one of: { $names }
matrix-head-stage = stage
matrix-head-about = of whom or what
matrix-head-side = side
matrix-head-party = from
matrix-head-relation = what it says
matrix-head-wanted = evidence to ask for, from whom
matrix-head-why = why
matrix-head-gap = what is missing
matrix-for = for
matrix-against = against
matrix-denied = for, but denied
matrix-lead-only = lead
matrix-whole-stage = the stage as a whole
matrix-cell-title = { $stage } · { $element }: { $state }
matrix-nothing = nothing in the case
matrix-kind-computed = computed
matrix-kind-none = no document named
matrix-element-act = act
matrix-element-use = who really used it
matrix-element-knowledge = knowledge
matrix-element-amount = amount
matrix-element-upstream = upstream crime
matrix-element-causation = causation
matrix-state-corroborated = corroborated
matrix-state-disputed = disputed
matrix-state-single = single
matrix-state-statements = statements only
matrix-state-computed = computed only
matrix-state-missing = missing
matrix-offence = { $offence } (Criminal Law { $article })
matrix-why-act = { $stage }: whether the act was done is to be shown for { $offences }; a confession alone convicts nobody (Criminal Procedure Law 55)
matrix-why-use = { $stage }: whose name an account or number stands in does not say who used it; for { $offences } it is to be shown who did
matrix-why-knowledge = { $stage }: what was known, and when, tells { $offences } from each other and from no offence
matrix-why-amount = { $stage }: the amount decides the threshold and the tier of { $offences }
matrix-why-upstream = { $stage }: { $offences } presuppose the crime that was helped, or that the money comes from
matrix-why-causation = { $stage }: for { $offences } it is to be shown that the one led to the other, not only that both happened
matrix-inquiries-title = For supplementary investigation: { $count } points (a draft; people decide)
matrix-inquiries-none = Nothing is left open by these rules.
matrix-inquiry = { $number }. { $stage } · { $element }: { $state }
matrix-inquiry-of = {"   "}of: { $names }
matrix-inquiry-why = {"   "}why: { $why }
matrix-inquiry-wanted = {"   "}{ $kind }: { $what }, from { $whom }
matrix-and-more = and { $count } more
matrix-fill-system-logs = logs of access and export of the system
matrix-from-system-logs = the systems department of the employer
matrix-fill-chats = chats from the handsets and accounts, with an explanation of nicknames and slang
matrix-from-chats = the handsets seized and the platform
matrix-fill-server = an image of the server or back-end data, with hash
matrix-from-server = the operator of the platform or the data centre
matrix-fill-bank-flow = statements of both sides of the payments, with seal
matrix-from-bank-flow = the banks and payment companies
matrix-fill-account-file = papers of account opening, with picture
matrix-from-account-file = the bank of the account
matrix-fill-sign-ins = sign-ins with address, device and time
matrix-from-sign-ins = the bank, payment company or platform
matrix-fill-face-check = pictures of face checks, counters and cash machines
matrix-from-face-check = the bank of the account
matrix-fill-handset = a record of examination of the handset: cards, accounts, sign-ins in it
matrix-from-handset = the officers who seized it
matrix-fill-carrier = call records with handset and mast, papers of subscription
matrix-from-carrier = the carrier
matrix-fill-victim = the victims' statements, with vouchers and chats
matrix-from-victim = the victims
matrix-fill-witness = testimony of those who saw it
matrix-from-witness = colleagues, landlords, couriers, bank staff
matrix-fill-suspect = the suspect's own account and defence, with recording; then what bears it out
matrix-from-suspect = the suspect
matrix-fill-audit = an audit or forensic accounting opinion on the rows
matrix-from-audit = an accounting examiner
matrix-fill-upstream = papers of the upstream case: filing, findings, judgment
matrix-from-upstream = the organ that handles it
matrix-fill-coins = records of the exchange: identity, orders, withdrawals; and of the chain
matrix-from-coins = the exchange
matrix-fill-posts = posts and advertisements with account, time and address
matrix-from-posts = the platform
matrix-fill-list-match = a comparison of the data with the list of victims, by hash
matrix-from-list-match = the officers who hold the data
matrix-fill-line-up = an identification by picture or voice
matrix-from-line-up = victims and accomplices
contact = contact
points = points
known-by = numbers in touch with it
rows-before = rows of the old
rows-after = rows of the new
pushing = { $done } of { $whole }
pushed = { $server }: wrote { $nodes } things and sources and { $links } links; { $standing } stood there unchanged, { $gone } taken away
pushed-not-remembered = { $server } could not be remembered: name it with --at when you ask
pushed-unsummed = { $count } amounts have too many decimals: sums on the server leave them out (amountExact has them)
pushed-style = Browser style: { $path } (drop it on Neo4j Browser's page)
paste-title = To paste into Neo4j Browser:
same-there = { $server } holds the graph as the case does, in every item
says-the-same-there = { $server } holds { $case }, of which this case was made: every thing, payment and link says the same (evidence and ids of the file are its own)
other-there = What differs at { $server }
part = part
id = id
differs = differs
differs-missing = missing
differs-extra = extra
forms-title = Forms of export (.html and .svg are pictures, .xlsx a workbook)
form = suffix
form-for = for
form-loses = cannot hold
semicolon = ;{" "}
untold = (not told apart in this form)
counted = { $path }: { $nodes } nodes, { $edges } directed edges, evidence { $evidence }; payments by currency:
pushed-altered = { $count } items differed there and were written anew
pushed-rows = { $count } payments of the ledger alone went as relationships (0: they stood there)
question-for-server = To paste on the server it was pushed to; real ids are in it, and this was logged
query-of-links-of-the-case = For kg query on this case, or the server it was pushed to; real ids are in it, and this was logged

## Help

help-kg = See a whole cybercrime chain, every line of it explained down to a row of a file.
help-kg-more = kg COMMAND --help tells of one command, with examples.
help-default = default
help-required = required
help-option-help = Show this help.
help-option-version = Show the version.
help-option-install-completion = Install completion for the current shell.
help-option-show-completion = Show the completion of the current shell, to copy or change it.
help-frame-usage = Usage:
help-frame-arguments = Arguments:
help-frame-options = Options:
help-frame-examples = Examples:
help-frame-options-word = {""}[OPTIONS]
help-frame-command-word = COMMAND
help-group-begin = Begin
help-group-evidence = Evidence
help-group-ask = Find and ask
help-group-lake = Many files
help-lake = Keep many files on disk, look through them, cut cases out of them
help-lake-more = A lake holds what an office was given, however much it is. What tells one payment is decided over all of it. kg extract takes into a case what a trace can follow. kg lake find looks for the typologies of kg find in all of it, with the same definitions; what it cannot ask of a lake it names. kg lake reach says whose money can have come to whom. kg lake attach takes a table of a data platform: a folder of Parquet, one of Iceberg, or a table of a database (jdbc:…), which Spark asks. kg lake info LAKE ACCOUNT says what an account paid and got.
help-lake-example-1 = kg lake init lake
help-lake-example-2 = kg lake find lake fan-in pass-through --since 2024-04-01
help-extract = Take into a case what a trace can follow in a lake
help-extract-more = The bounds choose which accounts are followed; of each followed account all rows come in. Ends and hubs are not passed. A trace with the same or narrower bounds tells what it would tell of the whole lake; one that goes on from another account is refused.
help-extract-example-1 = kg extract lake case 6222000000000000123 --hops 4 --within 72h
help-extract-example-2 = kg extract lake case --from victims.csv --since 2024-04-01
help-option-lake-words = What to do, and where the lake lies.
help-option-lake = The lake.
help-option-lake-since = find: look at payments from this date or time on.
help-option-lake-until = find: look at payments before this date or time.
help-option-lake-floor = find, reach: leave out payments below this amount.
help-option-lake-hub = find, reach: an account with more counterparties than this is not passed, and no shape is built on it.
help-option-lake-threshold = find: another threshold, as in kg find; may be repeated.
help-option-lake-rows = find: how many findings to list.
help-option-lake-start-file = reach: the starts are the rows of a CSV or XLSX (账号, 卡号; account, card).
help-option-lake-into = reach: say of each start whether it can have come to this account (repeatable).
help-option-lake-backward = reach: whose money can have come to the starts.
help-option-lake-through = reach: go on through this hub (repeatable).
help-option-lake-table = attach of a database (jdbc:…): the table, with its schema where that is needed.
help-option-lake-where = attach of a database: only rows that meet this condition, in the database's SQL.
help-option-lake-jar = attach of a database: the jar with its driver (repeatable).
help-option-lake-skew = reach: the clocks of two files may differ by so many seconds.
help-option-buckets = Over how many folders accounts are spread: 1, 16 or 256.
help-option-trace-lake = Take what the trace needs out of this lake first.
help-option-extract-victims = Begin where the money came that the case's victims report.
help-option-spark = Let a Spark read files into the lake, or the lake itself: local[2], spark://HOST:7077, sc://HOST.
help-group-money = Money
help-group-calls = Calls
help-group-chain = Chain
help-group-judgements = Judgements
help-group-share = Share
help-group-words = Words
help-open = Load files, follow the victims' money, write the page
help-open-more = A case that is there already is opened: nothing is loaded, its page is written anew.
help-open-example-1 = kg open demo/files --lang zh
help-open-example-2 = kg open files --case case --owner bill.csv=NAME
help-new = Make an empty case
help-new-example-1 = kg new case
help-new-example-2 = kg new case --name 0501 --zone Asia/Shanghai
help-demo = Write the files of an invented case, and the answer beside them
help-demo-example-1 = kg demo demo
help-demo-example-2 = kg demo demo --seed 7 --victims 5
help-docs = Read how-tos, and what there is to read
help-docs-example-1 = kg docs
help-docs-example-2 = kg docs trace
help-help = Explain at length: layouts, trace, query, check, contacts
help-help-example-1 = kg help
help-help-example-2 = kg help layouts
help-load = Load files or folders; each goes in whole or not at all
help-load-example-1 = kg load case statement.csv --dry-run
help-load-example-2 = kg load case files --layout bank-flow
help-sources = List the files that are in, with counts of rows and hashes
help-sources-example-1 = kg sources case
help-sources-example-2 = kg sources case --json
help-problems = List every row that could not become a fact, and why
help-problems-example-1 = kg problems case
help-problems-example-2 = kg problems case --xlsx marked.xlsx
help-template = Write a workbook to fill in by hand
help-template-example-1 = kg template relations relations.xlsx
help-template-example-2 = kg template victims victims.xlsx --lang zh
help-layout = Draft a layout from a file's header or a graph's words
help-layout-example-1 = kg layout unknown.csv
help-layout-example-2 = kg layout graph.json words.toml
help-promote = Put single payments or calls of a large case into the graph
help-promote-example-1 = kg promote case T204
help-promote-example-2 = kg promote case T204 T205
help-unload = Take one source out, as if it had never been in
help-unload-example-1 = kg unload case 3
help-unload-example-2 = kg unload case statement.csv
help-verify = Derive everything anew and name whatever the case has otherwise
help-verify-more = Nothing is written and no lock is taken. Exit 6: evidence, log or a person's word was altered; 4: what is derived from them was (kg rebuild CASE restores it).
help-verify-example-1 = kg verify case
help-verify-example-2 = kg verify case --quick
help-rebuild = Restore tables, graph and results from sources and log
help-rebuild-more = What is as it should be stays; what cannot be derived is named, and so is every source that must be handed in again. What is replaced and may hold a person's words goes to lost+found.
help-rebuild-example-1 = kg rebuild case
help-rebuild-example-2 = kg rebuild case statement.csv
help-log = Read the custody log: what was done to the case, and when
help-log-example-1 = kg log case
help-log-example-2 = kg log case --head
help-search = Find things by a number, a name, a part of one, or pinyin
help-search-more = Chinese names answer to their pinyin, whole (zhangsan) or by initials (zs); of a character with several readings each one finds.
help-search-example-1 = kg search case 13800000000
help-search-example-2 = kg search case zhangsan
help-show = Tell what is known of one thing: names, holders, money, files
help-show-example-1 = kg show case A1
help-show-example-2 = kg show case 6222…0123
help-explain = Say a fact in words, then the rows of files behind it
help-explain-example-1 = kg explain case T1
help-explain-example-2 = kg explain case P1 --derived
help-ask = Ask a named question, or list all of them
help-ask-example-1 = kg ask case
help-ask-example-2 = kg ask case roles-of -p who=A1
help-query = Ask in SPARQL, SQL or Cypher, within limits
help-query-example-1 = kg query case --sql 'select count(*) from transfer'
help-query-example-2 = kg query case --sparql 'select * where {"{"} ?s ?p ?o {"}"} limit 3'
help-check = Check the whole graph against the ontology's rules
help-check-example-1 = kg check case
help-check-example-2 = kg check case --strict --rows 5
help-trace = Follow money in time, onward or back, by one rule or several
help-trace-more = It begins at accounts, transfers, persons, findings, victims or a list of them. What leaves an account where money mixed: fifo the oldest first, lifo the newest first, haircut of each its share, lowest the holder's own money first; poison counts all that met the money (the most), floor what no rule can go below (the least). --rules shows several, and the floor.
help-trace-more-2 = Every cut-off is said: where the trace stops, what a filter left out. A transfer that is named (by you, a victim, a list, a finding) begins whatever the filters are.
help-trace-example-1 = kg trace case --victims
help-trace-example-2 = kg trace case A815 --in
help-reach = Say whose money can have come to whom, in order of time
help-reach-more = It leaves out nobody whom money can have reached, however long it lay and by however many hops; so who is not listed cannot have had any of it by the rows that are loaded. How much it was, kg trace says. Ends and hubs are reached and not passed.
help-reach-example-1 = kg reach case --victims
help-reach-example-2 = kg reach case --victims --into A815
help-find = Find fan-in, cycles, quick passing and the like in all payments
help-find-example-1 = kg find case
help-find-example-2 = kg find case FD1 --as first
help-pairs = List payments that two statements report, and inferred legs
help-pairs-example-1 = kg pairs case
help-pairs-example-2 = kg pairs case --accept IL1 --reason 'orders agree'
help-contacts = Say who could have passed word to whom, by calls in order
help-contacts-more = A call tells both sides, a message its receiver, an unanswered call nobody. Each hand passes on within --within of being told. Service numbers and hubs stop it, visibly. That somebody could have does not say that they did.
help-contacts-example-1 = kg contacts case 13800000000
help-contacts-example-2 = kg contacts case N1 --to N2
help-renumbered = Find clues to the same hands on a new number
help-renumbered-more = Contacts in common before a number fell silent and after; scored; handset and mast stand beside it; nothing is merged.
help-renumbered-example-1 = kg renumbered case
help-renumbered-example-2 = kg renumbered case 13800000000
help-chain = Arrange people, data and money by stage, around one thing or all
help-chain-example-1 = kg chain case
help-chain-example-2 = kg chain case A1 --hops 1 --as around
help-matrix = Say what rows bear out, stage by stage, and what is missing
help-matrix-more = Elements are the act, who really used it, knowledge, amount, the upstream crime and causation. --list is the draft of a list for supplementary investigation. It never says who is guilty.
help-matrix-example-1 = kg matrix case
help-matrix-example-2 = kg matrix case --list
help-add = Put in one fact known from a statement or another paper
help-add-example-1 = kg add case 'ZHANG SAN' recruits 'LI SI' --evidence 'p. 3'
help-add-example-2 = kg add case 张三 招募 李四 --evidence 笔录第3页
help-owner = Say whose a statement is that names no holder of its own account
help-owner-example-1 = kg owner case bill.csv 'ZHANG SAN'
help-owner-example-2 = kg owner case bill.csv P1
help-mark = Say that a fact is disputed, excluded or verified
help-mark-example-1 = kg mark case
help-mark-example-2 = kg mark case T204 disputed --reason 'wrong date'
help-undo = Take back the last action, all of it
help-undo-more = It says first what it is, and asks. kg redo does it again. Elsewhere than on a terminal nobody can be asked: there it needs --yes.
help-undo-example-1 = kg undo case
help-undo-example-2 = kg undo case --yes
help-redo = Do again what kg undo took back last
help-redo-example-1 = kg redo case
help-redo-example-2 = kg redo case --json
help-export = Write a page, picture, graph or table of a result; masked
help-export-more = {""}.html .svg are pictures, .xlsx a workbook, and the rest as --forms tells. The page of a trace shows its money by level and rule, in time, and as a chain. OUT.rq or OUT.cypher with a NAME (of a finding: FD1) is the question that finds its links again, in SPARQL or Cypher.
help-export-example-1 = kg export --forms
help-export-example-2 = kg export case victims.xlsx victims
help-push = Bring the case's graph to a server of Neo4j
help-push-example-1 = kg push case bolt://127.0.0.1:7687
help-push-example-2 = kg push case --rows
help-ontology = Browse the ontology: every word of the field, explained
help-ontology-example-1 = kg ontology find mule
help-ontology-example-2 = kg ontology tree behaviour
help-ontology-more = With export --to FILE the whole of it is written into one file, .ttl .rdf .owl or .jsonld; its words alone as concepts, .skos.ttl and so on.
help-option-accept = Accept this inferred leg (IL3); it stays inferred.
help-option-again = Read anew what is in already.
help-option-against = Hold a server's copy against the case instead.
help-option-apart = Keep the numbers of one person apart.
help-option-as-json = One JSON document instead of tables.
help-option-ask-rows = Row limit.
help-option-ask-server = Ask a server that holds the case, in Cypher (--show cypher: to paste there).
help-option-ask-show = Print its text instead: sparql or cypher.
help-option-at = The server (default: KG_NEO4J_URI, or where you pushed this folder last).
help-option-backward = Who could have told START, instead.
help-option-before = The old number is out of use from then on.
help-option-beside = Only what joins the two.
help-option-by = Who says so; else whoever is logged in.
help-option-case = The case's folder.
help-option-chain-hops = How far from the start.
help-option-chain-limit = How many things are drawn at most; the others are counted. 0: the default.
help-option-channel = Follow only this channel of the rows (repeatable).
help-option-check = Count a written file by another reader.
help-option-check-rows = How many breaches of each rule to list.
help-option-check-seconds = Time limit for each rule.
help-option-check-strict = Exit with 3 when a rule is violated.
help-option-contacts-hops = Longest chain of calls [6].
help-option-contacts-hub = Stop at more counterparties [200].
help-option-contacts-since = START knew from this time on.
help-option-contacts-start = Who knew: a number, person, handle or mask.
help-option-contacts-strict-order = Drop calls of unproven order.
help-option-contacts-until = Calls before this time.
help-option-contacts-within = Longest time at each hand [24h].
help-option-count-both = Count paired payments twice.
help-option-cypher = A query with $case in it, on the server.
help-option-demo-victims = How many victims.
help-option-derived = What rules conclude of it, and from which facts.
help-option-direction = Where the money came from.
help-option-dry-run = Show what would be read; store nothing.
help-option-encoding = Force a text encoding.
help-option-evidence = Where it is written.
help-option-exclude = Stop at this account, or a person's (repeatable).
help-option-explained = Tell every threshold and its reason; search nothing.
help-option-export-name = A saved chain or trace, a kept matrix, or what cases share.
help-option-export-pairs = Of a map: how many pairs of things are drawn with a line at most, those with most rows first; what is cut off is said on it. 0: 300,000, which one page can hold.
help-option-export-things = Of a map: how many things are drawn at most, the best joined first; what is cut off is said on it. 0: 100,000, which one page can hold.
help-option-fact = A payment or another fact: T204.
help-option-file = A file that no layout fits.
help-option-files = Files or folders.
help-option-find-exclude = Leave this account out (repeatable).
help-option-find-explained = Tell every shape and threshold; search nothing.
help-option-find-floor = Leave out payments below this amount.
help-option-find-hub = Build on no account with more others.
help-option-find-since = Payments from this time on.
help-option-find-until = Payments before this time.
help-option-floor = Leave out transfers below this amount.
help-option-folder = Where the files go.
help-option-force = Replace a file that stands there.
help-option-for-transfer = Hand the whole case over: real values; only who was under 18 is masked (this is logged).
help-option-forms = List the forms, and what each loses.
help-option-full = Print the whole report instead of a summary.
help-option-head = The log must contain this head (kg log --head).
help-option-hops = Longest way in transfers.
help-option-html = Write it as a site of pages.
help-option-hub = Stop at a hub: an account with more counterparties than this.
help-option-ignore = Load without this column, though facts of the file need it; may be repeated.
help-option-into = Say of each start whether it can have come to this account (repeatable).
help-option-kind = relations, victims, … any layout.
help-option-lang = The language (default: that of your locale).
help-option-layout = A layout's name or a TOML file.
help-option-layout-out = Where the draft goes.
help-option-limit = Another ceiling for reading files (reader_seconds, reader_bytes …); may be repeated.
help-option-link-only = Keep hash and path, no copy of the file.
help-option-links = Handles of payments or calls (T204).
help-option-log-head = Only the last line's hash, to be kept outside the case.
help-option-mark-reason = Why; kept in the case, by its hash in the log.
help-option-marking = Classification marking, on every page (内部资料 …).
help-option-answers = What these named questions find can be lit on the page: CQ09,CQ10; also key (key things), coordinated (accounts that act together), template (which whole chain it fits), matrix (what is proven) and names of kept answers (--as).
help-option-matrix-hops = How far from the start.
help-option-matrix-listed = List what is missing and what would fill it.
help-option-matrix-stage = Show the evidence of this stage.
help-option-matrix-start = Look around this thing only; none takes the whole case.
help-option-matrix-trace = The saved trace that says at which level accounts stand.
help-option-money = The trace's page, where a chain has its name too.
help-option-name = Save the result under this name.
help-option-new-name = The case's name.
help-option-note = A remark.
help-option-number = The person's certificate number.
help-option-object-id = The certificate number of whom.
help-option-on = Since when.
help-option-open-case = Where the case goes.
help-option-other = Blank for a role alone.
help-option-out = The suffix picks the writer.
help-option-owner = Whose a bill is that names no account (WeChat); once for each bill.
help-option-owner-source = A file's name or hash.
help-option-page = Where the page goes.
help-option-pair-window = Seconds that two banks' tellings may be apart (120).
help-option-person = A name or a handle.
help-option-proof = How far it is proven.
help-option-push-rows = Payments of the ledger alone too, as relationships.
help-option-push-server = bolt://[USER@]127.0.0.1:PORT, or bolt+s://HOST (default: KG_NEO4J_URI, or where you pushed this folder last).
help-option-query-rows = Row limit.
help-option-query-text = A file, or - for stdin.
help-option-question = Its short name or number; none lists all.
help-option-quick = Hashes and logged digests only; derive nothing.
help-option-rail-window = The same of a bank and a payment company (120).
help-option-reach-direction = Whose money can have come here.
help-option-reach-starts = Accounts, persons or transfers.
help-option-reason = Why it is accepted or rejected.
help-option-rebuild-files = Sources the case has lost, handed in again.
help-option-reject = Undo the pair of this link, or drop this leg.
help-option-relation = 招募, recruits, 卡农 …
help-option-renumbered-number = The old number; none looks at every one.
help-option-renumbered-thresholds = score=0.4 (repeatable).
help-option-repair = Read it back first; write anew what was altered there.
help-option-rows = How many to list.
help-option-rule = fifo, lifo, haircut, lowest, poison or floor (see above).
help-option-rules = Several of them, side by side, with their range.
help-option-scope = The files share their numbers: 12 in one of them is 12 in the others.
help-option-seconds = Time limit.
help-option-seed = Another seed tells another case.
help-option-server = With --show: the ids of the case itself, as kg query and the server it was pushed to have them.
help-option-show = Print what asks for it again instead: kg, sparql or cypher.
help-option-show-values = Real values instead of masks (this is logged).
help-option-since = Follow from this date or time on (case's zone).
help-option-skew = The clocks of two files may differ by so many seconds.
help-option-skipped = Titles, totals and blank lines instead.
help-option-source = A source's name, number or hash (four digits).
help-option-sparql = The query itself, on the graph.
help-option-sql = One SELECT, on the ledger.
help-option-start = Around this thing.
help-option-start-file = Start from the rows of a CSV or XLSX: 账号, 卡号, 交易流水号, 编号 (account, card, serial, handle).
help-option-starts = Accounts, transfers, findings (FD1), persons (what they held, while held).
help-option-strict = Exit with 3 when any row is a problem.
help-option-strict-order = Drop hops of unproven order.
help-option-style = map: a page with all of a large case; matrix: the matrix of evidence, as page or workbook; pyvis: a small chain's page; of a result's .cypher: facts, its script; server, its question for the server it was pushed to.
help-option-subject = A name, number or handle.
help-option-subject-id = The certificate number of who.
help-option-template-out = Where the workbook goes.
help-option-text = A number, a name, a part of one, or pinyin.
help-option-thresholds = fan-in.payers=6 (repeatable).
help-option-through = Go on through this hub (repeatable).
help-option-ontology-to = The file; its ending picks the form.
help-option-to = How word could come to this one.
help-option-told = What it is asked about (repeatable).
help-option-topic = One of the topics; without it they are listed.
help-option-trace = Build it on this saved trace.
help-option-trace-until = Follow before this date or time, not on it.
help-option-typologies = Which shapes; or one finding to open.
help-option-until = Until when.
help-option-victims = Start from every victim.
help-option-what = A handle, number, name or mask.
help-option-within = Longest stay at each account: 72h, 30m, 7d.
help-option-word = disputed, excluded or verified; clear takes back.
help-option-words = What to show.
help-option-xlsx = A marked copy as a workbook.
help-option-yes = Do not ask.
help-option-zone = The zone of times that name none.

## Page

only-maps-have-ceilings = only a map has a limit of what is drawn
map-example = kg export CASE map.html --style map --things 5000 (a chain: kg chain CASE --limit)
map-holds-at-most = one page holds { $most } at most
answers-are-for-pages = only a page shows answers; the file is { $suffix }
question-needs-more = { $question } needs { $given }: kg ask answers it
drawn-from-graph = Drawn from a graph object: no files of a case stand behind it; a proof is what the object says, else it is drawn as a clue
graph-left-off = { $count } more things of the graph are not drawn; the { $drawn } with the most edges are
not-a-graph = { $type } is no graph that can be drawn
page-app = Crime chain
page-chain-view = Chain
page-table-view = Table
page-overview = Overview
page-search = Search names, numbers, memos ( / )
page-inferred = inferred, no row records it
page-found = { $n } found
page-found-none = Nothing found
page-language = English
page-language-hint = Switch to English
page-save-svg = Save SVG
page-save-png = Save PNG
page-ask-again = Ask again
page-ask-again-hint = With the text below the same picture comes out of the case again.
page-ask-kg = kg command
page-ask-sparql = SPARQL query
page-ask-sql = SQL query
page-ask-cypher = Cypher query
page-copy = Copy
page-copied = Copied
page-copy-failed = Press Ctrl+C to copy
page-close = Close
page-entities = entities
page-links = links
page-rows = rows
page-shown = { $nodes } entities, { $links } links, { $rows } rows shown
page-not-drawn = not drawn
page-hidden-line = { $n } more not drawn: { $kind }
page-hidden-stage = { $n } more not drawn
page-gaps = Gaps
page-gaps-count = Gaps: { $n }
page-gaps-none = No gaps were found.
page-notices = Please note
page-sources = Source files
page-source-rows = { $read } read · { $stored } stored · { $skipped } skipped · { $problems } problems
page-level-n = Level { $n }
page-numerals = 0123456789
page-stage = Stage
page-stage-why = Because
page-basis-role = an evidenced role
page-basis-links = the kind of its links
page-basis-trace = its level in a money trace
page-basis-kind = its own kind
page-basis-holder = the role of its holder
page-basis-none = nothing says so: undetermined
page-level = Level
page-kind = Kind
page-handle = Handle
page-alleged = alleged { $role }
page-computed = computed: { $role }
page-masked = masked
page-identifiers = Identifiers
page-totals = In and out (this picture)
page-sum-of = (payments: { $n })
page-totals-case = In and out (whole case)
page-traced-money = Traced money
page-incoming = In
page-outgoing = Out
page-its-links = Its links
page-total = Total
page-traced = Traced
page-unproven = order not proven for { $n }
page-unproven-title = Order
page-object = Object
page-evidence = Evidence
page-file = File
page-hash = Hash
page-hash-hint = Click for the full SHA-256
page-place = Place
page-place-sheet = sheet { $sheet }, row { $row }
page-place-line = line { $row }
page-place-member = { $member }, line { $row }
page-place-entry = entry { $row }
page-place-member-entry = { $member }, entry { $row }
page-evidence-none = No evidence is attached.
page-rows-left-out = { $n } more are not listed; see them with kg explain.
page-date = Time
page-date-none = undated
page-until = to
page-amount = Amount
page-from = From
page-to = To
page-relation = Link
page-family = Family
page-proof = Proof
page-confidence = Confidence
page-filter-kinds = Kinds
page-filter-links = Links
page-filter-proof = Proof
page-filter-dates = Dates
page-day-steps = { $n } days with records, one step each
page-filter-from = From
page-filter-to = To
page-filters = Filters
page-filters-reset = Reset
page-undated-kept = { $n } undated always shown
page-upstream = { $n } upstream
page-downstream = { $n } downstream
page-paid-reached = payments in time: { $up } upstream, { $down } downstream
page-untimed = { $n } payments are not followed in time (sums over a period, undated, failed).
page-path = Shortest path: { $n } steps
page-path-none = There is no path in time between the two.
page-row-unlisted = a row not listed here
page-hint = Click: up- and downstream in time. Shift-click: shortest path. Arrow keys walk.
page-keys = Keys: arrows walk, Enter opens the panel, Shift+Enter shortest path, / searches, Esc clears, + - 0 zoom
page-zoom-in = Zoom in
page-zoom-out = Zoom out
page-zoom-fit = Fit
page-digest = Content digest
page-zone = times in { $zone }
page-marking-none = no marking set
page-made-by = made by crimechain; opens offline, asks no network
page-node-label = { $label }, { $kind }, { $stage }
page-edge-label = { $from } { $kind } { $to }, { $amount }, { $proof }
page-chain-label = Chain, by stage from left to right
page-sort-hint = Click to sort
page-nothing = There is nothing to draw.
page-money-flow = Money flow
page-money-time = Timeline
page-money-flow-label = Flow of the traced money, by level from left to right; the width is the amount
page-money-time-label = Timeline of the traced payments, one lane a level
page-money-bar-label = { $step }, { $name }, { $amount }, kept { $kept }
page-rule-fifo = What came first into an account leaves it first.
page-rule-lifo = What came last into an account leaves it first.
page-rule-haircut = What leaves an account carries of each sum in it its share.
page-rule-lowest = The holder's own money leaves first; no more is traced than the lowest balance in between.
page-rule-poison = All that met the money counts: the most; figures overlap.
page-rule-floor = The least: no order of leaving can go below it.
page-money-rule = Tracing rule
page-money-currency = Currency
page-money-and = ,{" "}
page-money-victims = Victims pay
page-money-starts = Start
page-money-gone = Not followed
page-money-passed = Passed on
page-money-kept = Kept
page-money-back = Money that returns
page-money-returned = ↩ (returned)
page-money-again = (again)
page-money-returned-short = ↩ returned
page-money-again-short = again
page-money-returned-long = returned: money that had left this account came back
page-money-again-long = again: money reached this account once more from a deeper level
page-money-others = and { $n } more accounts
page-money-others-short = +{ $n } accounts
page-money-ended = Left the accounts
page-money-beyond = { $n } accounts further on
page-money-left-window = left after the window
page-money-left-floor = left in small payments
page-money-left-period = left outside the period
page-money-left-hops = left beyond the hops
page-money-left-limit = left beyond the limit
page-money-left-order = left, order not proven
page-money-no-flow = This trace shares no amounts, so there is no flow; timeline and chain show its payments.
page-money-unshared = { $rules }: figures overlap and cannot be drawn as a flow.
page-money-untouched = Not drawn, as none of the money reached them by this rule: { $n }.
page-money-payments = payments: { $n }
page-money-holder = Held by
page-money-started = Started with
page-money-received = Received
page-money-passed-on = Passed on
page-money-left = Left, not followed
page-money-unordered = Order not proven
page-money-first = First
page-money-last = Last
page-money-whole = The whole account (drawn { $n } times)
page-money-why = Where it stopped, what to request
page-money-members = Among them
page-money-rest = and { $n } more, { $amount }
page-money-from = From
page-money-to = To
page-money-span = Span
page-money-traced-of = { $traced } traced, of { $paid } paid
page-money-nothing-then = No traced payment lies in this span.
page-money-no-rows = This part left by payments that were not followed: the trace has no rows of them.
page-money-more-rows = { $n } more payments, { $amount }, are not listed; see the money sheet.
page-money-of-it = of it traced { $amount }
page-money-unproven = order not proven
page-excerpt-left = The row is not copied here: kg explain CASE { $handle } prints it
page-cells-hidden = { $n } more cells are masked
page-cells-all = Show all { $n } cells
page-handle-copy = Copy { $handle }, for kg explain CASE { $handle }
page-rows-copied = { $n } rows of the files are copied here; { $left } more are not, for want of room
page-roles = Roles
page-since = from { $day }
page-until-day = until { $day }
page-innocent = Innocent reading:{" "}
page-totals-range = In and out in the chosen period (this picture)
page-totals-nothing = Nothing was paid or received in the chosen period.
page-some-of = { $n } of { $all }
page-play = Play day by day
page-pause = Stop
page-lanes-view = Lanes
page-lanes-of = Side by side
page-lanes-none = In this period none of them has a record with a time of day.
page-lanes-count = { $n } records of these { $k }; { $m } more have records
page-lanes-hollow = filled: from them; hollow: to them
page-lane-add = Add a person or account…
page-lanes-more = Add { $n } they dealt with
page-its-rows = All { $n } rows
page-only = Only { $name }
page-reached-hint = In time, from this picture. A click shows the way there, row by row.
page-lane-remove = Take out of the lanes
page-lane-open = Put into lanes
page-layers = Layers
page-layers-hint = What is ticked is lit on the picture. Leads, not conclusions.
page-layer-size = { $nodes } entities and { $links } records of it are drawn
page-harmed-hollow = hollow: a victim
page-larger-than-window = Larger than this window: drag the picture.
page-show-all = Show all of it
page-captions-without-room =
    { $count ->
        [one] One line has no room for its caption; point at it. It is
       *[other] { $count } lines have no room for their captions; point at them. The largest are
    } { $largest }
page-layers-finding = Findings
page-layers-leg = Inferred legs (no row records them, in no sum)
page-layers-question = Answers of named questions
page-mine = My marks
page-note = Note
page-notes = Notes
page-note-hint = A note (a saved copy keeps it)
page-colour = Colour
page-hide = Hide
page-hidden-show = Hidden: { $n }
page-choose-more = Choose
page-chosen-not = Let go
page-unpin = Put back
page-pinned = pinned here
page-group = Group
page-group-make = Group ({ $n })
page-group-name = Group { $n }
page-group-open = Open
page-group-close = Close
page-group-undo = Dissolve
page-undo = Undo
page-redo = Redo
page-save-copy = Save a copy
page-save-copy-hint = Save this page with your marks, filters and language
page-filtered-out = not shown
page-filters-none = none
page-html-language = en
page-noscript = This page needs JavaScript (it asks no network).

## Pages of the ontology

glossary-site = Words of the whole cybercrime chain
glossary-intro = From the data company to the running-points platform: every party, act, tool, channel, offence and measure, defined in Chinese and English, with who feeds it, whom it feeds and which offence may be in question.
glossary-never-verdict = Every term reads as “alleged”. Offences are listed for review, never as a conclusion; people decide whether one is made out.
glossary-chain-title = The whole chain: from the data source to the exit of the money
glossary-chain-hint = An arrow says to whom data, accounts, people, tools or money are handed on. Choose any term to read of it.
glossary-families = Colours and shapes
glossary-home = Start
glossary-modules = Parts
glossary-terms-count = { $n } terms
glossary-search = Search: names and slang, such as mule
glossary-search-none = Nothing found
glossary-opinions = Concept { $id } of the Opinions
glossary-opinions-list = The 103 concepts of the Opinions
glossary-opinions-hint = By number: A parties, B acts, S assets, H channels, G parts of the chain, X special actions, L law, P protection, T technology.
glossary-downloads = The whole ontology in one file
glossary-downloads-hint = Turtle, RDF/XML and JSON-LD hold every statement; the SKOS file holds the words alone, as concepts.
glossary-slang = Other words and slang
glossary-in-chain = Its place in the chain
glossary-fed-by = who feeds it
glossary-itself = this term
glossary-hands-on = whom it hands on to
glossary-and-then = and then
glossary-more = and { $n } more
glossary-picture-of = { $term }: up- and downstream
glossary-fed-by-sentence = Fed by: { $terms }.
glossary-feeds-sentence = Hands on to: { $terms }.
glossary-then-sentence = And then: { $terms }.
glossary-stage = Stage
glossary-in-templates = In whole chains of common kinds
glossary-moves = what moves
glossary-before = before
glossary-here = here
glossary-after = after
glossary-stated = Relations that the Opinions and the law state
glossary-acts = Acts it is alleged to commit
glossary-actors = Who is alleged to commit it
glossary-offences = Offences it may concern (for review, never a verdict)
glossary-from-step = from its step in whole chains
glossary-from-act = through what it is alleged to do
glossary-from-term = stated of the term itself
glossary-example = An invented example
glossary-links = Facts that may be recorded
glossary-links-out = from it
glossary-links-in = to it
glossary-general-links = further, more general ones
glossary-link-picture = From whom to whom
glossary-link-from = from
glossary-link-is = link
glossary-link-to = to
glossary-link-object = Third thing: { $terms }
glossary-broader = Is a kind of
glossary-narrower = Kinds of it
glossary-values = Its values
glossary-recorded = What may be recorded of it
glossary-inherited = and, as of any broader term
glossary-used-for = Recorded of
glossary-takes = Takes
glossary-string = text
glossary-decimal = an exact number
glossary-integer = a whole number
glossary-boolean = yes or no
glossary-date = a date
glossary-dateTime = a time
glossary-more-facts = Further facts
glossary-named-by = Terms that name it
glossary-steps = Steps
glossary-step = step
glossary-step-who = who
glossary-step-may = may concern (for review)
glossary-editorial = Notes on wording, translation and source
glossary-phrase = In the Opinions' English text: { $phrases }
glossary-elsewhere = Names in other models ({ $n })
glossary-elsewhere-hint = For exchanging data with other tools.
glossary-relation-exact = the same
glossary-relation-close = close
glossary-relation-broad = theirs is broader
glossary-relation-narrow = theirs is narrower
glossary-relation-related = related
glossary-model-is = relation
glossary-model-id = their id
glossary-model-name = their name
glossary-name-in-files = Written in files as
glossary-tree = The part as a picture
glossary-all-terms = All terms
glossary-properties = Properties and annotations ({ $n })
glossary-between = {" "}
glossary-colon = :{" "}
glossary-built = Made from the ontology; works offline and holds no case data.
glossary-lanes = Twelve whole chains of common kinds, step by step through the stages
glossary-feeds-arrow = feeds

## Workbook of a trace

sheet-subject = Case { $case } · trace { $name } · rule { $rule } · { $direction } · times in { $zone }
sheet-settings = Settings: { $text }
sheet-out = downstream
sheet-in = upstream
sheet-how = Every amount leads to the rows behind it on the sheet “Rows”. An amount by level says where this start's money was last seen by the rule above; its rows are all payments by which it may have come there. A level: the share level_share of the traced money came by that step (by level_rule, resting nowhere for longer than within); a payment that carries money of several steps stands at each of them.
sheet-how-origin = This trace shares no amounts: it lists the payments that can be meant, by level. An amount leads to its rows.
sheet-money = Money
sheet-rows = Rows
sheet-accounts = Accounts
sheet-rules = Rules
sheet-roles = Roles
sheet-stops = Stops
sheet-start = victim / start
sheet-handle = handle
sheet-currency = currency
sheet-started = started with
sheet-no-level-kept = stayed where no level is said
sheet-level-kept = stayed at level { $level }
sheet-left = left the trace
sheet-total = total
sheet-by-level = Money by level
sheet-level = level
sheet-level-paid = payments of level { $level }
sheet-outside = outside the window
sheet-level-said = level (share)
sheet-computed = computed
sheet-numbers = numbers
sheet-innocent = may be innocent
sheet-roles-how = Computed from numbers, to be checked, no finding of fact; thresholds in brackets. The amount received leads to the rows: all payments that brought this traced money or took it away.
sheet-payments = payments
sheet-paid = amount paid
sheet-traced = of it traced
sheet-no-leads = There are too many accounts: amounts on the sheets of accounts, stops and rules do not lead to their rows.
sheet-warnings = To be known
sheet-figure = figure
sheet-file = file
sheet-row = row
sheet-time = time
sheet-payer = payer
sheet-payee = payee
sheet-amount = amount
sheet-locator = place
sheet-also = also told at
sheet-order = order
sheet-unproven = not proven
sheet-account = account
sheet-holder = holder
sheet-received = received
sheet-passed-on = passed on
sheet-kept = kept
sheet-first = first
sheet-last = last
sheet-why = why it stopped, and what to request
sheet-rules-how = The other sheets are by the first of the rules; this one has what each says. “At least” is what no rule that shares the money can go below.
sheet-rules-reached = How much reached each account, by rule
sheet-rules-figures = Account by account, by rule
sheet-rule = rule
sheet-low = least of the rules
sheet-high = most of the rules
sheet-at-least = at least, by any rule
sheet-listed = listed
sheet-legs = Inferred legs
sheet-legs-banner = Inferred: no row records these, they are in no sum, for checking only
sheet-leg = kind
sheet-paid-at = paid in at
sheet-paid-in = paid in
sheet-got-at = paid out at
sheet-paid-out = paid out
sheet-price = price
sheet-score = score
sheet-state = state
sheet-grounds = grounds
sheet-assumed = assumed
sheet-leg-proposed = not judged
sheet-leg-accepted = accepted

## Forms of export

form-ttl = RDF that a person can read
form-trig = RDF with a graph for each source
form-nq = RDF line by line, for large graphs
form-jsonld = RDF as JSON, its context inside
form-cypher = a script for Neo4j 5.26 or later, to be run as often as you like
form-neo4j = a whole import by neo4j-admin; its tables beside it
form-csv = spreadsheets; tables of nodes and evidence beside it
form-graphml = yEd, Cytoscape, networkx
form-gexf = Gephi, with the time of every edge
form-json = networkx, D3, notebooks
form-stix = a STIX 2.1 bundle, for platforms of threat intelligence
form-uco = CASE/UCO JSON-LD, for tools of digital forensics
form-ftm = FollowTheMoney entities, for Aleph and OpenAleph; a party stands for a holder not told
form-loses-second-evidence = evidence beyond the first place (its number is told)
form-loses-reader = which program read the evidence
form-loses-excerpt = the evidence's excerpt
form-loses-file-hash = the hashes of files
form-loses-layout = the layout a file was read with
form-loses-control-characters = control characters that XML cannot write (each is �)
form-loses-minors = who was under 18: masked, with what is theirs
form-loses-seal = the key of leaked data: only numbers that the case knew are found in it again
form-loses-bytes = the files as received (their rows, names and hashes are there)
form-loses-history = what was taken back, and who did what when, but for judgements
form-loses-handles = short names (P3), where somebody is masked or something was taken back
form-loses-settings = the name, the marking and the time zone of the case
forms-transfer = --for-transfer hands a case over whole in { $suffixes }. Not in it:
export-counts = { $entities ->
    [one] { $entities } entity
   *[other] { $entities } entities
 } · { $links ->
    [one] { $links } link
   *[other] { $links } links
 } · { $sources ->
    [one] { $sources } source
   *[other] { $sources } sources
 }
sheet-of-first = Read first
sheet-of-links = Links
sheet-of-nodes = Entities
sheet-of-evidence = Evidence
ftm-holder-not-told = [holder not told]
ftm-stands-for-holder = the case does not tell (as one) who holds this account; this only stands for whoever does, and is nobody found
csv-readme =
    A text that begins with = + - @ or ' has one ' in front, so that no spreadsheet runs it;
    take that one ' off and you have the text. Amounts are numbers and have none.
    Import with Data > From Text, number columns as text, or long card numbers lose digits.
    Several values of one cell stand between ' | '; in one \\ is \, \| is |, \e is empty.

## Proposed layouts

layout-asks-account = layout { $layout } needs to know whose statement this is; the file does not say it
answer-account = say it: kg load CASE FILE --account NUMBER
layout-needs-no-answer = { $option } is of no use: layout { $layout } reads it from the file itself
proposal-asks = { $count ->
    [one] one question must be answered before the file can be loaded with the proposed layout
   *[other] { $count } questions must be answered before the file can be loaded with the proposed layout
  }
lacks-time = a time
lacks-amount = an amount
lacks-two-sides = two sides
nothing-proposed = no layout fits, and none can be proposed: no column can be read as { $lacking }; columns found: { $found }
no-row-below-header = no layout can be proposed: there is no row below the header
ask-for-rows = if there should be some, ask for the export again: it may be of another time or account
no-row-is-as-wide = no layout can be proposed: not one row below the header has its { $count } columns
mend-the-header = ask for the export again, or give each column its header in a copy
entries-balance = these are entries of a firm's books: “{ $column }” adds up to nothing, as each entry has its counter-entry; none of them is a payment
take-the-banks-statement = ask for the statements of the accounts, or write a layout that says what an entry means: kg help layouts
say-roles = say what columns are for: --role amount=HEADER --role time=HEADER …, or write a layout: kg help layouts
own-not-said = Whose statement is it? Neither a column, nor the lines above the header, nor the file's name says it.
own-ends-in = Whose statement is it? The file gives only the last digits of its account: { $tail }.
answer-own-account = the number of the account or card, or the name of the payment account
which-column-pays = Two columns hold numbers of accounts, and no header says which of them pays. Which one?
proposal-title-headless = A layout proposed for { $file } (it has no header: columns are called by their numbers)
draft-headless = the table has no header; its columns are called column 1, column 2 …
book-of-a-firm = This looks like a firm's own books, where a debit comes in; no balance shows whose view it is. Which goes out of the account?
may-be-books-of-a-firm = layout { $layout } is for a bank's statement, and this may be a firm's own books, where debit and credit mean the opposite
no-sign-which-words = The amounts have no sign, and no header says which of them go out. Which of these words does?
which-is-the-amount = Several columns hold amounts. Which one moved?
answer-amount-column = { $cells }
balance-follows = The running balance follows the amounts: { $explained } of { $pairs } rows next to each other bear it out.
texts-tell-the-sign = What the rows say (a purchase, a refund, a repayment) tells the sign: { $rows } of them, none otherwise.
booked-days-tell = In each row the day and that of “{ $other }” are near each other only if { $order }.
day-first = the day comes first
month-first = the month comes first
texts-tell-the-way = The first words of the rows tell which way they go: { $words }.
days-without-year = the days of { $column } ({ $cells }) have no year, and no line above the table names a month with its year
write-the-year-above = in a copy, write a line above the header that names the statement's last month, such as 2024-01
rows-trade-currencies = each row trades one currency for another ({ $column }: { $cells }): what is proposed for statements would tell half of it
write-two-flows = write a layout with two flows, as the shipped huobi-trades does (kg help layouts); for the money alone: --role other=COLUMN with that column, and --currency
balance-contradicts-headers = The running balance moves the other way than the headers of the amounts say. Which column goes out?
balance-contradicts-words = The running balance moves the other way than these words say: { $words }. Which words go out?
which-words-go-out = It is not known which way these words mean: { $words }. Which words go out?
answer-word-out = rows of { $word } leave the account, all others reach it
which-way-are-all = No amount has a sign, and no column says which way they go. Which is it?
answer-all-in = all of them reach the account, but for those with a minus
answer-all-out = all of them leave the account, but for those with a minus
which-way-is-minus = Amounts with and without a minus: which way is minus?
answer-minus-out = minus leaves the account
answer-plus-out = minus reaches the account, all else leaves it
amounts-without-side = the amounts have no sign, and no column says which of them go out
no-column-of-directions = no column says by a word which way an amount goes; --sign out=minus or out=plus
no-such-direction-word = no row says { $word }; the words are { $known }
phones-of-no-country = Telephone numbers without the code of a country stay as they are written: { $zone } is no country's that kg knows.
assumed-currency = Assumed, since the file does not say it: amounts are in { $currency } (--currency).
which-currency = In which currency are the amounts?
answer-currency = all amounts that say nothing else
assumed-zone = Assumed, since the file does not say it: times are of the zone { $zone } (--zone).
which-zone = In which zone are the times?
answer-zone = the clock that the file was written by
day-or-month = The dates can be read with the day or with the month first. Which is it?
answer-year-first = the year comes first in { $text }
answer-day-first = the day comes first in { $text }
answer-month-first = the month comes first in { $text }
answer-buddhist = the years are those of Thailand: 67 or 2567 is 2024 ({ $text })
answer-minguo = the years are those of Taiwan (民國): 113 is 2024 ({ $text })
answer-reiwa = the years are those of Japan (令和): 6 is 2024 ({ $text })
answer-gregorian = the years are as they stand there ({ $text })
years-of-buddhist = The years are those of Thailand’s calendar, 543 ahead: { $text }.
years-of-minguo = The years are those of the Republic of China (民國), 1911 behind: { $text }.
years-of-which-calendar = The years of { $column } ({ $cells }) have two digits. Of which calendar are they?
years-in-the-future = By { $column } ({ $cells }) rows happened in the future. Of which calendar are the years?
write-the-calendar = write the layout as a file (kg layout FILE my.toml) and say era and day_first for the column there, or correct the dates at their source
pays-itself = by { $columns } the account would pay itself in every row: one of these columns is for something else
no-times-that-kg-reads = { $column } holds no times that kg reads ({ $cells })
point-or-comma = The amounts can be read with a decimal point or with a point between thousands. Which is it?
answer-point = { $text } has decimals behind the point
answer-comma = { $text } has groups of thousands; decimals come behind a comma
which-unit = The amounts are whole numbers. What do they count?
answer-unit-one = whole coins
answer-unit-wei = wei (10^-18 of a coin)
answer-unit-sun = sun, or another millionth of a coin
answer-unit-minor = the smallest unit of the currency, such as a cent or 分
answer-unit-qianyuan = thousands
answer-unit-wanyuan = ten thousands (万)
answer-unit-baiwanyuan = millions
say-unit = say what the amounts count: --unit fen (hundredths), --unit one
is-a-fee-the-amount = Rows name payer and payee, and no amount but { $column }. Is it what was paid?
unit-of-header = The header “{ $column }” may tell a unit ({ $word }), and it is not known which. What do the amounts count?
unit-of-raw-amounts = The amounts of { $column } are whole numbers as programs write them ({ $cells }). Do they count the smallest unit of the currency?
currency-column-not-understood = { $column } should name the currency, and “{ $cells }” is none that kg knows. In which currency are the amounts?
coin-of-header = { $column } counts { $coin }, which is no currency that kg knows. In which currency are the amounts to be kept (XXX: none that is stated)?
too-much-unknown = { $count } things about the file are unknown, more than can be asked
signs-beside-both-ends = “{ $column }” has amounts below zero although the columns name payer and payee: which of the two says who paid whom is not told
may-be-amounts = these columns may hold amounts, and no header tells which of them moved: { $columns }
coin-not-known = “{ $column }” counts { $coin }, and that is no currency kg knows: other than in { $coin } the amounts would be wrong
write-the-coin = write { $coin } into a column of its own in a copy of the file, called currency: any coin is read from there
tables-side-by-side = two tables stand side by side: { $headers } head columns of both
put-tables-below = put one below the other in a copy, or each on a sheet or in a file of its own
header-of-two-rows = the header has two rows: below the first stand { $words }, and what a column means is told by both
proposal-stores-nothing = not one row could be stored so; the first: { $reason }
unread-payee = “{ $column }” tells which account was paid, and many of its cells are no number of one: { $cells }
unread-lost-on = “{ $column }” tells when it was lost, and many of its cells are no times with a year: { $cells }
write-one-in-each-cell = write one in each cell of a copy and the rest into a column of its own, and keep the file as it is; or leave the column unread: --role "other={ $column }"
ask-for-the-statement = ask the bank for the statement as a table (.xlsx, .csv), MT940 or camt.053; of a few payments: kg template
export-each-table = put it back into a database of its own (never the suspect's) and export each table as CSV with its header
export-as-json = export the chat anew from Telegram as machine-readable JSON (result.json), and load that
join-the-header = write one header into a copy of the file, such as Debit and Credit in one row with the other columns
rows-are-labels = it is no table: each row is a label and its value ({ $labels }), as on a form or a receipt
turn-the-labels = make a table of it, with the labels as its header and one row for each form (copy, then paste transposed), and load that; keep the file as it is
loss-without-payee = “{ $column }” tells losses, and no column tells who lost it and whom it reached
say-it-is-no-loss = if it is of no use here, say so: --role "other={ $column }"; or write a layout: kg help layouts
outputs-without-payer = these are outputs of transactions on a chain: they tell who received, and no column tells who paid
take-the-transactions = take the list of the transactions with their senders, or, if one account paid all of it, say which: --account
sign-not-understood = { $text } does not say what goes out
sign-example = write out=minus, out=plus, or the words: out=支出,转出
role-not-known = { $text } is no ROLE=HEADER
no-column-called = no column is called { $name }
draft-question = to be answered ({ $option }): { $what }
ground-answer = as was answered
ground-header = by its header
ground-cells = by its cells
ground-arithmetic = by the running balance
ground-titles = from outside the rows, or a part of another cell
ground-unused = not used: it stays in the row as it is
proposal-title = A layout proposed for { $file } (header in row { $row })
proposal-account = {"  "}The statement's own account: { $account }
proposal-asked = {"  "}To be answered:
proposal-question = {"  "}{ $number }. { $what }
proposal-answer = {"       "}{ $option } { $answer }   { $meaning }
proposal-command = {"  "}Nothing was stored. If this is right:{"\u000a"}    { $command }
proposal-accept = Load it so?
proposal-correct = {"  "}A column that is taken for something else is put right with --role ROLE=HEADER; the whole layout as a file: kg layout { $file }
proposal-kept = Kept { $path }: files of this header need no question any more, in any case.
role = is
ground = ground
certainty = sure
role-time = time
role-clock = time of day
role-other_time = another time
role-booked = booked
role-amount = amount
role-debit = going out
role-credit = coming in
role-direction = direction
role-balance = balance
role-currency = currency
role-own = own account
role-holder = holder
role-counter = counterparty
role-counter_name = counterparty's name
role-counter_bank = counterparty's bank
role-source = payer
role-target = payee
role-source_name = payer's name
role-target_name = payee's name
role-memo = memo
role-serial = serial number
role-status = status
role-caller = caller
role-called = called
role-duration = duration
role-contract = token contract
help-option-account = Whose statement the file is, where it does not say so itself.
help-option-propose = Load with the layout that is proposed for the file, its questions answered by the options above.
help-option-sign = What goes out: out=minus, out=plus, or the words of a direction, out=支出,转出.
help-option-dates = Which comes first in dates such as 03/04/2024, or of which calendar the years are.
help-option-decimal = What stands before the decimals in amounts such as 1.234.
help-option-unit = What whole amounts count: one, minor, fen, wei, sun, satoshi …
help-option-currency = The currency of amounts that do not say it.
help-option-load-zone = The zone of times that do not say it, such as Asia/Shanghai or UTC.
help-option-role = What a column is for, where the proposal took it for something else; may be repeated.
needs-an-amount-column = must name a column of the type amount
needs-a-choice-column = must name a column of the type choice
raw-units-of-tokens = { $column } counts the smallest units of several tokens, and nothing says how many of each make a coin
column-type-token = a currency, or the symbol of a coin; one that kg does not know is a currency of its own
no-question = nothing is asked by { $word }
no-sign = no sign { $word }
whose-number-is-it = Numbers of accounts stand in these columns, and the headers do not say whose they are.
role-other = of no use
which-column-goes-out = Two columns hold amounts, one in each row. Which of them goes out?
own-ends-otherwise = the file says that its account ends in { $tail }; { $account } does not
help-option-keep = Keep the proposal for all later cases: the next file of its header needs no question.
what-are-ends = The ends of the relations are ids. What are they?
ids-taken-for-persons = ids stand in { $column }, and nothing says of what: they are taken for persons; if they are something else: --again --propose --rows account, say
what-are-rows = Each row has a name or an id, and nothing says of what. What is it?
rows-person = a person
rows-organisation = a firm or another organisation
rows-group = a gang or another group
rows-account = an account
only-who-is-paid = The rows say who is paid and not who pays: all of them leave the statement's account.
only-who-pays = The rows say who pays and not who is paid: all of them reach the statement's account.
who-of-them-pays = Several columns name somebody, and no header says who pays. Which one?
who-of-them-is-paid = And which is paid?
rows-leaked = leaked personal data: only keyed hashes and counts are kept, no text
people-or-leaked = Is this a list of people of the case, or leaked personal data? Of leaked data nobody's name is kept.
whose-are-numbers = The numbers in “{ $column }” stand beside a name. Whose are they?
number-held = registered in that name
number-listed = only listed beside it; whose they are is not said
number-other = of no use
question-of-table = { $table }: { $what }
proposal-skip = {"  "}One answer counts for all tables that need it. A table that is not wanted: --skip { $sheet }
no-table-called = the file has no table called { $name }
no-table-is-left = no table is left for which a layout could be proposed
help-option-load-skip = A sheet, or a member of a zip, for which no layout is wanted.
help-option-layout-skip = A sheet, or a member of a zip, for which no layout is wanted.
help-option-load-rows = What each row of a list is about, where it does not say so itself.
help-option-layout-rows = What each row of a list is about, where it does not say so itself.
role-person = person
role-firm = firm
role-name = name
role-id = own id
role-certificate = certificate
role-certificate_kind = kind of certificate
role-passport = passport
role-phone = telephone
role-account = account
role-wallet = wallet
role-social = social account
role-imei = handset
role-email = mailbox
role-birth = born
role-gender = gender
role-country = country
role-address = address
role-employer = employer
role-class = person or firm
role-alias = alias
role-given_name = given name
role-family_name = family name
role-bank = bank
role-branch = branch
role-opened = opened
role-held = registered number
role-listed = number beside a name
page-headline-and = {"; "}
page-headline-end = .
headline-lost =
    { $victims ->
        [one] One victim
       *[other] { $victims } victims
    } lost { $lost } ({ $how })
answer-lit-in-part = The first { $lit } of { $total } parts can be lit; kg saved shows all.
headline-harmed =
    { $count ->
        [one] the picture has another victim ({ $named }) whose loss is in no sum
       *[other] the picture has { $count } other victims ({ $named }) whose losses are in no sum
    }
headline-act =
    { $act }: { $victims ->
        [one] one victim
       *[other] { $victims } victims
    }
headline-how = { $when }; { $acts }
headline-no-act = no row says by what act
headline-first =
    they paid to { $accounts ->
        [one] one account
       *[other] { $accounts } accounts, most to
    } { $named }
headline-at = { $who } { $money }
headline-through =
    it went through { $accounts ->
        [one] one account
       *[other] { $accounts } accounts
    } on { $levels ->
        [one] one level
       *[other] { $levels } levels
    }
headline-lies = by the rows that are loaded it now lies at { $places }
headline-elsewhere =
    { $places ->
        [one] one other place
       *[other] { $places } other places
    } { $money }
subject-around =
    everything within { $hops ->
        [one] one step
       *[other] { $hops } steps
    }
subject-trace = chain along the traced money ({ $trace })
subject-victims = chain from what victims reported
subject-money = where the money went, level by level
headline-lies-nowhere = none of it lies in an account now, by the rows that are loaded
headline-around =
    Around { $who }: { $count ->
        [one] one thing
       *[other] { $count } things
    } ({ $kinds })
headline-holds =
    { $count ->
        [one] One thing
       *[other] { $count } things
    } ({ $kinds })
headline-many = { $count } { $what }
headline-when = from { $first } to { $last }
headline-on = on { $day }
headline-when-unknown = when is unknown: no row has a date
headline-sums =
    { $rows ->
        [one] one row says
       *[other] { $rows } rows say
    } { $money } in all, the largest sum from { $source } to { $target }: { $most }
headline-relations = recorded are { $kinds }
headline-middle =
    joined to most others is { $who }, to { $count ->
        [one] one
       *[other] { $count }
    }
headline-somebody = somebody
headline-missing =
    missing: { $gap }{ $more ->
        [0] {""}
        [one] {" "}(and one more gap)
       *[other] {" "}(and { $more } more gaps)
    }
headline-gaps-not-sought = missing: not looked for in this picture (the chain's page tells gaps)
headline-missing-none = no gap was found
headline-hidden = found and not drawn: { $count }
headline-whole-drawn = everything that was found is drawn
headline-within-drawn =
    everything that was found within { $hops ->
        [one] one step
       *[other] { $hops } steps
    } is drawn
page-places = Every place, with what lies there
page-days = Days, gaps cut out
page-kinds-more = +{ $n } ▾
page-undated-count = { $n } undated
page-headline-rows = The facts behind this clause
page-headline-undrawn = { $n } more rows are not in this file; kg trace and kg explain list them.
column-start = Start
column-level = Level { $n }
column-hop =
    { $n ->
        [one] One step away
       *[other] { $n } steps away
    }
column-payers =
    { $n ->
        [one] Pay the start
       *[other] { $n } steps before
    }
column-by-payers = { $n } steps away, by way of payers
column-by-payees = { $n } steps away, by way of payees
column-payees =
    { $n ->
        [one] Paid or joined
       *[other] { $n } steps on
    }
column-from = from { $day }
column-undated = undated
column-apart = not joined to the start
column-middle = Joined to most
column-not-of-middle = not joined to these
column-unjoined = Joined to nothing here
page-group-of = { $n } × { $kind }
page-group-rows = { $n } in this group
page-legend-names = 4, (7): number of a mask, equal is the same one; A91: handle (kg show)
page-legend-pale = paler: one more relation of the same two
page-level-overview = Overview
page-level-groups = Groups
page-level-finer = Finer
page-level-things = Things
page-detail = Detail
page-start = start
page-notices-count = Notices: { $n }
column-flow = In the direction of the money
headline-leaked = { $who } holds { $records } records of { $fields }
open-chain-size = The picture: { $nodes } entities ({ $hidden } not drawn)

## The same one?
same-title = Things that may be one: { $count } pairs ({ $things } things, { $compared } pairs compared)
same-bands = {"  "}strong { $strong } · likely { $likely } · possible { $possible } · conflict { $conflict } · ruled out { $apart }
same-clue = Clues, nothing is merged: a number proves who is registered; who used card or phone, a person decides.
same-pair = { $handle }  { $band } { $points }  { $one } ⇄ { $other }  { $more }
same-band-strong = strong
same-band-likely = likely
same-band-possible = possible
same-band-conflict = conflict
same-band-apart = ruled out
same-state-accepted = accepted
same-state-rejected = rejected
same-group = group { $group }
same-ground = ground
same-values = values
same-sharers = (shared by { $count })
same-cut = { $count } more pairs are not listed: --rows, --band, or name a thing
same-next = Decide: kg same CASE --accept { $pair } --why REASON (likewise --reject, --undo)
same-said-accept = Taken for one: { $pairs }
same-said-reject = Kept apart: { $pairs }
same-said-undo = Judgement taken back: { $pairs }
same-said-already = Nothing changed: it was judged so already
same-merged-title = Taken for one by a person: { $count } pairs (kg same CASE --undo takes back; --raw shows the files' own)
same-one = one
same-other = other
same-as-one = as
same-facts = facts of each
same-rows = rows of each
same-results = saved results
same-by = by
same-written = Written to { $file }: { $count } pairs
same-written-more = and { $count } more that other pairs of their group join (band “group”)
same-needs-reason = a word on two things being one needs a reason
no-such-proposal = no proposal has this handle
same-lists-proposals = kg same CASE lists them; two things may be named with an equals sign: P3=P9
not-two-of-a-family = not two things that can be one: two persons, two organisations or two accounts are wanted
would-join-rejected = this would make one of two things that a person keeps apart
take-rejection-back = take that judgement back first: kg same CASE --undo
pairs-unnumbered = the case is being written or is read-only: new proposals have no handle
raw-is-read-only = --raw only looks, it saves nothing
leave-raw-out = leave out --raw or --as
help-same = Propose that two things are one, for a person to decide
help-same-more = Each pair with its grounds for and against, their points and rows; nothing is merged unasked. Once accepted it is one thing in traces, chains, pages, SQL and exports; --raw shows it as the files do. Sources never change.
help-same-example-1 = kg same case --band strong,likely
help-same-example-2 = kg same case --accept SP1,SP2 --by 'Officer Z' --why 'same ID number'
help-option-same-thing = Only pairs of this thing (handle, number or name).
help-option-family = Only one family: person organisation account wallet social phone device.
help-option-band = Only these bands: strong likely possible conflict apart.
help-option-every = Also what is ruled out.
help-option-same-accept = Take for one (several: SP3,SP5; or P3=P9).
help-option-same-reject = Keep apart.
help-option-same-undo = Take back what was said.
help-option-same-reason = Why; it is logged.
help-option-same-by = Who says so; else whoever is logged in.
help-option-merged = List what was taken for one, and what hangs on it.
help-option-csv = Write CSV: the sources' own record numbers, bands, points; no names or values but with --show-values.
help-option-raw = As the files have it: what kg same took for one counts apart.
same-identifier = same registered number: the same registered identity (who used it is another matter)
same-identifier-why = an office gives a number to one person or firm; it proves who is registered, not who acted
same-identifier-end = same short or partial number
same-identifier-end-why = a few digits are shared by one in some thousands
same-email = same e-mail address
same-email-why = a mailbox is mostly one person's; families and offices share some
same-phone = same telephone, in periods that overlap
same-phone-why = a number is mostly one person's; families share them and given-up ones are issued again
same-phone-end = same telephone, one without its area
same-phone-end-why = without its area a number exists elsewhere too
same-device = same device
same-device-why = a device is mostly one person's; it can change hands
same-account-held = registered as holders of one account
same-account-held-why = an account has mostly one holder
same-address = same address
same-address-why = those who live together share it too
same-birth = same date of birth
same-birth-why = among tens of thousands some are born on any day
same-birth-swapped = same date of birth, day and month swapped
same-birth-swapped-why = some files write the day first, some the month
same-name-same = same name
same-name-same-why = namesakes are common: the more there are, the less it says
same-name-variant = a usual variant of the name (pet name, middle name)
same-name-variant-why = pet names and left-out middle names are one name
same-name-similar = similar name (a letter or so apart)
same-name-similar-why = copying and transliteration change a letter or two
same-name-initials = same surname, same initial
same-name-initials-why = an initial fits many
same-name-partial = one name is part of the other
same-name-partial-why = some have two surnames and write one
same-name-script = Han name and Latin name read the same
same-name-script-why = many Han names read the same
same-name-homophone = names that sound alike, written otherwise
same-name-homophone-why = other characters are mostly another person
same-name-mask = masked name fits
same-name-mask-why = a mask fits more than one
same-company-same = same firm's name (legal form aside)
same-company-same-why = firms of one name are registered in several places
same-company-similar = similar firm's name
same-company-similar-why = abbreviation, transliteration, misspelling
same-company-partial = one firm's name is part of the other
same-company-partial-why = mother and daughter companies are named so too
same-employer = such a name at the same employer
same-employer-why = a large employer has namesakes
same-number-scope = one number that two files count as their own
same-number-scope-why = such numbers are unique within a file, or one series was meant
same-scopes-alike = the two files share three or more such numbers
same-scopes-alike-why = numbers that agree in bulk are mostly one series (load again with --scope)
same-number-mask = masked number fits
same-number-mask-why = several numbers can begin and end so
same-holder-same = same holder's name
same-holder-same-why = one name does not make one account
same-periods-apart = same number, but in periods that do not overlap (it may have changed hands)
same-periods-apart-why = given-up numbers are issued again
same-held-and-used = one is registered, the other only uses it
same-held-and-used-why = whether holder and user are one must be proven
same-too-many-share = shared by too many to count
same-too-many-share-why = what dozens share says nothing
same-birth-near = dates of birth one digit apart
same-birth-near-why = a slip of the pen, or a sibling
same-birth-differs = different dates of birth
same-birth-differs-why = fathers and sons of one name differ in it
same-names-differ = different names
same-names-differ-why = those who share a home or a phone are mostly family
same-name-unread = one name is in Han characters, the other in letters that are no pinyin
same-name-unread-why = readings of Taiwan, Hong Kong, Korea and Japan are not compared; most often it is somebody else
same-name-half = only part of the names agrees
same-name-half-why = family share a surname; who marries may change it
same-suffix-differs = different suffixes (Jr, Sr, II)
same-suffix-differs-why = that is how father and son are told apart
same-middle-differs = different middle names
same-middle-differs-why = namesakes are told apart by it
same-gender-differs = different gender
same-gender-differs-why = entry errors are rare
same-companies-differ = different firms' names
same-companies-differ-why = one address and phone may be an agent's for many firms
same-number-one-off = numbers one digit (or a swap) apart: a conflict, no match
same-number-one-off-why = a slip of the pen, or two neighbouring numbers
same-identifier-differs = different numbers of one kind
same-identifier-differs-why = nobody has two lifelong numbers of one kind
same-mask-differs = the mask rules it out
same-mask-differs-why = where an end or a sign does not fit, it is another
not-a-record-of-features = is no record with a RECORD_ID
same-points = points
case-map-search = Search names, numbers, handles, amounts ( / )
case-map-case = Map of the case
case-map-things = things
case-map-links = links
case-map-clusters = clusters
case-map-masked = Names and numbers are masked.
case-map-days = From { $from } to { $to } (what has a date).
case-map-sum-of-links = { $sum } on { $n } links
case-map-whole = Everything of the case is in this file.
case-map-real = Real names and numbers are in this file.
case-map-left-out = Not in this file
case-map-left-things = { $kind }: { $n } with the fewest links
case-map-left-pairs = { $n } ends of lines (pairs of things), counted at the things in this file
case-map-kinds = Kinds (untick to hide)
case-map-largest = Largest clusters
case-map-reading = How to read it
case-map-how-to-read = A disc is a cluster: things joined to each other more than to others. Where something lies says nothing else. A square is a thing, larger where more is joined to it. Zoom in for names. While it moves, only a part of things and lines is drawn.
case-map-keys = Keys: arrows walk, Enter opens, twice goes inside, + - 0 zoom, / searches, Esc back.
case-map-lead-what = { $things } things ({ $kinds }), { $links } links
case-map-lead-no-days = no dates: no link has one
case-map-lead-middle = in the middle: { $names }
case-map-lead-actors = of persons and organisations: { $names }
case-map-lead-no-sums = no amount is recorded; most links are { $kinds }
case-map-lead-joined = { $name } joined to { $n }
case-map-limits = At most { $things } things and { $pairs } pairs (--things, --pairs); to see a part, save it as a result and draw that: kg export CASE OUT.html NAME --style map
case-map-hidden-kinds = Not shown: { $kinds }
case-map-stage = Stage
case-map-and = ,{" "}
case-map-stop = ;{" "}
case-map-end = .
case-map-made-by = made by crimechain; opens offline, asks no network. Leads, not a judicial accounting opinion.
case-map-digest = Content digest
case-map-more = and { $n } more; search or zoom in to reach them
case-map-more-kinds = { $n } more kinds
case-map-apart = joined to little else
case-map-around = around { $name }
case-map-links-inside = links inside
case-map-joined-clusters = clusters joined to it
case-map-zoom-here = Look closer
case-map-members = In it, best joined first
case-map-joined-to = joined to { $n }
case-map-n-links = links: { $n }
case-map-overview = Overview
case-map-kind = Kind
case-map-handle = Handle
case-map-joined = Joined to
case-map-thing-cut = { $n } of its lines are not in this file; kg show has all of it.
case-map-in = In
case-map-out = Out
case-map-sums = In and out
case-map-cluster = Cluster
case-map-copy = Copy
case-map-copied = Copied
case-map-copy-failed = Press Ctrl+C
case-map-found = Found: { $things } things, { $pairs } lines
case-map-found-none = Nothing found
case-map-found-of = “{ $text }”
case-map-search-hint = An amount is found where it is the sum or the largest payment between two things, or all that a thing paid or received: 50000, 5万, >1000000.
case-map-largest-amount = largest { $amount }
case-map-zoom-in = Zoom in
case-map-zoom-out = Zoom out
case-map-fit = Whole
case-map-language = English
case-map-language-hint = Switch to English
case-map-canvas = Map of the case: clusters of things; arrow keys walk
case-map-html-language = en
case-map-old-browser = This browser is too old to open the map (Chrome 80, Firefox 113 or Safari 16.4 and newer can).
case-map-nothing-here = Nothing lies here; 0 shows the whole map
## Without an item, across cases

left-out-is-blank = nothing is named that is to be left out
left-out-examples = a file (statement.csv, 3), a row of it (statement.csv@17, book.xlsx@Sheet1!17), a paper that rows name, a fact (T204), a thing (A17)
nothing-to-leave-out = nothing in the case answers to { $typed }
no-such-row = has no row { $row }
rows-are-named-as = its rows are named as { $example }
row-in-several-sheets = row { $row } stands in several sheets: { $places }
too-many-rows-to-leave-out = speaks of too many rows ({ $count }, at most { $most })
leave-the-file-out = leave out the files in which they stand
no-row-speaks-of = no row of a file speaks of { $typed }
row-left-out = it is left out
computed-without = Computed without { $items } (rows: { $rows }), as if it had never been in; the case itself has it
without-is-not-saved = what is computed without an item is not saved: the case has the item
mark-excluded-to-save = to hold to it, mark the fact excluded (kg mark) or take the file out (kg unload), then trace again
ask-server-is-cypher = { $form } has no text of its own for a server: leave out --server, or say --show cypher
without-is-of-the-case = only what the case itself computes can be computed without an item: not with --show or --server
lost-rows-of-finding = not all of its payments stand
judgement-rests = The fact is no more in the case: the judgement ({ $word }) rests
step-without = leaving out { $name } …
step-compare = comparing what hangs on it …{ $name }
without-title = Without { $items }: { $rows ->
    [one] { $rows } row
   *[other] { $rows } rows
} of { $files ->
    [one] { $files } file
   *[other] { $files } files
}
without-case-unchanged = A comparison only: the case is as it was. What does not hang on it here may hang on it for a person; what falls may be proven otherwise.
without-facts = Facts that fall or stay with less
without-nothing = Nothing in the case hangs on it
without-falls = Falls ({ $count })
without-less = Stays with less ({ $count })
without-otherwise = Is told otherwise ({ $count })
without-unknown = Could not be drawn again ({ $count })
without-stands = Stands as it is: { $count }
without-of-kind = { $kind }: { $count }
without-more-in-json = … and { $count } more; --json has all
without-row-count = { $count } rows
conclusion = conclusion
with-it = with it
without-it = without it
what-of-it = what
rests-on = rests on
fact-class = class
facts-before = with it
facts-fall = fall
facts-weaker = with fewer rows
facts-new = told otherwise
conclusion-trace = trace
conclusion-chain = chain
conclusion-finding = finding
conclusion-leg = inferred leg
conclusion-pair = payment told twice
conclusion-judgement = judgement
conclusion-question = question
figure-payments = payments
figure-accounts = accounts
figure-levels = levels
figure-things = things
figure-facts = facts
figure-gaps = gaps
figure-score = score
figure-rows = rows
figure-rows-otherwise = rows that fall or change
figure-inferred-legs = inferred legs
figure-leg-paid = paid in
figure-money-begun = money traced
figure-money-lies = lies at accounts
figure-money-left = left the record
figure-money-shown = money in it
figure-told-by-rows = rows that tell it
help-without = Say what hangs on a file, a row, a paper or a thing
help-without-more = Everything is computed again as if the item had never been in: facts, traces, chains, findings, inferred legs, payments told twice, judgements, the answers to the named questions. It lists what falls, what stays with less and by how much, and the rows it rests on. The case is not changed.
help-without-example-1 = kg without case statement.csv
help-without-example-2 = kg without case statement.csv@17 A17
help-option-without-items = Files, rows (FILE@17, FILE@Sheet1!17), papers, facts, things.
help-option-without = As if this file, row, exhibit or thing were not in the case (repeatable).
link-unclassified = not classified

case-named-twice = a case is named twice
no-case-named = no case is named
kg-link-example = kg link CASE OTHER-CASE
link-caution-registered = The same registered identity; who really used the card or the phone is to be proven
link-caution-number = The same number; who used it in each case is to be proven
link-caution-phone = The same number; numbers are given out again and shared in a family: look at the periods and the handset
link-caution-handset = The same device; it may have been sold on: look at the periods
link-caution-ip = One address serves many at a time: a clue where the times meet, nothing more
link-caution-name = Called the same; whether it is the same is to be seen by its content
link-batches-not-compared = The leaked data { $one } and { $other } are sealed under different keys, and the file of neither can be read again: they were not compared
link-title = Cases: { $cases }; shared things: { $count }
link-cases = The cases
link-shared = Shared, masked; each case told by its letter
link-shared-shown = Shared; each case told by its letter
link-nothing-shared = The cases share no identifier
link-cut = … and { $count } more; --rows shows more
link-leaks = Leaked data beside lists: counts of people, nobody is named
link-no-leaks = In no leaked data of the cases stands anybody of their lists
link-leak-line = { $batch } × { $list }: of { $after } first reached after the sale ({ $sold }) { $found } stand in it, { $share }; of its { $people } people { $part }{ $subset ->
    [yes] ; all of the list stand in it
   *[no] {""}
}
link-leak-undated = { $batch } × { $list }: no sale is dated (--sold); of { $after } { $found } stand in it, { $share }; of its { $people } people { $part }{ $subset ->
    [yes] ; all of the list stand in it
   *[no] {""}
}
link-leak-batches = { $batch } × { $list }: { $found } people stand in both, { $share } of the latter, { $part } of the former{ $subset ->
    [yes] ; the latter lies wholly in the former
   *[no] {""}
}
link-leak-before = {"  "}{ $count } of them that stand in it were reached before the sale: they do not count
link-leak-order = {"  "}reached in the order of the data in { $share } of { $pairs } pairs (50% is chance)
link-leak-classes = {"  "}records of theirs, people by class: { $classes }
link-list-victims = victims of case { $case }
link-list-called = numbers called in file { $name } of case { $case }
link-list-batch = data { $name } of case { $case }
link-list-data = data { $name } of case { $case }
link-innocent = A shared number or an overlap is a lead: numbers change hands, people stand in many lists, records of one team cover the same town.
link-grade-registered = registered identity
link-grade-number = number
link-grade-clue = clue
link-periods-meet = times meet
link-periods-apart = times apart
link-periods-undated = undated
link-case = case
link-letter = letter
link-identifier = identifier
link-grade = says
link-periods = times
link-side = in each case
link-rows-no = files
link-side-facts = { $handle }: { $facts } facts, { $first } – { $last }
link-side-undated = { $handle }: { $facts } facts
link-harmed = reported a loss
help-link = Say what cases share, and whose lists leaked data fits
help-link-more = People by registered identity, accounts, wallets, phones, handsets, addresses and tools that several cases know, with what each case says of them. Leaked data is held against victims and called numbers, only those reached after the sale, and against other leaked data: how many stand in it, whether all, in which order, with which classes of information; nobody of a list is shown. No case is changed, and no two things become one.
help-link-example-1 = kg link case-1 case-2
help-link-example-2 = kg link case --sold 2024-02-19
help-option-link-others = More cases, each by its folder.
help-option-link-sold = When the data was first sold, where no row says so.
help-option-link-rows = How many shared things are shown [50].
log-did-link = compared with other cases
log-cases = cases
no-saved-answer = no answer is saved as { $name }
see-kg-saved = kg saved CASE lists what is; --as NAME keeps an answer
saved-is-masked = real values of other cases are not kept in this one
leave-show-values-out = leave out --show-values or --as
saved-nothing = Nothing is kept under a name: --as NAME keeps a result
saved-title = Kept under names: { $count }
saved-name = name
saved-command = asked by
saved-more = Shown again: kg saved CASE NAME (answers), kg export CASE OUT NAME (traces, chains, a matrix, what cases share)
saved-answer = Kept as '{ $name }', by { $command }; asked now it may give something else
saved-trace = trace
saved-chain = chain
saved-key = key things
saved-coordinated = acting together
saved-matrix = matrix
saved-pattern = pattern
saved-same = the same one?
saved-without = what hangs on it
saved-link = across cases
saved-kept-in-case = Kept under names: { $names } (kg saved CASE)
replaced-answer = ! replaced the answer that was saved as '{ $name }'; kg undo brings it back
log-did-answer = kept an answer
log-verb = of
help-saved = List what is kept under names, or show an answer again
help-saved-more = Traces, chains, and answers of kg key, coordinated, matrix, pattern, same, without and link that --as kept. An answer is shown as it was kept; kg verify holds it to the log, kg undo takes it back.
help-saved-example-1 = kg saved case
help-saved-example-2 = kg saved case middle
help-option-saved-name = An answer that --as kept; none lists all.
help-option-save-as = Keep the answer under this name.
saved-of-kind = { $name } ({ $kind })
explain-part-fact = { $handle } { $what }
explain-ground = {"  "}{ $points } { $what }: { $values }
explain-key-figures = ties { $degree } · betweenness { $betweenness } · closeness { $closeness } · PageRank { $pagerank }
explain-role = {"  "}{ $role }: { $thing }
explain-subject = {"  "}{ $who }: { $state }
explain-item = {"    "}{ $side } · { $place } · { $rows ->
    [one] one row
   *[other] { $rows } rows
 }
explain-conclusion = { $kind } { $name }: { $state }
explain-state-falls = falls
explain-state-less = has less
explain-state-otherwise = is told otherwise
explain-state-unknown = could not be drawn again
explain-state-stands = stands
no-such-pair = the case proposes no such pair
answer-lacks-part = this answer has no part { $part }
answer-parts-are = its parts: { $names }
answer-has-no-parts = this answer has no parts that could be explained one by one
matrix-page-title = Evidence by stage and element · { $case }
matrix-page-rules = Rules { $version }; which document is of which kind, and what counts for which element, is data of the tool
matrix-page-how = Each cell says in a word how far the rows bear the element out; a click shows the evidence behind it. A dot: not asked at this stage.
matrix-page-count = { $state } { $count }
matrix-page-rows = rows for { $supports }, against { $against }
matrix-page-rows-for = rows for { $supports }
matrix-page-who = { $who } ({ $state })
matrix-page-wanted = { $kind }: { $what }, from { $whom }
matrix-sheet-cells = Matrix
matrix-sheet-list = Inquiries
matrix-sheet-evidence = Evidence
matrix-head-cell = cell
matrix-head-state = state
matrix-head-number = no.
matrix-head-element = element
matrix-means-corroborated = rows of at least two parties tell it, one of them no statement
matrix-means-disputed = a statement denies it, or a person marked it as disputed
matrix-means-single = one party tells it, and it is no statement
matrix-means-statements = statements alone tell it, however many
matrix-means-computed = no row tells it; a trace or a rule does
matrix-means-missing = nothing that counts tells it
matrix-needs-name = { $name } is no kept matrix
matrix-style-example = kg export CASE matrix.html --style matrix, or NAME of kg matrix CASE --as NAME
answer-has-no-picture = what kg { $verb } answered is written as tables, not drawn
answer-pages-are = kg export CASE OUT.html NAME or OUT.xlsx NAME writes them
link-leak-class = { $name } { $people }
link-thing = { $kind } { $shown }
link-in-case = { $letter }: { $name }
link-overlap = found / listed
link-share = share
link-said = what the data says
link-sheet-shared = Shared
link-sheet-leaks = Leaked data
log-raw = as the files tell it
path-needs-two = a path leads from one thing to another: name both
path-example = kg path CASE P3 A17
path-of-one-thing = both are one thing
path-no-such-class = no class of facts is called { $text }
path-class-ambiguous = { $text } fits several classes of facts
path-not-in-ledger = no fact or payment of the files speaks of it
path-innocent = Who is joined to whom by a path need not know of it: a phone changes hands, a bank or a landlord stands between many, a payment has a hundred reasons.
path-search-cut = { $count } steps were tried; longer paths may be missing
path-hubs = { $count ->
    [one] one thing with more than { $hub } neighbours is no way through (--hub)
   *[other] { $count } things with more than { $hub } neighbours are no way through (--hub)
 }
path-undated = a step without a time is by a fact that tells no date: that it comes in this order is not proven
path-title = From { $one } to { $other }: { $count ->
    [one] one path
   *[other] { $count } paths
 }, over { $pairs } pairs of things
path-number = Path { $number }: { $hops ->
    [one] one step
   *[other] { $hops } steps
 }
path-step = step
path-from = from
path-way = way
path-to = to
path-what = what joins them
path-none = No path: nothing joins the two in at most { $hops } steps
path-none-so = No path of at most { $hops } steps keeps to this order; without --in-time there is one
explain-hop = {"  "}{ $one } – { $other }
saved-path = path
help-path = Find the shortest paths between two things, with rows
help-path-more = Over all facts, payments, calls and sign-ins; what a person excluded, statements and published lists are no steps. --directed follows payments as they flow, --in-time also in their order: each step not before the one ahead. Cash, fees and things with very many neighbours are no way through.
help-path-example-1 = kg path case 闻蘅声 A13
help-path-example-2 = kg path case A13 A20 --in-time --over Transfer --paths 5
help-option-path-one = From whom or what: a handle, number, name or mask.
help-option-path-other = To whom or what.
help-option-path-paths = How many paths are listed, the shortest first.
help-option-path-hops = The most steps of a path.
help-option-path-over = Only these classes of facts are steps.
help-option-path-directed = Follow payments and calls as they flow.
help-option-path-in-time = Each step not before the one ahead of it.
help-option-path-hub = With more neighbours a thing is no way through.
template-layer = { $title }: { $shown } of { $wanted } roles and links
template-layer-role = { $role }: { $count }
template-layer-missing = missing: { $names }
answer-larger-than = the answer is larger than { $bytes } bytes
endpoint-serves = Serving the case's graph as it is now, by the SPARQL 1.1 Protocol, on this machine only: { $address }
endpoint-token = Token (Authorization: Bearer TOKEN, or the password of any user name): { $token }
endpoint-masked = Names and numbers are masked (--show-values serves real ones).
endpoint-values = Real values are served: whoever has the token reads them. This is logged.
endpoint-example = Try: curl -H 'Authorization: Bearer { $token }' --data-urlencode 'query=SELECT (COUNT(*) AS ?n) WHERE {"{"} ?s ?p ?o {"}"}' { $address }
endpoint-ends = Ctrl-C ends it.
endpoint-asked = { $status }  { $size } bytes  { $seconds } s
endpoint-port-taken = port { $port } cannot be had
port-zero = --port 0 takes any that is free
endpoint-posts = POST a query as { $one } or { $other }
endpoint-has-one-dataset = there is one dataset; choose graphs by FROM in the query
endpoint-wants-one-query = give one query, as the parameter "query" or as the body
endpoint-not-utf-8 = the request is not UTF-8, or has too many parameters
endpoint-answers-in = the answer comes in { $forms }
endpoint-wants-length = say how long the body is: Content-Length
endpoint-other-host = ask for 127.0.0.1 or localhost by the port of the endpoint
endpoint-wants-token = the token is missing or wrong: Authorization: Bearer TOKEN
endpoint-is-at = the endpoint is at { $path }
help-endpoint = Let other programs of this machine ask the case in SPARQL
help-endpoint-more = The graph is served as it is when the command begins, masked as an export is, by the SPARQL 1.1 Protocol at http://127.0.0.1:PORT/sparql: Protégé, YASGUI, rdflib, R and others ask it. Only queries run, none that reaches the network, each within --seconds; answers are JSON, XML, CSV, TSV, Turtle, N-Triples, RDF/XML or JSON-LD, as the client asks. Whoever asks needs the token that is printed.
help-endpoint-example-1 = kg endpoint case
help-endpoint-example-2 = kg endpoint case --port 3030 --show-values
help-option-port = Which port of 127.0.0.1; 0: any that is free.
endpoint-token-variable = export KG_ENDPOINT_TOKEN=TOKEN, or NAME:PASSWORD
not-an-endpoint-address = is no address of a SPARQL endpoint, such as https://example.org/sparql
endpoint-https = write https://
endpoint-not-believed = the certificate is not good: { $said }
endpoint-not-answering = the endpoint does not answer: { $said }
endpoint-sends-elsewhere = the endpoint sends elsewhere, which is not followed: { $to }
endpoint-refuses = the endpoint refuses ({ $status }): { $said }
endpoint-cuts = the endpoint says that its answer may be only a part ({ $header }): ask for less, with LIMIT and OFFSET
endpoint-answers-otherwise = the endpoint answers neither N-Triples nor Turtle, but { $said }
endpoint-has-no-length = the endpoint does not say how long its answer is: whether it is whole cannot be known
endpoint-answers-too-much = the answer is larger than { $bytes } bytes (source_bytes)
endpoint-takes-too-long = the answer takes longer than { $seconds } s (fetch_seconds)
endpoint-answers-nothing = the answer is empty
endpoint-query-makes-no-graph = the query must be a CONSTRUCT or DESCRIBE: its answer is a graph
endpoint-needs-a-query = what an endpoint answers is loaded by --construct FILE.rq
construct-example = kg load CASE https://example.org/sparql --construct FILE.rq
help-option-construct = Load what a SPARQL endpoint answers to this CONSTRUCT; its address stands in place of the files.
not-a-node-or-relationship = neither a node nor a relationship
is-no-property-graph = holds no lists of nodes and relationships
own-table-not-read = the table cannot be read: { $error }
links-stand-first-in = its { $count } links stand first in { $files }: a case that holds such a file refuses what shows its ids; a masked one would count twice there
own-table-heads = heads of columns
line-says-whence = says from which server and when this was read
server-query-finds-nothing = the query finds no node and no relationship
server-holds-nothing = the server holds nothing
server-lacks-case = the server holds no case of that key
server-holds-cases = the server holds { $count } cases that kg pushed
name-server-case = name one by --pushed KEY: { $keys }
server-graph-too-large = the graph is larger than { $bytes } bytes (source_bytes)
load-one-address = one endpoint with --construct, or one server, optionally with --cypher or --pushed, can be loaded at a time
load-address-example = kg load CASE https://example.org/sparql --construct FILE.rq; kg load CASE bolt://127.0.0.1
help-option-pushed = Of a Neo4j server: load this case, by the key that kg push printed.
help-option-verify-pushed = With --against: the copy of this other case, of which this one was made; by the key that kg push printed.
help-option-load-cypher = Of a Neo4j server: load the nodes and relationships of this query only.
record-tells-nothing-new = holds no node and no relationship that was not there before
dry-run-is-of-files = an endpoint or a server can only be loaded: what it answers is read once
endpoint-copies = Copying the graph …
server-holds-cases-besides = { $count ->
    [one] the server holds a case that kg pushed besides, which was not read: --pushed KEY
   *[other] the server holds { $count } cases that kg pushed besides, which were not read: --pushed KEY
  }
relationship-listed-twice = the relationship { $id } is listed a second time; the first stands
graph-layout-has = a layout of the words of a graph has only: { $keys }
relation-does-not-fit = { $count ->
    [one] 1 relation { $type } is not read as { $kind }: its ends are of other kinds
   *[other] { $count } relations { $type } are not read as { $kind }: their ends are of other kinds
}
node-without-two-ends = { $count ->
    [one] 1 node { $label } stands for no relation: it has not just one end on each side
   *[other] { $count } nodes { $label } stand for no relation: they have not just one end on each side
}
is-no-kind-of-node = { $kind } is no kind of a thing that a node may be
is-no-kind-of-relation = { $kind } is no kind of a relation between two things
names-no-relation = names no relation that leads to this end
label-is-a-node-too = { $label } stands among the nodes too: a label is a thing or a relation
is-a-part-of-relations = { $name } follows from the graph; no property can be read as it
no-state = no such state { $word }
draft-of-graph = What the words of { $file } mean. Each line says on what ground: correct what is wrong, then load with --layout (kg help layouts). "" leaves a property in the row.
ground-word = the word is known
ground-form = by the form of the word
ground-ends = by what it ties: check this
ground-general = nothing is known of it
ground-of-so-many = { $count } of them; { $ground }
answer-leads-to-payer = leads to who paid
which-relation-of-payer = Which relation of { $label } leads to who paid?
stays-in-the-row = stays in the row
read-the-other-way = { $kind }, the other way round
proposal-graph-title = What the words of { $file } are taken for
graph-word = word
graph-part = of
graph-part-node = nodes
graph-part-edge = relations
graph-part-property = property
graph-count = how many
words-can-be-told = words that no list knows, as general kinds: { $words }. A layout can say what they mean: kg layout FILE
graph-words-found-by-no-header = the words of a graph are found by no header: write them to a file, and name it with --layout
help-option-layout-cypher = Of a Neo4j server: the nodes and relationships of this query only.
cypher-is-of-servers = only a Neo4j server is asked by a query
cells-of-a-row = the row has { $found } cells, the header { $wanted }
relationships-alone = holds relationships alone: what they tie is in other files
zip-import = zip the files of one import, and load the zip
no-header-of-an-import = has no header of an import, and no file of a header has a name that this one begins with
is-no-csv = is no CSV: { $error }
says-what-each-is = its texts say what each is: check this
