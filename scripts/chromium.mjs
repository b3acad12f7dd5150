// Chromium, for what is tested in a browser.
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

/** The path of a Chromium, or of Chrome, on the `PATH`. */
export function findChromium() {
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
 * Runs something in a Chromium of its own.
 *
 * @param {string} executablePath
 * @param {(context: import("playwright-core").BrowserContext) => Promise<void>} use
 */
export async function inChromium(executablePath, use) {
  const profile = mkdtempSync(join(tmpdir(), "chatledger-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
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
    await use(context);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/**
 * Opens a page, and listens to what it complains about and asks for.
 *
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} url
 */
export async function openPage(context, url) {
  /** @type {string[]} */
  const complaints = [];
  /** @type {string[]} */
  const requests = [];
  const tab = await context.newPage();
  tab.on("console", (message) => complaints.push(message.text()));
  tab.on("pageerror", (error) => complaints.push(error.message));
  tab.on("request", (request) => requests.push(request.url()));
  await tab.goto(url);
  return { tab, complaints, requests };
}
