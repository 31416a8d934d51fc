// The graph: Cytoscape draws it; a list beside it gives the same information to those who do not see it.
import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";
import { labelled, make, normalized } from "./dom.js";
import { placeByClause } from "./network-clauses.js";
import { KINDS, LAYERS, styleSheet, withoutStyleElement } from "./network-look.js";

const MAX_LISTED = 40;
const MIN_ZOOM = 0.75; // below, the labels of the overview are too small to read
const STATES = "chosen near far out box brief";
const HIDDEN_LAYERS = ["readings", "links"]; // layers of interpretation: hidden at first

const place = document.getElementById("network");
const network = await (await fetch(place.dataset.source)).json();
const ui = controls(LAYERS.filter((layer) => network.nodes.some((node) => node.layer === layer)));
place.replaceChildren(ui.bar, make("div", { className: "network-view" }, ui.canvas, ui.panel));
cytoscape.use(fcose);
const cy = draw();
let positions = {};
let byClause = true; // the overview; else the whole graph
connect();
arrange();
choose(location.hash.slice(1));
place.dataset.ready = "true";

function controls(layers) {
  const words = make("input", { type: "search", placeholder: "norm, actor, concept…", autocomplete: "off" });
  const boxes = layers.map((layer) => make("input", { type: "checkbox", name: layer, checked: !HIDDEN_LAYERS.includes(layer) }));
  const filter = make(
    "fieldset",
    {},
    make("legend", {}, "Layers"),
    ...boxes.map((box) => make("label", {}, box, " ", make("span", { className: `layer-${box.name}` }, box.name))),
  );
  const kinds = make("p", { className: "network-kinds" }, ...KINDS.map((kind) => make("span", { className: `badge ${kind}` }, kind)));
  const clauses = make("button", { type: "button" }, "By clause");
  const whole = make("button", { type: "button" }, "Whole graph");
  const canvas = make("div", { className: "network-canvas", role: "img", ariaLabel: "Graph; the list beside it gives the same information" });
  const panel = make("section", { className: "network-panel", ariaLabel: "Search results and selection" });
  const bar = make("div", { className: "network-bar" }, labelled("Find", words, "network-find"), filter, clauses, whole, kinds);
  return { words, boxes, clauses, whole, canvas, panel, bar };
}

function draw() {
  // Starting from a spiral, the layout is the same each time.
  const spiral = (n) => ({ x: 30 * Math.sqrt(n) * Math.cos(2.4 * n), y: 30 * Math.sqrt(n) * Math.sin(2.4 * n) });
  const nodes = network.nodes.map((data, n) => ({ data, classes: data.kind.toLowerCase(), position: spiral(n) }));
  const edges = network.edges.map((data, n) => ({ data: { id: `edge ${n}`, ...data } }));
  withoutStyleElement();
  return cytoscape({
    container: ui.canvas,
    elements: { nodes, edges },
    style: styleSheet(),
    minZoom: 0.1,
    maxZoom: 3,
    layout: { name: "preset" },
  });
}

function connect() {
  cy.on("tap", "node", (event) => choose(event.target.id()));
  cy.on("tap", (event) => event.target === cy && choose(""));
  ui.words.addEventListener("input", () => list(matches(ui.words.value)));
  ui.clauses.addEventListener("click", () => show(true));
  ui.whole.addEventListener("click", () => show(false));
  for (const box of ui.boxes) box.addEventListener("change", filter);
  window.addEventListener("hashchange", () => choose(location.hash.slice(1)));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(styleSheet()));
}

/** Show the norms by clause, or the whole graph. */
function show(overview) {
  byClause = overview;
  arrange();
  choose("");
}

/** Hide the layers that are switched off, and lay out the others; in the overview, norms and their clauses alone. */
function arrange() {
  const hidden = ui.boxes.filter((box) => !box.checked).map((box) => box.name);
  cy.nodes().forEach((node) => void node.toggleClass("away", hidden.includes(node.data("layer"))));
  cy.elements().removeClass(STATES);
  const visible = cy.nodes().not(".away");
  if (byClause) {
    positions = placeByClause(visible, cy.width());
    return;
  }
  const layout = { name: "fcose", animate: false, randomize: false, numIter: 300, nodeRepulsion: () => 90000 };
  visible.union(visible.edgesWith(visible)).layout({ ...layout, idealEdgeLength: () => 170 }).run();
  positions = Object.fromEntries(visible.map((node) => [node.id(), { ...node.position() }]));
}

