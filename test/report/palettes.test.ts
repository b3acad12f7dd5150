import { describe, expect, test } from "vitest";
import { PALETTES } from "../../src/report/charts/outcome-colours.ts";

type Rgb = readonly [number, number, number];

/** The channels of a colour as light, each 0 to 1. */
function lightOf(hex: string): Rgb {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return [r, g, b];
}

/** WCAG's contrast of two colours. */
function contrast(a: string, b: string): number {
  const [dark = 0, bright = 0] = [a, b]
    .map(lightOf)
    .map(luminance)
    .sort((x, y) => x - y);
  return (bright + 0.05) / (dark + 0.05);
}

const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** What light becomes for eyes without one of the three cones (Machado, Oliveira and Fernandes, 2009). */
const EYES: Readonly<Record<string, readonly Rgb[]>> = {
  "all cones": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  "no red cones": [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  "no green cones": [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  "no blue cones": [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** CIE L*a*b* of light, white at D65. */
function lab([r, g, b]: Rgb): Rgb {
  const [x = 0, y = 0, z = 0] = [
    (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
    0.2126 * r + 0.7152 * g + 0.0722 * b,
    (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
  ].map((t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** How different two colours look to some eyes: 2 can just be seen, 10 is seen at a glance. */
function difference(a: string, b: string, eyes: readonly Rgb[]): number {
  const seen = [a, b].map((hex) => {
    const light = lightOf(hex);
    const [r = 0, g = 0, b = 0] = eyes
      .map((row) => row.reduce((sum, part, i) => sum + part * (light[i] ?? 0), 0))
      .map((value) => Math.min(1, Math.max(0, value)));
    return lab([r, g, b]);
  });
  const [p = [0, 0, 0], q = [0, 0, 0]] = seen;
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

describe.each(Object.entries(PALETTES))("the %s colours", (_, colours) => {
  const { resolved, escalated, inProgress, noReaction, page } = colours;
  const outcomes = { resolved, escalated, inProgress, noReaction };

  test.each(Object.entries(outcomes))("%s stands out from the page", (_name, colour) => {
    expect(contrast(colour, page)).toBeGreaterThan(3);
  });

  test("text on them can be read", () => {
    expect(contrast(colours.onResolved, resolved)).toBeGreaterThan(4.5);
    expect(contrast(colours.onEscalated, escalated)).toBeGreaterThan(4.5);
    expect(contrast(colours.onInProgress, inProgress)).toBeGreaterThan(4.5);
    expect(contrast(colours.onNoReaction, noReaction)).toBeGreaterThan(4.5);
  });

  test.each(Object.entries(EYES))("are told apart by eyes with %s", (_name, eyes) => {
    const list = Object.entries(outcomes);
    for (const [a, first] of list) {
      for (const [b, second] of list) {
        if (a < b) expect({ a, b, far: difference(first, second, eyes) > 20 }).toEqual({ a, b, far: true });
      }
    }
  });

  test("the steps of the heat map go one way, away from the page", () => {
    const steps = [colours.step0, colours.step1, colours.step2, colours.step3, colours.step4, colours.step5];
    const contrasts = steps.map((step) => contrast(step, page));
    expect(contrasts).toEqual(contrasts.toSorted((a, b) => a - b));
    for (const [i, step] of steps.entries()) if (i > 0) expect(contrast(step, steps[i - 1] ?? "")).toBeGreaterThan(1.2);
  });
});
