// Search over words and labels: as one types, and for what the form in the header sends.
import { make, plain } from "./dom.js";

const MOST = 100;
const AROUND = 60;

const place = document.getElementById("search");
const things = (await (await fetch(place.dataset.source)).json()).map((thing) => ({
  ...thing,
  label_: plain(thing.label),
  words_: plain(thing.words ?? ""),
}));
const box = make("input", { type: "search", id: "search-words", autocomplete: "off" });
const count = make("p", { className: "quiet", role: "status" });
const list = make("ol", { className: "search-found" });
box.value = new URLSearchParams(location.search).get("q") ?? "";
box.addEventListener("input", look);
place.replaceChildren(
  make("label", { className: "search-box" }, make("span", {}, "Search the text and labels"), box),
  count,
  list,
);
look();
if (!box.value) box.focus();
place.dataset.ready = "true";

function look() {
  const wanted = plain(box.value).split(/\s+/).filter(Boolean);
  const found = wanted.length ? find(wanted) : [];
  list.replaceChildren(...found.slice(0, MOST).map((thing) => shown(thing, wanted)));
  const more = found.length > MOST ? `; the first ${MOST} are shown` : "";
  count.textContent = wanted.length ? `${found.length || "No"} ${found.length === 1 ? "result" : "results"}${more}` : "";
  history.replaceState(null, "", box.value ? `?${new URLSearchParams({ q: box.value })}` : location.pathname);
}

/** Things that hold all words; the whole phrase in the label comes first, then in the words. */
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
    .sort((one, other) => one[0] - other[0])
    .map(([, thing]) => thing);
}

function shown(thing, wanted) {
  const kind = make("span", { className: "badge" }, thing.kind);
  const link = make("a", { href: thing.href }, ...marked(thing.label, wanted));
  const words = snippet(thing, wanted);
  return make("li", {}, make("p", {}, link, " ", kind), ...(words ? [make("p", { className: "quiet" }, ...words)] : []));
}

/** Words around the first hit, unless the label shows it. */
function snippet({ label_, words = "" }, wanted) {
  const missing = wanted.find((word) => !label_.includes(word));
  const at = missing === undefined ? -1 : plain(words).indexOf(missing);
  if (at < 0) return undefined;
  const start = Math.max(0, words.lastIndexOf(" ", Math.max(0, at - AROUND)) + 1);
  const end = words.indexOf(" ", at + AROUND);
  return marked(`${start ? "… " : ""}${words.slice(start, end < 0 ? undefined : end)}${end < 0 ? "" : " …"}`, wanted);
}

/** Text with the wanted words marked. */
function marked(text, wanted) {
  const pattern = new RegExp(`(${wanted.map((word) => word.replace(/[^\p{L}\p{N}]/gu, "\\$&")).join("|")})`, "giu");
  return text.split(pattern).map((part, n) => (n % 2 ? make("mark", {}, part) : part));
}
