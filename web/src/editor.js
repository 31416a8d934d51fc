// The SPARQL editor: YASGUI over the published files or a service, with the project's questions and terms.
import Yasgui from "@zazuko/yasgui";
import { bar } from "./bar.js";
import { Chart } from "./chart.js";
import { registerCompleters } from "./completers.js";
import { make } from "./dom.js";
import { listen } from "./endpoint.js";
import { Graph } from "./graph.js";
import { knowPrefixes } from "./prefixes.js";
import { headerScope, isEmpty } from "./query.js";
import { missing } from "./missing.js";
import { Raw } from "./raw.js";
import { Table } from "./table.js";

const DEFAULT_SECONDS = 10;
const NORMS = `PREFIX iccis: <https://w3id.org/iccis/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?norm ?label
WHERE { ?norm iccis:hasStrength ?strength ; skos:prefLabel ?label }
ORDER BY STR(?norm)
LIMIT 100
`; // what an edition without examples opens with

const place = document.getElementById("sparql");
const address = new URL(place.dataset.endpoint ?? "sparql", document.baseURI).href;
listen(address, sources(place.dataset), seconds, () => known.prefixes); // starts to load the data
const styled = loadStyles(); // not in the head of the page, whose words need not wait for it
const known = await (await fetch(place.dataset.terms)).json();
const ui = bar(known, Number(place.dataset.limit ?? DEFAULT_SECONDS));
await styled; // the editor measures itself when it opens
const yasgui = open();
connect();
show(yasgui.getTab());
fromAddress();
place.dataset.ready = "true";

/** Addresses of the published N-Quads; none if a service answers. */
function sources({ endpoint, source, closure }) {
  return endpoint ? [] : [source, closure].filter(Boolean).map((url) => new URL(url, document.baseURI).href);
}

function loadStyles() {
  const link = make("link", { rel: "stylesheet", href: new URL("sparql.css", import.meta.url).href });
  document.head.append(link);
  return new Promise((resolve) => Object.assign(link, { onload: resolve, onerror: resolve }));
}

function seconds() {
  return ui.seconds.valueAsNumber || DEFAULT_SECONDS;
}

function open() {
  registerCompleters(Yasgui.Yasqe, known.prefixes, known.terms);
  Yasgui.Yasr.defaults.errorRenderers = [async (error) => make("pre", {}, error.text)];
  Yasgui.Yasr.registerPlugin("table", Table);
  Yasgui.Yasr.registerPlugin("chart", Chart);
  Yasgui.Yasr.registerPlugin("graph", Graph);
  Yasgui.Yasr.registerPlugin("response", Raw);
  parseOnce(Yasgui.Yasr);
  knowPrefixes(Yasgui.Yasqe, known.prefixes);
  Yasgui.Yasqe.defaults.editorHeight = "auto";
  const box = make("div", { className: "sparql-editor" });
  place.replaceChildren(ui.controls, make("div", { className: "sparql-report" }, ui.question, ui.status), box);
  return new Yasgui(box, {
    persistenceId: `iccis ${location.pathname}`,
    populateFromUrl: false,
    autofocus: false,
    endpointCatalogueOptions: { getData: () => [] },
    requestConfig: { endpoint: address, method: "POST" },
    yasqe: {
      value: known.examples[0]?.query ?? NORMS,
      showQueryButton: false,
      resizeable: false,
      viewportMargin: Infinity,
      collapsePrefixesOnLoad: true,
      extraKeys: { Tab: false, "Shift-Tab": false }, // the focus must be able to leave the editor
    },
    yasr: { prefixes: known.prefixes, maxPersistentResponseSize: 0 },
  });
}

/** Give YASR the results as they are: its own parser rewrites literals that hold double braces. */
function parseOnce(Yasr) {
  const { draw } = Yasr.prototype;
  Yasr.prototype.draw = function () {
    const { results } = this;
    if (!results?.hasError() && results?.getContentType()?.includes("results+json")) {
      results.json ||= JSON.parse(results.getOriginalResponseAsString());
    }
    draw.call(this);
  };
}

function connect() {
  yasgui.on("tabSelect", (_yasgui, id) => show(yasgui.getTab(id)));
  yasgui.on("tabAdd", () => queueMicrotask(() => show(yasgui.getTab())));
  yasgui.on("query", (_yasgui, tab) => begin(tab));
  yasgui.on("queryResponse", (_yasgui, tab) => queueMicrotask(() => answered(tab)));
  ui.example.addEventListener("change", () => openExample(ui.example.value));
  ui.scope.addEventListener("change", () => setScope(yasgui.getTab(), ui.scope.value));
  ui.run.addEventListener("click", () => run(yasgui.getTab()));
  ui.stop.addEventListener("click", () => Object.values(yasgui._tabs).forEach((tab) => tab.getYasqe()?.abortQuery()));
  ui.tab.addEventListener("click", () => yasgui.addTab(true));
  ui.link.addEventListener("click", copyLink);
  window.addEventListener("hashchange", fromAddress);
}

