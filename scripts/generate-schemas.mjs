// Writes the JSON Schemas from the zod schemas; a test holds the two together.
import { mkdirSync, writeFileSync } from "node:fs";
import { schemas } from "./schemas.mjs";

mkdirSync("schemas", { recursive: true });
for (const [file, text] of Object.entries(schemas)) writeFileSync(file, text);
