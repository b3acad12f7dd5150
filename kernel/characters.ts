/* What the bytes of a line stand for, as the kernel compares them. */
export const TAB: u8 = 0x09;
export const SPACE: u8 = 0x20;
export const QUOTE: u8 = 0x22;
export const PLUS: u8 = 0x2b;
export const COMMA: u8 = 0x2c;
export const MINUS: u8 = 0x2d;
export const POINT: u8 = 0x2e;
export const COLON: u8 = 0x3a;
export const UPPER_E: u8 = 0x45;
export const UPPER_T: u8 = 0x54;
export const UPPER_Z: u8 = 0x5a;
export const OPEN_LIST: u8 = 0x5b;
export const BACKSLASH: u8 = 0x5c;
export const CLOSE_LIST: u8 = 0x5d;
export const LOWER_E: u8 = 0x65;
export const OPEN: u8 = 0x7b;
export const CLOSE: u8 = 0x7d;
