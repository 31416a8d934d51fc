"""The links of things: a valid mapping set, whose every row is backed, and whose bad rows are refused."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID
from iccis.core.project import mapping_files
from iccis.data.mappings import mapping_set, read_mappings, read_sets
from iccis.data.store import load
from iccis.publication.dumps import document_files
from iccis.questions.ask import ask
from small_tree import make_tree

REFUSED = ("Q29137", "Q836550", "Q1420022", "Q849340", "Q177323", "Q5268834", "record/710973")
"""Identifiers that were looked for and not found, or only weakly: they must not be published."""
SSSOM = """
import json, sys
from sssom.constants import DEFAULT_VALIDATION_TYPES
from sssom.parsers import parse_sssom_table
from sssom.validators import validate
found = [validate(parse_sssom_table(path), DEFAULT_VALIDATION_TYPES, False) for path in sys.argv[1:]]
print(json.dumps([[r.message for one in reports.values() for r in one.results] for reports in found]))
"""


def changed(folder: Path, old: str, new: str) -> Path:
    """The mapping set with the first occurrence of some text replaced."""
    text = mapping_files()[0][1].read_text(encoding="utf-8")
    assert old in text
    path = folder / "changed.sssom.tsv"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_set_is_valid_sssom(tmp_path: Path) -> None:
    """The reference implementation finds nothing wrong, and would find an unknown prefix.

    It is a process of its own, for its warnings, and takes long to start.
    """
    paths = [mapping_files()[0][1], changed(tmp_path, "\tdbr:China\t", "\tnope:China\t")]
    command = [sys.executable, "-W", "ignore", "-c", SSSOM, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    ours, spoilt = json.loads(done.stdout)
    assert ours == []
    assert "nope" in " ".join(spoilt)


def test_every_row_names_its_evidence() -> None:
    """The comment of a row says in how many sources it was confirmed, and in which."""
    bare = [m for m in read_mappings(mapping_files()[0][1]) if "; evidence: " not in m.comment]
    assert bare == []


def test_the_kind_of_the_target_and_the_notion_matched_are_statements() -> None:
    """What the predicate was compared with is in the graph, not only in the file."""
    triples = {(t.predicate.value, str(t.object).strip('"')) for t in mapping_set(mapping_files()[0][1])}
    sssom = "https://w3id.org/sssom/"
    assert (sssom + "object_category", "activity") in triples
    assert (sssom + "match_string", "information and communication technologies") in triples


def test_what_follows_a_pattern_is_less_sure() -> None:
    """An IRI that was built by a pattern and not seen has a confidence of at most 0.7."""
    unseen = [m for m in read_mappings(mapping_files()[0][1]) if "not seen" in m.comment]
    assert unseen
    assert max(float(m.confidence) for m in unseen) <= 0.7


def test_nothing_is_linked_without_evidence() -> None:
    """Identifiers that could not be confirmed are absent."""
    text = mapping_files()[0][1].read_text(encoding="utf-8")
    assert [identifier for identifier in REFUSED if identifier in text] == []


def test_every_subject_is_a_thing_of_the_graph() -> None:
    """No row links something that the data do not describe."""
    store = load(["text", "actors", "concepts", "norms", "readings", "links"], named=False)
    missing = {
        m.subject.value.removeprefix(ID)
        for m in read_mappings(mapping_files()[0][1])
        if next(store.quads_for_pattern(m.subject, None, None), None) is None
    }
    assert missing == set()


def test_each_row_gives_its_link() -> None:
    """The layer holds exactly one link for each row, and one resource that says what it rests on."""
    mappings = read_mappings(mapping_files()[0][1])
    triples = list(mapping_set(mapping_files()[0][1]))
    links = {(t.subject, t.predicate, t.object) for t in triples}
    assert all((m.subject, m.predicate, m.object) in links for m in mappings)
    about = {t.subject for t in triples if t.predicate == NamedNode("https://w3id.org/sssom/confidence")}
    assert len(about) == len(mappings)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("\tdbr:China\t", "\tdbpedia:China\t", "unknown prefix 'dbpedia' in object_id"),
        ("id:actor/china\t", "idd:actor/china\t", "unknown prefix 'idd' in subject_id"),
        (
            "#  wd: http://www.wikidata.org/entity/",
            "#  wd: https://wikidata.org/",
            "the prefix wd stands for",
        ),
        ("\tconfidence\t", "\tsurety\t", "the column confidence is missing"),
        ("\t0.95\t", "\t1.5\t", "the confidence 1.5 is not between 0 and 1"),
        ("\t0.95\t", "\thigh\t", "the confidence high is not between 0 and 1"),
        ("\tsemapv:ManualMappingCuration\t", "\t\t", "mapping_justification is empty"),
        ("\tsemapv:ManualMappingCuration\t", "\tby hand\t", "unknown justification by hand"),
        ("\tskos:exactMatch\t", "\towl:sameAs\t", "wrong predicate owl:sameAs"),
    ],
)
def test_a_bad_row_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    """The error names the file, the line and what is wrong, and says what to do."""
    path = changed(tmp_path, old, new)
    with pytest.raises(IccisError, match=r"changed\.sssom\.tsv:\d+: ") as error:
        read_mappings(path)
    assert message in str(error.value)
    assert error.value.hint


def test_a_missing_column_is_named_at_the_line_of_the_header(tmp_path: Path) -> None:
    """The line is that of the first row, below the comments that hold the prefixes."""
    path = changed(tmp_path, "\tconfidence\t", "\tsurety\t")
    lines = path.read_text("utf-8").splitlines()
    header = next(number for number, line in enumerate(lines, 1) if not line.startswith("#"))
    with pytest.raises(IccisError) as error:
        read_mappings(path)
    assert error.value.place == f"{path}:{header}"


def test_a_row_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """The second row is named by its line."""
    text = mapping_files()[0][1].read_text(encoding="utf-8")
    last = text.splitlines()[-1]
    path = tmp_path / "twice.sssom.tsv"
    path.write_text(text + last + "\n", encoding="utf-8")
    with pytest.raises(IccisError, match="occurs twice") as error:
        read_mappings(path)
    assert f":{len(text.splitlines()) + 1}: " in str(error.value)


def test_a_set_that_a_spreadsheet_wrote_reads_alike(tmp_path: Path) -> None:
    """A byte order mark and Windows line ends change nothing."""
    path = tmp_path / "excel.sssom.tsv"
    path.write_bytes(b"\xef\xbb\xbf" + mapping_files()[0][1].read_bytes().replace(b"\n", b"\r\n"))

    assert [m[:-1] for m in read_mappings(path)] == [m[:-1] for m in read_mappings(mapping_files()[0][1])]


HEAD = """# curie_map:
#   id: https://w3id.org/iccis/id/
#   wd: "http://www.wikidata.org/entity/"
# mapping_set_id: https://example.org/{name}
# license: "https://creativecommons.org/publicdomain/zero/1.0/"
"""
"""The top of a set as programs write it, too: a space after the mark, and values in quotation marks."""
NAMES = (
    "subject_id subject_label predicate_id object_id object_label mapping_justification confidence comment"
)
COLUMNS = NAMES.replace(" ", "\t") + "\n"
ROW = "id:actor/{0}	{0}	skos:{1}	wd:{2}	{2}	semapv:ManualMappingCuration	0.9	seen\n"


def write_set(folder: Path, name: str, *rows: tuple[str, str, str], head: str = HEAD + COLUMNS) -> Path:
    """A mapping set of some rows: subject, predicate, object."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.sssom.tsv"
    path.write_text(head.format(name=name) + "".join(ROW.format(*row) for row in rows), "utf-8")
    return path


