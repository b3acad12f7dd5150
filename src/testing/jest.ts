/**
 * Registers the matchers with Jest's global `expect` and tells TypeScript, for the globals of `@types/jest` and for
 * `@jest/globals`: import it once, in a setup file or in the test.
 *
 * @see docs/testing.md
 */
// TypeScript adds to a module only where something imports it.
import type {} from "expect";
import { type ChatledgerMatchers, chatledgerMatchers } from "./matchers.ts";

declare global {
  namespace jest {
    interface Matchers<R, T> extends ChatledgerMatchers<R> {}
  }
}

declare module "expect" {
  interface Matchers<R extends void | Promise<void>, T> extends ChatledgerMatchers<R> {}
}

const expect: unknown = Reflect.get(globalThis, "expect");
if (!isExtendable(expect)) {
  throw new Error(
    "chatledger/testing/jest: there is no global expect. Where Jest injects no globals, import { expect } from " +
      '"@jest/globals" and call expect.extend(chatledgerMatchers) with those of "chatledger/testing".',
  );
}
expect.extend(chatledgerMatchers);

function isExtendable(value: unknown): value is { extend(matchers: object): void } {
  return typeof value === "function" && "extend" in value;
}
