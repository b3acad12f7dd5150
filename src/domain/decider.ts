/** What a decider answers: the events that follow from a command, or why it was refused. */
export type Decision<Event, Refusal> = Accepted<Event> | Refusal;

/** A command that was accepted; `events` is empty if it had been carried out before. */
export interface Accepted<Event> {
  readonly outcome: "accepted";
  readonly events: readonly Event[];
}

/** A command that was refused. A refusal is an answer, not an exception. */
export interface Rejected<Reason extends string> {
  readonly outcome: "rejected";
  /** The code of the rule that refused it. */
  readonly reason: Reason;
  /** The same in words. */
  readonly message: string;
}

/** A decision about commands from the state that past events left: pure, and blind to where events are stored. */
export interface Decider<State, Command, Event, Refusal extends Rejected<string>> {
  readonly initialState: () => State;
  readonly decide: (command: Command, state: State) => Decision<Event, Refusal>;
  readonly evolve: (state: State, event: Event) => State;
}

/** A refused command as an exception, for event stores that expect one. Its `code` is the refusal's `reason`. */
export class CommandRefused<Refusal extends Rejected<string> = Rejected<string>> extends Error {
  override readonly name = "CommandRefused";
  readonly code: Refusal["reason"];
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.code = refusal.reason;
    this.refusal = refusal;
  }
}

/** Whether a caught value is a {@link CommandRefused}, of this or another copy of the package. */
export function isCommandRefused(value: unknown): value is CommandRefused {
  return value instanceof Error && value.name === "CommandRefused" && "refusal" in value;
}

/**
 * The same decider in the shape that event stores such as Emmett expect: `decide` returns the events, or throws.
 *
 * @throws CommandRefused (from `decide`) with the refusal's reason as its `code`.
 */
export function orThrow<State, Command, Event, Refusal extends Rejected<string>>(
  decider: Decider<State, Command, Event, Refusal>,
): {
  readonly initialState: () => State;
  readonly decide: (command: Command, state: State) => Event[];
  readonly evolve: (state: State, event: Event) => State;
} {
  return {
    initialState: decider.initialState,
    decide(command, state) {
      const decision = decider.decide(command, state);
      if (decision.outcome === "rejected") throw new CommandRefused(decision);
      return [...decision.events];
    },
    evolve: decider.evolve,
  };
}
