/** Seeds are below this. */
const SEEDS = 0x7fffffff;

/**
 * What hashes begin with: other each time, and known to nobody, so that no log can be written whose ids all have one hash. The
 * system's randomness is behind it; to load `node:crypto` would take a twentieth of the time in which a command starts.
 */
export function randomSeed(): number {
  return Math.floor(Math.random() * SEEDS);
}
