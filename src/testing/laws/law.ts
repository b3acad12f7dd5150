import fc from "fast-check";
import { oneOf } from "../../domain/one-of.ts";
import { startStackAt } from "../start-stack-at.ts";
import { describeThrown } from "./describe-thrown.ts";
import { LawBroken } from "./law-broken.ts";

/** How laws are tried. */
export interface LawOptions<Name extends string> {
  /** Which laws; default all that there are. */
  readonly laws?: readonly Name[] | undefined;
  /** How many values each law is tried on. Default 200. */
  readonly numRuns?: number | undefined;
  /** To see a counterexample again: the seed and the path that its message names. */
  readonly seed?: number | undefined;
  readonly path?: string | undefined;
}

/** Something that must hold for every value. */
export interface Law<Name extends string> {
  readonly name: Name;
  /** Tries it on many values. */
  check(subject: string, options: LawOptions<Name>): void;
}

/** What defines a law. */
interface LawDefinition<Name extends string, Value> {
  readonly name: Name;
  /** The law in words. */
  readonly says: string;
  readonly values: fc.Arbitrary<Value>;
  /** How a value breaks it, in lines; `undefined` if it does not. */
  breach(value: Value): readonly string[] | undefined;
  /** A value for people, in lines. */
  show(value: Value): readonly string[];
}

/** A law that is tried on values that fast-check makes up, and shrinks where it is broken. */
export function law<Name extends string, Value>(definition: LawDefinition<Name, Value>): Law<Name> {
  const { name, says, values, breach, show } = definition;
  return {
    name,
    check(subject, { numRuns = 200, seed, path }) {
      let last: readonly string[] = [];
      const property = fc.property(values, (value) => {
        const found = breachOrThrown(() => breach(value));
        if (found !== undefined) last = found;
        return found === undefined;
      });
      const result = fc.check(property, { numRuns, ...given({ seed, path }) });
      const [value] = result.counterexample ?? [];
      if (!result.failed || value === undefined) return;
      const again = `laws: ["${name}"], seed: ${result.seed}, path: "${result.counterexamplePath ?? ""}"`;
      const message = [
        ...headline(subject, name, says),
        ...show(value).map((line) => (line === "" ? "" : `  ${line}`)),
        "",
        ...last,
        "",
        `To see it again: { ${again} }`,
      ];
      throw new LawBroken(message.join("\n"), name, value);
    },
  };
}

/** The first lines of a message about a broken law. */
export function headline(subject: string, name: string, says: string): readonly string[] {
  return [`${subject} breaks the law "${name}": ${says}`, ""];
}

/**
 * Tries the laws that are asked for, one after the other, for a function that users called.
 *
 * @throws LawBroken for the first that does not hold; UsageError `invalid-option` for a law that there is not.
 */
export function checkLaws<Name extends string>(
  subject: string,
  laws: readonly Law<Name>[],
  options: LawOptions<Name>,
  called: (...args: never) => unknown,
): void {
  const names = laws.map(({ name }) => name);
  const asked = options.laws?.map((name) => oneOf(names, name, "laws")) ?? names;
  try {
    for (const one of laws) if (asked.includes(one.name)) one.check(subject, options);
  } catch (error) {
    throw error instanceof LawBroken ? startStackAt(error, called) : error;
  }
}

function breachOrThrown(breach: () => readonly string[] | undefined): readonly string[] | undefined {
  try {
    return breach();
  } catch (error) {
    return [`It throws ${describeThrown(error)}`];
  }
}

/** The parameters that have a value: fast-check takes one that is undefined for a value. */
function given(parameters: { readonly seed: number | undefined; readonly path: string | undefined }) {
  return {
    ...(parameters.seed === undefined ? {} : { seed: parameters.seed }),
    ...(parameters.path === undefined ? {} : { path: parameters.path }),
  };
}
