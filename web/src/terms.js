// RDF terms in the JSON format of SPARQL results, as text and as links.

import { make } from "./dom.js";
import { nameOf, pageOf } from "./names.js";

const XSD_STRING = "http://www.w3.org/2001/XMLSchema#string";

/** A term as it is written in a query; a literal without quotation marks, language and datatype unless `whole`. */
export function written(term, prefixes, whole = false) {
  if (!term) return "";
  const { type, value, datatype, "xml:lang": language } = term;
  if (type === "uri") return nameOf(value, prefixes);
  if (type === "bnode") return `_:${value}`;
  if (type === "triple") {
    const { subject, predicate, object } = value;
    return `<<( ${[subject, predicate, object].map((part) => written(part, prefixes, true)).join(" ")} )>>`;
  }
  if (!whole) return value;
  const suffix = language ? `@${language}` : datatype && datatype !== XSD_STRING ? `^^${nameOf(datatype, prefixes)}` : "";
  return JSON.stringify(value) + suffix;
}

/** A link to the page of an IRI, or to the IRI itself; the text of any other term. */
export function linked(term, prefixes, whole) {
  const text = written(term, prefixes, whole);
  if (term?.type !== "uri" || !/^https?:/.test(term.value)) return text;
  const href = pageOf(term.value, prefixes.id.replace(/id\/$/, "")) ?? term.value;
  return make("a", { className: "iri", href, target: "_blank", rel: "noopener noreferrer" }, text);
}
