// Full-text search over entries: the same as `data/search.py` and `data/words.py`, with the same rules and results.
import stem from "wink-porter2-stemmer";

const TOKEN = /[\p{L}\p{N}]+/gu;
const LATIN = /^[a-z]+$/;
const QUERY = /"([^"]*)"|([^\s"]+)/g;
const NUMBER = /\((\d+)\)/g;
const CONTEXT = 60;
const RANKS = 4;

/** The search over what `search.json` holds: `index(data).search('words "and phrases"')`. */
export function index({ spellings, stops, synonyms, kinds, entries }) {
  const rules = spellings.map(([pattern, spelling]) => [new RegExp(pattern, "g"), spelling.replace(/\\(\d)/g, "$$$1")]);
  const known = new Map(); // words as they are written -> keys
  const forms = new Map(); // plain words -> keys
  const rows = entries.map(([href, label, kind, names, aliases, ...texts]) => ({
    href,
    label,
    kind: kinds[kind],
    texts,
    called: [label, ...names, ...aliases].map((text) => joined(keys(text))),
    names: names.map((text) => joined(keys(text))),
    everywhere: [label, ...names, ...aliases, ...texts].map((text) => joined(keys(text))).join("|"),
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

  /**
   * What holds all words and phrases, the nearest first, and if nothing does, what holds some: each with the phrases that
   * were looked for in it, and those of the query that it misses.
   */
  function search(query) {
    const wordings = [...wordingsOf(query)];
    const sought = wordings.map(({ parts, whole }) => [parts.map((part) => part.map(joined)), joined(whole)]);
    const hit = (row, { parts, texts = [] }) => {
      return { ...row, phrases: parts.flat(), missing: texts.filter((_, n) => !holds(row, parts[n].map(joined))) };
    };
    const ranked = rows.map((row) => [rank(row, sought), row]).filter(([degree]) => degree !== undefined);
    const nearest = ranked.sort(([a], [b]) => a - b);
    const hits = nearest.map(([degree, row]) => hit(row, wordings[Math.floor(degree / RANKS)]));
    if (!wordings.length || hits.some(({ missing }) => !missing.length)) return hits;
    const ranks = new Map(ranked.map(([degree, row]) => [row, degree]));
    const others = partly(sought[0][0]).filter((row) => !ranks.has(row));
    return [...hits, ...others.map((row) => hit(row, wordings[0]))];
  }

  /** The rows that hold some of the parts, first those with most, then those with the rarest. */
  function partly(parts) {
    const held = rows.map((row) => parts.map((part) => holds(row, part)));
    const shares = parts.map((_, n) => 1 / Math.max(held.filter((row) => row[n]).length, 1));
    const found = rows.map((row, at) => ({ row, count: held[at].filter(Boolean).length, rarity: sum(shares.filter((_, n) => held[at][n])) }));
    const some = found.filter(({ count }) => count);
    return some.sort((a, b) => b.count - a.count || b.rarity - a.rarity).map(({ row }) => row);
  }

  function* wordingsOf(query) {
    const texts = [...query.matchAll(QUERY)].map(([, quoted, word]) => quoted || word || "");
    const read = texts.map((text) => ({ text, phrase: keys(text.replace(NUMBER, "paragraph $1")) })).filter(({ phrase }) => phrase.length);
    const whole = read.flatMap(({ phrase }) => phrase);
    const telling = read.filter(({ phrase }) => phrase.length > 1 || !stops.includes(phrase[0]));
    const asked = telling.length ? telling : read;
    const needed = asked.map(({ phrase }) => phrase);
    if (!needed.length) return;
    yield { parts: needed.map(completed), whole, texts: asked.map(({ text }) => text) };
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
function rank(row, sought) {
  for (const [number, [parts, whole]] of sought.entries()) {
    const isNamed = number === 0 && row.names.some((name) => whole.includes(name));
    const isFound = parts.every((part) => holds(row, part));
    const degree = [row.called.includes(whole), isFound && row.everywhere.includes(whole), isNamed, isFound].indexOf(true);
    if (degree >= 0) return number * RANKS + degree;
  }
  return undefined;
}

function holds({ everywhere }, part) {
  return part.some((phrase) => everywhere.includes(phrase));
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
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
