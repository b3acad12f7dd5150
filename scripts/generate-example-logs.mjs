// Writes the example logs; a test holds them to what the scripts make.
import { writeFileSync } from "node:fs";
import { exampleLog } from "./example-log.mjs";
import { quotaLog } from "./quota-log.mjs";

writeFileSync("examples/example-log.ndjson", exampleLog);
writeFileSync("examples/quota-walk-through.ndjson", quotaLog);
