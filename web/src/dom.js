// Helpers for elements and text.

/** An element with properties and children: `make("p", { className: "quiet" }, "text", other)`. */
export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** A control with its label around it. */
export function labelled(text, control, className = "") {
  return make("label", { className }, make("span", {}, text), control);
}

/** Text in lower case and without accents, for comparison. */
export function normalized(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
