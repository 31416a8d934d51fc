// One query on one store, as every door of the project answers it.
import { form, inOrder } from "./query.js";

const RESULTS = "application/sparql-results+json";
const TRIPLES = "text/turtle";

/** Media type and text of an answer. IRIs are relative to `id:`; the prefixes of the project need no declaration. */
export function answer(store, { query, prefixes }) {
  const type = ["SELECT", "ASK"].includes(form(query)) ? RESULTS : TRIPLES;
  const run = (text) => store.query(text, { base_iri: prefixes.id, results_format: type });
  const body = runDeclared(run, query, prefixes);
  return { type, body: type === RESULTS ? inOrder(query, body) : body || "# no triples\n" };
}

function runDeclared(run, query, prefixes) {
  try {
    return run(query);
  } catch (error) {
    if (!messageOf(error).includes("Prefix not found")) throw malformed(query, error);
  }
  const declarations = Object.entries(prefixes).map(([name, iri]) => `PREFIX ${name}: <${iri}> `);
  try {
    return run(declarations.join("") + query); // on the first line: messages keep the numbers of the lines
  } catch (error) {
    throw malformed(query, error, declarations.join("").length);
  }
}

/** The error in the words of the command line, as `malformed` in questions/engines.py; any other error as it is. */
function malformed(query, error, shift = 0) {
  const [, lineText, columnText, expected] = /^error at (\d+):(\d+): expected ([^]*)/.exec(messageOf(error)) ?? [];
  if (!lineText) return error;
  const line = Number(lineText);
  const column = Number(columnText) - (line === 1 ? shift : 0);
  const rest = (query.split(/\r\n|\r|\n/)[line - 1] ?? "").slice(column - 1).trim().slice(0, 40);
  const place = `query:${line}:${column}: the query is malformed: `;
  if (expected.includes("Prefix not found")) return new Error(`${place}a prefix before "${rest}" is not declared`);
  return new Error(place + (rest ? `it cannot be read from "${rest}" on` : "it ends too early"));
}

function messageOf(error) {
  return String(error.message ?? error);
}
