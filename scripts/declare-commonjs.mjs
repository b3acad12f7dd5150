// Makes the declarations of CommonJS: those of ESM, but for the files that they name. To roll them up once more would take as long as
// all the rest of the build.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

for (const file of readdirSync("dist", { recursive: true, encoding: "utf8" })) {
  if (!file.endsWith(".d.ts")) continue;
  const text = readFileSync(`dist/${file}`, "utf8");
  writeFileSync(
    `dist/${file.replace(/\.ts$/, ".cts")}`,
    text.replaceAll(/(["']\.{1,2}\/[^"']+)\.js(["'])/g, "$1.cjs$2"),
  );
}
