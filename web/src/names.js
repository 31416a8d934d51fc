// IRIs of the publication -> its pages, relative to the page that one reads.

/** Address of the page about an IRI, or undefined for an IRI of others: `site` is what ours start with. */
export function pageOf(iri, site) {
  if (!iri.startsWith(site)) return undefined;
  const [path, fragment] = iri.slice(site.length).split("#");
  if (path.startsWith("graph/")) return "data.html";
  const home = path.includes("/words/") ? path.replace(/\/(quote|position)$/, "") : path;
  return `${home}.html${fragment === undefined ? "" : `#${fragment}`}`;
}

/** Make the links to our IRIs below `element` lead to our pages. */
export function linkHome(element, site) {
  for (const link of element.querySelectorAll(`a[href^="${site}"]`)) {
    const page = pageOf(link.getAttribute("href"), site);
    if (page) link.setAttribute("href", page);
  }
}
