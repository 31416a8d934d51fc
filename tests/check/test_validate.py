"""Validating people's own data."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from iccis.check.validate import validate_files
from iccis.core.errors import IccisError
from iccis.core.project import mapping_files

GOOD = Path(__file__).parents[1] / "bad" / "good.ttl"
EXTENSION = """@prefix iccis: <https://w3id.org/iccis/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/norm> a iccis:Obligation ;
    iccis:bearer <https://w3id.org/iccis/id/actor/subscribing-state> .
"""


def test_another_instrument_conforms() -> None:
    """An instrument modelled with the ontology needs nothing of the Code's."""
    assert validate_files([GOOD]).conforms


def test_an_extension_is_validated_with_the_code(tmp_path: Path) -> None:
    """What an extension lacks is named with the line of its file."""
    mine = tmp_path / "mine.ttl"
    mine.write_text(EXTENSION, "utf-8")
    report = validate_files([mine], with_code=True)

    assert {p.constraint for p in report.problems} >= {"Norm-action", "Norm-strength", "Bound-duty"}
    assert {p.subject for p in report.problems} == {"https://example.org/norm"}
    assert {p.place for p in report.problems} == {f"{mine}:3"}


def test_shapes_of_users_are_validated_too(tmp_path: Path) -> None:
    """`--shapes` adds shapes; the report says which of them the fast engine left to pySHACL, and why."""
    (tmp_path / "mine.ttl").write_text(HEAD + 'ex:a a ex:Thing ; skos:note "no" .', "utf-8")
    head = "PREFIX ex: <https://example.org/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
    text = "PREFIX sh: <http://www.w3.org/ns/shacl#> ex:Shape sh:targetClass ex:Thing ; sh:property ex:Note ."
    note = "ex:Note sh:path skos:note ; sh:maxLength 1 ; sh:lessThan skos:scopeNote ; sh:message 'Shorter.' ."
    (tmp_path / "shapes.ttl").write_text(f"{head} {text} {note}", "utf-8")
    fast, reference = (
        iccis("mine.ttl", "--shapes", "shapes.ttl", *option, cwd=tmp_path)
        for option in ((), ("--shacl", "pyshacl"))
    )

    assert fast.stdout == reference.stdout
    assert "mine.ttl:7: https://example.org/a (no)\n    Shorter. [https://example.org/Note]" in fast.stdout
    assert (
        "validated by pySHACL: sh:lessThan (https://example.org/Note, https://example.org/Shape)"
        in fast.stderr
    )


def test_a_mapping_set_is_validated_as_table_and_as_data(tmp_path: Path) -> None:
    """Every fault has its file and line; the things of the edition need not be asked for."""
    head = "".join(
        line for line in mapping_files()[0][1].read_text("utf-8").splitlines(True) if line[0] == "#"
    )
    columns = "subject_id subject_label predicate_id object_id object_label object_category"
    columns += " mapping_justification confidence comment"
    start = "id:actor/{0}\t{0}\tskos:exactMatch\twd:{1}\t{1}\tagent\tsemapv:"
    rows = [
        start.format("china", "Q148") + "ManualMappingCuration\t0.9\tseen",
        start.format("russian-federation", "Q148") + "ManualMappingCuration\t0.9\tseen",
        start.format("atlantis", "Q2") + "ManualMappingCuration\t0.9\tseen",
        start.format("china", "Q3") + "ManualMappingCuration\t1.9\tseen",
    ]
    path = tmp_path / "mine.sssom.tsv"
    path.write_text(head + columns.replace(" ", "\t") + "\n" + "\n".join(rows) + "\n", "utf-8")
    report = validate_files([path])

    start_line = head.count("\n") + 2
    assert {(p.constraint, p.place) for p in report.problems} == {
        ("Mapping-identity", f"{path}:{start_line}"),
        ("Mapping-identity", f"{path}:{start_line + 1}"),
        ("Mapping-declared", f"{path}:{start_line + 2}"),
        ("SSSOM", f"{path}:{start_line + 3}"),
    }
    assert validate_files([mapping_files()[0][1]]).conforms


