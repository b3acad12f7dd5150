/** The colours of what is neither chart nor outcome, for light and for dark: text, lines, soft grounds, the ring of focus. */
export const INKS = {
  light: { text: "#171a1f", muted: "#57606b", line: "#e3e6ea", axis: "#5f6875", soft: "#f6f7f9", focus: "#0b66a8" },
  dark: { text: "#e8eaed", muted: "#a4adb9", line: "#2b313a", axis: "#9aa4b2", soft: "#1c2027", focus: "#58aee6" },
} as const;
