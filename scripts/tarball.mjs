// Packs the package as it would be published, built afresh, into .tmp/chatledger.tgz.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";

const folder = ".tmp/pack";
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { stdio: "inherit", shell: true });
const [file] = readdirSync(folder);
renameSync(`${folder}/${file}`, ".tmp/chatledger.tgz");
