// Type-checks the TypeScript blocks of README.md and docs/*.md as strictly as the source.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { allSnippets, moduleOf, writeSnippets } from "./docs-snippets.mjs";

const folder = ".tmp/snippets/types";
const written = writeSnippets(folder, allSnippets(), moduleOf);
const project = {
  extends: "../../../tsconfig.json",
  compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
  include: ["*.ts"],
};
writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(project));
if (written.length > 0) {
  const { status } = spawnSync("tsc", ["-p", folder], { stdio: "inherit", shell: true });
  process.exitCode = status ?? 1;
}
