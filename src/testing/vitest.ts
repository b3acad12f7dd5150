/**
 * Registers the matchers with Vitest and tells TypeScript: import it once, in a setup file or in the test.
 *
 * @see docs/testing.md
 */
import { expect } from "vitest";
import { type ChatledgerMatchers, chatledgerMatchers } from "./matchers.ts";

declare global {
  namespace Chai {
    // What Vitest's own `Assertion` extends in every version, whatever the parameters of its types.
    interface Assertion extends ChatledgerMatchers {}
  }
}

expect.extend(chatledgerMatchers);
