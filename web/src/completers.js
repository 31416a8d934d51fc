// What the editor offers while one types: our own prefixes, classes and properties.

const MOST = 60;

/** Feed the completers of YASQE from `prefixes` and `terms`; those that it brings ask other hosts. */
export function feed(Yasqe, prefixes, terms) {
  const { prefixes: ofPrefixes, class: ofClasses, property: ofProperties } = Yasqe.Autocompleters;
  const lines = Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`);
  Yasqe.registerAutocompleter({ ...ofPrefixes, get: () => lines, persistenceId: null });
  Yasqe.registerAutocompleter(completer(ofClasses, terms.filter((term) => term.kind === "class"), prefixes));
  Yasqe.registerAutocompleter(completer(ofProperties, terms.filter((term) => term.kind === "property"), prefixes));
}

function completer(given, terms, prefixes) {
  const labels = new Map(terms.map((term) => [short(term.iri, prefixes), term.label]));
  return {
    ...given,
    autoShow: true,
    get: (_yasqe, token) => matches(terms, token.autocompletionString ?? "").slice(0, MOST),
    postProcessSuggestion: (yasqe, _token, iri) => short(iri, { ...prefixes, ...yasqe.getPrefixesFromQuery() }),
    postprocessHints: (_yasqe, hints) =>
      hints.map((hint) => ({ ...hint, displayText: described(hint.text, labels) })),
  };
}

/** Terms whose IRI starts with what was typed, then those whose name or label holds it. */
function matches(terms, typed) {
  const wanted = typed.toLowerCase();
  const starts = terms.filter((term) => term.iri.startsWith(typed));
  const holds = terms.filter(
    (term) => !starts.includes(term) && `${local(term.iri)} ${term.label}`.toLowerCase().includes(wanted),
  );
  return [...starts, ...holds].map((term) => term.iri);
}

function described(name, labels) {
  const label = labels.get(name);
  return label ? `${name}  ${label}` : name;
}

function local(iri) {
  return iri.split(/[#/]/).pop();
}

/** IRI with a prefix if there is one for it, as a query spells it. */
export function short(iri, prefixes) {
  const found = Object.entries(prefixes).find(([, base]) => iri.startsWith(base) && /^[\w-]*$/.test(iri.slice(base.length)));
  return found ? `${found[0]}:${iri.slice(found[1].length)}` : `<${iri}>`;
}
