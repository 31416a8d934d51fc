// What is heavy is loaded when a person is there: at the first move, touch or key, or when the address asks for something.
import { make } from "./dom.js";

const SIGNS = ["pointermove", "pointerdown", "touchstart", "wheel", "keydown"];

/** Call `load` once, at the first sign of a person; until then `place` has a button that does the same. */
export function whenUsed(place, name, load) {
  const button = make("button", { type: "button" }, name);
  const used = new AbortController();
  const start = () => {
    used.abort();
    button.textContent = "Loading…";
    load();
  };
  if (location.hash || location.search) return void load();
  place.append(button);
  for (const sign of SIGNS) addEventListener(sign, start, { signal: used.signal, passive: true });
  for (const sign of ["click", "focus"]) button.addEventListener(sign, start, { signal: used.signal });
  addEventListener("hashchange", start, { signal: used.signal });
}
