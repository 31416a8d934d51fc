// Checks on the text of a query, before an engine sees it.

// Comments, IRIs and strings hold no keywords.
const NOISE =
  /#[^\r\n]*|<[^<>"{}|^`\\\x00-\x20]*>|"""(?:"{0,2}(?:[^"\\]|\\[^])){0,}"""|'''(?:'{0,2}(?:[^'\\]|\\[^])){0,}'''|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'/g;
const KEYWORD = /(?<![?$:@\w.-])[A-Za-z]\w*(?![\w:-])/g;
const FORMS = ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"];
const UPDATES = "INSERT DELETE LOAD CLEAR DROP CREATE ADD MOVE COPY WITH".split(" ");

/** Keywords of a query in capitals, in their order. */
export function keywords(text) {
  return (text.replace(NOISE, " ").match(KEYWORD) ?? []).map((word) => word.toUpperCase());
}

/** Form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE. */
export function form(text) {
  return keywords(text).find((word) => FORMS.includes(word)) ?? "SELECT";
}

/** Results in JSON, the columns of SELECT * in the order in which the query first names them. */
export function inOrder(text, results) {
  if (!/\bSELECT\s+(?:(?:DISTINCT|REDUCED)\s+)?\*/i.test(text.replace(NOISE, " ").split("{")[0])) return results;
  const order = Array.from(text.replace(NOISE, " ").matchAll(/[?$]([\p{L}\p{N}_]+)/gu), (match) => match[1]);
  const { head, ...rest } = JSON.parse(results);
  const vars = head.vars.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
  return JSON.stringify({ head: { ...head, vars }, ...rest });
}

/** Tell whether results in JSON hold nothing: no row, false, or counts that are all 0. */
export function isEmpty({ boolean, results }) {
  if (!results) return boolean === false;
  const [first, ...others] = results.bindings;
  return !first || (!others.length && Object.values(first).every(({ type, value }) => type === "literal" && value === "0"));
}

/** Reason to refuse a query, or undefined: queries only read, and only the project's own graphs. */
export function refusal(text) {
  const words = keywords(text);
  const first = words.find((word) => word !== "BASE" && word !== "PREFIX");
  if (UPDATES.includes(first)) return `${first} is refused: the data are read-only. Use SELECT, ASK, CONSTRUCT or DESCRIBE.`;
  if (words.includes("SERVICE")) return "SERVICE is refused: queries may not use the network.";
  if (words.includes("FROM")) return "FROM is refused: choose the set of graphs above the editor.";
  return undefined;
}

/** Name of the set of graphs in the header of a question (`# graph: closure`), or undefined. */
export function headerScope(text) {
  return /^(?:#.*\r?\n)*?#\s?graph:\s*(.+?)\s*$/m.exec(text)?.[1];
}
