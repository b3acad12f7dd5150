import { visit } from "chatledger/testing";
import "chatledger/testing/jest";
import { expect } from "expect";

expect(visit().botTriggered()).toBeEscalated();
expect(() => visit()).not.toBeRefusedWith("no-plan");

// @ts-expect-error Were the types lost, a reason could be anything.
expect(visit()).toBeRefusedWith(7);
