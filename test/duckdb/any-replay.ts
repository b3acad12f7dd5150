import { gzipSync } from "node:zlib";
import { ledger } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { logText } from "../replay/scan/log-texts.ts";
import { ndjson, type TempFolder } from "../replay/temp-folder.ts";
import { CLAIMS, ruleSet } from "../support/rule-sets.ts";

const TYPES = ["BotTriggered", "ButtonClicked", "HandoffRequested", "DirectMessageSent", "ChatClosed"] as const;

/** What may be asked of statistics and quotas, and by which rules. */
export function anyReplay(folder: TempFolder): fc.Arbitrary<readonly string[]> {
  return fc
    .tuple(
      fc.constantFrom(
        [],
        ["--unit", "visitors"],
        ["--cohort", "decided"],
        ["--cohort", "decided", "--unit", "visitors", "--bot", "bot-1"],
        ["--account", "acme"],
        ["--account", "nobody"],
        ["--strict"],
        ["--no-text", "--period", "anniversary", "--mode", "soft"],
        ["--as-of", "2024-05-01T10:00:00Z"],
        ["--from", "2024-05-01", "--to", "2024-06-01"],
        ["--from", "2024-01-01", "--as-of", "2026-01-01T00:00:00Z"],
      ),
      fc.constantFrom([], ["--by", "hour"], ["--tz", "Asia/Kathmandu", "--by", "month"], ["--tz", "America/New_York"]),
      fc.constantFrom(["--json"], ["--format", "table"]),
      fc.oneof(
        fc.constantFrom(
          [],
          ["--option", "handoffIsContact=false", "--option", "botInputIsInteraction=false"],
          ["--option", "inactivityTimeout=60000", "--option", "requireClose=false"],
        ),
        ruleSet(TYPES, CLAIMS).map((rules) => ["--rules", folder.write("rules.json", JSON.stringify(rules))]),
      ),
    )
    .map((parts) => parts.flat());
}

let count = 0;

/** Logs, packed or not, that are written when they are asked for. */
export function anyLogs(folder: TempFolder): fc.Arbitrary<() => readonly string[]> {
  return fc
    .array(fc.tuple(fc.oneof({ arbitrary: logText(), weight: 2 }, ledger().map(ndjson)), fc.boolean()), {
      minLength: 1,
      maxLength: 3,
    })
    .map((texts) => () => {
      return texts.map(([lines, isPacked]) => {
        const name = `any-${count++}.ndjson`;
        return isPacked ? folder.write(`${name}.gz`, gzipSync(lines)) : folder.write(name, lines);
      });
    });
}
