// One query on one store, as every door of the project answers it.
import { form, inOrder } from "./query.js";

const RESULTS = "application/sparql-results+json";
const TRIPLES = "text/turtle";

/** Media type and text of an answer. IRIs are relative to `id:`; the prefixes of the project need no declaration. */
export function answer(store, { query, prefixes }) {
  const type = ["SELECT", "ASK"].includes(form(query)) ? RESULTS : TRIPLES;
  const run = (text) => store.query(text, { base_iri: prefixes.id, results_format: type });
  const body = runDeclared(run, query, prefixes);
  return { type, body: type === RESULTS ? inOrder(query, body) : body };
}

function runDeclared(run, query, prefixes) {
  try {
    return run(query);
  } catch (error) {
    if (!String(error.message ?? error).includes("Prefix not found")) throw error;
    const declarations = Object.entries(prefixes).map(([name, iri]) => `PREFIX ${name}: <${iri}> `);
    return run(declarations.join("") + query); // on the first line: messages keep the numbers of the lines
  }
}
