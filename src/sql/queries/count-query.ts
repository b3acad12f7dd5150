import { certain } from "../../domain/certain.ts";
import { anchorOf, kindOf, type RequiredMoment } from "../../policies/classification/rule-set.ts";
import type { Sql } from "../fragment.ts";
import type { Gathered } from "../gathered.ts";
import { gatheredConversations, type Needs } from "../judged-conversations.ts";
import { type MarkedEvents, sequenceAndIdOf } from "../marked-events.ts";
import type { Question } from "../question.ts";
import { type Column, select } from "../select.ts";

const COUNTS: RequiredMoment = "firstInteraction";

/** What must be gathered of conversations to know by which event each of them counts for the quota. */
export function needsOfCounts(question: Question): Needs & Required<Pick<Needs, "moments" | "more">> {
  const none = { claims: [], outcome: false };
  // Where it is sought from another moment on, places must tell any two events apart.
  if (isRelative(question)) return { ...none, moments: [COUNTS], needsIds: true, more: () => [] };
  return { ...none, moments: [], more: (events) => countingEvent(question, events) };
}

/**
 * A row for each conversation: whether it `counts` for the quota, and where the first interaction stands by which it does. Without one
 * there is anything in its place.
 */
export function countQuery(question: Question, accountId: string | undefined): Sql {
  const { dialect } = question;
  const { rows, account, conversation, ...found } = gatheredConversations(question, {
    ...needsOfCounts(question),
    accountId,
  });
  const named = (name: string, value: Sql): Column => [value, dialect.identifier(name)];
  const ofMoment = () => ({
    counts: found.has(COUNTS),
    at: found.at(COUNTS),
    ...sequenceAndIdOf(dialect, found.place(COUNTS)),
  });
  const ofEvent = () => {
    const { is, event } = namesOfCounts(question);
    const part = (place: number) => dialect.part(event, place);
    return { counts: is, at: part(2), sequence: part(3), id: part(4) };
  };
  const { counts, at, sequence, id } = isRelative(question) ? ofMoment() : ofEvent();
  return select({
    says: "By what each conversation counts for the quota.",
    columns: [
      named("accountId", account),
      named("conversationId", conversation),
      named("counts", counts),
      named("occurredAt", at),
      named("sequence", sequence),
      named("id", id),
    ],
    from: rows,
  });
}

function isRelative({ judge }: Question): boolean {
  return anchorOf(certain(judge.rules.rules.moments[COUNTS])) !== undefined;
}

/** Whether there is an event that counts, and it behind its place: events that have one place are told apart by their ids. */
function countingEvent(question: Question, events: MarkedEvents): readonly Gathered[] {
  const { dialect, judge } = question;
  const { is, event } = namesOfCounts(question);
  const moment = certain(judge.rules.rules.moments[COUNTS]);
  const isOfKind = events.isOf(kindOf(moment));
  const extreme = "last" in moment ? dialect.max : dialect.min;
  const row = dialect.row([events.place, events.column("occurredAt"), events.column("sequence"), events.column("id")]);
  return [
    { name: is, of: dialect.some(isOfKind), merged: (part) => dialect.some(part(is)) },
    { name: event, of: extreme(row, isOfKind), merged: (part) => extreme(part(event), part(is)) },
  ];
}

function namesOfCounts({ dialect }: Question) {
  return { is: dialect.identifier("counts_for_quota"), event: dialect.identifier("counting_event") };
}
