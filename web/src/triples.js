// Triples drawn with cytoscape; a module of its own, which the editor loads when somebody wants it.

import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";
import { withoutStyleElement } from "./network-look.js";

const MAX_CHARACTERS = 40;

cytoscape.use(fcose);

/** Draw triples of names into `container`; return the drawing, which is to be destroyed after use. */
export function drawTriples(container, triples) {
  const nodes = new Set(triples.flatMap(([subject, , object]) => [subject, object]));
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const text = { label: "data(label)", "font-size": 11, color: colour("--ink"), "text-background-color": colour("--raised"), "text-background-opacity": 0.85 };
  withoutStyleElement();
  return cytoscape({
    container,
    elements: [
      ...Array.from(nodes, (name) => ({ data: { id: name, label: shortened(name) } })),
      ...triples.map(([source, label, target], n) => ({ data: { id: `edge ${n}`, source, target, label } })),
    ],
    style: [
      { selector: "node", style: { ...text, width: 14, height: 14, "background-color": colour("--accent"), "text-wrap": "wrap", "text-max-width": 160, "text-margin-y": -3 } },
      {
        selector: "edge",
        style: { ...text, color: colour("--quiet"), width: 1, "line-color": colour("--line"), "target-arrow-color": colour("--line"), "target-arrow-shape": "triangle", "curve-style": "bezier" },
      },
    ],
    layout: { name: "fcose", animate: false, idealEdgeLength: () => 170, nodeRepulsion: () => 60000 },
    maxZoom: 1.5,
  });
}

function shortened(name) {
  return name.length <= MAX_CHARACTERS ? name : `${name.slice(0, MAX_CHARACTERS - 1)}…`;
}