def test_a_tree_has_any_number_of_mapping_sets(tmp_path: Path) -> None:
    """The first, and those in a folder of their own, are one layer; each is published under its name."""
    tree = make_tree(tmp_path)
    write_set(tree / "kg" / "mappings", "wikidata", ("china", "exactMatch", "Q148"))
    write_set(tree / "kg" / "mappings", "places", ("china", "relatedMatch", "Q956"))
    write_set(tree / "kg", "mappings", ("any-state", "broadMatch", "Q6256"))
    links = (
        "SELECT ?object { ?thing skos:exactMatch|skos:broadMatch|skos:relatedMatch ?object } ORDER BY ?object"
    )
    found = [str(row[0]).strip(">").rpartition("/")[2] for row in ask(links, base=tree).rows]
    assert found == ["Q148", "Q6256", "Q956"]
    files = [name for name in document_files("mappings", base=tree) if name.endswith("tsv")]
    assert files == ["mappings.sssom.tsv", "mappings-places.sssom.tsv", "mappings-wikidata.sssom.tsv"]


@pytest.mark.parametrize(
    ("row", "name", "message"),
    [
        (
            ("china", "exactMatch", "Q148"),
            "b",
            "b.sssom.tsv:7: id:actor/china skos:exactMatch wd:Q148 occurs",
        ),
        (
            ("china", "broadMatch", "Q148"),
            "b",
            "b.sssom.tsv:7: id:actor/china skos:broadMatch wd:Q148 contra",
        ),
        (("china", "exactMatch", "Q956"), "a", "other/a.sssom.tsv:4: the set has the mapping_set_id of"),
    ],
)
def test_sets_that_repeat_or_contradict_one_another_are_refused(
    tmp_path: Path, row: tuple[str, str, str], name: str, message: str
) -> None:
    """Both places are named."""
    first = write_set(tmp_path, "a", ("china", "exactMatch", "Q148"))
    second = write_set(tmp_path / "other", name, row)
    with pytest.raises(IccisError, match=r"a\.sssom\.tsv:[47]") as error:
        read_sets([first, second])
    assert message in str(error.value)
    assert str(first) in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("mapping_set_id", "mapping_set", "1: the set has no mapping_set_id"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC 0", "5: CC 0 is no IRI"),
        ("wd: ", "wd ", "3: no prefix"),
        ("wd:Q148	", "wd:Q1 48	", "7: http://www.wikidata.org/entity/Q1 48 is no IRI"),
        ("seen", '"seen', ""),
    ],
)
def test_what_is_no_mapping_set_is_an_error_with_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """Or it is read: nothing a table can hold is an internal error."""
    path = write_set(tmp_path, "a", ("china", "exactMatch", "Q148"))
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    problems = list[IccisError]()
    read_sets([path], problems=problems)
    assert message in "\n".join(map(str, problems))
    assert len(problems) < 2
