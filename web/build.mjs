// Bundles what the pages load into src/iccis/publication/site/static/built, with the licences of all that is in it.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";

const OUT = "../src/iccis/publication/site/static/built";
const LICENCE_FILE = /^(licen[cs]e|copying|notice)[^/]*$/i;

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await build({
  entryPoints: ["sparql.js", "sparql.css", "worker.js", "network.js", "network.css", "search.js", "search.css", "fonts.css"].map(
    (name) => `src/${name}`,
  ),
  loader: { ".woff2": "copy" },
  assetNames: "[name]",
  outdir: OUT,
  bundle: true,
  minify: true,
  format: "esm",
  splitting: true, // what only some visitors need is loaded when they need it
  target: "es2022",
  legalComments: "none", // their texts are in licences.txt
});
await copyFile("node_modules/oxigraph/web_bg.wasm", `${OUT}/oxigraph.wasm`);
await writeFile(`${OUT}/licences.txt`, await licences());

/** Licence texts of every package that may be in a bundle, by name. */
async function licences() {
  const lock = JSON.parse(await readFile("package-lock.json", "utf8"));
  const bundled = Object.keys(lock.packages).filter((path) => path && !lock.packages[path].dev);
  return (await Promise.all(bundled.sort().map(licence))).join(`\n${"=".repeat(80)}\n\n`);
}

async function licence(path) {
  const about = JSON.parse(await readFile(`${path}/package.json`, "utf8"));
  const files = (await readdir(path)).filter((name) => LICENCE_FILE.test(name) && !name.endsWith("mjs")).sort();
  const texts = files.length
    ? files.map((name) => readFile(`${path}/${name}`, "utf8"))
    : about.license.split(" OR ").map(standardText);
  const head = `${about.name} ${about.version}: ${about.license ?? "see below"}`;
  return [head, ...(await Promise.all(texts))].map((text) => `${text.trim()}\n`).join("\n");
}

/** Text of a licence by its SPDX name, for a package that ships none. */
async function standardText(name) {
  const found = await readFile(`node_modules/spdx-license-list/licenses/${name}.json`, "utf8");
  return JSON.parse(found).licenseText;
}
