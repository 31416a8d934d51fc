// IRIs as people read them: the page of each, and its name as it is written in a query.

const RELATIVE = /^[\w%~-][\w.%~-]*(\/[\w%~-][\w.%~-]*)*$/;
const LOCAL = /^(\w([\w.-]*[\w-])?)?$/;

/**
 * Path of the page about an IRI that starts with `site`, the base of the project, for a page at the root of the site;
 * undefined for any other IRI. As `page_of` in site/render.py.
 */
export function pageOf(iri, site) {
  if (!iri.startsWith(site)) return undefined;
  const [path, fragment] = iri.slice(site.length).split("#");
  if (path.startsWith("graph/")) return path.replace("graph/", "data.html#");
  const document = path.startsWith("ontology/") ? "ontology" : path || "index";
  const home = document.includes("/words/") ? document.replace(/\/(quote|position)$/, "") : document;
  return `${home}.html${fragment === undefined ? "" : `#${fragment}`}`;
}

/** Name of an IRI that means the same in a query: `<norm/2.1>`, `iccis:Norm`, or else the whole IRI in brackets. */
export function nameOf(iri, prefixes) {
  const { id, ...others } = prefixes;
  if (iri.startsWith(id) && RELATIVE.test(iri.slice(id.length))) return `<${iri.slice(id.length)}>`;
  const fits = ([, base]) => iri.startsWith(base) && LOCAL.test(iri.slice(base.length));
  const [prefix, base] = Object.entries(others).find(fits) ?? [];
  return base ? `${prefix}:${iri.slice(base.length)}` : `<${iri}>`;
}
