import { en } from "zod/locales";

/** Has zod say in words what it finds, for the messages of errors: `zod/mini` has none of its own. */
export const inEnglish = { error: en().localeError };
