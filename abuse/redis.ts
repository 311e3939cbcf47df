/** A Redis server on a free port of this machine, and a proxy that cuts its network. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import getPort from 'get-port';

/** Whether redis-server, Debian's package of that name, and openssl are installed. */
export const HAS_REDIS = [
  ['redis-server', '--version'],
  ['openssl', 'version'],
].every(([program, flag]) => spawnSync(program!, [flag!], { stdio: 'ignore' }).status === 0);

/** What a skipped test says. */
export const NEEDS_REDIS = HAS_REDIS ? '' : ' (skipped: redis-server is not installed)';

/** The password of the server, with a character that a URL needs to escape. */
export const PASSWORD = 'pass/w0rd-of-the-test';

/** A server that runs. */
export interface RedisServer {
  process: ChildProcess;
  /** The folder of its data. */
  folder: string;
  port: number;
  /** Its URL, with the password. */
  url: string;
  /** Its URL with TLS, without the password. */
  tlsUrl: string;
  /** The file of the certificate authority. */
  certificates: string;
  stop(): Promise<void>;
}

/**
 * Starts a server with an append-only file, a password and TLS on a second port. With the folder
 * and port of one that was killed, it goes on with its data.
 */
export async function startRedis(folder: string, port?: number): Promise<RedisServer> {
  mkdirSync(folder, { recursive: true });
  const own = port ?? (await getPort());
  const tlsPort = await getPort();
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  const about = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, ...about],
    {
      stdio: 'ignore',
    },
  );
  const settings = [
    `port ${own}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    'save ""',
    'appendonly yes',
    'appendfsync everysec',
    `requirepass ${PASSWORD}`,
    `tls-port ${tlsPort}`,
    `tls-cert-file ${certificate}`,
    `tls-key-file ${key}`,
    `tls-ca-cert-file ${certificate}`,
    'tls-auth-clients no',
  ];
  const file = join(folder, 'redis.conf');
  writeFileSync(file, `${settings.join('\n')}\n`);
  const server = spawn('redis-server', [file], { stdio: 'ignore' });
  while (!(await answers(own))) {
    if (server.exitCode !== null) throw new Error('redis-server has ended');
    await wait(20);
  }
  return {
    process: server,
    folder,
    port: own,
    url: `redis://:${encodeURIComponent(PASSWORD)}@127.0.0.1:${own}`,
    tlsUrl: `rediss://localhost:${tlsPort}`,
    certificates: certificate,
    async stop() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill('SIGKILL');
      await once(server, 'exit');
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** A network connection to a server that can be cut. */
export interface NetworkProxy {
  port: number;
  /** Ends all connections, and accepts none until the promise is fulfilled. */
  cut(milliseconds: number): Promise<void>;
  close(): void;
}

/** Starts a proxy for a port of this machine. */
export async function startProxy(target: number): Promise<NetworkProxy> {
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((from) => {
    if (isCut) return from.destroy();
    const to = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => {});
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const end = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    async cut(milliseconds) {
      isCut = true;
      end();
      await wait(milliseconds);
      isCut = false;
    },
    close() {
      server.close();
      end();
    },
  };
}
