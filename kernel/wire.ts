/**
 * Jupyter's wire format of messages: routing identities, a delimiter, a signature, four JSON
 * parts. See "The wire protocol" in the documentation of jupyter_client.
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { wellFormed } from './well-formed';

/** The header of a message. */
export interface Header {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
}

/** The content of a message, which depends on its type. */
export type Content = Record<string, unknown>;

/** A message with its routing identities. */
export interface Message {
  /** The sender of a request, to which the reply goes; on the IOPub socket, the topic. */
  identities: Buffer[];
  header: Header;
  /** The header of the request that this message belongs to. */
  parent: Header | Record<string, never>;
  metadata: Content;
  content: Content;
}

/** The content of a connection file. */
export interface Connection {
  transport: string;
  ip: string;
  key: string;
  shell_port: number;
  control_port: number;
  stdin_port: number;
  iopub_port: number;
  hb_port: number;
}

const DELIMITER = Buffer.from('<IDS|MSG>');
const PROTOCOL_VERSION = '5.3';

/** Returns a new message; with `to`, as a reply to that message. */
export function message(msgType: string, content: Content, to?: Message): Message {
  return {
    identities: to?.identities ?? [],
    header: {
      msg_id: randomUUID(),
      msg_type: msgType,
      session: to?.header.session ?? randomUUID(),
      username: to?.header.username ?? 'kernel',
      date: new Date().toISOString(),
      version: PROTOCOL_VERSION,
    },
    parent: to?.header ?? {},
    metadata: {},
    content,
  };
}

/** Returns the frames of a message, signed with the connection's key. */
export function toFrames({ identities, header, parent, metadata, content }: Message, key: string): Buffer[] {
  const parts = [header, parent, metadata, content].map((part) =>
    Buffer.from(wellFormed(JSON.stringify(part))),
  );
  return [...identities, DELIMITER, Buffer.from(signature(parts, key)), ...parts];
}

/**
 * Returns the message of frames from a socket.
 *
 * @throws when they are no Jupyter message or are not signed with the connection's key
 */
export function fromFrames(frames: Buffer[], key: string): Message {
  const delimiter = frames.findIndex((frame) => frame.equals(DELIMITER));
  const [signed, ...parts] = frames.slice(delimiter + 1);
  if (delimiter < 0 || !signed || parts.length < 4)
    throw new Error('not a Jupyter message: parts are missing');
  const expected = Buffer.from(signature(parts, key));
  if (signed.length !== expected.length || !timingSafeEqual(signed, expected))
    throw new Error('a message with a wrong signature: it was not sent by the owner of this kernel');
  const [header, parent, metadata, content] = parts.map((part) => JSON.parse(part.toString()));
  return { identities: frames.slice(0, delimiter), header, parent, metadata, content };
}

/** Returns the ZeroMQ address of one of a connection's ports. */
export function address({ transport, ip }: Connection, port: number): string {
  return `${transport}://${ip}${transport === 'ipc' ? '-' : ':'}${port}`;
}

/**
 * The HMAC-SHA256 of the four JSON parts, without binary buffers after them. An empty key signs
 * nothing.
 */
function signature(parts: Buffer[], key: string): string {
  if (!key) return '';
  const hash = createHmac('sha256', key);
  for (const part of parts.slice(0, 4)) hash.update(part);
  return hash.digest('hex');
}