function filter() {
  byClause = false;
  const chosen = cy.nodes(".chosen").id() ?? "";
  arrange();
  choose(cy.getElementById(chosen).hasClass("away") ? "" : chosen);
}

/** Visible nodes that contain the words in their label, kind or name. */
function matches(words) {
  const wanted = normalized(words).split(/\s+/).filter(Boolean);
  return cy.nodes().filter((node) => {
    const text = normalized(`${node.data("label")} ${node.data("kind")} ${node.id()}`);
    return !node.hasClass("away") && wanted.every((word) => text.includes(word));
  });
}

/** Show a node with its neighbours around it, or all nodes if none has this name. */
function choose(id) {
  const node = cy.getElementById(decodeURIComponent(id));
  cy.elements().removeClass(STATES);
  if (node.empty()) return list(matches(ui.words.value));
  if (node.hasClass("away")) {
    ui.boxes.find((box) => box.name === node.data("layer")).checked = true;
    arrange();
  }
  const near = node.closedNeighborhood().not(".away");
  cy.elements().not(near).addClass("out");
  near.addClass("near");
  node.addClass("chosen");
  move(near, { name: "concentric", concentric: (other) => Number(other.same(node)), levelWidth: () => 1, minNodeSpacing: 130 });
  history.replaceState(null, "", `#${node.id()}`);
  describe(node);
}

function move(elements, layout) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  elements.layout({ ...layout, fit: true, padding: 50, animate: !still, animationDuration: 300 }).run();
}

function list(nodes) {
  const many = nodes.length;
  const head = make("p", { className: "quiet", role: "status" }, `${many} ${many === 1 ? "node" : "nodes"}`);
  const items = nodes.sort(byLabel).slice(0, MAX_LISTED).map((node) => make("li", {}, follow(node)));
  const more = many > MAX_LISTED ? [make("p", { className: "quiet" }, `Only the first ${MAX_LISTED} are listed; search to find others.`)] : [];
  ui.panel.replaceChildren(head, make("ul", {}, ...items), ...more);
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  cy.elements().removeClass(STATES);
  if (ui.words.value) cy.nodes().not(nodes).addClass("far");
  if (byClause) return outline();
  move(cy.nodes().not(".away"), { name: "preset", positions });
}

/** Draw the overview: boxes of clauses with their norms, as large as the width allows. */
function outline() {
  const placed = cy.nodes().filter((node) => node.id() in positions);
  cy.elements().not(placed).addClass("out");
  placed.forEach((node) => void node.addClass(node.data("layer") === "text" ? "box" : "brief").position(positions[node.id()]));
  cy.fit(placed, 12);
  if (cy.zoom() > MIN_ZOOM) return;
  const box = placed.boundingBox();
  cy.viewport({ zoom: MIN_ZOOM, pan: { x: 12 - MIN_ZOOM * box.x1, y: 12 - MIN_ZOOM * box.y1 } });
}

function describe(node) {
  const data = node.data();
  const title = make("h2", {}, make("a", { href: data.href }, data.label));
  ui.panel.replaceChildren(title, make("p", {}, make("span", { className: `badge ${data.kind.toLowerCase()}` }, data.kind)), ...relations(node));
}

/** Neighbours by relation: first the targets of the node's relations, then their sources. */
function relations(node) {
  const ways = [
    [node.outgoers("edge"), (edge) => edge.target(), (name) => name],
    [node.incomers("edge"), (edge) => edge.source(), (name) => `← ${name}`],
  ];
  return ways.flatMap(([edges, other, named]) => {
    const visible = edges.filter((edge) => !other(edge).hasClass("away"));
    const names = [...new Set(visible.map((edge) => edge.data("relation")))].sort();
    return names.flatMap((name) => {
      const group = visible.filter((edge) => edge.data("relation") === name).map(other).sort(byLabel);
      return [make("h3", {}, named(name)), make("ul", {}, ...group.map((neighbour) => make("li", {}, follow(neighbour))))];
    });
  });
}

function follow(node) {
  const button = make("button", { type: "button", className: "network-follow" }, node.data("label"));
  button.addEventListener("click", () => choose(node.id()));
  return button;
}

function byLabel(a, b) {
  return a.data("label").localeCompare(b.data("label"), "en");
}
