import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { ClickHouseLogLevel, createClient } from "@clickhouse/client";

/** A server of our own, reached from this machine only, that may be killed and started again. */
export interface ClickhouseServer {
  /** Where it answers to HTTP. */
  readonly url: string;
  /** Its process, while it runs. */
  pid(): number | undefined;
  /** Runs a statement and gives what it prints. */
  query(sql: string): Promise<string>;
  start(): Promise<void>;
  /** Ends the process, at once. What was written stays. */
  kill(): Promise<void>;
  /** Ends it and removes all that it wrote. */
  remove(): Promise<void>;
}

interface Ports {
  readonly http: number;
  readonly tcp: number;
}

const CLUSTER = "pair";
const SECONDS_TO_START = 60;

/** Two servers, each a shard of the cluster `pair`. */
export async function clickhousePair(): Promise<readonly [ClickhouseServer, ClickhouseServer]> {
  const [a, b, c, d] = await freePorts(4);
  const ports = [
    { http: a ?? 0, tcp: b ?? 0 },
    { http: c ?? 0, tcp: d ?? 0 },
  ] as const;
  const servers = [serverOf(ports[0], ports), serverOf(ports[1], ports)] as const;
  await Promise.all(servers.map((server) => server.start()));
  return servers;
}

function serverOf(ports: Ports, all: readonly Ports[]): ClickhouseServer {
  const folder = mkdtempSync(join(tmpdir(), "chatledger-clickhouse-"));
  const config = join(folder, "config.xml");
  mkdirSync(join(folder, "data"));
  writeFileSync(config, configOf(folder, ports, all));
  writeFileSync(join(folder, "users.xml"), USERS);
  const url = `http://127.0.0.1:${ports.http}/`;
  const client = createClient({
    url,
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0, insert_distributed_sync: 1, max_threads: 1 },
  });
  let child: ChildProcess | undefined;

  async function end(): Promise<void> {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const ended = once(running, "exit");
    running.kill("SIGKILL");
    await ended;
  }

  return {
    url,
    pid: () => child?.pid,
    async query(sql) {
      const { stream } = await client.exec({ query: sql });
      return text(stream);
    },
    async start() {
      const started = spawn("clickhouse-server", [`--config-file=${config}`], { stdio: "ignore" });
      child = started;
      const failed = once(started, "error").then(([error]) => Promise.reject(error));
      await Promise.race([failed, isUp(url)]);
    },
    kill: end,
    async remove() {
      await client.close();
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function isUp(url: string): Promise<void> {
  for (let tries = 0; tries < SECONDS_TO_START * 10; tries++) {
    const answers = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answers) return;
    await wait(100);
  }
  throw new Error(`The server did not start within ${SECONDS_TO_START} seconds.`);
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      return server;
    }),
  );
  return servers.map((server) => {
    const address = server.address();
    server.close();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
}

function configOf(folder: string, { http, tcp }: Ports, all: readonly Ports[]): string {
  const shards = all.map(
    (ports) => `<shard><replica><host>127.0.0.1</host><port>${ports.tcp}</port></replica></shard>`,
  );
  return `<yandex>
<logger><level>error</level><log>${folder}/server.log</log><errorlog>${folder}/error.log</errorlog></logger>
<http_port>${http}</http_port><tcp_port>${tcp}</tcp_port><listen_host>127.0.0.1</listen_host>
<path>${folder}/data/</path><tmp_path>${folder}/data/tmp/</tmp_path>
<users_config>${folder}/users.xml</users_config>
<default_profile>default</default_profile><default_database>default</default_database>
<mark_cache_size>5368709</mark_cache_size><timezone>Asia/Kathmandu</timezone>
<remote_servers><${CLUSTER}>${shards.join("")}</${CLUSTER}></remote_servers>
</yandex>
`;
}

const USERS = `<yandex>
<profiles><default><max_memory_usage>1000000000</max_memory_usage></default></profiles>
<users><default>
<password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>
</default></users>
<quotas><default></default></quotas>
</yandex>
`;
