// Answers a query over several SPARQL endpoints with Comunica; federation.py writes the task to standard input.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const { comunica, endpoints, graphs, query, seconds } = JSON.parse(await text(process.stdin));
const { QueryEngine } = createRequire(comunica)("@comunica/query-sparql");
const MOST_ROWS = 9_999; // of one pattern: Virtuoso gives 10,000 unless told otherwise
const ANY = ["?s", "?p", "?o"];
const MANY = "an endpoint has too many statements";
const STRING = "http://www.w3.org/2001/XMLSchema#string"; // Virtuoso finds no literal by it

/** SPARQL orders strings by their code points; Comunica would, as dictionaries do, by the language of the user. */
String.prototype.localeCompare = function (other) {
  return Buffer.compare(Buffer.from(String(this)), Buffer.from(other));
};

let failure; // of the first endpoint that fails: Comunica goes on without the sizes that it asks for first

/** Asks an endpoint about the graphs that were chosen, and reads its response. */
async function ask(endpoint, parameters, accept, read) {
  for (const graph of graphs) parameters.append("default-graph-uri", graph);
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      body: parameters,
      headers: { Accept: accept },
      redirect: "manual",
      signal: AbortSignal.timeout(seconds * 1000),
    });
    const type = response.headers.get("Content-Type") ?? "no media type";
    if (response.status !== 200 || type.includes("html"))
      throw new Error(`it answers ${response.status} with ${type}: ${await response.text()}`);
    return await read(response, response.headers.get("X-SPARQL-MaxRows"));
  } catch (error) {
    failure ??= { endpoint, message: error.cause?.message || error.message };
    throw error;
  }
}

/** Sends a query of Comunica to an endpoint. */
async function send(address, request) {
  const endpoint = endpoints.find((known) => address === known || address.startsWith(`${known}?`));
  const parameters = new URLSearchParams(request.body?.toString() ?? new URL(address).search);
  if (!parameters.has("query")) // it asks what the address is: an endpoint, with nothing to add
    return new Response("", { headers: { "Content-Type": "text/turtle" } });
  return ask(endpoint, parameters, new Headers(request.headers).get("Accept"), async (response, rows) => {
    if (rows) throw new Error(`it truncates answers after ${rows} rows (ResultSetMaxRows in its virtuoso.ini)`);
    return new Response(await response.arrayBuffer(), { headers: response.headers });
  });
}

/** Finds the patterns of a query: its answer depends on nothing but the statements that match them. */
function patterns(part, found = new Map()) {
  const add = (terms) => found.set(terms.join(" "), terms);
  if (part === null || typeof part !== "object") return found;
  if (part.type === "pattern") {
    add(["subject", "predicate", "object"].map((place, number) => constant(part[place]) ?? ANY[number]));
  } else if (part.type === "link") {
    add(["?s", constant(part.iri), "?o"]);
  } else {
    const isOpen = part.type === "path" && !constant(part.subject) && !constant(part.object);
    const relatesAll = isOpen && JSON.stringify(part.predicate).includes('"Zero'); // each thing to itself
    if (relatesAll || part.type === "nps") add(ANY);
    if (part.type === "describe") for (const term of part.terms) add([constant(term) ?? "?s", "?p", "?o"]);
    const inner = part.type === "construct" ? [part.input] : Object.values(part);
    for (const value of inner) patterns(value, found);
  }
  return found;
}

/** Returns the statements of an endpoint that match patterns, as N-Triples; null if one has too many. */
async function statements(wanted, endpoint, number) {
  const lines = [];
  for (const [place, terms] of wanted.entries()) {
    const query = `SELECT * { ${terms.join(" ")} } LIMIT ${MOST_ROWS}`;
    const label = `_:b${number}_${place}_`; // of a blank node of this request only
    const line = (row) => terms.map((term) => (term[0] === "?" ? found(row[term.slice(1)], label) : term));
    const read = async (response, limit) => {
      const rows = (await response.json()).results.bindings;
      return limit || rows.length >= MOST_ROWS ? null : rows.map(line);
    };
    const more = await ask(endpoint, new URLSearchParams({ query }), "application/sparql-results+json", read);
    if (!more) return null;
    lines.push(...more);
  }
  return lines.map((terms) => `${terms.join(" ")} .\n`).join("");
}

