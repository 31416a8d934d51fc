// A drawing of an answer that is a small graph.

import { make } from "./dom.js";
import { written } from "./terms.js";

const MAX_TRIPLES = 200;
const PARTS = ["subject", "predicate", "object"];

/** A plugin of YASR for CONSTRUCT and DESCRIBE; the library that draws is loaded at first use. */
export class Graph {
  label = "Graph";
  priority = 4;

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    const rows = this.yasr.results?.getBindings() ?? [];
    return String(this.yasr.results?.getVariables()) === String(PARTS) && rows.length > 0 && rows.length <= MAX_TRIPLES;
  }

  async draw() {
    const { drawTriples } = await import("./triples.js");
    const prefixes = this.yasr.getPrefixes();
    const name = (term) => written(term, prefixes, true);
    const triples = this.yasr.results.getBindings().map((row) => PARTS.map((part) => name(row[part])));
    const label = "Graph of the answer; the table gives the same information";
    const canvas = make("div", { className: "graph-canvas", role: "img", ariaLabel: label });
    this.yasr.resultsEl.replaceChildren(canvas);
    this.drawing = drawTriples(canvas, triples);
  }

  destroy() {
    this.drawing?.destroy();
    this.drawing = undefined;
  }
}
