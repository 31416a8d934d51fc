// IRIs of the publication -> its pages, relative to the page that one reads.

/** Address of the page about an IRI, or undefined for an IRI of others: `site` is what ours start with. */
export function pageOf(iri, site) {
  const path = iri.startsWith(site) ? iri.slice(site.length) : "";
  if (path.startsWith("id/")) return `${path}.html`;
  if (path.startsWith("ontology#")) return path.replace("ontology", "ontology.html");
  return undefined;
}

/** Make the links to our IRIs below `element` lead to our pages. */
export function linkHome(element, site) {
  for (const link of element.querySelectorAll(`a[href^="${site}"]`)) {
    const page = pageOf(link.getAttribute("href"), site);
    if (page) link.setAttribute("href", page);
  }
}
