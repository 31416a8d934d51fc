"""Words that people use for what the questions and the ontology call otherwise: each line is one group."""

GROUPS = """
ambiguity ambiguous unclear vague uncertain doubt doubtful undecided unclarity
parse meaning understanding sense
settle clear unambiguous
reading interpretation comment opinion view interpret
reader commentator critic interpreter outsider expert author
holder owner
witness version copy transmitted
revision update revised fresh new later fate
annex official
narrative report release news story communique
press release communique
preamble recital introduction introductory
provision clause paragraph passage article item chapter
pledge commitment promise undertaking clause paragraph
obligation duty commitment must obliged
norm rule duty
prohibition forbidden forbid banned ban prohibited rule
permission allow allowed permitted may free
strength firm weak strongly firmly strict
binding force law legally oblige oblige bind
voluntary free
purpose aim goal end achieve why
state country government nation
actor party player group who people person body
bearer bound obliged required accountable responsible
responsibility accountable obligation
sponsor author proposer proposing behind
signatory cosponsor sign joined
count number many statistic total size often most share
kind type category
concept notion idea term
threat danger risk attack hazard peril
asset valuable protected safe
aim desirable good wanted
activity doing deed
field area sector sphere
principle value ideal
right entitlement freedom claim entitled
position relation hohfeld
correlative mirror opposite
counterparty towards owe
correspondence match parallel similar relation counterpart
instrument treaty agreement convention document
source origin borrow copy attribution publication literature bibliography
adaptation drop replaced kept altered changed
evidence argument support clue speak reason
qualifier condition limit modifier restrict restriction narrow broaden
scope reach apply refer
mapping alignment link match external
graph rdf triple
layer dataset organised
search failed investigated vain
language translation french
private company business corporation enterprise
assist help support
internet web net online
dispute conflict quarrel disagreement
tension inconsistency inconsistent contradict contradiction clash conflict internal
event timeline chronology history happened
cite refer mention reference quote
slip error mistake typo misprint
letter mail write wrote
addressee receive recipient addressed
subscribe join sign adhere
supportive like favour proponent defend defender
critical negative critic
topic theme
silent nobody missing
definition define glossary explain explained meant
withdrawal leave
quotation verbatim exact
offset character place
stance attitude
disagree contradict differ conflicting
censorship suppress
content material speech
norm depend hinge
reaffirm repeat presuppose
need demand call reason
collation compared checked completeness seen
settlement resolve peaceful
code abbreviation iso
date day when
name called
"""

WORDINGS = tuple(tuple(line.split()) for line in GROUPS.strip().splitlines())
"""Groups of words that are taken for one another, the word itself before the others."""
