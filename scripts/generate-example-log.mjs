// Writes the example log; a test holds it to what the script makes.
import { writeFileSync } from "node:fs";
import { exampleLog } from "./example-log.mjs";

writeFileSync("examples/example-log.ndjson", exampleLog);
