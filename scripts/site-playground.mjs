// The playground: one page of HTML that holds its script and its style, and a policy that allows these two and nothing else.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { lookOf } from "./site-look.mjs";
import { hashOf } from "./site-page.mjs";

const folder = "site/playground";

/**
 * Builds the playground into a folder.
 *
 * @param {string} out
 */
export async function buildPlayground(out) {
  const script = await bundled("main.tsx");
  const style = (await lookOf()) + (await bundled("playground.css"));
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const icon = `data:image/svg+xml,${encodeURIComponent(readFileSync("site/favicon.svg", "utf8").trim())}`;
  const parts = new Map(Object.entries({ policy, icon, style, script }));
  const page = readFileSync(join(folder, "page.html"), "utf8");
  mkdirSync(out, { recursive: true });
  writeFileSync(
    join(out, "index.html"),
    page.replace(/\/\*(policy|icon|style|script)\*\//g, (_, name) => parts.get(name) ?? ""),
  );
}

/** @param {string} file */
async function bundled(file) {
  const { outputFiles } = await build({
    entryPoints: [join(folder, file)],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: ["chrome123", "firefox120", "safari17.5"],
    conditions: ["@chatledger/source"],
    jsx: "automatic",
    jsxImportSource: "preact",
    charset: "ascii",
    logLevel: "error",
  });
  return outputFiles.map(({ text }) => text.trim()).join("");
}
