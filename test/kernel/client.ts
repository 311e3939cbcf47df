/** A Jupyter client for tests: starts a kernel as JupyterLab does and talks to its sockets. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dealer, Subscriber } from 'zeromq';
import { installKernel } from '../../kernel/install';
import { inOrder } from '../../kernel/send';
import {
  address,
  type Connection,
  type Content,
  fromFrames,
  type Message,
  message,
  toFrames,
} from '../../kernel/wire';

/** The outcome of a cell: its reply, and everything that was published for it. */
export interface Outcome {
  reply: Content;
  published: Message[];
}

export interface Client {
  process: ChildProcess;
  /** Runs a cell to its end. */
  execute(code: string, options?: Content): Promise<Outcome>;
  /** Sends a request on the shell socket and returns the content of its reply. */
  ask(request: string, content?: Content): Promise<Content>;
  /** Sends a message on the shell socket that gets no reply. */
  tell(type: string, content?: Content): Promise<void>;
  /** The same on the control socket, where a kernel replies while a cell runs. */
  command(request: string, content?: Content): Promise<Content>;
  /** What the reader types into the next input boxes, a line each; null types nothing. */
  answers: (string | null)[];
  /** The questions of the input boxes so far. */
  questions: string[];
  /** Resolves as soon as there is an input box with this question. */
  asked(question: string): Promise<unknown>;
  /** Resolves with the first message that `wanted` accepts, past messages included. */
  seen(wanted: (published: Message) => boolean): Promise<Message>;
  close(): Promise<void>;
}

export interface ClientOptions {
  /** The folder of the notebook. */
  folder: string;
  env?: NodeJS.ProcessEnv;
  /** Folder to install the spec in, in place of `.venv`; a temporary folder by default. */
  venv?: string;
  /** The folder of an installed spec, to be used as it is. */
  spec?: string;
  /** The Node that runs the kernel. Default: KERNEL_TEST_NODE, or this one. */
  node?: string;
}

const PORTS = ['shell_port', 'control_port', 'stdin_port', 'iopub_port', 'hb_port'] as const;

