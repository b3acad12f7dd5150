import { readFile } from "node:fs/promises";
import { text as textFrom } from "node:stream/consumers";
import { isImportError } from "../../importers/smartsupp/import-error.ts";
import { importSmartsupp, type SmartsuppImport } from "../../importers/smartsupp/import-smartsupp.ts";
import { counted } from "../../projections/number-text.ts";
import { reasonOf } from "../../replay/reason-of.ts";
import { sourceErrorOf } from "../../replay/source-error.ts";
import type { Command } from "../command.ts";
import { isSet, textOf } from "../flags.ts";
import { print, say } from "../io.ts";
import { WrongUsage } from "../wrong-usage.ts";
import { lines } from "./classify.ts";
import { withoutText } from "./explain.ts";

export const importCommand: Command = {
  name: "import",
  summary: "our NDJSON from a vendor's exports",
  help: `Usage: chatledger import smartsupp FILE... [FLAGS]

Prints events, one a line, from Smartsupp's POST hooks, REST v2 conversations and messages, and webhooks. A FILE holds
one JSON document, or one a line. What maps to nothing is listed on stderr; exit code 1 if a line is no JSON.

  --account ID           the account of the events; needed for REST data, which names none
  --no-text              leave out what people wrote

Example:
  chatledger import smartsupp conversations.json messages.json --account 881987 > log.ndjson
`,
  flags: { account: { type: "string" }, "no-text": { type: "boolean" } },
  async run({ positionals: [vendor, ...files], values, io }) {
    if (vendor !== "smartsupp") throw new WrongUsage("Say whose exports: chatledger import smartsupp FILE...");
    if (files.length === 0) throw new WrongUsage("Name a file to import, or - for standard input.");
    const read = (await Promise.all(files.map(readDocuments))).flat();
    const documents = read.filter((document) => "value" in document);
    const { events, unmapped } = importDocuments(documents, textOf(values, "account"));
    const hidesText = isSet(values, "no-text");
    await print(io.stdout, lines(events.map((event) => JSON.stringify(hidesText ? withoutText(event) : event))));
    const broken = read.filter((document) => !("value" in document));
    for (const { place } of broken) say(io, `${place}: ${NO_DOCUMENT}`);
    for (const { document, path, what, why } of unmapped) {
      say(io, `${documents[document]?.place}${path === "" ? "" : ` ${path}`}: ${what}: ${why}`);
    }
    say(
      io,
      `${counted(events.length, "event")} from ${counted(documents.length, "document")}; ${counted(unmapped.length, "thing")} mapped to nothing.`,
    );
    return broken.length === 0 ? 0 : 1;
  },
};

const NO_DOCUMENT = "expected a JSON document, or one on each line.";

interface Document {
  readonly value: unknown;
  /** Its file, and its line when the file holds one document a line. */
  readonly place: string;
}

/** A line that is no JSON. */
type BrokenLine = Pick<Document, "place">;

function importDocuments(documents: readonly Document[], accountId: string | undefined): SmartsuppImport {
  try {
    return importSmartsupp(
      documents.map(({ value }) => value),
      { accountId },
    );
  } catch (error) {
    const origin = isImportError(error) && error.document !== undefined ? documents[error.document] : undefined;
    throw origin === undefined ? error : new WrongUsage(`${origin.place}: ${reasonOf(error)}`);
  }
}

/** The documents of a file: the whole of it, or each of its lines. A file none of whose lines is one is refused. */
async function readDocuments(file: string): Promise<readonly (Document | BrokenLine)[]> {
  const text = (await readText(file)).replace(/^\uFEFF/, "");
  if (text.trim() === "") return [];
  const whole = jsonOf(text);
  if (whole !== undefined) return [{ value: whole.value, place: file }];
  const lines = text.split("\n").flatMap((line, i): (Document | BrokenLine)[] => {
    if (line.trim() === "") return [];
    return [{ ...jsonOf(line), place: `${file}:${i + 1}` }];
  });
  if (!lines.some((line) => "value" in line)) throw new WrongUsage(`${lines[0]?.place}: ${NO_DOCUMENT}`);
  return lines;
}

async function readText(file: string): Promise<string> {
  try {
    if (file !== "-") return await readFile(file, "utf8");
  } catch (error) {
    throw sourceErrorOf(error, file);
  }
  return textFrom(process.stdin);
}

function jsonOf(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
