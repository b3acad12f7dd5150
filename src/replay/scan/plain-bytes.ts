/* The bytes that lines are made of, besides their texts and numbers. */

// Plain constants and no object, so that the build writes the numbers where they are used.
export const NEWLINE = 0x0a;
export const RETURN = 0x0d;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const ZERO = 0x30;
export const COLON = 0x3a;
export const OPEN_LIST = 0x5b;
export const OPEN = 0x7b;
export const CLOSE = 0x7d;
