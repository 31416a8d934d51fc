// The table of an answer: the rows of one page at a time, sorted and filtered.

import { labelled, make } from "./dom.js";
import { linked, written } from "./terms.js";

const PAGE_SIZES = [50, 200, 1000];
const NEXT_ORDER = { none: "ascending", ascending: "descending", descending: "none" };
const SIGNS = { none: "", ascending: " ↑", descending: " ↓" };

/** A plugin of YASR. */
export class Table {
  label = "Table";
  priority = 10;
  size = PAGE_SIZES[0];
  whole = false;

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return Boolean(this.yasr.results?.getVariables()?.length);
  }

  draw() {
    const { results } = this.yasr;
    this.prefixes = this.yasr.getPrefixes();
    this.names = results.getVariables();
    this.all = this.rows = results.getBindings() ?? [];
    this.texts = undefined;
    this.wanted = "";
    this.sorted = { name: "", order: "none" };
    this.from = 0;
    this.heads = new Map(this.names.map((name) => [name, this.heading(name)]));
    this.body = make("tbody");
    this.place = make("span", { className: "table-place" });
    this.back = make("button", { type: "button", onclick: () => this.turn(-1) }, "Previous");
    this.next = make("button", { type: "button", onclick: () => this.turn(1) }, "Next");
    this.pages = make("nav", { className: "table-pages", ariaLabel: "Pages of the answer" }, this.place, this.back, this.next);
    this.yasr.pluginControls.replaceChildren(...this.controls());
    this.yasr.resultsEl.replaceChildren(make("table", {}, make("thead", {}, make("tr", {}, ...this.heads.values())), this.body), this.pages);
    this.drawRows();
  }

  destroy() {
    this.yasr.pluginControls.replaceChildren();
  }

  download(name) {
    return {
      contentType: "text/csv",
      filename: `${name || "answer"}.csv`,
      title: "Download as CSV",
      getData: () => this.yasr.results.asCsv() ?? "",
    };
  }

  controls() {
    const whole = make("input", { type: "checkbox", checked: this.whole });
    whole.addEventListener("change", () => this.update({ whole: whole.checked }));
    const filter = make("input", { type: "search", className: "table-filter", placeholder: "Filter", ariaLabel: "Filter the rows" });
    filter.addEventListener("input", () => this.select({ wanted: filter.value.toLowerCase() }));
    const sizes = PAGE_SIZES.map((size) => make("option", { selected: size === this.size }, String(size)));
    const size = make("select", { className: "table-size" }, ...sizes);
    size.addEventListener("change", () => this.update({ size: Number(size.value), from: 0 }));
    return [labelled("Languages and datatypes", whole, "table-whole"), filter, labelled("Rows per page", size)];
  }

  update(changes) {
    Object.assign(this, changes);
    this.drawRows();
  }

  turn(step) {
    this.update({ from: this.from + step * this.size });
    this.yasr.rootEl.scrollIntoView();
  }

  /** Make the rows those that hold the wanted text, in the wanted order. */
  select(changes) {
    Object.assign(this, changes);
    const { name, order } = this.sorted;
    const text = (row, name) => written(row[name], this.prefixes);
    if (this.wanted) this.texts ??= this.all.map((row) => this.names.map((name) => text(row, name)).join(" ").toLowerCase());
    this.rows = this.all.filter((_row, n) => !this.wanted || this.texts[n].includes(this.wanted));
    if (order !== "none") {
      const { compare } = new Intl.Collator("en", { numeric: true });
      const sign = order === "ascending" ? 1 : -1;
      const keyed = this.rows.map((row) => [text(row, name), row]);
      this.rows = keyed.sort(([a], [b]) => sign * compare(a, b)).map(([, row]) => row);
    }
    this.update({ from: 0 });
  }

  drawRows() {
    const { rows, from, size, prefixes, whole, names } = this;
    const to = Math.min(from + size, rows.length);
    const cell = (row, name) => make("td", {}, make("div", {}, linked(row[name], prefixes, whole)));
    for (const [name, head] of this.heads) {
      head.ariaSort = this.orderOf(name);
      head.firstChild.textContent = name + SIGNS[head.ariaSort];
    }
    this.body.replaceChildren(...rows.slice(from, to).map((row) => make("tr", {}, ...names.map((name) => cell(row, name)))));
    this.place.textContent = rows.length ? `Rows ${from + 1} to ${to} of ${rows.length}` : "No rows";
    this.back.disabled = from === 0;
    this.next.disabled = to === rows.length;
    this.pages.classList.toggle("single", this.all.length <= PAGE_SIZES[0]);
  }

  heading(name) {
    const onclick = () => this.select({ sorted: { name, order: NEXT_ORDER[this.orderOf(name)] } });
    return make("th", { scope: "col" }, make("button", { type: "button", title: "Sort", onclick }));
  }

  orderOf(name) {
    return this.sorted.name === name ? this.sorted.order : "none";
  }
}