/** Make the controls show the state of a tab. */
function show(tab) {
  if (!tab) return;
  if (!scopeOf(tab)) setScope(tab, known.default);
  ui.scope.value = scopeOf(tab);
  const query = tab.getQuery();
  const example = known.examples.find((example) => example.query === query);
  ui.example.value = example?.name ?? "";
  ui.question.textContent = example?.question ?? "";
  tab.getYasqe().getInputField().setAttribute("aria-label", "SPARQL query");
}

/** Keep the set of graphs of a tab as parameters of the SPARQL Protocol. */
function setScope(tab, scope) {
  const names = known.graphs[scope];
  const args = ["default-graph-uri", "named-graph-uri"].flatMap((name) => names.map((value) => ({ name, value })));
  tab.setRequestConfig({ args });
}

function scopeOf(tab) {
  const args = tab.getRequestConfig().args ?? [];
  const names = args.filter((arg) => arg.name === "default-graph-uri").map((arg) => arg.value);
  return Object.keys(known.graphs).find((scope) => String(known.graphs[scope]) === String(names));
}

function openExample(name) {
  const example = known.examples.find((example) => example.name === name);
  if (example) openQuery(example.query, example.graph, example.title);
}

/** Open a query in a tab, its own if it has one already, and run it. */
function openQuery(query, scope, name) {
  const existing = Object.values(yasgui._tabs).find((tab) => tab.getPersistedJson().yasqe.value === query);
  if (existing) yasgui.selectTabId(existing.getId());
  else yasgui.addTab(true, { name: yasgui.createTabName(name), yasqe: { value: query } });
  setScope(yasgui.getTab(), scope);
  show(yasgui.getTab());
  run(yasgui.getTab());
}

/** Open what the fragment of the address names: `#query=...&graph=closure`, or `#question=30-read-pledge`. */
function fromAddress() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  openExample(fragment.get("question"));
  const query = fragment.get("query");
  if (!query) return;
  const example = known.examples.find((example) => example.query === query);
  const scopes = [fragment.get("graph"), headerScope(query), example?.graph, known.default];
  openQuery(query, scopes.find((scope) => scope in known.graphs), example?.title);
}

function copyLink() {
  const tab = yasgui.getTab();
  const link = new URLSearchParams({ query: tab.getQuery(), graph: scopeOf(tab) });
  history.replaceState(null, "", `#${link}`);
  navigator.clipboard?.writeText(location.href).catch(() => {});
  report("The link is in the address bar and, if the browser allows it, on the clipboard.");
}

function run(tab) {
  tab.query().catch(() => {}); // reported where the results stand
}

/** Show that a query runs; a tab that no longer holds its question does not keep the title either. */
function begin(tab) {
  if (known.examples.some(({ title, query }) => title === tab.getName() && query !== tab.getQuery())) {
    tab.setName(yasgui.createTabName("Query"));
  }
  show(tab);
  busy(true);
}

function busy(on) {
  ui.stop.disabled = !on;
  place.toggleAttribute("data-busy", on);
  if (on) report("Running…");
}

async function answered(tab) {
  const { results } = tab.getYasr();
  busy(false);
  const rows = results.getBindings()?.length;
  const outcome = rows === undefined ? "Done" : `${rows} ${rows === 1 ? "row" : "rows"}`;
  const status = results.hasError() ? results.getError().text : `${outcome} in ${tab.getYasqe().lastQueryDuration} ms`;
  report(status);
  const note = isEmpty(results.getAsJson() || {}) ? await noteOn(tab).catch(() => "") : "";
  if (note && tab.getYasr().results === results) report(`${status}. ${note}`);
}

/** What to know about an empty answer: a set of graphs on which it is not empty, or terms that the data do not have. */
async function noteOn(tab) {
  if (scopeOf(tab) !== known.default && !isEmpty(await ask(tab.getQuery()))) {
    return `On the set of graphs “${known.default}” there is an answer.`;
  }
  return missing(tab.getQuery(), known.prefixes, ask);
}

/** Results of a query on the default set of graphs; a graph counts as no results. */
async function ask(query) {
  const args = known.graphs[known.default].flatMap((name) => [["default-graph-uri", name], ["named-graph-uri", name]]);
  const headers = { Accept: "application/sparql-results+json, text/turtle" };
  const response = await fetch(address, { method: "POST", body: new URLSearchParams([["query", query], ...args]), headers });
  if (!response.ok) throw new Error(await response.text());
  const text = await response.text();
  if (response.headers.get("Content-Type").includes("json")) return JSON.parse(text);
  return { results: { bindings: text.replace(/^@?prefix.*$/gim, "").trim() ? [{}] : [] } };
}

function report(text) {
  ui.status.textContent = text;
}
