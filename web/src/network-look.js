// The style of nodes and edges: the colours of the site, and a shape for each layer, so that nothing depends on colour.

const SHAPES = {
  text: "round-rectangle",
  actors: "diamond",
  concepts: "ellipse",
  norms: "rectangle",
  readings: "triangle",
  links: "hexagon",
};
/** Sizes in the overview: of the box of a clause, and of what is in it. */
export const BOX = { width: 196, title: 46, gap: 34, norm: 40, row: 32, across: 4 };
export const LAYERS = Object.keys(SHAPES);
export const KINDS = ["obligation", "prohibition", "permission", "affirmation"];

/** Style sheet of the graph in the colours of the current scheme, light or dark. */
export function styleSheet() {
  const colours = getComputedStyle(document.documentElement);
  const colour = (name) => colours.getPropertyValue(`--${name}`).trim();
  return [
    {
      selector: "node",
      style: {
        label: "data(label)",
        width: 18,
        height: 18,
        "background-color": colour("soft"),
        "border-width": 1.5,
        "border-color": colour("quiet"),
        color: colour("ink"),
        "font-family": "system-ui, sans-serif",
        "font-size": (node) => Math.max(10, Math.min(30, node.degree(false))), // hubs can be read from afar
        "text-wrap": "ellipsis",
        "text-max-width": (node) => Math.max(110, Math.min(260, 9 * node.degree(false))),
        "text-background-color": colour("raised"),
        "text-background-opacity": 0.8,
        "text-background-padding": 1,
        "text-valign": "bottom",
        "text-margin-y": 3,
        "min-zoomed-font-size": 8,
      },
    },
    {
      selector: "node.box",
      style: {
        label: "data(short)",
        shape: "round-rectangle",
        width: (node) => node.scratch("size").width,
        height: (node) => node.scratch("size").height,
        "background-color": colour("soft"),
        "border-color": colour("line"),
        "border-width": 1,
        "font-size": 13,
        "text-wrap": "wrap",
        "text-max-width": BOX.width,
        "text-background-opacity": 0,
        "text-valign": "top",
        "text-margin-y": -4,
      },
    },
    ...Object.entries(SHAPES).map(([layer, shape]) => ({ selector: `node[layer = "${layer}"]`, style: { shape } })),
    ...KINDS.map((kind) => ({
      selector: `node.${kind}`,
      style: { "background-color": colour(kind), "border-color": colour(kind) },
    })),
    {
      selector: "edge",
      style: {
        width: 1,
        "curve-style": "bezier",
        opacity: 0.45,
        "line-color": colour("quiet"),
        "target-arrow-color": colour("quiet"),
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.7,
      },
    },
    {
      selector: "node.brief",
      style: {
        label: "data(short)",
        width: BOX.norm,
        height: 24,
        "font-size": 12,
        color: colour("paper"),
        "text-background-opacity": 0,
        "text-valign": "center",
        "text-margin-y": 0,
      },
    },
    { selector: "node.brief.far", style: { opacity: 0.3 } },
    { selector: ".away, .out", style: { display: "none" } },
    {
      selector: "edge.near",
      style: {
        label: "data(relation)",
        "font-size": 7,
        color: colour("ink"),
        "text-background-color": colour("raised"),
        "text-background-opacity": 0.85,
        "text-rotation": "autorotate",
        opacity: 1,
      },
    },
    { selector: "node.far", style: { opacity: 0.12 } },
    { selector: "node.near", style: { "font-size": 10, "text-wrap": "wrap", "text-max-width": 120 } },
    { selector: "node.chosen", style: { "border-width": 4, "border-color": colour("accent"), width: 24, height: 24 } },
  ];
}

/** Keep cytoscape from adding a style element, which the content security policy forbids: it looks for this name. */
export function withoutStyleElement() {
  document.querySelector("link[rel=stylesheet]").id = "__________cytoscape_stylesheet";
}
