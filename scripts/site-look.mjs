// The colours that the pages of the site share with the report.
import { build } from "esbuild";

/** The style that defines them. */
export async function lookOf() {
  const { outputFiles } = await build({
    entryPoints: ["site/look.ts"],
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "error",
  });
  const code = outputFiles.map(({ text }) => text).join("");
  /** @type {{ LOOK: string }} */
  const { LOOK } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return LOOK;
}