def test_contradictions_are_problems(tmp_path: Path) -> None:
    """Data that contradict the ontology do not conform, and what clashes is named."""
    mine = tmp_path / "mine.ttl"
    mine.write_text(
        "<urn:x> a <https://w3id.org/iccis/ontology#State> , <https://w3id.org/iccis/ontology#Role> ."
    )

    assert any(
        p.constraint.startswith("cax-") and p.subject == "urn:x" for p in validate_files([mine]).problems
    )


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    """A file that is missing or malformed is an error, not a problem of the data."""
    (tmp_path / "x.ttl").write_text("nonsense", "utf-8")
    for name in ("x.ttl", "missing.ttl"):
        with pytest.raises(IccisError, match=name):
            validate_files([tmp_path / name])


@pytest.mark.parametrize(("text", "status"), [(None, 0), (EXTENSION, 1), ("nonsense", 2)])
def test_exit_status(tmp_path: Path, text: str | None, status: int) -> None:
    """0 conforms, 1 does not, 2 cannot be read; problems on stdout, words on stderr."""
    path = tmp_path / "x.ttl"
    path.write_text(text or GOOD.read_text("utf-8"), "utf-8")
    command = [sys.executable, "-m", "iccis", "validate", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == status
    assert bool(done.stdout) == (status == 1)
    assert "Traceback" not in done.stderr


HEAD = """@base <https://w3id.org/iccis/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/> .
@prefix iccis: <https://w3id.org/iccis/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
READING = """ex:reading a iccis:Reading ;
    dcterms:date "2026-01-31" ;
    iccis:hasStance <stance/critical> ;
    iccis:heldBy ex:me ;
    iccis:reads <code/pledge/9> ;
    iccis:readsText <code> ;
    iccis:takenFrom ex:source ;
    iccis:takes "Asks for help and names no means."@en ;
    skos:prefLabel "Example on pledge 9"@en .
ex:me a iccis:Party ; skos:prefLabel "Example"@en .
ex:source a iccis:Source ; dcterms:date "2026-01-31" ; iccis:locator "example.org/2026" ;
    iccis:writtenBy ex:me ; skos:prefLabel "Example, 31 January 2026"@en .
"""
ILL_TYPED = (
    '"many"^^xsd:integer',
    '"256"^^xsd:unsignedByte',
    '"2011-02-29"^^xsd:date',
    '"en_GB"^^xsd:language',
    '"aGk"^^xsd:base64Binary',
)
LINK = """ex:link a iccis:Correspondence ;
    iccis:correspondsFrom <code/pledge/1> ;
    iccis:correspondsTo <instrument/un-charter/article/2/1> ;
    iccis:evidence "read side by side" ;
    iccis:hasCorrespondenceType <correspondence-type/parallel> ;
    iccis:hasStanding <standing/own-reading> ;
    iccis:takenFrom <source/onu-modelo-es-tl-chapters-i-v-htm> ;
    skos:prefLabel "pledge 1 and Charter of the United Nations, article 2(1)"@en ;
    skos:scopeNote "Sovereign equality."@en .
"""


def iccis(*args: str, stdin: bytes = b"", cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """Run `iccis validate` as a process."""
    command = [sys.executable, "-m", "iccis", "validate", *args]
    done = subprocess.run(command, input=stdin, capture_output=True, check=False, cwd=cwd)
    assert b"Traceback" not in done.stderr
    return subprocess.CompletedProcess(args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.parametrize("text", [READING, LINK], ids=["reading", "correspondence"])
def test_readings_and_correspondences_of_users_conform_with_the_code(tmp_path: Path, text: str) -> None:
    """The layers that a file speaks of are loaded with the Code; nothing is said of the project's files."""
    mine = tmp_path / "mine.ttl"
    mine.write_text(HEAD + text, "utf-8")
    report = validate_files([mine], with_code=True)

    assert [str(problem) for problem in report.problems] == []
    assert "https://example.org/" in next(iter(report.focus))


def test_unknown_names_are_problems(tmp_path: Path) -> None:
    """A class, a property and a thing that nothing declares: each with its line and the nearest name."""
    mine = tmp_path / "mine.ttl"
    mine.write_text(HEAD + "ex:a a iccis:Obligaton .\nex:b iccis:bearr <actor/chnia> .\n", "utf-8")
    problems = validate_files([mine]).problems

    assert {(p.value, p.place, p.constraint) for p in problems} == {
        ("iccis:Obligaton", f"{mine}:7", "declared"),
        ("iccis:bearr", f"{mine}:8", "declared"),
        ("actor/chnia", f"{mine}:8", "declared"),
    }
    hints = {p.value: p.message for p in problems}
    assert "did you mean iccis:Obligation" in hints["iccis:Obligaton"]
    assert "did you mean iccis:bearer" in hints["iccis:bearr"]
    assert "did you mean actor/china" in hints["actor/chnia"]


def test_names_that_files_declare_are_known(tmp_path: Path) -> None:
    """What one file of several declares, another may use; questions and mappings are names, too."""
    one, two = tmp_path / "1.ttl", tmp_path / "2.ttl"
    one.write_text(HEAD + '<x/1> skos:prefLabel "x"@en .', "utf-8")
    two.write_text(
        HEAD + "ex:a skos:related <x/1>, <question/36-count-norms-by-kind>, <actor/china> .", "utf-8"
    )

    assert validate_files([one, two]).problems == ()
    assert [p.value for p in validate_files([two]).problems] == ["x/1"]


@pytest.mark.parametrize(
    "text",
    [
        "ex:norm-1 a iccis:Prohibition .",
        "   ex:norm-1\ta\ticcis:Prohibition .",
        'ex:a skos:note "." . ex:norm-1 a iccis:Prohibition .',
        "<https://example.org/norm-1>\n  a iccis:Prohibition .",
        "ex:a skos:related [ a iccis:Prohibition ] .",
    ],
)
def test_problems_have_their_line_in_any_layout(tmp_path: Path, text: str) -> None:
    """Prefixed names, tabs, several subjects a line, indented, and blank nodes."""
    mine = tmp_path / "mine.ttl"
    mine.write_text(HEAD + text, "utf-8")
    problems = validate_files([mine]).problems

    assert problems
    assert {p.place for p in problems} == {f"{mine}:7"}


def test_blank_nodes_of_several_files_are_kept_apart(tmp_path: Path) -> None:
    """Two files that call a node alike do not say that it is one thing."""
    for name, class_ in (("1", "State"), ("2", "Role")):
        (tmp_path / f"{name}.ttl").write_text(HEAD + f"_:x a iccis:{class_} .", "utf-8")

    assert not [p for p in validate_files([tmp_path]).problems if p.constraint.startswith("cax-")]


@pytest.mark.parametrize("value", ILL_TYPED)
def test_ill_typed_literals_are_problems(tmp_path: Path, value: str) -> None:
    """A literal that is no value of its datatype is named with its line, also at a blank node."""
    mine = tmp_path / "mine.ttl"
    mine.write_text(HEAD + f"ex:a skos:note {value} .\n[] skos:note {value} .", "utf-8")

    problems = validate_files([mine]).problems
    assert {p.constraint for p in problems} == {"dt-not-type"}
    assert {p.place for p in problems} == {f"{mine}:7", f"{mine}:8"}


def test_numbers_and_dates_of_any_size_conform_in_silence(tmp_path: Path) -> None:
    """Neither contradictions nor the tracebacks of a library; a file without a focus node says so.

    The embedded store would spell these literals anew, so that pySHACL validates the constraints in SPARQL.
    """
    big = f'{"9" * 5000} , "18446744073709551615"^^xsd:unsignedLong , 3.14159265358979323846'
    text = f'ex:a skos:note {big} , "20000-01-01"^^xsd:date , "2011-09-12T24:00:00"^^xsd:dateTime .'
    (tmp_path / "big.ttl").write_text(HEAD + text, "utf-8")
    done = iccis("big.ttl", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("conforms (1 nodes, 0 of them with a shape, ")
    assert "\nvalidated by pySHACL: a literal that the embedded store spells anew (" in done.stderr
    assert "no node has a shape" in done.stderr
    assert len(done.stderr.splitlines()) == 3


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ('"2011-09-12"', False),
        ('"2011-9-12"', True),
        ('"2011-09-12"^^xsd:date', True),
        ('"2011-09-12T00:00:00Z"^^xsd:dateTime', True),
    ],
)
def test_the_date_of_a_letter_is_a_plain_day(tmp_path: Path, date: str, expected: bool) -> None:
    """OWL 2 has no xsd:date, and a moment says more than a letter does."""
    mine = tmp_path / "mine.ttl"
    head = HEAD + "@prefix undo: <https://w3id.org/un/ontology/undo/> .\n"
    mine.write_text(head + f"ex:letter a undo:OfficialLetter ; dcterms:date {date} .", "utf-8")

    assert ("Letter-date" in {p.constraint for p in validate_files([mine]).problems}) == expected


