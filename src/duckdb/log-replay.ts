import type { BegunConversation } from "../domain/conversation-state.ts";
import type { Judge } from "../policies/classification/judge.ts";
import type { AccountFacts } from "../policies/quota/billing-fact.ts";
import type { QuotaQuestion } from "../policies/quota/quota-view.ts";
import type { Anomaly } from "../replay/anomaly.ts";
import { factsOfEvents } from "./account-facts.ts";
import { allAnomalies } from "./all-anomalies.ts";
import { type EngineReading, engineReading } from "./engine-reading.ts";
import { logConversations } from "./log-conversations.ts";
import { type LogEngineOptions, withLogEvents } from "./log-events.ts";
import { type EngineVerdict, verdictsOf } from "./log-verdicts.ts";

/** Logs that the engine has in its hands, to be looked at one thing after the other. */
export interface EngineReplay extends EngineReading {
  /** A folder for what is made of them, which is gone in the end. */
  readonly folder: string;
  /** In no order, some at a time; each is made when it is asked for. */
  conversations(): AsyncIterable<Iterable<BegunConversation>>;
  /** By account, then conversation (code points), some at a time; of one account if one is named. */
  verdicts(judge: Judge, accountId: string | undefined): Promise<AsyncIterable<readonly EngineVerdict[]>>;
  /** What quotas are reckoned from, by account, one at a time. */
  accounts(question: QuotaQuestion): Promise<AsyncIterable<ReadonlyMap<string, AccountFacts>>>;
  /** All that was odd, events that came again included, in the order of the files and lines. */
  oddities(): AsyncIterable<Anomaly>;
}

/**
 * What `replay` finds in logs, of which the engine keeps what has no room in memory.
 *
 * @param look is called once more if a log changes meanwhile; what it made of them before is forgotten then.
 * @param use is given what it made of them.
 * @throws EngineError; SourceError and LogError as `replay` does, and what `look` and `use` throw.
 */
export async function replayByEngine<Answer, Result>(
  names: readonly string[],
  options: LogEngineOptions,
  look: (replay: EngineReplay) => Promise<Answer>,
  use: (answer: Answer) => Promise<Result>,
): Promise<Result> {
  return withLogEvents(
    names,
    options,
    async (events) => {
      const { engine } = events;
      const { reading, repeated } = await engineReading(events, options);
      return look({
        ...reading,
        folder: engine.folder,
        conversations: () => logConversations(events),
        verdicts: (judge, accountId) => verdictsOf(engine, judge, accountId),
        accounts: (question) => factsOfEvents(engine, question),
        oddities: () => allAnomalies(events, repeated, options),
      });
    },
    use,
  );
}
