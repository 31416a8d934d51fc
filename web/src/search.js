// The page of the search: results while typing, and for the query that the form in the header sends.
import { make } from "./dom.js";
import { excerpt, index } from "./find.js";

const MAX_RESULTS = 100;
const WORDS_BEFORE = 3; // a place in a page is found by the words and some before them

const place = document.getElementById("search");
const everything = document.getElementById("index");
const entries = await (await fetch(place.dataset.source)).json();
let searcher;
const engine = () => (searcher ??= index(entries)); // takes a moment, which those who only read the list need not wait
const box = make("input", { type: "search", id: "search-words", autocomplete: "off" });
const count = make("p", { className: "quiet", role: "status" });
const list = make("ol", { className: "search-found" });
box.value = new URLSearchParams(location.search).get("q") ?? "";
box.addEventListener("input", update);
place.replaceChildren(
  make("label", { className: "search-box" }, make("span", {}, "Search the text, interpretations, concepts and questions"), box),
  count,
  list,
);
update();
if (!box.value) box.focus();
place.dataset.ready = "true";

function update() {
  const asked = box.value.trim() !== "";
  const found = asked ? engine().search(box.value) : [];
  list.replaceChildren(...found.slice(0, MAX_RESULTS).map(item));
  const more = found.length > MAX_RESULTS ? `; the first ${MAX_RESULTS} are shown` : "";
  const results = `${found.length || "No"} ${found.length === 1 ? "result" : "results"}`;
  const some = found.length && found.every(({ missing }) => missing.length) ? "Nothing has all of these words. With some of them: " : "";
  count.textContent = asked ? `${some}${results}${more}` : "";
  everything.hidden = asked;
  history.replaceState(null, "", asked ? `?${new URLSearchParams({ q: box.value })}` : location.pathname);
}

function item({ href, label, kind, texts, phrases, missing }) {
  const badge = make("span", { className: "badge" }, kind);
  const text = fullest(texts, phrases);
  const link = make("a", { href: text ? href + fragment(href, text, phrases) : href }, ...marked(label, phrases));
  const without = missing.length ? [make("span", { className: "quiet" }, ` without “${missing.join("”, “")}”`)] : [];
  const head = make("p", {}, link, " ", badge, ...without);
  return make("li", {}, head, ...(text && text !== label ? [make("p", { className: "quiet" }, ...snippet(text, phrases))] : []));
}

/** The text with most places, if there is one. */
function fullest(texts, phrases) {
  const counts = texts.map((text) => engine().places(text, phrases).length);
  const most = Math.max(0, ...counts);
  return most ? texts[counts.indexOf(most)] : undefined;
}

function snippet(text, phrases) {
  const [start, end] = excerpt(text, engine().places(text, phrases));
  const shown = marked(text.slice(start, end).trim(), phrases);
  return [start ? "…" : "", ...shown, end < text.length ? "…" : ""];
}

/** A text with the phrases in it marked. */
function marked(text, phrases) {
  const parts = [];
  let at = 0;
  for (const [start, end] of engine().places(text, phrases)) {
    parts.push(text.slice(at, start), make("mark", {}, text.slice(start, end)));
    at = end;
  }
  return [...parts, text.slice(at)];
}

/** The end of an address that leads to the first place of the phrases in a text, where the page shows it. */
function fragment(href, text, phrases) {
  const [[start, end]] = engine().places(text, phrases);
  const before = text.slice(0, start).trim().split(/\s+/).slice(-WORDS_BEFORE).join(" ");
  const quote = [...(before ? [`${encoded(before)}-`] : []), encoded(text.slice(start, end))].join(",");
  return `${href.includes("#") ? "" : "#"}:~:text=${quote}`;
}

function encoded(text) {
  return encodeURIComponent(text).replaceAll("-", "%2D");
}
