/**
 * The kernel's five sockets: receives requests, replies to them, and publishes the output of
 * cells.
 */
import { Publisher, Reply, Router } from 'zeromq';
import type { RequestSocket } from './control';
import type { Pace } from './pace';
import { questions } from './questions';
import { inOrder } from './send';
import { address, type Connection, type Content, fromFrames, type Message, message, toFrames } from './wire';

/** Handles a request, and never fails. Returns the reply's content; undefined sends no reply. */
export type Handler = (
  content: Content,
  publish: Publish,
  ask: Ask,
) => Content | undefined | Promise<Content | undefined>;
/** Publishes a message on the IOPub socket. */
export type Publish = (msgType: string, content: Content) => void;

/**
 * Asks the reader who sent a request for a line of text.
 *
 * @param isPassword whether the text is hidden
 */
export type Ask = (prompt: string, isPassword: boolean) => Promise<string>;

type Send = ReturnType<typeof inOrder>;

/** Messages that JupyterLab's limits leave out. */
const UNCOUNTED = new Set(['status', 'comm_open', 'execute_input']);

export interface Server {
  /** Closes the sockets. Sent messages are still delivered. */
  close(): Promise<void>;
}

/**
 * Opens a connection's sockets and serves requests until it is closed.
 *
 * @param control the control socket, which is open
 * @param handlers by request: `kernel_info` for `kernel_info_request`. Other requests get no reply
 * @param options.busyWith returns `publish` of the request that keeps the kernel busy
 * @param options.pace how fast output may leave
 * @throws when a port is in use
 */
export async function serve(
  connection: Connection,
  control: RequestSocket,
  handlers: Record<string, Handler>,
  { busyWith, pace }: { busyWith(): Publish | undefined; pace: Pace },
): Promise<Server> {
  // 0: no limit. A publisher drops messages above its limit.
  const iopub = new Publisher({ sendHighWaterMark: 0 });
  const shell = new Router({ sendHighWaterMark: 0 });
  const stdin = new Router();
  const heartbeat = new Reply();
  const sockets = [iopub, shell, stdin, heartbeat];
  await Promise.all([
    iopub.bind(address(connection, connection.iopub_port)),
    shell.bind(address(connection, connection.shell_port)),
    stdin.bind(address(connection, connection.stdin_port)),
    heartbeat.bind(address(connection, connection.hb_port)),
  ]);
  const publishFrames = inOrder(iopub);
  const sendQuestion = inOrder(stdin);
  void receive(shell, inOrder(shell));
  void receive(control, (frames) => control.send(frames));
  const asked = questions();
  void receiveAnswers();
  void echo(heartbeat);
  return {
    async close() {
      for (const socket of sockets) socket.close();
      await control.close();
    },
  };

  async function receive(socket: AsyncIterable<Buffer[]>, send: Send): Promise<void> {
    for await (const frames of socket) {
      try {
        void reply(send, fromFrames(frames, connection.key));
      } catch (error) {
        console.error(`A message was ignored: ${error}`);
      }
    }
  }

  async function receiveAnswers(): Promise<void> {
    for await (const frames of stdin) {
      try {
        const { header, parent, content } = fromFrames(frames, connection.key);
        if (header.msg_type === 'input_reply') asked.answer(String(content['value'] ?? ''), parent);
      } catch (error) {
        console.error(`A message was ignored: ${error}`);
      }
    }
  }

  function askerFor(request: Message): Ask {
    return (prompt, password) => {
      const question = message('input_request', { prompt, password }, request);
      void sendQuestion(toFrames(question, connection.key));
      return asked.wait(question.header.msg_id);
    };
  }

  async function reply(send: Send, request: Message): Promise<void> {
    const publish: Publish = (msgType, content) => {
      const topic = { ...message(msgType, content, request), identities: [Buffer.from(msgType)] };
      if (iopub.closed) return;
      const frames = toFrames(topic, connection.key);
      if (!UNCOUNTED.has(msgType)) pace.wait(msgType === 'stream' ? sizeOf(frames) : 0);
      if (content['execution_state'] === 'idle') pace.forget();
      void publishFrames(frames);
    };
    const name = request.header.msg_type.replace(/_request$/, '');
    const handler = handlers[name];
    publish('status', { execution_state: 'busy' });
    try {
      const content = await handler?.(request.content, publish, askerFor(request));
      if (content && !shell.closed)
        await send(toFrames(message(`${name}_reply`, content, request), connection.key));
    } finally {
      publish('status', { execution_state: 'idle' });
      // A completion during a running cell must not make the notebook look idle.
      busyWith()?.('status', { execution_state: 'busy' });
    }
  }
}

function sizeOf(frames: Buffer[]): number {
  return frames.reduce((size, frame) => size + frame.length, 0);
}

async function echo(socket: Reply): Promise<void> {
  for await (const frames of socket) await socket.send(frames);
}