def test_stdin_by_each_of_its_names(tmp_path: Path) -> None:
    """A pipe is read once: `-` and /dev/stdin give the problems that the file gives."""
    action = "iccis:action <https://w3id.org/iccis/id/norm/3.1/action> ;"
    text = EXTENSION.replace("iccis:bearer", f"{action} iccis:bearer").encode()
    (tmp_path / "mine.ttl").write_bytes(text)
    file, dash, device = (
        json.loads(iccis(name, "--format", "json", stdin=text, cwd=tmp_path).stdout)
        for name in ("mine.ttl", "-", "/dev/stdin")
    )

    assert {p["place"] for p in file["problems"]} == {"mine.ttl:3"}
    assert {p["place"] for p in dash["problems"]} == {"stdin:3"}
    assert {p["place"] for p in device["problems"]} == {"/dev/stdin:3"}
    [elsewhere] = [p for p in file["problems"] if p["subject"] == "norm/3.1/action"]
    assert (elsewhere["constraint"], "--with-code" in elsewhere["message"]) == ("with-code", True)
    assert len(file["problems"]) == len(dash["problems"]) == len(device["problems"]) > 3
    assert (file["nodes"], file["focus nodes"], file["conforms"]) == (1, 1, False)


def test_options_of_the_input(tmp_path: Path) -> None:
    """Format and base on the command line, and an error that names the file, the line and what to do."""
    data = b'{"@id": "#a", "@type": "https://w3id.org/iccis/ontology#Obligation"}'
    done = iccis("-", "--input-format", "jsonld", "--base", "https://example.org/x", stdin=data)
    assert (done.returncode, "stdin: https://example.org/x#a" in done.stdout) == (1, True)

    (tmp_path / "new.ttl").write_text(HEAD + 'ex:a skos:note "words" {| skos:note "said" |} .', "utf-8")
    done = iccis("new.ttl", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: new.ttl:7: a triple term (RDF 1.2) cannot be validated\n\nhint: ")


def test_a_thing_that_is_only_mentioned_has_the_line_that_mentions_it(tmp_path: Path) -> None:
    """What is wrong with the value of a property is found where the property is stated."""
    mine = tmp_path / "mine.ttl"
    mine.write_text(HEAD + "ex:a skos:note 1 .\nex:b iccis:correlative ex:c .", "utf-8")
    problems = validate_files([mine]).problems

    assert {p.subject for p in problems} == {"https://example.org/b", "https://example.org/c"}
    assert {p.place for p in problems} == {f"{mine}:8"}


@pytest.mark.parametrize(
    "settings",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati"},
        {"LANG": "de_DE.ISO-8859-1", "TZ": "America/St_Johns"},
    ],
)
def test_locale_and_time_zone_change_nothing(tmp_path: Path, settings: dict[str, str]) -> None:
    """Letters outside ASCII, decimal points and dates are the same everywhere."""
    name = "données, ğ.ttl"
    text = HEAD + 'ex:İı a iccis:Obligation ; skos:note 1.5, "2011-09-12"^^xsd:date, "2011-02-29"^^xsd:date .'
    (tmp_path / name).write_text(text, "utf-8")
    plain, other = (
        subprocess.run(
            [sys.executable, "-m", "iccis", "validate", name],
            capture_output=True,
            cwd=tmp_path,
            env=os.environ | extra,
        )
        for extra in ({}, settings)
    )

    assert plain.returncode == 1
    assert f"{name}:7: https://example.org/İı".encode() in plain.stdout
    assert (other.returncode, other.stdout, other.stderr) == (1, plain.stdout, plain.stderr)
