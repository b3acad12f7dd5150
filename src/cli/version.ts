import packageJson from "chatledger/package.json" with { type: "json" };

/** The version of the package that runs. */
export const packageVersion = packageJson.version;
