"""The ten tools: each calls the function that the command line and the service call, too."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from pyoxigraph import Store

from iccis.core.base import Base
from iccis.core.errors import AmbiguousNameError, IccisError, UnknownNameError
from iccis.core.instruments import instruments
from iccis.core.namespaces import ID, ONTOLOGY, SITE
from iccis.core.project import DEFAULT, SCOPES
from iccis.data.facts import spans
from iccis.data.judge import AS_WRITTEN
from iccis.data.members import natural
from iccis.data.resolve import among, resolve
from iccis.data.search import Hit, phrases
from iccis.publication.edition import Edition
from iccis.publication.edition import edition as read_edition
from iccis.publication.things.documents import plain_data
from iccis.questions.ask import bindings, table
from iccis.questions.binding import with_values
from iccis.questions.engines import Answer, oxigraph, parse_answer
from iccis.questions.missing import missing
from iccis.questions.output import ntriples, turtle
from iccis.questions.question import Question, names_of, question_iri
from iccis.questions.remote import graph_names, moved_query
from iccis.questions.scopes import DATA, open_scope
from iccis.questions.sparql import GRAPH_FORMS, form
from iccis.service.agents.base import without_others
from iccis.service.agents.envelope import MAX_BYTES, Data, fitted
from iccis.service.reply import Reply
from iccis.service.workers.answer import Job
from iccis.service.workers.pool import Pool
from iccis.service.workers.process import encode_job

RESULTS, GRAPH = "application/sparql-results+json", "application/n-triples"
MAX_WORDS = 300
"""Characters of a search."""
MAX_REASON = 400
"""Characters of a reason."""
MAX_NEAR = 5
"""Questions that are named instead of one that there is not."""
QUESTIONS = "questions"
FIND_QUESTION = "find it with `search`, among questions"
OUTCOMES_OF_NAMES = {UnknownNameError: "not in this edition", AmbiguousNameError: "ambiguous"}
"""Outcomes of names that cannot be taken."""
PARSES, READING, WITNESS = "parses, held by nobody", "reading of its holder", "as seen in a witness"
"""Standings of what is not as written."""
STANDINGS = {"Ambiguity": PARSES, "Parse": PARSES, "Reading": READING, "Variant": WITNESS}
"""Standing of the things of a class."""


class Tools:
    """The tools over one edition; queries run in the workers of a pool."""

    instrument = ""
    """The text of a project to which the edition and the store are limited; the pool has all of them."""
    instead: str | None = None
    """Graphs of which the pool has more than the edition, as N-Quads; None if these have the same."""

    def __init__(self, edition: Edition, store: Store, pool: Pool, base: str = SITE) -> None:
        """Answer from an edition; `store` has the names of things that parameters are resolved by.

        `base` is that of the IRIs of a project of one's own.
        """
        self.edition_data, self.store, self.pool = edition, store, pool
        self.base = Base(edition.own, base)
        self.questions, self.facts = edition.bundled, edition.facts
        self.verifier, self.index, self.finder = edition.verifier, edition.index, edition.finder
        self.homes = {clause.iri: clause.witness for clause in self.verifier.clauses}

    @cached_property
    def ontology(self) -> str:
        """The ontology as Turtle."""
        return turtle(self.edition_data.graphs["ontology"])

    @cached_property
    def edition(self) -> Data:
        """What identifies the edition in every answer."""
        return self.verifier.edition

    @classmethod
    def ready(cls, edition: Edition, store: Store, pool: Pool, base: str = SITE) -> "Tools":
        """Return tools that have what they need, so that the first call takes no longer than others."""
        tools = cls(edition, store, pool, base)
        tools.index.search(["none"])
        tools.finder.find("none")
        return tools

    def of(self, instrument: str) -> "Tools":
        """Return tools over one text of a project and what is shared; an unknown one is an IccisError."""
        base, beside = self.edition_data.base, self.edition_data.graphs.get(DATA, ())
        store, _ = open_scope(base=base, data=beside, instrument=instrument)
        tools = Tools.ready(read_edition(base=base, store=store), store, self.pool, self.base.site)
        tools.instrument = instrument
        tools.instead = without_others(tools.edition_data, self.edition_data, self.base)
        return tools

    async def resolve(self, name: str, **_: Any) -> Data:
        """Return the thing that a name or citation stands for, or the nearest."""
        found = resolve(name, self.facts)
        return self._answer(found.outcome, found.reason, things=self._things(found.iris))

    async def text(self, clause: str, witness: str = "", **_: Any) -> Data:
        """Return the words of a clause, in the text or as far as another witness was compared."""
        home, note, problem = self._clauses(clause)
        if problem:
            return problem
        if witness:
            found = among(witness, self.facts, self.witnesses)
            if found.outcome != "found":
                none = f'no witness "{witness}" is held or was compared'
                reason = found.reason if found.outcome == "ambiguous" else none
                return self._answer(found.outcome, reason, witnesses=self._things(found.iris))
            if any(self.homes[iri] != found.iris[0] for iri in home):
                return self._in_witness(home, found.iris[0])
        words = [self._words(iri) for iri in home]
        return self._answer("found", note, standing=AS_WRITTEN, clauses=words, key="clauses")

    @cached_property
    def witnesses(self) -> list[str]:
        """IRIs of the witnesses, in order."""
        return sorted(set(self.facts.subjects("rdf:type", ONTOLOGY + "Witness")), key=natural)

    def _in_witness(self, home: Sequence[str], witness: str) -> Data:
        """Say how far clauses were compared in a witness whose text is not held, and what differs."""
        items = []
        for iri in home:
            data = plain_data(self.facts, iri, readings=True)
            there = {
                name: [
                    entry for entry in data.get(name, []) if entry.get("witness", {}).get("iri") == witness
                ]
                for name in ("collations", "variants")
            }
            items.append(self._thing(iri) | there)
        reason = f"the text of {self.facts.label(witness)} is not held, only what was seen of it"
        return self._answer("not in this edition", reason, key="clauses", clauses=items)

    async def norms(self, clause: str, **_: Any) -> Data:
        """Return the norms of a clause, or one norm, as written."""
        found = resolve(clause, self.facts)
        if found.outcome == "found" and "Norm" in self.facts.kinds(found.iris[0]):
            note, items = "", [plain_data(self.facts, found.iris[0], readings=False)]
        else:
            home, note, problem = self._clauses(clause)
            if problem:
                return problem
            data = (plain_data(self.facts, iri, readings=False) for iri in home)
            items = [norm for clause_data in data for norm in clause_data.get("norms", [])]
        items = [self._placed(norm) for norm in items]
        reasons = [note, "" if items else "these words state no norm"]
        return self._answer("found", *reasons, standing=AS_WRITTEN, key="norms", norms=items)

    async def readings(self, clause: str, **_: Any) -> Data:
        """Return the open places of a clause with their parses, which nobody holds, and its readings."""
        home, note, problem = self._clauses(clause, or_thing=True)
        if problem:
            return problem
        data = [plain_data(self.facts, iri, readings=True) for iri in home]
        items = [
            {"standing": PARSES, **self._placed(entry)} for d in data for entry in d.get("open places", [])
        ]
        items += [{"standing": READING, **entry} for d in data for entry in d.get("readings", [])]
        reasons = [note, "" if items else "nothing open was found here, and no reading is recorded"]
        return self._answer("found", *reasons, key="entries", entries=items)

    async def parallels(self, clause: str, **_: Any) -> Data:
        """Return what corresponds to a clause elsewhere, and how its wording differs in other witnesses."""
        home, note, problem = self._clauses(clause, or_thing=True)
        if problem:
            return problem
        data = [plain_data(self.facts, iri, readings=True) for iri in home]
        names = {
            "correspondences": "parallel",
            "comparisons": "comparison of norms",
            "variants": "variant",
            "collations": "collation",
        }
        items = [
            {"what": what} | ({} if "standing" in entry else {"standing": WITNESS}) | self._placed(entry)
            for name, what in names.items()
            for d in data
            for entry in d.get(name, [])
        ]
        reasons = [note, "" if items else "nothing elsewhere is recorded for it"]
        return self._answer("found", *reasons, key="entries", entries=items)

    async def search(self, words: str = "", among: str = "everything", **_: Any) -> Data:
        """Return what holds words, or the bundled questions that a plain question leads to."""
        if len(words) > MAX_WORDS:
            return self._answer("refused", f"a search has at most {MAX_WORDS} characters")
        if among == QUESTIONS:
            found = self.finder.find(words) if words.strip() else self.questions
            outcome, items = "found", [self._question(question) for question in found]
        else:
            terms = phrases(words)
            if not terms:
                return self._answer("refused", "give words to search for")
            outcome, items = "found", [self._hit(hit) for hit in self.index.search(terms)]
        reason = "" if items else "nothing has these words"
        return self._answer(outcome if items else "not in this edition", reason, key="hits", hits=items)

    async def answer(self, question: str, parameters: Mapping[str, Any] | None = None, **_: Any) -> Data:
        """Return the answer to a bundled question, with parameters."""
        name, by_name = question.strip(), {q.name: q for q in self.questions}
        if not name:
            return self._answer("refused", f"name a question, as `read-pledge`; {FIND_QUESTION}")
        found = [by_name[match] for match in names_of(name.removesuffix(".rq"), by_name)]
        if len(found) != 1:
            outcome, reason = "ambiguous", f'"{name}" matches more than one question'
            if not found:
                outcome, reason = "not in this edition", f'there is no question "{name}"; {FIND_QUESTION}'
            listed = found or self.finder.find(name[:MAX_WORDS])[:MAX_NEAR]
            return self._answer(outcome, reason, questions=[self._question(q) for q in listed])
        try:
            base, given = self.edition_data.base, dict(parameters or {})
            values = bindings(found[0], given, self.store, base=base, instrument=self.instrument)
            query = with_values(found[0].text, values, place=found[0].name)
        except IccisError as error:
            outcome = OUTCOMES_OF_NAMES.get(type(error), "refused")
            return self._answer(outcome, error.advice, questions=[self._question(found[0])])
        used = {name: term.value for name, term in values.items() if hasattr(term, "value")}
        about = {"question": self._question(found[0]), "graph": found[0].graph, "parameters used": used}
        return await self._query(query, found[0].graph, about)

    async def sparql(self, query: str, graph: str = DEFAULT, **_: Any) -> Data:
        """Return the answer to a query, within the limits of the service."""
        limit = self.pool.settings.max_query
        if len(query.encode(errors="replace")) > limit:
            return self._answer("refused", f"a query has at most {limit} bytes")
        if "\0" in query or any("\ud800" <= c <= "\udfff" for c in query):
            return self._answer("refused", "the query is not Unicode text")
        return await self._query(query, graph, {"graph": graph})

    async def _query(self, query: str, graph: str, about: Data) -> Data:
        try:
            is_graph = form(query) in GRAPH_FORMS
        except IccisError as error:
            return self._answer("refused", error.message, **about)
        reply = await self._reply(query, graph, is_graph=is_graph)
        if reply.status != 200:
            outcome = "failed" if reply.status == 500 else "refused"
            return self._answer(outcome, reply.body.decode().strip(), **about)
        found = await asyncio.to_thread(parse_answer, reply.body, is_graph=is_graph)
        reasons = await self._why_empty(query, graph, found) if found.is_empty else []
        if found.kind == "graph":
            lines = ntriples(found.triples).splitlines()
            return self._answer("found", *reasons, key="triples", triples=lines, **about)
        if found.kind == "ask":
            return self._answer("found", *reasons, boolean=found.boolean, **about)
        head, *rows = (list(row) for row in table(found))
        return self._answer("found", *reasons, key="rows", columns=head, rows=rows, **about)

    async def _reply(self, query: str, graph: str, *, is_graph: bool) -> Reply:
        names = graph_names(self.edition_data.layers(graph), self.base)
        text, accept = moved_query(query, self.base), GRAPH if is_graph else RESULTS
        graphs = None if graph == DEFAULT and not self.instrument else (names, names)
        return await self.pool.submit(encode_job(Job(text, accept, graphs, self.instead)))

    async def _why_empty(self, query: str, graph: str, answer: Answer) -> list[str]:
        """Say that nothing was found, and why that may be, as `iccis query` does."""
        is_graph = answer.kind == "graph"
        what = "triples" if is_graph else "rows"
        reasons = [] if answer.rows or answer.kind == "ask" else [f"the answer has no {what}"]
        if graph != DEFAULT:
            reply = await self._reply(query, DEFAULT, is_graph=is_graph)
            parsed = partial(parse_answer, reply.body, is_graph=is_graph)
            if reply.status == 200 and not (await asyncio.to_thread(parsed)).is_empty:
                return [*reasons, f'on the set of graphs "{DEFAULT}" there is an answer']
        whole = oxigraph(self.store, self.edition_data.layers(DEFAULT))
        return [*reasons, await asyncio.to_thread(missing, self.base.back(query), whole)]

    async def verify(self, words: str, at: str = "", **_: Any) -> Data:
        """Return the verdict on a quotation."""
        return self._answer(**self.verifier.verify(words, at=at))

    async def coverage(self, **_: Any) -> Data:
        """Return what the edition holds, in which version, and what it does not."""
        collations = [
            {
                "witness": self._thing(witness),
                **{
                    self.facts.label(status): sum(
                        self.facts.one(c, "hasCollationStatus") == status
                        for c in self.facts.subjects("inWitness", witness)
                    )
                    for status in sorted(self.facts.subjects("rdf:type", ONTOLOGY + "CollationStatus"))
                },
            }
            for witness in self.witnesses
            if witness not in self.verifier.witnesses
        ]
        counts = {
            name: len({iri for iri in self.facts.subjects("rdf:type", ONTOLOGY + name) if iri.startswith(ID)})
            for name in ("Provision", "Norm", "Ambiguity", "Parse", "Reading", "Correspondence", "Variant")
        }
        return self._answer(
            "found",
            texts=self._things(self.verifier.witnesses),
            instruments=[
                {"path": of.path, "name": of.name}
                for of in instruments(self.edition_data.base)
                if self.instrument in ("", of.path)
            ],
            holds=counts | {"bundled questions": len(self.questions)},
            witnesses_compared=collations,
            does_not_hold=[
                "the full text of any other witness: only what was seen of it, clause by clause",
                "the full text of other instruments: only parallels, with their sources",
                "the text in any other language",
                "any judgement of this edition about which parse or reading is right",
            ],
            sets_of_graphs=list(SCOPES),
        )

    def _answer(self, outcome: str, *reasons: str, key: str = "", **fields: Any) -> Data:
        """Put fields in an answer; `key` names the one whose items may go on in a next answer."""
        reason = "; ".join(filter(None, reasons))
        if len(reason) > MAX_REASON:  # it quotes what was asked
            reason = f"{reason[:MAX_REASON]}…"
        head: Data = {"outcome": outcome} | ({"reason": reason} if reason else {})
        answer = head | {name.replace("_", " "): value for name, value in fields.items()}
        answer["edition"] = self.edition
        return answer | ({"key": key} if key else {})

    def _clauses(self, name: str, *, or_thing: bool = False) -> tuple[list[str], str, Data]:
        """Return the clauses that a name stands for, or the answer that says why there are none.

        Between them is a note, where the name is that of a thing which stands in these clauses.
        """
        found = resolve(name, self.facts)
        if found.outcome == "found":
            thing, home = found.iris[0], [clause.iri for clause in self.verifier.clauses_of(found.iris[0])]
            if or_thing and thing not in home and thing.startswith((f"{ID}norm/", f"{ID}qualifier/")):
                return [thing], "", {}
            if home:
                is_inside = self.facts.values(thing, "statedIn") or self.facts.values(thing, "mentionedIn")
                names = ", ".join(map(self.facts.label, home))
                return home, f'"{name}" is not a clause, but stands in {names}' if is_inside else "", {}
            reason = f"{self.facts.label(thing)} is not a clause of this text, nor part of one"
            return [], "", self._answer("not in this edition", reason, things=self._things([thing]))
        return [], "", self._answer(found.outcome, found.reason, things=self._things(found.iris))

    def problem(self, name: str) -> str:
        """Say why a name stands for no clause, and which are nearest; empty if it stands for one or more."""
        _, _, answer = self._clauses(name)
        things = ", ".join(thing["label"] for thing in answer.get("things", ())[:MAX_NEAR])
        return "; ".join(filter(None, (answer.get("reason"), things and f"there are: {things}")))

    def _things(self, iris: Iterable[str]) -> list[Data]:
        return [self._thing(iri) for iri in iris]

    def _thing(self, iri: str) -> Data:
        kind = next(iter(self.facts.kinds(iri)), "")
        return {"iri": iri, "label": self.facts.label(iri)} | ({"kind": kind} if kind else {})

    def _words(self, iri: str) -> Data:
        start, end = (int(self.facts.one(iri, name)) for name in ("textStart", "textEnd"))
        witness = {"iri": self.homes[iri], "label": self.facts.label(self.homes[iri])}
        words = {"words": self.facts.one(iri, "text"), "start": start, "end": end}
        return self._thing(iri) | {"witness": witness} | words

    def _placed(self, entry: Data) -> Data:
        """Add the offsets of the words that an entry rests on, in the text of the edition."""
        places = [{"start": start, "end": end} for start, end, _ in spans(self.facts, entry["iri"])]
        return entry | ({"places": places} if places else {})

    def _hit(self, hit: Hit) -> Data:
        """Add to a hit that is not as written what it is, and who holds it."""
        standing = {"standing": STANDINGS[hit.kind]} if hit.kind in STANDINGS else {}
        holder = self.facts.one(hit.iri, "heldBy") if hit.kind == "Reading" else ""
        return hit._asdict() | standing | ({"holder": self._thing(holder)} if holder else {})

    def _question(self, question: Question) -> Data:
        parameters = [p._asdict() for p in question.params]
        return {
            "iri": question_iri(question.name),
            "name": question.name,
            "question": question.question,
            **({"parameters": parameters} if parameters else {}),
        }


def fit(answer: Data, *, start: int = 0, max_bytes: int = MAX_BYTES) -> Data:
    """Return an answer within a size: its items from one on, as many as fit."""
    names = (answer.pop("key", ""), "differences", "places", "variants", "things", "questions")
    key = next((name for name in names if name in answer), "")
    if len(answer.get("places", ())) > 1:
        key = "places"
    items = answer.pop(key, ())
    if 0 < len(items) <= start:
        beyond = f"start={start} is beyond the last of {len(items)} {key}, which are counted from 0"
        reason = "; ".join(filter(None, (answer.pop("reason", ""), beyond)))
        answer = {"outcome": answer.pop("outcome"), "reason": reason} | answer
    return fitted(answer, key, items, start=start, max_bytes=max_bytes)
