/** The kernel's five sockets: takes requests, answers them, and publishes what cells put out. */
import { Publisher, Reply, Router } from 'zeromq';
import { inOrder } from './send';
import { address, type Connection, type Content, fromFrames, type Message, message, toFrames } from './wire';

/** Answers a request; the content that it returns, if any, becomes the reply's. */
export type Handler = (
  content: Content,
  publish: Publish,
) => Content | undefined | Promise<Content | undefined>;
export type Publish = (msgType: string, content: Content) => void;

type Send = ReturnType<typeof inOrder>;

export interface Server {
  /** Closes the sockets; what was sent is still delivered. */
  close(): void;
}

/**
 * Opens a connection's sockets and serves requests until closed.
 *
 * @param handlers by request: `kernel_info` answers `kernel_info_request`. Requests that have none get no reply
 * @param busyWith returns how to publish for the request that keeps the kernel busy
 */
export async function serve(
  connection: Connection,
  handlers: Record<string, Handler>,
  busyWith: () => Publish | undefined,
): Promise<Server> {
  const iopub = new Publisher({ sendHighWaterMark: 0 }); // a publisher drops what is above its mark
  const shell = new Router({ sendHighWaterMark: 0 });
  const control = new Router({ sendHighWaterMark: 0 });
  const stdin = new Router();
  const heartbeat = new Reply();
  const sockets = [iopub, shell, control, stdin, heartbeat];
  await Promise.all([
    iopub.bind(address(connection, connection.iopub_port)),
    shell.bind(address(connection, connection.shell_port)),
    control.bind(address(connection, connection.control_port)),
    stdin.bind(address(connection, connection.stdin_port)),
    heartbeat.bind(address(connection, connection.hb_port)),
  ]);
  const publishFrames = inOrder(iopub);
  void receive(shell, inOrder(shell));
  void receive(control, inOrder(control));
  void echo(heartbeat);
  return {
    close() {
      for (const socket of sockets) socket.close();
    },
  };

  async function receive(socket: Router, send: Send): Promise<void> {
    for await (const frames of socket) {
      try {
        void answer(send, fromFrames(frames, connection.key));
      } catch (error) {
        console.error(`A message was ignored: ${error}`);
      }
    }
  }

  async function answer(send: Send, request: Message): Promise<void> {
    const publish: Publish = (msgType, content) => {
      const topic = { ...message(msgType, content, request), identities: [Buffer.from(msgType)] };
      if (!iopub.closed) void publishFrames(toFrames(topic, connection.key));
    };
    const name = request.header.msg_type.replace(/_request$/, '');
    const handler = handlers[name];
    publish('status', { execution_state: 'busy' });
    try {
      const content = await handled(handler, request, publish);
      if (content && !shell.closed)
        await send(toFrames(message(`${name}_reply`, content, request), connection.key));
    } finally {
      publish('status', { execution_state: 'idle' });
      // A completion asked for while a cell runs must not make the notebook look idle.
      busyWith()?.('status', { execution_state: 'busy' });
    }
  }
}

/** A fault of the kernel itself is an answer too: without one the notebook would wait for ever. */
async function handled(handler: Handler | undefined, request: Message, publish: Publish) {
  try {
    return await handler?.(request.content, publish);
  } catch (error) {
    const { name, message: evalue, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return { status: 'error', ename: name, evalue, traceback: stack.split('\n') };
  }
}

async function echo(socket: Reply): Promise<void> {
  for await (const frames of socket) await socket.send(frames);
}
