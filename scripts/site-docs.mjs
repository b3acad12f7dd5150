// The pages of README.md and docs/, and the reference of all that users can name, made by TypeDoc.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { Application, Converter, OptionDefaults, PageEvent, ReflectionKind } from "typedoc";
import { lookOf } from "./site-look.mjs";
import { finished } from "./site-page.mjs";

/** @type {{ exports: Record<string, string | { "@chatledger/source": string }> }} */
const { exports: entries } = JSON.parse(readFileSync("package.json", "utf8"));

/** The source of each entry of the package. */
const entryPoints = Object.values(entries).flatMap((entry) =>
  typeof entry === "string" ? [] : [entry["@chatledger/source"]],
);

/** The pages by their files, in the order in which they are listed: what each is called, and the group that it is in. */
const pages = new Map([
  ["docs/README.md", { title: "All guides", group: "Guides" }],
  ...guides().map(({ file, title }) => /** @type {const} */ ([`docs/${file}`, { title, group: "Guides" }])),
  ["examples/README.md", { title: "Examples", group: "Project" }],
  ["CHANGELOG.md", { title: "Changelog", group: "Project" }],
  ["CONTRIBUTING.md", { title: "Contributing", group: "Project" }],
  ["SECURITY.md", { title: "Security", group: "Project" }],
]);

/** Where the links lead that stand on every page. */
const links = { Guides: "documents/All_guides.html", API: "modules.html", Playground: "playground/index.html" };

function guides() {
  const rows = readFileSync("docs/README.md", "utf8").matchAll(/^\| \[(.+?)\]\((.+?)\) \|/gm);
  return Array.from(rows, ([, title = "", file = ""]) => ({ title, file }));
}

/**
 * Builds the pages into a folder.
 *
 * @param {string} out
 */
export async function buildDocs(out) {
  const style = ".tmp/site.css";
  mkdirSync(".tmp", { recursive: true });
  writeFileSync(style, (await lookOf()) + readFileSync("site/docs.css", "utf8"));
  const app = await Application.bootstrap({
    name: "chatledger",
    entryPoints,
    tsconfig: "tsconfig.json",
    readme: "README.md",
    projectDocuments: [...pages.keys()],
    customCss: style,
    favicon: "site/favicon.svg",
    // `npm run types` checks them, and the report of the API says what is exported.
    skipErrorChecking: true,
    validation: { notExported: false, invalidLink: false, invalidPath: true, rewrittenLink: true },
    disableSources: true,
    excludeExternals: true,
    includeHierarchySummary: false,
    headings: { readme: false, document: false },
    groupOrder: ["Guides", "Modules", "Project", "*"],
    sort: ["alphabetical-ignoring-documents"],
    navigation: { includeGroups: true },
    // From the root of the site; `finished` writes them for each page.
    navigationLinks: Object.fromEntries(Object.entries(links).map(([name, to]) => [name, `@/${to}`])),
    searchInDocuments: true,
    searchInComments: true,
    searchGroupBoosts: { Guides: 60 },
    highlightLanguages: [...OptionDefaults.highlightLanguages, "xml"],
    ignoredHighlightLanguages: ["mermaid", "console"],
    githubPages: false,
    logLevel: "Warn",
  });
  /** @type {Map<string, import("typedoc").DocumentReflection>} */
  const documents = new Map();
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    const file = relative(".", document.project.files.getReflectionPath(document) ?? "");
    const page = pages.get(file);
    if (page === undefined) throw new Error(`${file} is not listed.`);
    documents.set(file, document);
    document.name = page.title;
    document.frontmatter["group"] = page.group;
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
      module.name = module.name === "index" ? "chatledger" : `chatledger/${module.name}`;
    }
  });
  /** @param {string} file */
  const pageOf = (file) => {
    const document = documents.get(file);
    const url = document && app.renderer.router?.getFullUrl(document);
    return url === undefined ? undefined : { name: document?.name ?? file, url };
  };
  app.renderer.on(PageEvent.END, (page) => {
    page.contents = finished(page.contents ?? "", { url: page.url, pageOf });
  });
  const project = await app.convert();
  if (project === undefined) throw new Error("TypeDoc could not read the source.");
  await app.generateDocs(project, out);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error("TypeDoc warned of what stands above.");
}
