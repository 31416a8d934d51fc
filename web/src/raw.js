// An answer as the engine or the service gives it.

import { make } from "./dom.js";

const MAX_CHARACTERS = 20_000;

/** A plugin of YASR, which shows at most the beginning of a long answer. */
export class Raw {
  label = "Response";
  priority = 2;

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return Boolean(this.text());
  }

  text() {
    return this.yasr.results?.getOriginalResponseAsString() ?? "";
  }

  draw() {
    const text = this.text();
    const shown = text.length <= MAX_CHARACTERS ? indented(text) : text.slice(0, MAX_CHARACTERS);
    const note = `The first ${MAX_CHARACTERS} of ${text.length} characters. Download the answer for the rest.`;
    const cut = text.length > MAX_CHARACTERS ? [make("p", {}, note)] : [];
    this.yasr.resultsEl.replaceChildren(make("pre", { className: "raw", tabIndex: 0 }, shown), ...cut);
  }

  download(name) {
    const type = this.yasr.results.getContentType() ?? "text/plain";
    const extension = type.includes("json") ? "srj" : "ttl";
    return { contentType: type, filename: `${name || "answer"}.${extension}`, title: "Download the answer", getData: () => this.text() };
  }
}

/** JSON in lines; any other text as it is. */
function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
