"""The elements of Akoma Ntoso 3.0, by what they are for the outline of a text."""

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
NUM = f"{{{AKN}}}num"
DOCUMENTS = ("act", "bill", "doc", "statement")
"""Types of documents that have provisions."""
KINDS = {
    "Chapter": "book chapter division part subchapter subdivision subpart subtitle title tome",
    "Section": "section",
    "Article": "article rule",
    "Paragraph": "alinea clause level paragraph proviso subclause subparagraph subrule subsection",
    "Item": "indent item point",
}
CLASSES = {tag: kind for kind, tags in KINDS.items() for tag in tags.split()}
"""Classes of the ontology by the element of a division."""
NAMED = {"annex": "Annex", "fn": "Footnote"}
"""Classes by the name of an `hcontainer`."""
HEADED = ("Annex", "Chapter", "Section", "Article")
"""Divisions whose first words are a heading, so that an introduction of a list is a provision of its own."""
HEADINGS = ("num", "heading", "subheading")
INTRODUCTIONS = ("intro", "listIntroduction")


def _names(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


THROUGH = _names(
    "attachments blockContainer blockList citations components container content crossHeading div",
    "interstitial list longTitle recitals sublist tblock wrapUp",
)
"""Elements that only hold others."""
APART = _names(
    "block citation intro listConclusion listIntroduction listWrapUp num heading p recital",
    "subheading td th tr",
)
"""Elements whose words stand on a line of their own."""
INLINE = _names(
    "a abbr affectedDocument b bo change concept date def docAuthority docCommittee docDate docIntroducer",
    "docJurisdiction docNumber docProponent docPurpose docStage docStatus docTitle docType entity event",
    "fillIn i inline ins legislature location mmod mod mref object omissis organization party person",
    "placeholder process quantity ref relatedDocument remark rmod role rref session shortTitle signature",
    "span sub sup term time u vote",
)
"""Elements whose words are those of the paragraph around them."""
READ = INLINE | APART | THROUGH | CLASSES.keys() | {"authorialNote", "formula"}
"""Elements whose place in a text is known."""
LEFT_OUT = ("del", "foreign", "img", "toc", "video")
"""Elements whose content is no words of the text."""
