import { readFileSync } from "node:fs";
import {
  decideQuota,
  type LedgerEvent,
  type PeriodKind,
  parseEvent,
  periodAt,
  periodBoundary,
  type QuotaMode,
  type QuotaRequest,
  type QuotaView,
  quotaView,
} from "chatledger";
import { afterEach, describe, expect, test, vi } from "vitest";

/* Expected results that an implementation in another language confirmed. The file's note says how to read it. */

interface Spread {
  readonly sequence: number;
  readonly occurredAt: string;
  readonly conversationId?: string;
  readonly repeat?: number;
  readonly stepMs?: number;
}

interface Log {
  readonly period: PeriodKind;
  readonly mode: QuotaMode;
  readonly thresholds: readonly number[];
  readonly events: readonly Spread[];
}

interface Months {
  readonly anchor: string;
  readonly timeZone: string;
  readonly period?: PeriodKind;
}

type Expected = Readonly<Record<string, unknown>>;

type Vector = { readonly id: string; readonly note: string } & (
  | (Months & { readonly kind: "boundaries"; readonly expect: { readonly boundaries: Record<string, string> } })
  | (Months & { readonly kind: "periodAt"; readonly at: string; readonly expect: Expected })
  | (Log & { readonly kind: "view"; readonly checks: readonly { readonly asOf: string; readonly expect: Expected }[] })
  | (Log & { readonly kind: "forecast"; readonly asOf: string; readonly expect: Expected })
  | (Log & {
      readonly kind: "decide";
      readonly asOf: string;
      readonly command: QuotaRequest;
      readonly expect: Expected;
    })
);

const file: { readonly vectors: readonly Vector[] } = JSON.parse(
  readFileSync(new URL("vectors.json", import.meta.url), "utf8"),
);

function eventsOf({ events }: Log): LedgerEvent[] {
  return events.flatMap(({ repeat = 1, stepMs = 0, ...event }) =>
    Array.from({ length: repeat }, (_, i) =>
      parseEvent({
        accountId: "acme",
        id: `e${event.sequence + i}`,
        ...event,
        sequence: event.sequence + i,
        occurredAt: new Date(Date.parse(event.occurredAt) + i * stepMs).toISOString(),
        ...(repeat > 1 ? { conversationId: `${event.conversationId}${i}` } : {}),
      }),
    ),
  );
}

/** Of a view only what is expected, in the form in which it is expected. */
function lookAt(view: QuotaView, expected: Expected): Expected {
  const { usedByPeriod = {} } = expected;
  const shown: Expected = {
    ...view,
    anomalies: view.anomalies.map(({ code }) => code),
    usedByPeriod: Object.fromEntries(
      Object.keys(Object(usedByPeriod)).map((i) => [i, view.usedByPeriod[Number(i)] ?? 0]),
    ),
  };
  return Object.fromEntries(Object.keys(expected).map((key) => [key, shown[key]]));
}

function check(vector: Vector): void {
  switch (vector.kind) {
    case "boundaries": {
      const { anchor, timeZone, period: kind } = vector;
      for (const [n, start] of Object.entries(vector.expect.boundaries)) {
        expect([n, periodBoundary({ anchor, timeZone, kind }, Number(n))]).toEqual([n, start]);
      }
      break;
    }
    case "periodAt": {
      const { anchor, timeZone, period: kind } = vector;
      expect(periodAt({ anchor, timeZone, kind }, vector.at)).toMatchObject(vector.expect);
      break;
    }
    case "decide":
      expect(decideQuota(eventsOf(vector), vector.command, vector)).toMatchObject(vector.expect);
      break;
    case "view":
    case "forecast": {
      const events = eventsOf(vector);
      for (const { asOf, expect: expected } of vector.kind === "view" ? vector.checks : [vector]) {
        expect(lookAt(quotaView(events, { ...vector, asOf }), expected)).toEqual(expected);
      }
    }
  }
}

// The process's own time zone must not matter.
describe.each(["UTC", "Europe/Prague", "America/New_York", "Pacific/Apia"])("in a process in %s", (own) => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test.each(file.vectors)("$id: $note", (vector) => {
    vi.stubEnv("TZ", own);
    check(vector);
  });
});
