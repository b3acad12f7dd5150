import { PALETTES, STACKED } from "./charts/outcome-colours.ts";
import { INKS } from "./inks.ts";
import { TYPE_FACE } from "./type-face.ts";

/** The stylesheet of the page. */
export const STYLE = `
:root{color-scheme:light dark;${variables(PALETTES.light)}${variables(INKS.light)}}
@media (prefers-color-scheme:dark){:root{${variables(PALETTES.dark)}${variables(INKS.dark)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:66rem;padding:3rem 1.75rem 5rem;background:var(--page);color:var(--text);${TYPE_FACE};overflow-wrap:break-word}
h1{margin:0 0 .75rem;font-size:2rem;line-height:1.2;font-weight:650;letter-spacing:-.015em}
h2{margin:0 0 .4rem;font-size:1.35rem;line-height:1.3;font-weight:650;letter-spacing:-.01em}
h3{margin:0;font-size:1rem;font-weight:650}
p{margin:0}
header p,.lead,.note{color:var(--muted);max-width:46rem}
.lead,.note{margin-bottom:1.25rem}
section{margin-top:3.25rem;padding-top:1.75rem;border-top:1px solid var(--line)}
main>section:first-child{border-top:0;margin-top:2.25rem;padding-top:0}
a{color:inherit;text-underline-offset:.2em}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:2px solid var(--focus);outline-offset:3px;border-radius:2px}
nav ul,.legend{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.35rem 1.25rem;font-size:.9rem}
nav{margin-top:1.5rem;padding:.75rem 0;border-block:1px solid var(--line)}
nav a{text-decoration:none;color:var(--muted)}
nav a:hover{color:var(--text);text-decoration:underline}
.skip,.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip:focus{position:static;width:auto;height:auto;clip-path:none}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(12.5rem,1fr));gap:1.5rem 2rem;margin:1rem 0 2rem}
.figures dt{font-weight:600}
.figures dd{margin:0}
.figure{font-size:2.6rem;line-height:1.2;font-weight:650;letter-spacing:-.02em}
.fraction{color:var(--muted);font-size:.9rem}
figure{margin:1rem 0 .75rem}
.legend{margin-bottom:.75rem;color:var(--muted)}
.swatch{display:inline-block;width:.8em;height:.8em;margin-right:.45em;border-radius:2px;vertical-align:-.05em;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.key{margin-right:.45em;vertical-align:.25em}
${[...STACKED.map(({ figure }) => figure), "step0", "step1", "step2", "step3", "step4", "step5"].map((name) => `.swatch.${name}{background:var(--${name})}`).join("")}
.chart{display:block;max-width:100%;height:auto;font-family:inherit;font-variant-numeric:tabular-nums;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.chart.narrow{display:none}
.multiples{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(18rem,100%),1fr));gap:1.5rem 2rem}
.multiples figure{margin:0;min-width:0}
.multiples .chart{width:100%;margin-top:.5rem}
.scroll{position:relative;overflow-x:auto;margin-top:1rem}
.scroll+.scroll{margin-top:2rem}
.scroll+.legend{margin-top:1.5rem}
table{border-collapse:collapse;font-size:.9375rem;line-height:1.4}
.scroll>table{min-width:min(100%,26rem)}
caption{text-align:left;font-weight:600;padding-bottom:.4rem;white-space:nowrap}
th,td{padding:.42rem 1.5rem .42rem 0;text-align:left;vertical-align:baseline;font-weight:400}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--muted);font-size:.8125rem;vertical-align:bottom;border-bottom:1px solid var(--axis);max-width:11rem}
tbody tr{border-bottom:1px solid var(--line)}
.numbers{text-align:right;white-space:nowrap}
thead .numbers{white-space:normal}
bdi{unicode-bidi:isolate}
.id,time{white-space:nowrap}
.long{display:inline-block;min-width:11rem;overflow-wrap:anywhere;vertical-align:top}
small{color:var(--muted);font-size:.85em}
.bar{display:block;width:6rem;height:.5rem}
.bar .whole{fill:var(--step0)}
.bar .part{fill:var(--axis)}
${STACKED.map(({ figure }) => `.bar .${figure}{fill:var(--${figure})}`).join("")}
.within{display:none;white-space:nowrap}
details{margin-top:.75rem}
summary{cursor:pointer;width:fit-content;color:var(--muted);font-size:.9rem}
summary:hover{color:var(--text)}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.places{margin:.5rem 0 0;padding-left:1.5rem;font-size:.9rem}
.places li{margin-bottom:.35rem}
.more{color:var(--muted);list-style:none}
.sample{width:100%}
.sample tbody tr:first-child{border-bottom:0}
.sample tbody tr:first-child>*{padding-bottom:.1rem}
.sample .why td{padding:0 0 .5rem}
.sample details{margin-top:0;position:sticky;left:0;max-width:min(100%,100vw - 2rem)}
.reasons{margin:.75rem 0;font-size:.9rem}
.reasons div{display:grid;grid-template-columns:5rem 1fr;gap:.75rem;margin-bottom:.4rem}
.reasons dt{color:var(--muted)}
.reasons dd{margin:0;max-width:44rem}
.timeline{margin:0 0 1rem;padding:0;list-style:none;font-size:.875rem}
.timeline li{padding:.3rem .75rem;border-left:3px solid var(--line)}
.timeline li.evidence{border-left-color:var(--text);background:var(--soft)}
.timeline time{color:var(--muted);margin-right:.5rem}
.field{color:var(--muted);margin-left:.5rem}
.badge{margin-left:.5rem;font-weight:600}
@media (max-width:40rem){
body{padding:1.75rem 1rem 3rem}
h1{font-size:1.6rem}
section{margin-top:2.25rem;padding-top:1.5rem}
.figures{grid-template-columns:1fr 1fr;gap:1.25rem 1rem}
.figure{font-size:2rem}
.chart.wide{display:none}
.chart.narrow{display:block;width:100%}
th,td{padding-right:1rem}
.aside{display:none}
.within{display:block}
.sample time{white-space:normal}
.reasons div{grid-template-columns:1fr;gap:0}
}
@media print{
:root{color-scheme:light;${variables(PALETTES.light)}--text:#000;--muted:#444;--line:#ccc;--axis:#555;--soft:#f3f3f3}
@page{margin:16mm}
html{font-size:10.5pt}
body{max-width:none;padding:0}
.figures{grid-template-columns:repeat(4,1fr)}
.figure{font-size:2.2rem}
nav,.skip,details:not([open]),.sample .why:not(:has([open])){display:none}
section{margin-top:1.5rem;padding-top:1rem}
.scroll{overflow:visible;break-inside:avoid}
figure,tr,.figures{break-inside:avoid}
h2,h3,caption,.lead{break-after:avoid;break-inside:avoid}
}
`;

function variables(palette: Readonly<Record<string, string>>): string {
  return Object.entries(palette)
    .map(([name, value]) => `--${name}:${value};`)
    .join("");
}
