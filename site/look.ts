import { PALETTES } from "../src/report/charts/outcome-colours.ts";
import { INKS } from "../src/report/inks.ts";
import { TYPE_FACE } from "../src/report/type-face.ts";

/**
 * The type face of the report, and its colours as variables of a stylesheet, each for light and for dark. Which of them holds is chosen by
 * the setting that the pages of the docs keep in `data-theme`, and else by the system.
 */
export const LOOK = `:root{color-scheme:light dark;${variables()}}
:root[data-theme="light"]{color-scheme:light}
:root[data-theme="dark"]{color-scheme:dark}
body{${TYPE_FACE}}
`;

function variables(): string {
  const dark = new Map<string, string>(Object.entries({ ...PALETTES.dark, ...INKS.dark }));
  return Object.entries({ ...PALETTES.light, ...INKS.light })
    .map(([name, light]) => `--${name}:light-dark(${light},${dark.get(name) ?? light})`)
    .join(";");
}
