import type { Action } from "../model/act.ts";

/** Tells the bench what a user did. */
export type Dispatch = (action: Action | { readonly type: "undo" }) => void;
