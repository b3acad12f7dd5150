/** What promises come to, once none of them is at work any more. Rejects then if one did. */
export async function allAtRest<Result>(promises: readonly Promise<Result>[]): Promise<readonly Result[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
