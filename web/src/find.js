// Full-text search over entries: the same as `data/search.py` and `data/words.py`, with the same rules and results.
import stem from "wink-porter2-stemmer";

const TOKEN = /[\p{L}\p{N}]+/gu;
const LATIN = /^[a-z]+$/;
const QUERY = /"([^"]*)"|([^\s"]+)/g;
const CONTEXT = 60;
const RANKS = 3;

/** The search over what `search.json` holds: `index(data).search('words "and phrases"')`. */
export function index({ spellings, stops, synonyms, kinds, entries }) {
  const rules = spellings.map(([pattern, spelling]) => [new RegExp(pattern, "g"), spelling.replace(/\\(\d)/g, "$$$1")]);
  const known = new Map(); // words as they are written -> keys
  const forms = new Map(); // plain words -> keys
  const rows = entries.map(([href, label, kind, ...texts]) => ({
    href,
    label,
    kind: kinds[kind],
    texts,
    labelKeys: joined(keys(label)),
    everywhere: [label, ...texts].map((text) => joined(keys(text))).join("|"),
  }));
  const labels = synonyms.map((names) => unique(names.map(keys)));
  const stems = new Set(forms.values());
  const entryForms = new Map(forms);

  return { search, places, words };

  function words(text) {
    return [...text.matchAll(TOKEN)].map(({ 0: word, index }) => ({ key: key(word), start: index, end: index + word.length }));
  }

  function key(word) {
    if (!known.has(word)) {
      const plain = word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
      const spelt = rules.reduce((text, [pattern, spelling]) => text.replace(pattern, spelling), plain);
      known.set(word, LATIN.test(plain) ? stem(spelt) : plain);
      forms.set(plain, known.get(word));
    }
    return known.get(word);
  }

  function keys(text) {
    return words(text).map((word) => word.key);
  }

  /** What holds all words and phrases, the nearest first, each with the phrases that were found in it. */
  function search(query) {
    const wordings = [...wordingsOf(query)];
    const sought = wordings.map(({ parts, whole }) => [parts.map((part) => part.map(joined)), joined(whole)]);
    return rows
      .map((row) => [rank(row, sought), row])
      .filter(([degree]) => degree !== undefined)
      .sort(([a], [b]) => a - b)
      .map(([degree, row]) => ({ ...row, phrases: wordings[Math.floor(degree / RANKS)].parts.flat() }));
  }

  function* wordingsOf(query) {
    const phrases = [...query.matchAll(QUERY)].map(([, quoted, word]) => keys(quoted || word || "")).filter((p) => p.length);
    const whole = phrases.flat();
    const telling = phrases.filter((phrase) => phrase.length > 1 || !stops.includes(phrase[0]));
    const needed = telling.length ? telling : phrases;
    if (!needed.length) return;
    yield { parts: needed.map(completed), whole };
    for (const names of labels) {
      for (const name of names.filter((name) => name.length)) {
        const at = position(name, whole);
        if (at === undefined) continue;
        const rest = needed.filter((phrase) => !phrase.every((key) => name.includes(key))).map((phrase) => [phrase]);
        for (const other of names.filter((other) => other !== name)) {
          yield { parts: [...rest, [other]], whole: [...whole.slice(0, at), ...other, ...whole.slice(at + name.length)] };
        }
      }
    }
  }

  /** The phrases that may stand for one: those of the words that an unknown word begins. */
  function completed(phrase) {
    if (phrase.length > 1 || stems.has(phrase[0])) return [phrase];
    const longer = [...entryForms].filter(([form]) => form.startsWith(phrase[0])).map(([, key]) => key);
    return [...new Set(longer)].map((key) => [key]);
  }

  /** Start and end of each place of one of the phrases in a text; words side by side are one place. */
  function places(text, phrases) {
    const found = words(text);
    const spans = [];
    for (let at = 0; at < found.length; ) {
      const fits = phrases.filter((phrase) => phrase.length && phrase.every((key, n) => found[at + n]?.key === key));
      const length = Math.max(0, ...fits.map((phrase) => phrase.length));
      if (length && spans.at(-1)?.[1] === at) spans.at(-1)[1] = at + length;
      else if (length) spans.push([at, at + length]);
      at += length || 1;
    }
    return spans.map(([first, end]) => [found[first].start, found[end - 1].end]);
  }
}

/** How near an entry is by the first wording that fits. */
function rank({ labelKeys, everywhere }, sought) {
  const number = sought.findIndex(([parts]) => parts.every((part) => part.some((phrase) => everywhere.includes(phrase))));
  if (number < 0) return undefined;
  const whole = sought[number][1];
  return number * RANKS + [labelKeys === whole, everywhere.includes(whole), true].indexOf(true);
}

/** The part of a text around the first of some places in it. */
export function excerpt(text, [[first, last]]) {
  const start = first > CONTEXT ? text.lastIndexOf(" ", first - CONTEXT - 1) + 1 : 0;
  const end = text.indexOf(" ", last + CONTEXT);
  return [start, end < 0 ? text.length : end];
}

function joined(phrase) {
  return ` ${phrase.join(" ")} `;
}

function unique(phrases) {
  return [...new Map(phrases.map((phrase) => [phrase.join(" "), phrase])).values()];
}

function position(phrase, within) {
  const at = within.findIndex((_, at) => phrase.every((key, n) => within[at + n] === key));
  return at < 0 ? undefined : at;
}