/** Writes a constant of a query; nothing for what is none. */
function constant({ termType, value, language, datatype }) {
  if (termType === "NamedNode") return `<${value}>`;
  if (termType === "Literal") return literal(value, language, datatype.value.replace(STRING, ""));
}

/** Writes a term of a result. */
function found({ type, value, datatype, "xml:lang": language }, label) {
  if (type === "uri") return `<${value}>`;
  if (type === "bnode") return label + Buffer.from(value).toString("hex");
  if (typeof value !== "string") throw new Error(`it has a ${type}, which is no term of RDF 1.1`);
  return literal(value, language, datatype);
}

function literal(value, language, datatype) {
  return JSON.stringify(value) + (language ? `@${language}` : datatype ? `^^<${datatype}>` : "");
}

/** Finds each statement once, however many endpoints have it; a union with nothing keeps it with Comunica. */
function once(pattern) {
  const terms = [pattern.subject, pattern.predicate, pattern.object].filter((term) => term.termType === "Variable");
  const variables = [...new Map(terms.map((term) => [term.value, term])).values()];
  const nothing = { type: "values", variables, bindings: [] };
  const input = { type: "union", input: [pattern, nothing] };
  return { type: "distinct", input: { type: "project", variables, input } };
}

function eachOnce(part) {
  if (Array.isArray(part)) return part.map(eachOnce);
  if (part?.type === "bgp") return { type: "join", input: part.patterns.map(once) };
  if (part?.type === "path") return eachPath(part);
  if (part?.type === "describe") throw new Error(`${MANY} for DESCRIBE: use CONSTRUCT`);
  if (part?.type === "construct") return { ...part, input: eachOnce(part.input) };
  if (part === null || typeof part !== "object" || part.termType) return part;
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, eachOnce(value)]));
}

/** Finds what a path relates, as often as statements do so. */
function eachPath(path) {
  const { type, input, path: inner } = path.predicate;
  const along = (predicate, ends) => eachPath({ ...path, predicate, ...ends });
  if (type === "nps") throw new Error(`${MANY} for a path with "!": use a variable and FILTER`);
  if (type === "inv") return along(inner, { subject: path.object, object: path.subject });
  if (type === "alt") return { type: "union", input: input.map((predicate) => along(predicate, {})) };
  if (type !== "seq") return once(path); // a repeated step relates things once
  const ends = [path.subject, ...input.slice(1).map(between), path.object];
  return { type: "join", input: input.map((step, n) => along(step, { subject: ends[n], object: ends[n + 1] })) };
}

let steps = 0;

/** Makes a variable, which the query does not have, for what stands between two steps of a path. */
function between() {
  let value;
  do value = `between_${steps++}`;
  while (query.includes(value));
  return { termType: "Variable", value, equals: (other) => other?.termType === "Variable" && other.value === value };
}

try {
  const engine = new QueryEngine();
  const { data: algebra } = await engine.explain(query, { sources: [] }, "parsed");
  const wanted = [...patterns(algebra).values()];
  const parts = await Promise.all(endpoints.map((endpoint, number) => statements(wanted, endpoint, number)));
  const one = { type: "serialized", value: parts.join(""), mediaType: "application/n-triples", baseIRI: "urn:x:" };
  const each = endpoints.map((value) => ({ type: "sparql", value }));
  const result = parts.includes(null) // then step by step, with what is found so far
    ? await engine.query(eachOnce(algebra), { sources: each, fetch: send })
    : await engine.query(algebra, { sources: [one] });
  const isGraph = result.resultType === "quads";
  const type = isGraph ? "application/n-triples" : "application/sparql-results+json";
  const answer = await text((await engine.resultToString(result, type)).data);
  if (!failure) {
    const { head, boolean, results } = isGraph ? {} : JSON.parse(answer); // without the metadata of Comunica
    process.stdout.write(isGraph ? answer : JSON.stringify({ head, boolean, results }));
  }
} catch (error) {
  failure ??= { message: error.message };
}
if (failure) {
  process.stderr.write(JSON.stringify(failure));
  process.exitCode = 1;
}
