import { counted } from "../../projections/number-text.ts";
import { packLogs } from "../../replay/packed/pack-logs.ts";
import type { Command } from "../command.ts";
import { isSet, logFlags, logHelp, textOf, threadsFlag, threadsOf } from "../flags.ts";
import { say } from "../io.ts";
import { logsOf, reportErrors, underProgress } from "../read-log.ts";
import { size } from "../text.ts";
import { WrongUsage } from "../wrong-usage.ts";

export const packCommand: Command = {
  name: "pack",
  summary: "one Parquet file of logs, which every command reads in a fraction of the time",
  help: `Usage: chatledger pack LOG... --out FILE [FLAGS]

Packs logs into a Parquet file that is a log like any other. Left out are fields that no event has. Lines that are no
events are kept as they are, and so are repeated events. Exit code 1 if there are errors.

  --out FILE             where to
  --force                overwrite the file
  --threads N            how many threads may pack a long log (default: as many as the machine runs, 4 at most)
${logHelp}
Example:
  chatledger pack log.ndjson.gz --out log.parquet && chatledger stats log.parquet
`,
  flags: { out: { type: "string" }, force: { type: "boolean" }, ...threadsFlag, ...logFlags },
  async run(call) {
    const { values, io, signal } = call;
    const logs = logsOf(call);
    const out = textOf(values, "out");
    if (out === undefined || out === "" || out === "-") throw new WrongUsage("Say where to: --out FILE.");
    const options = {
      force: isSet(values, "force"),
      strict: isSet(values, "strict"),
      hideText: isSet(values, "no-text"),
      threads: threadsOf(values),
      signal,
    };
    const packed = await underProgress(call, (onProgress) => packLogs(logs, out, { ...options, onProgress }));
    const { lines, events, bytesRead, bytesWritten } = packed;
    const sizes = `${size(bytesRead)} became ${size(bytesWritten)}`;
    say(io, `${out}: ${counted(events, "event")} in ${counted(lines, "line")}; ${sizes}.`);
    return reportErrors(call, packed);
  },
};
