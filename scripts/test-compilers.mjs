// Compiles users of .tmp/chatledger.tgz (see `npm run tarball`) by every version of TypeScript that its types are meant for.

import { mkdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { consumer, test } from "./consumer.mjs";

const VERSIONS = ["5.5", "5.6", "5.7", "5.8", "5.9", "6.0", "7.0"];
const PROJECTS = ["types-nodenext", "types-bundler", "types-browser"];

const { home, run, install, remove } = consumer();
install("--no-save", ...VERSIONS.map((version) => `typescript-${version}@npm:typescript@${version}`));
for (const name of ["@types/node", "expect", "fast-check", "vitest"]) {
  const link = join(home, "node_modules", name);
  mkdirSync(join(link, ".."), { recursive: true });
  symlinkSync(resolve("node_modules", name), link, "dir");
}
for (const version of VERSIONS) {
  for (const project of PROJECTS) {
    test(`TypeScript ${version} accepts ${project}`, () =>
      run("node", [`node_modules/typescript-${version}/bin/tsc`, "-p", project]));
  }
}
remove();
