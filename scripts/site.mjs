// The site: README and docs/ as pages, the reference of the API, a search over both, and the playground. It is of files alone,
// asks for nothing from elsewhere, and can be read from the disk.
import { rmSync } from "node:fs";
import { buildDocs } from "./site-docs.mjs";
import { buildPlayground } from "./site-playground.mjs";

const out = "dist-site";

rmSync(out, { recursive: true, force: true });
await buildDocs(out);
await buildPlayground(`${out}/playground`);
console.log(`${out}/index.html and ${out}/playground/index.html`);
