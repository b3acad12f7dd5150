import { accessSync, constants } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod/mini";
import { CONVERSATION_EVENT_TYPES } from "../../domain/conversation-event.ts";
import { LATEST } from "../../domain/instant.ts";
import type { Plan } from "../../policies/classification/plan.ts";
import type { Anomaly } from "../anomaly.ts";
import { instantOrNull } from "../instant-or-null.ts";
import { reasonOf } from "../reason-of.ts";
import { endsOf } from "../scan/joined-ids.ts";
import type { ScanOptions } from "../scan/log-scan.ts";
import { beginningOf } from "../scan/log-so-far.ts";
import { arraysOf, type PackedPlanTable } from "../scan/plan-table.ts";
import type { TableShape } from "../scan/table-shape.ts";
import { CheckpointError } from "./checkpoint-error.ts";
import { type CheckpointFile, openCheckpointFile, writeCheckpointFile } from "./checkpoint-file.ts";
import { filePrint } from "./file-print.ts";
import { type SavedPlaces, SavedScan, type ScannedSoFar } from "./saved-scan.ts";
import { arraysOfAnswer, headOfAnswer, type SettledAnswer } from "./settled-answer.ts";

const headerSchema = z.object({
  rules: z.string(),
  plan: z.string(),
  question: z.string(),
  asOf: z.nullable(z.number()),
  hideText: z.boolean(),
  lastAt: z.nullable(z.number()),
  settled: z.nullable(z.object({ about: z.string(), rows: z.nullable(z.string()) })),
  logs: z.array(
    z.object({
      name: z.string(),
      position: z.int().check(z.minimum(0)),
      lines: z.int().check(z.minimum(0)),
      start: z.number(),
      end: z.number(),
      anomalies: z.array(z.custom<Anomaly>((value: unknown) => typeof value === "object" && value !== null)),
    }),
  ),
});

type Header = z.infer<typeof headerSchema>;

/** The checkpoint of a scan: a file that a later scan of the same logs for the same plan goes on from. */
export class ScanCheckpoint {
  readonly #file: string;
  readonly #about: Pick<Header, "rules" | "plan" | "question" | "asOf" | "hideText">;
  readonly #shape: TableShape;

  /** @throws CheckpointError if there is no place to write it to. */
  constructor(file: string, { rules }: Plan, shape: TableShape, { asOf, hideText }: ScanOptions) {
    const { extremes, firsts, anchors, concerned, anchored, present, bot = null, countsEvents, id, visitor } = shape;
    const kinds = [concerned, anchored, present, anchors].map((numbers) => [...numbers]);
    const texts = [id, visitor].map((carrying) => carrying?.of ?? null);
    const question = [extremes, firsts, kinds, bot, countsEvents, texts, CONVERSATION_EVENT_TYPES];
    this.#file = file;
    this.#about = {
      rules: rules.name,
      plan: JSON.stringify([rules.rules, [...rules.options]]),
      question: JSON.stringify(question),
      asOf: asOf < LATEST ? asOf : null,
      hideText,
    };
    this.#shape = shape;
    try {
      accessSync(dirname(file), constants.W_OK);
    } catch (error) {
      throw new CheckpointError(
        "unwritable-checkpoint",
        file,
        `no checkpoint can be written there (${reasonOf(error)}).`,
      );
    }
  }

  /**
   * What was gathered before of the logs with these names, in their order, of those that are new nothing; `undefined` if
   * there is no checkpoint yet. To be closed by whoever opens it.
   *
   * @throws CheckpointError if it is damaged, or of something else; SourceError if a log cannot be read. What is read of it later is checked
   * then.
   */
  open(names: readonly string[]): SavedScan | undefined {
    const file = openCheckpointFile(this.#file);
    if (file === undefined) return undefined;
    try {
      return new SavedScan(file, this.#shape, this.#placesIn(file, names), () => this.#ofOtherVersion());
    } catch (error) {
      file.close();
      throw error;
    }
  }

  #placesIn(file: CheckpointFile, names: readonly string[]): SavedPlaces {
    const header = headerSchema.safeParse(file.header).data;
    if (header === undefined) throw this.#ofOtherVersion();
    this.#checkAbout(header);
    const logs = names.map(beginningOf);
    const isNew = names.map(() => true);
    for (const { start, end, ...log } of header.logs) {
      const at = names.findIndex((name, i) => name === log.name && isNew[i]);
      if (at < 0) throw this.#foreign(`this checkpoint is of ${log.name} too, which is not named now`);
      const print = filePrint(log.name, log.position);
      if (print === undefined) throw this.#foreign(`${log.name} is shorter than it was at this checkpoint`);
      if (print.start !== start || print.end !== end) {
        throw this.#foreign(`${log.name} is not the log that it was at this checkpoint`);
      }
      logs[at] = log;
      isNew[at] = false;
    }
    return { logs, lastAt: header.lastAt ?? Number.NEGATIVE_INFINITY, settled: header.settled };
  }

  /**
   * @param settled what the conversations of the table came to, if that is settled.
   * @throws CheckpointError `unwritable-checkpoint`; SourceError if a log has gone.
   */
  save({ logs, lastAt }: ScannedSoFar, table: PackedPlanTable, settled?: SettledAnswer): void {
    const header: Header = {
      ...this.#about,
      lastAt: instantOrNull(lastAt),
      settled: settled === undefined ? null : headOfAnswer(settled),
      logs: logs.map(({ name, position, lines, anomalies }) => {
        const print = filePrint(name, position);
        if (print === undefined) throw this.#foreign(`${name} has become shorter while it was read`);
        return { name, position, lines, ...print, anomalies: [...anomalies] };
      }),
    };
    const ofSettled = settled === undefined ? [] : [endsOf(table.conversations), ...arraysOfAnswer(settled)];
    writeCheckpointFile(this.#file, { header, arrays: [...arraysOf(table), ...ofSettled] });
  }

  #checkAbout(header: Header): void {
    const { rules, plan, question, asOf, hideText } = this.#about;
    if (header.rules !== rules)
      throw this.#foreign(`this checkpoint was made by the rules ${header.rules}, not ${rules}`);
    if (header.plan !== plan) throw this.#foreign(`this checkpoint was made by other rules of the name ${rules}`);
    if (header.question !== question) {
      throw this.#foreign("this checkpoint was made for another cohort, unit or bot");
    }
    if (header.asOf !== asOf) throw this.#foreign("this checkpoint was made as of another instant");
    if (header.hideText !== hideText) {
      throw this.#foreign(`this checkpoint was made ${header.hideText ? "without" : "with"} visitors' words`);
    }
  }

  /** The checksums are right: whoever wrote it keeps other things. */
  #ofOtherVersion(): CheckpointError {
    return this.#foreign("another version of chatledger wrote this checkpoint");
  }

  #foreign(problem: string): CheckpointError {
    return new CheckpointError(
      "foreign-checkpoint",
      this.#file,
      `${problem}; name another file, or remove it to begin anew.`,
    );
  }
}
