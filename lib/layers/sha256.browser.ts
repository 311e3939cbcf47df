/**
 * Returns the SHA-256 digest of some bytes, in hex (FIPS 180-4, section 6.2). A browser's own
 * `crypto.subtle` is asynchronous, but `getConfig` of a layer is not.
 */
export function sha256(bytes: Uint8Array): string {
  const state = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(prime ** (1 / 2)));
  const whole = bytes.length - (bytes.length % BLOCK);
  update(state, bytes.subarray(0, whole));
  update(state, padded(bytes.subarray(whole), bytes.length));
  return [...new Uint32Array(state.buffer)].map((word) => word.toString(16).padStart(8, '0')).join('');
}

/** Bytes. */
const BLOCK = 64;

/** The first 64 primes: the algorithm's constants are the fractions of their roots. */
const PRIMES = Array.from({ length: 312 }, (_, n) => n).filter(
  (n) => n > 1 && ![2, 3, 5, 7, 11, 13, 17].some((divisor) => n % divisor === 0 && n !== divisor),
);
const ROUND_CONSTANTS = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));

/** Returns the first 32 bits after the point. */
function fraction(value: number): number {
  return ((value % 1) * 2 ** 32) | 0;
}

/** Returns the last, incomplete block with the padding: a 1 bit, zeros, and the length in bits. */
function padded(rest: Uint8Array, length: number): Uint8Array {
  const blocks = new Uint8Array(rest.length + 9 > BLOCK ? 2 * BLOCK : BLOCK);
  blocks.set(rest);
  blocks[rest.length] = 0x80;
  new DataView(blocks.buffer).setBigUint64(blocks.length - 8, 8n * BigInt(length));
  return blocks;
}

/** Updates the state with whole blocks. */
function update(state: Int32Array, blocks: Uint8Array): void {
  const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength);
  const w = new Int32Array(64);
  for (let start = 0; start < blocks.length; start += BLOCK) {
    for (let t = 0; t < 16; t++) w[t] = view.getInt32(start + 4 * t);
    for (let t = 16; t < 64; t++) {
      const [x, y] = [w[t - 15]!, w[t - 2]!];
      const s0 = rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3);
      const s1 = rotated(y, 17) ^ rotated(y, 19) ^ (y >>> 10);
      w[t] = w[t - 16]! + s0 + w[t - 7]! + s1;
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as Eight;
    for (let t = 0; t < 64; t++) {
      const s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND_CONSTANTS[t]! + w[t]!) | 0;
      const s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
      const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    for (const [n, word] of [a, b, c, d, e, f, g, h].entries()) state[n]! += word;
  }
}

type Eight = [number, number, number, number, number, number, number, number];

function rotated(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}
