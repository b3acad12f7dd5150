import { certain } from "../domain/certain.ts";
import { CONVERSATION_EVENT_TYPES } from "../domain/conversation-event.ts";
import type { BoundRuleSet } from "../policies/classification/bind-rule-set.ts";
import { wholePlanOf } from "../policies/classification/plan.ts";
import { kindOf } from "../policies/classification/rule-set.ts";
import type { Dialect, StateAggregate } from "./dialect.ts";
import { type Sql, sql } from "./fragment.ts";
import { type MarkedEvents, type Precision, typesOf } from "./marked-events.ts";

/** What is kept of each conversation in a column of a table of states. */
export interface StateColumn {
  readonly name: string;
  readonly aggregate: StateAggregate;
  of(events: Pick<MarkedEvents, "place" | "column" | "isOf">): { readonly value: Sql; readonly condition: Sql };
}

/** The columns of a table of states, of which any question by a rule set can be answered. */
export interface StateColumns {
  readonly precision: Precision;
  /** The place of a moment's event; of one that is sought from another on the places of all events of its kind. */
  ofMoment(moment: string): StateColumn;
  readonly lastEvent: StateColumn;
  /** The bots that were present. */
  readonly bots: StateColumn;
  /** The first visitor id, behind the place and the id that make it first. */
  readonly firstVisitor: StateColumn;
  readonly all: readonly StateColumn[];
}

/** What the columns are called that say whose states they are. */
export const STATE_KEYS = ["accountId", "conversationId"] as const;

/**
 * The states of a rule set. What one is of stands in its name, so that by other rules or options there is no such column,
 * and no answer, instead of a wrong one.
 */
export function stateColumns(dialect: Dialect, rules: BoundRuleSet): StateColumns {
  const precision = precisionOf(rules);
  const places = (which: string, aggregate: StateAggregate, kind: string): StateColumn => ({
    name: `${which}_${kind}_${typesCode(rules, kind)}${precision === "whole" ? "_ids" : ""}`,
    aggregate,
    of: (events) => ({ value: events.place, condition: events.isOf(kind) }),
  });
  const isThere = (value: Sql) => sql`${value} <> ${dialect.text("")}`;
  const ofMoment = (name: string): StateColumn => {
    const moment = certain(rules.rules.moments[name]);
    if ("first" in moment) return places("first", "min", moment.first);
    return "last" in moment ? places("last", "max", moment.last) : places("every", "set", kindOf(moment));
  };
  const lastEvent: StateColumn = {
    name: `last_event${precision === "whole" ? "_ids" : ""}`,
    aggregate: "max",
    of: ({ place }) => ({ value: place, condition: dialect.truth(true) }),
  };
  const bots: StateColumn = {
    name: `bots_${typesCode(rules, "presence")}`,
    aggregate: "set",
    of(events) {
      const bot = events.column("botId");
      return { value: bot, condition: sql`(${events.isOf("presence")}) AND ${isThere(bot)}` };
    },
  };
  const firstVisitor: StateColumn = {
    name: `first_visitor${precision === "whole" ? "_ids" : ""}`,
    aggregate: "min",
    of(events) {
      const visitor = events.column("visitorId");
      return { value: dialect.row([events.place, events.column("id"), visitor]), condition: isThere(visitor) };
    },
  };
  const ofMoments = Object.keys(rules.rules.moments).map(ofMoment);
  const byName = new Map([...ofMoments, lastEvent, bots, firstVisitor].map((column) => [column.name, column]));
  return { precision, ofMoment, lastEvent, bots, firstVisitor, all: [...byName.values()] };
}

/** Ids are kept only if a verdict, or what a question asks besides, can hang on them. */
function precisionOf(rules: BoundRuleSet): Precision {
  const { needsIds } = wholePlanOf(rules, {
    claims: ["triggered", "interacted", "contacted", "reacted", "ended", "closed"],
    moments: ["botMoment", "firstInteraction", "contactInReaction", "lastClose"],
    participation: true,
    inactivity: true,
  });
  return needsIds ? "whole" : "without-ids";
}

/** The types whose events are of a kind, without a bot and with one, as a short name. */
function typesCode(rules: BoundRuleSet, kind: string): string {
  const [plain, withBot] = [typesOf(rules, kind), typesOf(rules, kind, "any")];
  const bits = [
    ...CONVERSATION_EVENT_TYPES.map((type) => plain.includes(type)),
    ...CONVERSATION_EVENT_TYPES.map((type) => withBot.includes(type)),
  ];
  return bits.reduce((sum, bit, i) => sum + (bit ? 2 ** i : 0), 0).toString(36);
}
