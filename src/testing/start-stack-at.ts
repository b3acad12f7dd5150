/** Lets the stack of an error begin where a function was called, so that runners show the line of the test and not ours. */
export function startStackAt<E extends Error>(error: E, called: (...args: never) => unknown): E {
  // Not every engine has it.
  if ("captureStackTrace" in Error) Error.captureStackTrace(error, called);
  return error;
}
