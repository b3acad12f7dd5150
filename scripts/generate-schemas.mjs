// Writes the JSON Schemas from the zod schemas, and llms.txt from the guides; a test holds them together.
import { mkdirSync, writeFileSync } from "node:fs";
import { llms } from "./llms.mjs";
import { schemas } from "./schemas.mjs";

mkdirSync("schemas", { recursive: true });
for (const [file, text] of Object.entries({ ...schemas, ...llms })) writeFileSync(file, text);
