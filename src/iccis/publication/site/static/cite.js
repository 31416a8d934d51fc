// The date of access in citations, buttons that copy them, and links to the words that a reader selects.
const MAX_WORDS = 8; // a longer quotation is named by its first and last words
const ENDS = 4;

const today = new Date();
const [year, month, day] = [today.getFullYear(), today.getMonth() + 1, today.getDate()];
const two = (number) => String(number).padStart(2, "0");
const DATES = {
  iso: [year, two(month), two(day)].join("-"),
  slash: [year, two(month), two(day)].join("/"),
  parts: [year, month, day].join(", "),
  long: `${day} ${today.toLocaleDateString("en-GB", { month: "long" })} ${year}`,
};
for (const place of document.querySelectorAll("[data-accessed]")) {
  place.textContent = place.dataset.accessed.replace(/\{(iso|slash|parts|long)\}/g, (_, name) => DATES[name]);
}

for (const citation of document.querySelectorAll(".citation")) {
  const name = citation.tagName === "PRE" ? citation.previousElementSibling.textContent : "citation";
  const { file, type } = citation.dataset;
  if (file) citation.after(" ", save(file, type, citation.textContent));
  citation.after(button(`Copy ${name}`, "copy", () => citation.textContent.trim()));
}

const quote = button("Copy link to these words", "quote-link", () => location.href.replace(/#.*/, "") + fragment());
quote.hidden = true;
document.body.append(quote);
quote.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
document.addEventListener("selectionchange", () => {
  quote.hidden = !fragment();
});

/** A link that saves a text as a file. */
function save(file, type, text) {
  const href = `data:${type};charset=utf-8,${encodeURIComponent(text)}`;
  return Object.assign(document.createElement("a"), { href, download: file, className: "copy", textContent: `Save as ${file}` });
}

/** A button that copies what `text` returns, and says so. */
function button(words, className, text) {
  const made = Object.assign(document.createElement("button"), { type: "button", className, textContent: words });
  made.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text());
    made.textContent = "Copied";
    setTimeout(() => (made.textContent = words), 2000);
  });
  return made;
}

/** The end of an address that leads to the selected words of the text; empty if none are selected. */
function fragment() {
  const selection = getSelection();
  const text = selection.toString().trim();
  const main = document.getElementById("main");
  if (!text || !main.contains(selection.anchorNode) || !main.contains(selection.focusNode)) return "";
  const words = text.split(/\s+/);
  const ends = words.length > MAX_WORDS ? [words.slice(0, ENDS), words.slice(-ENDS)] : [words];
  return `#:~:text=${ends.map((part) => encodeURIComponent(part.join(" ")).replaceAll("-", "%2D")).join(",")}`;
}
