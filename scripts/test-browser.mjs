// Bundles the core for browsers, which fails on any import of Node's, and judges a conversation with it in Chromium.
import assert from "node:assert/strict";
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const folder = ".tmp/browser";
const page = `${folder}/page.html`;

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: ["test/packaging/consumer/browser.js"],
  outfile: `${folder}/bundle.js`,
  bundle: true,
  format: "iife",
  platform: "browser",
  logLevel: "error",
});
writeFileSync(page, `<!doctype html><title>chatledger</title><body><script src="bundle.js"></script></body>`);
console.log("ok      the core bundles for browsers and imports nothing of Node's");

const executablePath = findChromium();
if (executablePath === undefined) {
  console.log("skipped the core in Chromium: it is not installed (Debian: apt-get install chromium)");
} else {
  assert.deepEqual(await load(executablePath), { complaints: [], text: "resolved" });
  console.log("ok      the core judges a conversation in Chromium");
}

/** The path of a Chromium, or of Chrome, on the `PATH`. */
function findChromium() {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome"];
  return names.flatMap((name) => folders.map((dir) => join(dir, name))).find(isExecutable);
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Loads the page: what it says, and what it complained about.
 *
 * @param {string} executablePath
 */
async function load(executablePath) {
  const profile = mkdtempSync(join(tmpdir(), "chatledger-browser-"));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  try {
    /** @type {string[]} */
    const complaints = [];
    const tab = await browser.newPage();
    tab.on("console", (message) => complaints.push(message.text()));
    tab.on("pageerror", (error) => complaints.push(error.message));
    await tab.goto(pathToFileURL(resolve(page)).href);
    return { complaints, text: await tab.innerText("body") };
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
