// Pages of IRIs, as `page_of` in site/render.py gives them, for a page at the root of the site.

/** Path of the page about an IRI that starts with `site`, the base of the project; undefined for any other IRI. */
export function pageOf(iri, site) {
  if (!iri.startsWith(site)) return undefined;
  const [path, fragment] = iri.slice(site.length).split("#");
  if (path.startsWith("graph/")) return path.replace("graph/", "data.html#");
  const document = path.startsWith("ontology/") ? "ontology" : path || "index";
  const home = document.includes("/words/") ? document.replace(/\/(quote|position)$/, "") : document;
  return `${home}.html${fragment === undefined ? "" : `#${fragment}`}`;
}

/** Point the links to IRIs of the project within `element` to their pages. */
export function linkHome(element, site) {
  for (const link of element.querySelectorAll(`a[href^="${site}"]`)) {
    link.setAttribute("href", pageOf(link.getAttribute("href"), site));
  }
}
