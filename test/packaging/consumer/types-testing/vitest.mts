import { account, visit } from "chatledger/testing";
import "chatledger/testing/vitest";
import { expect } from "vitest";

expect(visit().botTriggered()).toBeJoinedByChatbot({ requireClose: false });
expect(visit()).not.toBeResolved();
expect(account()).toHaveQuotaLeft(99, { asOf: "2024-05-01T00:00:00Z" });

// @ts-expect-error Were the types lost, anything could be left.
expect(account()).toHaveQuotaLeft("many");
