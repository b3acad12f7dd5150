import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** The package as it would be published; see `npm run tarball`. */
export const tarball = resolve(".tmp/chatledger.tgz");

/** An empty project that has installed the tarball, with the files of test/packaging/consumer in it. */
export function consumer() {
  const home = mkdtempSync(join(tmpdir(), "chatledger-"));
  cpSync("test/packaging/consumer", home, { recursive: true });
  writeFileSync(join(home, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));

  /** @param {string} command @param {readonly string[]} args */
  const run = (command, args) =>
    execFileSync(command, args, { cwd: home, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  /** @param {readonly string[]} packages */
  const install = (...packages) =>
    run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", "--silent", ...packages]);
  const remove = () => rmSync(home, { recursive: true, force: true });
  install(tarball);
  return { home, run, install, remove };
}

/**
 * Says whether a check holds; the process fails if one does not.
 *
 * @param {string} what
 * @param {() => void} check
 */
export function test(what, check) {
  try {
    check();
    console.log(`ok      ${what}`);
  } catch (error) {
    process.exitCode = 1;
    const { message, stdout = "" } = /** @type {Error & { stdout?: string }} */ (error);
    console.log(`FAILED  ${what}\n${message}\n${stdout}`);
  }
}
