// The overview: a box for each clause, with its norms in it, in the order of the text.
import { BOX } from "./network-look.js";

/** Positions of the clauses that state norms, and of these norms, by name; the size of a box is kept with its clause. */
export function placeByClause(visible, width) {
  const norms = visible.filter('[layer = "norms"][short]');
  const clauses = visible.filter('[layer = "text"]').filter((clause) => normsOf(clause, norms).nonempty()).sort((a, b) => a.data("order") - b.data("order"));
  const columns = Math.max(2, Math.min(5, Math.floor(width / (BOX.width + BOX.gap))));
  const positions = {};
  let top = 0;
  for (let first = 0; first < clauses.length; first += columns) {
    const row = clauses.slice(first, first + columns);
    row.forEach((clause, n) => void Object.assign(positions, placed(clause, normsOf(clause, norms), n * (BOX.width + BOX.gap), top + BOX.title)));
    top += BOX.title + Math.max(...row.map((clause) => clause.scratch("size").height)) + BOX.gap / 2;
  }
  return positions;
}

function normsOf(clause, norms) {
  return clause.incomers('edge[relation = "stated in"]').sources().intersection(norms);
}

/** Positions of a clause and its norms; `left` and `top` are those of the box. */
function placed(clause, norms, left, top) {
  const pitch = BOX.width / BOX.across;
  const height = Math.ceil(norms.length / BOX.across) * BOX.row + 8;
  clause.scratch("size", { width: BOX.width, height });
  const cell = (n) => ({ x: left + pitch * ((n % BOX.across) + 0.5), y: top + 4 + BOX.row * (Math.floor(n / BOX.across) + 0.5) });
  const entries = norms.sort(byNumber).map((norm, n) => [norm.id(), cell(n)]);
  return Object.fromEntries([[clause.id(), { x: left + BOX.width / 2, y: top + height / 2 }], ...entries]);
}

function byNumber(a, b) {
  return a.data("short").localeCompare(b.data("short"), "en", { numeric: true });
}