/** Starts a kernel and waits until it replies. */
export async function startClient({
  folder,
  env,
  venv,
  spec: installed,
  node = process.env['KERNEL_TEST_NODE'] ?? process.execPath,
}: ClientOptions): Promise<Client> {
  const scratch = mkdtempSync(join(tmpdir(), 'kernel-test-'));
  if (!installed) installKernel(venv ?? scratch);
  const spec = installed ?? join(venv ?? scratch, 'share', 'jupyter', 'kernels', 'tslab');
  const connection = await newConnection();
  const connectionFile = join(scratch, 'connection.json');
  writeFileSync(connectionFile, JSON.stringify(connection));
  const { argv }: { argv: string[] } = JSON.parse(readFileSync(join(spec, 'kernel.json'), 'utf8'));
  const filled = argv.map((argument) =>
    argument.replace('{resource_dir}', spec).replace('{connection_file}', connectionFile),
  );
  const kernel = spawn(node, filled.slice(1), {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  const ended = new Promise<void>((resolve) => kernel.once('exit', () => resolve()));

  const routingId = randomUUID(); // a front end has one identity on all sockets
  const shell = new Dealer({ routingId });
  const stdin = new Dealer({ routingId });
  stdin.connect(address(connection, connection.stdin_port));
  const control = new Dealer();
  const iopub = new Subscriber();
  shell.connect(address(connection, connection.shell_port));
  control.connect(address(connection, connection.control_port));
  iopub.connect(address(connection, connection.iopub_port));
  iopub.subscribe();
  const toShell = inOrder(shell);
  const toControl = inOrder(control);

  const replies = new Map<string, Message>();
  const published: Message[] = [];
  const listeners = new Set<() => void>();
  const heard = () => {
    for (const listener of [...listeners]) listener();
  };
  for (const socket of [shell, control]) void collect(socket, (reply) => replies.set(idOf(reply), reply));
  void collect(iopub, (publication) => published.push(publication));
  const answers: (string | null)[] = [];
  const questions: string[] = [];
  const toStdin = inOrder(stdin);
  void collect(stdin, (question) => {
    questions.push(String(question.content['prompt']));
    const [value = ''] = answers.splice(0, 1);
    if (value === null) return;
    const reply = message('input_reply', { value }, question);
    void toStdin(toFrames({ ...reply, identities: [] }, connection.key));
  });

  const client: Client = {
    process: kernel,
    answers,
    questions,
    asked: (question) => until(() => questions.find((one) => one === question)),
    async execute(code, options = {}) {
      const request = message('execute_request', { code, allow_stdin: true, ...options });
      const { content } = await send(toShell, request);
      await until(() => published.find((one) => isIdle(one) && idOf(one) === request.header.msg_id));
      return { reply: content, published: published.filter((one) => idOf(one) === request.header.msg_id) };
    },
    ask: async (name, content = {}) => (await send(toShell, message(`${name}_request`, content))).content,
    tell: (type, content = {}) => toShell(toFrames(message(type, content), connection.key)),
    command: async (name, content = {}) =>
      (await send(toControl, message(`${name}_request`, content))).content,
    seen: (wanted) => until(() => published.find(wanted)),
    async close() {
      if (kernel.exitCode === null && kernel.signalCode === null) kernel.kill('SIGKILL');
      await ended;
      for (const socket of [shell, control, iopub, stdin]) socket.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
  // A subscription takes a moment, and messages before it are lost.
  while (!published.some(isIdle)) await client.ask('kernel_info');
  return client;

  async function collect(socket: Dealer | Subscriber, take: (received: Message) => void): Promise<void> {
    for await (const frames of socket) {
      take(fromFrames(frames, connection.key));
      heard();
    }
  }

  async function send(through: typeof toShell, request: Message): Promise<Message> {
    await through(toFrames(request, connection.key));
    return until(() => replies.get(request.header.msg_id));
  }

  function until<Value>(find: () => Value | undefined): Promise<Value> {
    return new Promise((resolve) => {
      const listener = () => {
        const value = find();
        if (value === undefined) return;
        listeners.delete(listener);
        resolve(value);
      };
      listeners.add(listener);
      listener();
    });
  }
}

/** Returns all that a cell printed to one of its streams. */
export function printed({ published }: Outcome, name: 'stdout' | 'stderr' = 'stdout'): string {
  const streams = published.filter((one) => one.header.msg_type === 'stream' && one.content['name'] === name);
  return streams.map((one) => one.content['text']).join('');
}

/** Returns the value that a cell ended with, by media type. */
export function result({ published }: Outcome): Record<string, unknown> | undefined {
  const found = published.find((one) => one.header.msg_type === 'execute_result');
  return found?.content['data'] as Record<string, unknown> | undefined;
}

/** Returns a failed cell's trace as the reader sees it. */
export function traceback({ published }: Outcome): string {
  const error = published.find((one) => one.header.msg_type === 'error');
  return (error?.content['traceback'] as string[] | undefined)?.join('\n') ?? '';
}

function idOf({ parent }: Message): string {
  return 'msg_id' in parent ? String(parent.msg_id) : '';
}

function isIdle({ header, content }: Message): boolean {
  return header.msg_type === 'status' && content['execution_state'] === 'idle';
}

/** Returns a connection to free ports of this machine. */
export async function newConnection(): Promise<Connection> {
  const servers = await Promise.all(PORTS.map(() => listening()));
  const numbers = servers.map((server) => {
    const bound = server.address();
    server.close();
    return typeof bound === 'object' && bound ? bound.port : 0;
  });
  const ports = Object.fromEntries(PORTS.map((name, index) => [name, numbers[index]])) as Record<
    (typeof PORTS)[number],
    number
  >;
  return { transport: 'tcp', ip: '127.0.0.1', key: 'a key for tests', ...ports };
}

function listening(): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
  });
}
