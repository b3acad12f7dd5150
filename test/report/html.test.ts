import fc from "fast-check";
import { expect, test } from "vitest";
import { html, trusted } from "../../src/report/html.ts";
import { parsed } from "./page.ts";

test("text and numbers are escaped, markup and lists of it are not", () => {
  const item = (text: string) => html`<li>${text}</li>`;
  expect(String(html`<ul title="${`"><`}">${[item("a & b"), item("<b>"), 1]}</ul>`)).toBe(
    '<ul title="&quot;&gt;&lt;"><li>a &amp; b</li><li>&lt;b&gt;</li>1</ul>',
  );
});

test("what looks like markup and is none of ours is text", () => {
  const forged = { toString: () => "<script>" };
  expect(() => String(html`${JSON.parse('[{"markup":"<script>"}]')}`)).toThrow();
  expect(String(html`${String(forged)}`)).toBe("&lt;script&gt;");
});

test("markup of the templates themselves is let through by name alone", () => {
  expect(String(html`${trusted("<path/>")}`)).toBe("<path/>");
});

test("controls and marks of direction are written out", () => {
  expect(String(html`${"a\0b\u001b\u202e\n"}`)).toBe("a\\u0000b\\u001b\\u202e\\u000a");
});

test("whatever text is put in comes out as one text, in elements and in attributes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
      const page = parsed(String(html`<!doctype html><html><body><p title="${text}">${text}</p></body></html>`));
      const [p, ...others] = page.all("body *");
      expect([others.length, p?.querySelector("*")]).toStrictEqual([0, null]);
      expect([...(p?.attributes ?? [])].map(({ name }) => name)).toStrictEqual(["title"]);
      expect(p?.getAttribute("title")).toBe(p?.textContent);
    }),
  );
});

test("surrogates that stand alone, which no file can hold, are replaced", () => {
  expect(String(html`${"\ud800"}`)).toBe("\ufffd");
});
