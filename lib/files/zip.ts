/** Reads zip archives: each member is checked by its size, its CRC-32 and its name. */
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';

/** A file in a zip archive. */
export interface ZipMember {
  /** Its path, with `/`. */
  path: string;
  /** Its size in bytes, unpacked. */
  size: number;
  /** Its size in the archive. */
  compressedSize: number;
  /** Whether it is a symbolic link. */
  isLink: boolean;
  /** Yields its content. @throws if it is damaged */
  chunks(): AsyncGenerator<Buffer>;
}

/** An open zip archive. */
export interface ZipArchive {
  members: ZipMember[];
  /** The size of the archive in bytes. */
  size: number;
  close(): void;
}

/** What content may become when it is unpacked: this many times its size. More is an attack. */
const MOST_GROWTH = 250;
/** The bytes that content of any size may become. */
const ALWAYS_ALLOWED = 2 ** 27;

/** Returns whether content unpacks to far more than any text or vectors. */
export function isBomb(unpacked: number, packed: number): boolean {
  return unpacked > ALWAYS_ALLOWED && unpacked > MOST_GROWTH * packed;
}

const FILE_TYPE = 0o170000; // the bits of a Unix mode that hold a file's type
const SYMBOLIC_LINK = 0o120000;

/**
 * Opens a zip archive, and reads its directory.
 *
 * @throws if it is damaged, or a member is encrypted; if a member, or all together, would unpack to
 *   more than 128 MiB and 250 times their size. The message does not name the archive.
 */
export async function openZip(archive: string): Promise<ZipArchive> {
  const zip = await openPromise(archive, { lazyEntries: true, autoClose: false, strictFileNames: false });
  try {
    const members: ZipMember[] = [];
    for await (const entry of zip.eachEntry() as AsyncIterable<Entry>)
      if (!entry.fileName.endsWith('/')) members.push(memberOf(zip, entry));
    await requireWholeDirectory(archive, zip);
    const unpacked = members.reduce((sum, { size }) => sum + size, 0);
    if (isBomb(unpacked, zip.fileSize))
      throw new Error(`it unpacks to ${unpacked} bytes, far more than any data`);
    return { members, size: zip.fileSize, close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
}

/**
 * What may follow the directory: its end, that of zip64, or a signature (APPNOTE 4.3.13 to 4.3.16).
 */
const BEHIND_DIRECTORY = [0x06054b50, 0x06064b50, 0x05054b50];

/**
 * Checks that the directory ends behind the members that were counted: the archive says how many it
 * has, and a lower number would leave out the others.
 *
 * @throws if more follow
 */
async function requireWholeDirectory(archive: string, zip: ZipFile): Promise<void> {
  const at = (zip as object as { readEntryCursor: number }).readEntryCursor; // its type says boolean
  const file = await open(archive);
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, at);
    if (!BEHIND_DIRECTORY.includes(buffer.readUInt32LE()))
      throw new Error(`its directory does not end behind its ${zip.entryCount} members`);
  } finally {
    await file.close();
  }
}

function memberOf(zip: ZipFile, entry: Entry): ZipMember {
  const { fileName, uncompressedSize, compressedSize, externalFileAttributes } = entry;
  if (entry.isEncrypted()) throw new Error(`${fileName} has a password: unpack it first`);
  if (isBomb(uncompressedSize, compressedSize))
    throw new Error(`${fileName} unpacks to ${uncompressedSize} bytes, far more than any data`);
  return {
    path: fileName,
    size: uncompressedSize,
    compressedSize,
    isLink: ((externalFileAttributes >>> 16) & FILE_TYPE) === SYMBOLIC_LINK,
    async *chunks() {
      const damaged = (what: string) => new Error(`${fileName} is damaged: ${what}`);
      const local = await zip.readLocalFileHeaderPromise(entry);
      if (!local.fileName.equals(entry.fileNameRaw)) throw damaged('it has two names');
      let sum = 0;
      for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
        sum = crc32(chunk, sum);
        yield chunk;
      }
      if (sum !== entry.crc32) throw damaged('its checksum differs');
    },
  };
}
