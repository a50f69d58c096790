// Copies what we take from npm into static/vendor, makes the icon sprite and writes where each file comes from.
//   npm install && npm run vendor
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const here = new URL("./", import.meta.url).pathname;
const packages = `${here}../node_modules/`;
const files = {
  "@tabler/core": ["dist/css/tabler.min.css", "dist/js/tabler.min.js"],
};
const icons = readFileSync(`${here}icons.txt`, "utf8").split(/\s+/).filter(Boolean).sort();
const manifest = [];

mkdirSync(`${here}vendor`, { recursive: true });
for (const [name, paths] of Object.entries(files)) {
  const about = JSON.parse(readFileSync(`${packages}${name}/package.json`, "utf8"));
  for (const path of paths) {
    const target = `${here}vendor/${path.split("/").pop()}`;
    copyFileSync(`${packages}${name}/${path}`, target);
    // a source map we do not ship would only make the browser ask for it
    const text = readFileSync(target, "utf8").replace(/\/[*/]# sourceMappingURL=.*?(\*\/)?\s*$/, "");
    writeFileSync(target, text);
    note(target, name, about);
  }
}
const about = JSON.parse(readFileSync(`${packages}@tabler/icons/package.json`, "utf8"));
const symbols = icons.map((icon) => {
  const svg = readFileSync(`${packages}@tabler/icons/icons/outline/${icon}.svg`, "utf8");
  const shapes = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "").replace(/<path stroke="none"[^>]*\/>/, "");
  return `<symbol id="${icon}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
});
writeFileSync(`${here}vendor/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
note(`${here}vendor/icons.svg`, "@tabler/icons", about);
writeFileSync(`${here}vendor/manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);

function note(path, name, about) {
  const sha256 = createHash("sha256").update(readFileSync(path)).digest("hex");
  manifest.push({ file: path.split("/").pop(), package: name, version: about.version, licence: about.license, sha256 });
}
