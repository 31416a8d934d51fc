// Answers a query over several SPARQL endpoints with Comunica; federation.py writes the task to standard input.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const { comunica, endpoints, graphs, query, seconds } = JSON.parse(await text(process.stdin));
const { QueryEngine } = createRequire(comunica)("@comunica/query-sparql");

let failure; // of the first endpoint that fails: Comunica goes on without the sizes that it asks for first

/** Sends a query of Comunica to an endpoint, on the graphs that were chosen. */
async function send(address, request) {
  const endpoint = endpoints.find((known) => address === known || address.startsWith(`${known}?`));
  const parameters = new URLSearchParams(request.body?.toString() ?? new URL(address).search);
  if (!parameters.has("query")) // it asks what the address is: an endpoint, with nothing to add
    return new Response("", { headers: { "Content-Type": "text/turtle" } });
  for (const graph of graphs) parameters.append("default-graph-uri", graph);
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      body: parameters,
      headers: { Accept: new Headers(request.headers).get("Accept") },
      redirect: "manual",
      signal: AbortSignal.timeout(seconds * 1000),
    });
    const rows = response.headers.get("X-SPARQL-MaxRows");
    if (rows) throw new Error(`it truncates answers after ${rows} rows (ResultSetMaxRows in its virtuoso.ini)`);
    const body = await response.arrayBuffer();
    const type = response.headers.get("Content-Type") ?? "no media type";
    if (response.status !== 200 || type.includes("html"))
      throw new Error(`it answers ${response.status} with ${type}: ${Buffer.from(body)}`);
    return new Response(body, { headers: response.headers });
  } catch (error) {
    failure ??= { endpoint, message: error.cause?.message || error.message };
    throw error;
  }
}

/** Finds each statement once, however many endpoints have it; the union with nothing keeps Comunica from passing this on. */
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
  if (part?.type === "path") return once(part);
  if (part?.type === "construct") return { ...part, input: eachOnce(part.input) };
  if (part === null || typeof part !== "object" || part.termType) return part;
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, eachOnce(value)]));
}

try {
  const engine = new QueryEngine();
  const { data: algebra } = await engine.explain(query, { sources: [] }, "parsed");
  const sources = endpoints.map((value) => ({ type: "sparql", value }));
  const result = await engine.query(eachOnce(algebra), { sources, fetch: send });
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
