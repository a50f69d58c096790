// Takes from npm into static/vendor what we use: of the style sheet the rules our pages may need, of the icons those named
// in icons.txt; and writes where each file comes from.
//   npm install && npm run vendor
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { PurgeCSS } = createRequire(import.meta.url)("purgecss");
const here = new URL("./", import.meta.url).pathname;
const packages = `${here}../node_modules/`;
const manifest = [];
mkdirSync(`${here}vendor`, { recursive: true });

// a class is used where a template or a script says it, whole or as a beginning that a word is put to: btn-{{ kind }}
const WORD = /[A-Za-z0-9_-]+/g;
const BEGINNING = /[A-Za-z0-9_-]+-(?=\{\{|\$\{|['"] *~)/g;
const CLASS = /\.(-?[A-Za-z_][A-Za-z0-9_-]*)/g;
const sheet = readFileSync(`${packages}@tabler/core/dist/css/tabler.min.css`, "utf8");
const said = [...texts(`${here}../templates/`, ".html"), ...texts(here, ".js")].join("\n");
const words = new Set(said.match(WORD));
const beginnings = new Set(said.match(BEGINNING));
const classes = classesOf(sheet);
const joined = [...classes].filter((one) => [...beginnings].some((to) => one.startsWith(to) && words.has(one.slice(to.length))));
const [kept] = await new PurgeCSS().purge({
  css: [{ raw: sheet }],
  content: [{ raw: [...words, ...joined].join(" "), extension: "html" }],
  keyframes: true,
  variables: true,
  // what our own sheets ask of it
  safelist: { variables: [...new Set(texts(here, ".css").join("\n").match(/--tblr-[a-z0-9-]+/g))] },
});
// a source map we do not ship would only make the browser ask for it
write("tabler.min.css", kept.css.replace(/\/\*# sourceMappingURL=.*?\*\/\s*$/, ""), "@tabler/core");
// tests/test_style_sheet.py finds here what a page will say and the sheet lacks; what is said already and not there stands
// only in rules that need what nobody says
const there = new Set([...classesOf(kept.css), ...words]);
write("left_out.txt", `${[...classes].filter((one) => !there.has(one)).sort().join("\n")}\n`, "@tabler/core");

const icons = readFileSync(`${here}icons.txt`, "utf8").split(/\s+/).filter(Boolean).sort();
const symbols = icons.map((icon) => {
  const svg = readFileSync(`${packages}@tabler/icons/icons/outline/${icon}.svg`, "utf8");
  const shapes = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "").replace(/<path stroke="none"[^>]*\/>/, "");
  return `<symbol id="${icon}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
});
write("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`, "@tabler/icons");
writeFileSync(`${here}vendor/manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);

function texts(folder, ending) {
  const found = readdirSync(folder, { recursive: true }).filter((path) => path.endsWith(ending) && !path.startsWith("vendor"));
  return found.sort().map((path) => readFileSync(`${folder}${path}`, "utf8"));
}

function classesOf(css) {
  // what stands in a comment or in url(…) is no selector
  return new Set([...css.replace(/\/\*.*?\*\/|url\([^)]*\)/gs, "").matchAll(CLASS)].map((found) => found[1]));
}

function write(file, content, name) {
  const about = JSON.parse(readFileSync(`${packages}${name}/package.json`, "utf8"));
  const sha256 = createHash("sha256").update(content).digest("hex");
  writeFileSync(`${here}vendor/${file}`, content);
  manifest.push({ file, package: name, version: about.version, licence: about.license, sha256 });
}
