// The controls above the editor: question, set of graphs, time limit, run, stop, link.

import { labelled, make } from "./dom.js";

/** Controls for the examples and sets of graphs of the page, as elements by name. */
export function bar({ examples, graphs }, limit) {
  const first = make("option", { value: "" }, "Choose a question…");
  const questions = examples.map((question) => make("option", { value: question.name }, `${number(question.name)} ${question.title}`));
  const example = make("select", { id: "sparql-example" }, first, ...questions);
  const sets = Object.keys(graphs).map((name) => make("option", { value: name }, name));
  const scope = make("select", { id: "sparql-scope" }, ...sets);
  const seconds = make("input", { id: "sparql-limit", type: "number", min: "1", max: "600", value: String(limit) });
  const run = make("button", { type: "button", className: "sparql-run" }, "Run");
  const stop = make("button", { type: "button", className: "sparql-stop", disabled: true }, "Stop");
  const tab = make("button", { type: "button", className: "sparql-tab" }, "New tab");
  const link = make("button", { type: "button", className: "sparql-link" }, "Copy link");
  const question = make("p", { className: "sparql-question" });
  const status = make("p", { className: "sparql-status", role: "status" });
  const controls = make(
    "div",
    { className: "sparql-bar" },
    ...(examples.length ? [labelled("Question", example, "sparql-field wide")] : []),
    labelled("Graphs", scope, "sparql-field"),
    make("a", { href: "#sets", className: "sparql-sets" }, "What they hold"),
    labelled("Limit (s)", seconds, "sparql-field narrow"),
    make("div", { className: "sparql-buttons" }, run, stop, tab, link),
  );
  return { controls, example, scope, seconds, run, stop, tab, link, question, status };
}

function number(name) {
  return name.split("-")[0].replace(/^0+/, "");
}
