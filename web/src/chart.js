// Bars for an answer that gives each of some things a number.

import { make } from "./dom.js";
import { linked } from "./terms.js";

const MAX_BARS = 200;
const WIDTH = 400;
const HEIGHT = 14;
const SVG = "http://www.w3.org/2000/svg";

/** A plugin of YASR: the length of a bar is the last column of numbers, its name the columns without numbers. */
export class Chart {
  label = "Chart";
  priority = 3;

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    const { rows, value, names } = this.parts();
    return rows.length > 1 && rows.length <= MAX_BARS && value !== undefined && names.length > 0;
  }

  parts() {
    const rows = this.yasr.results?.getBindings() ?? [];
    const variables = this.yasr.results?.getVariables() ?? [];
    const numbers = variables.filter((name) => rows.every((row) => isNumber(row[name])));
    return { rows, value: numbers.at(-1), names: variables.filter((name) => !numbers.includes(name)) };
  }

  draw() {
    const { rows, value, names } = this.parts();
    const prefixes = this.yasr.getPrefixes();
    const most = Math.max(...rows.map((row) => Number(row[value].value)), 0) || 1;
    const lines = rows.map((row) => {
      const name = names.flatMap((name, n) => [n ? ", " : "", linked(row[name], prefixes)]);
      const number = row[value].value;
      return make("tr", {}, make("th", { scope: "row" }, ...name), make("td", {}, number), make("td", {}, bar(number / most)));
    });
    const heads = [names.join(", "), value].map((head) => make("th", { scope: "col" }, head));
    const head = make("thead", {}, make("tr", {}, ...heads, make("td")));
    this.yasr.resultsEl.replaceChildren(make("table", { className: "chart" }, head, make("tbody", {}, ...lines)));
  }
}

function isNumber(term) {
  return term?.type.endsWith("literal") && !term["xml:lang"] && term.value.trim() !== "" && Number(term.value) >= 0;
}

/** A bar whose length is a share of the width. */
function bar(share) {
  const svg = document.createElementNS(SVG, "svg");
  const rect = document.createElementNS(SVG, "rect");
  const sizes = { svg: { width: WIDTH, height: HEIGHT, "aria-hidden": "true" }, rect: { width: WIDTH * share, height: HEIGHT } };
  for (const [name, value] of Object.entries(sizes.svg)) svg.setAttribute(name, value);
  for (const [name, value] of Object.entries(sizes.rect)) rect.setAttribute(name, value);
  svg.append(rect);
  return svg;
}
