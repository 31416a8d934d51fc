// Suggestions of the editor: the prefixes, classes and properties of the project.

const MAX_SUGGESTIONS = 60;

/** Register completers for `prefixes` and `terms` in place of YASQE's own, which query other hosts. */
export function registerCompleters(Yasqe, prefixes, terms) {
  const { prefixes: ofPrefixes, class: ofClasses, property: ofProperties } = Yasqe.Autocompleters;
  const lines = Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`);
  Yasqe.registerAutocompleter({ ...ofPrefixes, get: () => lines, persistenceId: null });
  Yasqe.registerAutocompleter(completer(ofClasses, terms.filter((term) => term.kind === "class"), prefixes));
  Yasqe.registerAutocompleter(completer(ofProperties, terms.filter((term) => term.kind === "property"), prefixes));
}

function completer(base, terms, prefixes) {
  const labels = new Map(terms.map((term) => [short(term.iri, prefixes), term.label]));
  return {
    ...base,
    autoShow: true,
    get: (_yasqe, token) => matches(terms, token.autocompletionString ?? "").slice(0, MAX_SUGGESTIONS),
    postProcessSuggestion: (yasqe, _token, iri) => short(iri, { ...prefixes, ...yasqe.getPrefixesFromQuery() }),
    postprocessHints: (_yasqe, hints) =>
      hints.map((hint) => ({ ...hint, displayText: withLabel(hint.text, labels) })),
  };
}

/** IRIs of the terms that start with the typed text, then of those whose name or label contains it. */
function matches(terms, typed) {
  const wanted = typed.toLowerCase();
  const starts = terms.filter((term) => term.iri.startsWith(typed));
  const contains = terms.filter(
    (term) => !starts.includes(term) && `${local(term.iri)} ${term.label}`.toLowerCase().includes(wanted),
  );
  return [...starts, ...contains].map((term) => term.iri);
}

function withLabel(name, labels) {
  const label = labels.get(name);
  return label ? `${name}  ${label}` : name;
}

function local(iri) {
  return iri.split(/[#/]/).pop();
}

/** An IRI as it is written in a query: with a prefix if there is one for it. */
function short(iri, prefixes) {
  const fits = ([, base]) => iri.startsWith(base) && /^[\w-]*$/.test(iri.slice(base.length));
  const [prefix, base] = Object.entries(prefixes).find(fits) ?? [];
  return base ? `${prefix}:${iri.slice(base.length)}` : `<${iri}>`;
}
