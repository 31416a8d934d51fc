// Search in the text and labels, while typing and for the query that the form in the header sends.
import { make, normalized } from "./dom.js";

const MAX_RESULTS = 100;
const CONTEXT_CHARACTERS = 60;

const place = document.getElementById("search");
const things = (await (await fetch(place.dataset.source)).json()).map((thing) => ({
  ...thing,
  label_: normalized(thing.label),
  words_: normalized(thing.words ?? ""),
}));
const box = make("input", { type: "search", id: "search-words", autocomplete: "off" });
const count = make("p", { className: "quiet", role: "status" });
const list = make("ol", { className: "search-found" });
box.value = new URLSearchParams(location.search).get("q") ?? "";
box.addEventListener("input", update);
place.replaceChildren(
  make("label", { className: "search-box" }, make("span", {}, "Search the text and labels"), box),
  count,
  list,
);
update();
if (!box.value) box.focus();
place.dataset.ready = "true";

function update() {
  const wanted = normalized(box.value).split(/\s+/).filter(Boolean);
  const found = wanted.length ? find(wanted) : [];
  list.replaceChildren(...found.slice(0, MAX_RESULTS).map((thing) => item(thing, wanted)));
  const more = found.length > MAX_RESULTS ? `; the first ${MAX_RESULTS} are shown` : "";
  count.textContent = wanted.length ? `${found.length || "No"} ${found.length === 1 ? "result" : "results"}${more}` : "";
  history.replaceState(null, "", box.value ? `?${new URLSearchParams({ q: box.value })}` : location.pathname);
}

/** Things that contain all words: first those with the whole phrase in the label, then in the text. */
function find(wanted) {
  const phrase = wanted.join(" ");
  const rank = (thing) => [
    thing.label_ === phrase,
    thing.label_.startsWith(phrase),
    thing.label_.includes(phrase),
    thing.words_.includes(phrase),
    true,
  ].indexOf(true);
  return things
    .filter((thing) => wanted.every((word) => thing.label_.includes(word) || thing.words_.includes(word)))
    .map((thing) => [rank(thing), thing])
    .sort(([a], [b]) => a - b)
    .map(([, thing]) => thing);
}

function item(thing, wanted) {
  const kind = make("span", { className: "badge" }, thing.kind);
  const link = make("a", { href: thing.href }, ...marked(thing.label, wanted));
  const words = snippet(thing, wanted);
  return make("li", {}, make("p", {}, link, " ", kind), ...(words ? [make("p", { className: "quiet" }, ...words)] : []));
}

/** The text around the first hit, unless the label shows it. */
function snippet({ label_, words = "" }, wanted) {
  const missing = wanted.find((word) => !label_.includes(word));
  const at = missing === undefined ? -1 : normalized(words).indexOf(missing);
  if (at < 0) return undefined;
  const start = Math.max(0, words.lastIndexOf(" ", Math.max(0, at - CONTEXT_CHARACTERS)) + 1);
  const end = words.indexOf(" ", at + CONTEXT_CHARACTERS);
  return marked(`${start ? "… " : ""}${words.slice(start, end < 0 ? undefined : end)}${end < 0 ? "" : " …"}`, wanted);
}

/** A text with the wanted words marked. */
function marked(text, wanted) {
  const pattern = new RegExp(`(${wanted.map((word) => word.replace(/[^\p{L}\p{N}]/gu, "\\$&")).join("|")})`, "giu");
  return text.split(pattern).map((part, n) => (n % 2 ? make("mark", {}, part) : part));
}
