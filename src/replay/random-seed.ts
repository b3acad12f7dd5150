/** Seeds are below this. */
const SEEDS = 0x7fffffff;

/**
 * What hashes begin with: other each time, and known to nobody, so that no log can be written whose ids all have one hash. The
 * system's randomness is behind it, too, and every command needs one: see `node-crypto.ts` for what that would cost.
 */
export function randomSeed(): number {
  return Math.floor(Math.random() * SEEDS);
}
