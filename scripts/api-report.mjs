// What users can name, entry by entry, in api/*.api.md: `--update` writes it, and without it what differs fails. Needs the
// declarations in dist/ (`npm run build`).
import { mkdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";

const isUpdate = process.argv.includes("--update");
const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
const quiet = { default: { logLevel: ExtractorLogLevel.None } };
mkdirSync("api", { recursive: true });

for (const [entry, { import: imported }] of Object.entries(exports)) {
  if (imported === undefined) continue;
  const name = entry === "." ? "chatledger" : entry.slice(2).replaceAll("/", "-");
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: resolve(),
      mainEntryPointFilePath: resolve(imported.types),
      compiler: { tsconfigFilePath: resolve("tsconfig.json") },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: resolve("api"),
        reportTempFolder: resolve(".tmp/api"),
      },
      newlineKind: "lf",
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: { compilerMessageReporting: quiet, extractorMessageReporting: quiet, tsdocMessageReporting: quiet },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: resolve("package.json"),
  });
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: isUpdate,
    messageCallback: (message) => {
      message.handled = true;
    },
  });
  if (isUpdate || !apiReportChanged) console.log(`ok      ${entry}`);
  else {
    console.log(`FAILED  ${entry}: diff api/${name}.api.md .tmp/api/${name}.api.md; npm run api -- --update takes it`);
    process.exitCode = 1;
  }
}
