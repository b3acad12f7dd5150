import type { InstantInput } from "../../domain/instant.ts";

/** The payload of each command on an account's quota. */
interface QuotaPayloads {
  /** Buys conversations on top of the plan, every month until the package is disabled. */
  PurchasePackage: {
    /** A whole number from 1. */
    readonly conversations: number;
    /** The new package's id. Default: the command's `id`. */
    readonly packageId?: string | undefined;
  };
  /** Moves to another plan: up at once, down at the end of the month. To the running plan: takes a move down back. */
  ChangePlan: { readonly plan: string };
  /** Asks for a unit for a conversation. */
  StartChatbotConversation: { readonly conversationId: string };
  /** Lets a package end with the month. */
  DisablePackageRenewal: { readonly packageId: string };
  /** Takes that back before the month is over. */
  EnablePackageRenewal: { readonly packageId: string };
  /** Lets the plan end with the month. */
  CancelPlan: object;
  /** Takes that back before the month is over. */
  ReactivatePlan: object;
}

/** What every command carries. The caller brings the time and the id: the library reads no clock and makes up nothing. */
interface CommandEnvelope {
  /** When it happens, and the time to decide at; becomes the event's `occurredAt`. */
  readonly at: InstantInput;
  /** The id of the event that will be written. The same id again is accepted and writes nothing. */
  readonly id: string;
  readonly sequence?: number | undefined;
}

/** The name of a command on an account's quota. */
export type QuotaCommandType = keyof QuotaPayloads;

/** The command of one name, e.g. `QuotaCommandOf<"ChangePlan">`. */
export type QuotaCommandOf<T extends QuotaCommandType> = { readonly type: T } & CommandEnvelope & QuotaPayloads[T];

/** Something that is asked to happen to an account's plan, packages or quota, in the imperative. */
export type QuotaCommand = { [T in QuotaCommandType]: QuotaCommandOf<T> }[QuotaCommandType];

/** A command as `decideQuota` takes it: its instant is `asOf`, and its `id` may be left out. */
export type QuotaRequest = {
  [T in QuotaCommandType]: { readonly type: T; readonly id?: string | undefined } & Pick<CommandEnvelope, "sequence"> &
    QuotaPayloads[T];
}[QuotaCommandType];
