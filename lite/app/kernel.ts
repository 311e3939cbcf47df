/**
 * The kernel of a notebook as JupyterLite sees it: it carries Jupyter's messages to the workers.
 */
import { questions } from '../../kernel/questions';
import type { Header } from '../../kernel/wire';
import type { Content } from '../messages';
import { newId } from '../new-id';
import type { LiteKernel, LiteKernelOptions, Message } from './jupyterlite';
import type { NotebookKernel } from './notebook-kernel';

/** A kernel that can be stopped. */
export interface StoppableKernel extends LiteKernel {
  interrupt(): void;
}

/** Returns the kernel of a notebook. */
export function liteKernel(
  { id, name, location, sendMessage }: LiteKernelOptions,
  kernel: NotebookKernel,
): StoppableKernel {
  const listeners = new Set<() => void>();
  const asked = questions();
  let isDisposed = false;
  return {
    id,
    name,
    location,
    ready: Promise.resolve(),
    get isDisposed() {
      return isDisposed;
    },
    disposed: {
      connect: (listener) => !!listeners.add(listener),
      disconnect: (listener) => listeners.delete(listener),
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      kernel.dispose();
      for (const listener of [...listeners]) listener();
    },
    interrupt: () => kernel.interrupt(),
    handleMessage,
  };

  async function handleMessage(request: Message): Promise<void> {
    const { msg_type } = request.header;
    const [, type] = /^(.*)_request$/.exec(msg_type) ?? [];
    if (msg_type === 'input_reply') {
      asked.answer(String(request.content['value'] ?? ''), request.parent_header);
      return;
    }
    const send = (channel: Message['channel'], msgType: string, content: Content) => {
      const message = messageTo(request.header, channel, msgType, content);
      sendMessage(message);
      return message.header.msg_id;
    };
    send('iopub', 'status', { execution_state: 'busy' });
    const hearer = {
      publish: (msgType: string, content: Content) => void send('iopub', msgType, content),
      ask: (prompt: string, password: boolean) =>
        asked.wait(send('stdin', 'input_request', { prompt, password })),
    };
    if (type) send('shell', `${type}_reply`, await kernel.request(type, request.content, hearer));
    else await kernel.request(msg_type, request.content, hearer);
    send('iopub', 'status', { execution_state: 'idle' });
  }
}

function messageTo(parent: Header, channel: Message['channel'], msgType: string, content: Content): Message {
  const header: Header = {
    msg_id: newId(),
    msg_type: msgType,
    session: parent.session,
    username: '',
    date: new Date().toISOString(),
    version: '5.3',
  };
  return { channel, header, parent_header: parent, metadata: {}, content, buffers: [] };
}
