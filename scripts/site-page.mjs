// What TypeDoc's pages lack: links that hold on every page and from the disk, landmarks, tables and code that can be scrolled by
// the keyboard, and a policy that forbids whatever is not of the site.
import { createHash } from "node:crypto";

/**
 * A page as it is published.
 *
 * @param {string} html
 * @param {{ url: string, pageOf: (file: string) => { name: string, url: string } | undefined }} page its place in the site, and
 * the page that was made of a file of docs/
 */
export function finished(html, { url, pageOf }) {
  const root = "../".repeat(url.split("/").length - 1);
  const page = html
    .replaceAll('href="@/', `href="${root}`)
    // A folder is no page where there is no server.
    .replaceAll(/href="((?:\.\.\/)+)(?=[#"])/g, 'href="$1index.html')
    .replaceAll(/(?<=<p>)docs\/[a-z-]+\.md(?=<\/p>)/g, (file) => {
      const to = pageOf(file);
      return to === undefined ? file : `<a href="${root}${to.url}">${to.name}</a>`;
    })
    .replace('<div class="col-content">', '<div class="col-content" role="main">')
    .replace('<div class="page-menu">', '<div class="page-menu" role="complementary" aria-label="This page">')
    // The guides are unfolded until a reader folds them.
    .replace("<script>document", '<script>localStorage["tsd-accordion-Guides"]??="true";document')
    .replaceAll(/<h3>(Settings|On This Page)<\/h3>/g, "<h2>$1</h2>")
    .replace('<nav id="tsd-sidebar-links"', '<nav id="tsd-sidebar-links" aria-label="Site"')
    .replaceAll(/<table>.*?<\/table>/gs, '<div class="table" role="group" aria-label="Table" tabindex="0">$&</div>')
    .replaceAll("<pre>", '<pre tabindex="0">')
    // A link in a button of a fold can be reached by nobody but a mouse.
    .replaceAll(/<summary.*?<\/summary>/gs, (summary) => summary.replaceAll(/<a [^>]*tsd-anchor-icon.*?<\/a>/gs, ""));
  return page.replace("<head>", () => `<head><meta http-equiv="Content-Security-Policy" content="${policyOf(page)}"/>`);
}

/** @param {string} page */
function policyOf(page) {
  const scripts = Array.from(page.matchAll(/<script>(.*?)<\/script>/gs), ([, script = ""]) => hashOf(script));
  return [
    "default-src 'none'",
    `script-src 'self' ${scripts.join(" ")}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** @param {string} text */
export function hashOf(text) {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
