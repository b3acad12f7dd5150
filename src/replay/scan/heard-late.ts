/** The same promise. Whoever waits for it hears of its failure, however late. */
export function heardLate<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => {});
  return promise;
}
