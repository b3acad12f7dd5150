import { isExpectationFailed } from "chatledger/testing";

/** The message of an expectation that is not met. */
export function failure(run: () => void): string {
  try {
    run();
  } catch (error) {
    if (isExpectationFailed(error)) return error.message;
    throw error;
  }
  throw new Error("It passes.");
}
