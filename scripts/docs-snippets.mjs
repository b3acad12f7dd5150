import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";

/*
 * The TypeScript blocks of README.md and docs/*.md, made into modules that are type-checked and run as tests.
 *
 * A block stands between ```ts and ``` and stands alone: it imports what it uses. What it claims, it proves:
 *
 *     1 + 1; // => 2
 *     const sum = 1 + 1; // => 2
 *     ({ outcome: "resolved", labels: [] });
 *     // => {
 *     //   outcome: "resolved",
 *     //   labels: [],
 *     // }
 *
 * The value is a JavaScript expression, on the line of the statement or below it, and runs on over comment lines until it
 * is whole. A field that is `undefined` counts as absent. A block that opens with ```ts no-run is type-checked only.
 */

/**
 * @typedef {object} Snippet
 * @property {string} page the page's path, e.g. `docs/rules.md`
 * @property {number} line the line of the page on which the code starts, from 1
 * @property {boolean} runs whether it is run, or type-checked only
 * @property {string} code
 */

const OPENING = /^\s*```(?:ts|typescript)\b(.*)$/;
const CLOSING = /^\s*```\s*$/;

/**
 * The TypeScript blocks of one page, in its order.
 *
 * @param {string} page
 * @param {string} markdown
 * @returns {Snippet[]}
 */
export function snippetsOf(page, markdown) {
  const lines = markdown.split("\n");
  const snippets = [];
  for (let i = 0; i < lines.length; i++) {
    const opening = OPENING.exec(lines[i] ?? "");
    if (opening === null) continue;
    const first = i + 1;
    while (i < lines.length && (i < first || !CLOSING.test(lines[i] ?? ""))) i++;
    if (i === lines.length) throw new Error(`${page}:${first}: this block is never closed.`);
    const info = opening[1]?.trim();
    if (info !== "" && info !== "no-run") throw new Error(`${page}:${first}: a block is \`ts\` or \`ts no-run\`.`);
    snippets.push({ page, line: first + 1, runs: info === "", code: lines.slice(first, i).join("\n") });
  }
  return snippets;
}

/**
 * The blocks of all pages.
 *
 * @returns {Snippet[]}
 */
export function allSnippets() {
  const docs = readdirSync("docs").filter((name) => name.endsWith(".md"));
  const pages = ["README.md", ...docs.sort().map((name) => `docs/${name}`)];
  return pages.flatMap((page) => snippetsOf(page, readFileSync(page, "utf8")));
}

/**
 * A module that is the block, each line on the number that it has in its page, so that messages point there.
 *
 * @param {Snippet} snippet
 */
export function moduleOf({ line, code }) {
  return `${"\n".repeat(line - 1)}${code}\nexport {};\n`;
}

/**
 * The module of {@link moduleOf} with each claim made into an assertion of vitest.
 *
 * @param {Snippet} snippet
 */
export function testOf(snippet) {
  let code = moduleOf(snippet);
  for (const { start, end, actual, value, line } of claimsOf(snippet, code).reverse()) {
    const place = JSON.stringify(`${snippet.page}:${line}`);
    code = `${code.slice(0, start)}claim(${actual}, ${place}).toEqual(${value});${code.slice(end)}`;
  }
  return `import { expect as claim } from "vitest"; ${code}`;
}

/**
 * What a block claims: the span of code to replace by the assertion, the code of the value that is met, and the code of
 * the value that is expected.
 *
 * @param {Snippet} snippet
 * @param {string} code
 */
function claimsOf({ page }, code) {
  const source = ts.createSourceFile("snippet.ts", code, ts.ScriptTarget.Latest, true);
  const claims = [];
  for (const statement of source.statements) {
    const comment = /^[ \t]*\n?[ \t]*\/\/ =>(.*(?:\n[ \t]*\/\/.*)*)/.exec(code.slice(statement.end));
    if (comment === null) continue;
    const line = source.getLineAndCharacterOfPosition(statement.end).line + 1;
    const value = firstExpression(comment[1] ?? "");
    if (value === undefined) throw new Error(`${page}:${line}: what follows // => is no expression.`);
    claims.push({ ...subjectOf(statement, source, `${page}:${line}`), value, line });
  }
  if (claims.length !== code.split("// =>").length - 1) {
    throw new Error(`${page}: a // => stands at no expression or constant of the top level of its block.`);
  }
  return claims;
}

/**
 * An expression is replaced by its assertion; a constant stays, and its assertion comes after it.
 *
 * @param {ts.Statement} statement
 * @param {ts.SourceFile} source
 * @param {string} place
 */
function subjectOf(statement, source, place) {
  if (ts.isExpressionStatement(statement)) {
    return { start: statement.getStart(source), end: statement.end, actual: statement.expression.getText(source) };
  }
  const declarations = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
  const [declaration] = declarations;
  if (declaration === undefined || declarations.length > 1 || !ts.isIdentifier(declaration.name)) {
    throw new Error(`${place}: // => follows an expression or one constant.`);
  }
  return { start: statement.end, end: statement.end, actual: declaration.name.text };
}

/**
 * The shortest run of comment lines that is an expression, in parentheses.
 *
 * @param {string} comment
 * @returns {string | undefined}
 */
function firstExpression(comment) {
  const lines = comment.split("\n").map((line) => line.replace(/^[ \t]*\/\//, ""));
  for (let count = 1; count <= lines.length; count++) {
    const text = lines.slice(0, count).join("\n").trim();
    const { diagnostics = [] } = ts.transpileModule(`(${text});`, { reportDiagnostics: true });
    if (text !== "" && diagnostics.length === 0) return `(${text})`;
  }
  return undefined;
}

/**
 * Writes one file a block into an emptied folder.
 *
 * @param {string} folder
 * @param {readonly Snippet[]} snippets
 * @param {(snippet: Snippet) => string} print
 * @returns {{ snippet: Snippet, file: string }[]}
 */
export function writeSnippets(folder, snippets, print) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return snippets.map((snippet) => {
    const file = join(folder, `${basename(snippet.page, ".md")}-line-${snippet.line}.ts`);
    writeFileSync(file, print(snippet));
    return { snippet, file };
  });
}
