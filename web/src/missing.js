// Terms of a query that the data do not have, and the nearest that they have; as questions/missing.py.

const ANYWHERE = "{ ?term ?p ?o } UNION { ?s ?term ?o } UNION { ?s ?p ?term }";
const SKIPPED =
  /#[^\r\n]*|"""(?:"{0,2}(?:[^"\\]|\\[^]))*"""|'''(?:'{0,2}(?:[^'\\]|\\[^]))*'''|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'|[?$@]\w[\w-]*/g;
const DECLARATION = /\b(?:PREFIX\s+([\w.-]*):|BASE)\s*<([^>]*)>/gi;
const NAME = /<[^<>"{}|^`\\\x00-\x20]*>|[A-Za-z][\w.-]*:(?:[\w.:%-]|\\.)*/g;
const LEAST_SIMILARITY = 0.6;

/** Say which terms of a query do not occur in the data; empty if all do. `ask(query)` returns results in JSON. */
export async function missing(query, prefixes, ask) {
  const { xsd, ...checked } = prefixes;
  const namespaceOf = (iri) => Object.values(checked).filter((base) => iri.startsWith(base)).sort((a, b) => b.length - a.length)[0];
  const written = new Map([...terms(query, prefixes)].filter(([iri]) => namespaceOf(iri)));
  if (!written.size) return "";
  const select = async (pattern) => (await ask(`SELECT DISTINCT ?term { ${pattern} }`)).results.bindings.map((row) => row.term.value);
  const values = [...written.keys()].map((iri) => `<${iri}>`).join(" ");
  const present = await select(`VALUES ?term { ${values} } ${ANYWHERE}`);
  const notes = [];
  for (const [iri, name] of written) {
    if (present.includes(iri)) continue;
    const base = namespaceOf(iri);
    const others = await select(`${ANYWHERE} FILTER(isIRI(?term) && STRSTARTS(STR(?term), "${base}"))`);
    const near = nearest(iri.slice(base.length), others.map((other) => other.slice(base.length)));
    notes.push(`${name} does not occur in the data${near ? `; did you mean ${near}?` : ""}`);
  }
  return notes.join("; ");
}

/** IRIs of a well-formed query without its prologue, each with its name there. */
function terms(query, prefixes) {
  const text = query.replace(SKIPPED, " ");
  const declared = { ...prefixes };
  let root = prefixes.id;
  for (const [, prefix, iri] of text.matchAll(DECLARATION)) {
    if (prefix === undefined) root = new URL(iri, root).href;
    else declared[prefix] = iri;
  }
  const names = (text.replace(DECLARATION, " ").match(NAME) ?? []).map((name) => name.replace(/\.+$/, ""));
  return new Map(names.map((name) => [full(name, declared, root), name]));
}

function full(name, prefixes, root) {
  if (name.startsWith("<")) return URL.canParse(name.slice(1, -1)) ? name.slice(1, -1) : new URL(name.slice(1, -1), root).href;
  const colon = name.indexOf(":");
  return (prefixes[name.slice(0, colon)] ?? "") + name.slice(colon + 1).replace(/\\/g, "");
}

/** The most similar of some names; undefined if none is similar enough. */
function nearest(name, others) {
  const rated = others.map((other) => [similarity(name, other), other]).sort(([a], [b]) => b - a);
  return rated[0]?.[0] >= LEAST_SIMILARITY ? rated[0][1] : undefined;
}

/** Twice the length of the longest common subsequence of two texts, divided by their lengths. */
function similarity(a, b) {
  let row = new Array(b.length + 1).fill(0);
  for (const letter of a) {
    const next = [0];
    for (let n = 1; n <= b.length; n++) next[n] = letter === b[n - 1] ? row[n - 1] + 1 : Math.max(row[n], next[n - 1]);
    row = next;
  }
  return (2 * row[b.length]) / (a.length + b.length || 1);
}
