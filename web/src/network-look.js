// How nodes and edges look: the colours of the site, and a shape for each layer, so that colour is never alone.

const SHAPES = { text: "round-rectangle", actors: "diamond", concepts: "ellipse", norms: "rectangle" };
const KINDS = ["obligation", "prohibition", "permission", "affirmation"];

/** Style sheet of the graph in the colours that hold now, in the light or in the dark. */
export function look() {
  const colours = getComputedStyle(document.documentElement);
  const colour = (name) => colours.getPropertyValue(`--${name}`).trim();
  return [
    {
      selector: "node",
      style: {
        label: "data(label)",
        width: 16,
        height: 16,
        "background-color": colour("soft"),
        "border-width": 1.5,
        "border-color": colour("quiet"),
        color: colour("ink"),
        "font-family": "system-ui, sans-serif",
        "font-size": 9,
        "text-wrap": "ellipsis",
        "text-max-width": 120,
        "text-valign": "bottom",
        "text-margin-y": 3,
        "min-zoomed-font-size": 7,
      },
    },
    ...Object.entries(SHAPES).map(([layer, shape]) => ({ selector: `node[layer = "${layer}"]`, style: { shape } })),
    ...KINDS.map((kind) => ({
      selector: `node.${kind}`,
      style: { "background-color": colour(`${kind}-soft`), "border-color": colour(kind) },
    })),
    {
      selector: "edge",
      style: {
        width: 1,
        "curve-style": "bezier",
        "line-color": colour("line"),
        "target-arrow-color": colour("line"),
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.7,
      },
    },
    { selector: ".away", style: { display: "none" } },
    { selector: ".far", style: { opacity: 0.15 } },
    {
      selector: "edge.near",
      style: {
        label: "data(relation)",
        "font-size": 7,
        color: colour("ink"),
        "text-background-color": colour("paper"),
        "text-background-opacity": 0.85,
        "text-rotation": "autorotate",
        "line-color": colour("quiet"),
        "target-arrow-color": colour("quiet"),
      },
    },
    { selector: "node.near", style: { "text-wrap": "wrap", "text-max-width": 150 } },
    { selector: "node.chosen", style: { "border-width": 4, "border-color": colour("accent"), width: 24, height: 24 } },
  ];
}
