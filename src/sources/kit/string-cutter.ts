const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LOWER_U = 0x75;

/**
 * Copies JSON text byte by byte and cuts every string value after `keep` bytes, so that a line of any length becomes a
 * short one that still parses: what is wanted from it are ids and counts, what is long is content.
 */
export class StringCutter {
  readonly #keep: number;
  readonly #most: number;
  #out = Buffer.allocUnsafe(64 * 1024);
  #length = 0;
  #inString = false;
  #kept = 0;
  /** Bytes of an escape sequence still to come; a cut never falls inside one. */
  #escape = 0;

  /** `most`: bytes the shortened text may have. */
  constructor(keep: number, most: number) {
    this.#keep = keep;
    this.#most = most;
  }

  /** False once the shortened text is longer than allowed; further bytes are then ignored. */
  get fits(): boolean {
    return this.#length < this.#most;
  }

  push(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length && this.fits; i += 1) {
      const byte = bytes[i]!;
      if (!this.#inString) {
        this.#inString = byte === QUOTE;
        this.#kept = 0;
        this.#write(byte);
      } else if (this.#escape > 0) {
        this.#escape = this.#escape === 1 && byte === LOWER_U && this.#afterBackslash ? 4 : this.#escape - 1;
        this.#afterBackslash = false;
        this.#keepByte(byte);
      } else if (byte === QUOTE) {
        this.#inString = false;
        this.#cutting = false;
        this.#write(byte);
      } else {
        const startsCharacter = (byte & 0xc0) !== 0x80;
        if (startsCharacter && this.#kept >= this.#keep) this.#cutting = true;
        if (byte === BACKSLASH) {
          this.#escape = 1;
          this.#afterBackslash = true;
        }
        this.#keepByte(byte);
      }
    }
  }

  /** The shortened text so far. */
  bytes(): Uint8Array {
    return this.#out.subarray(0, this.#length);
  }

  #cutting = false;
  #afterBackslash = false;

  #keepByte(byte: number): void {
    if (this.#cutting) return;
    this.#kept += 1;
    this.#write(byte);
  }

  #write(byte: number): void {
    if (this.#length === this.#out.length) {
      this.#out = Buffer.concat([this.#out, Buffer.allocUnsafe(this.#out.length)]);
    }
    this.#out[this.#length] = byte;
    this.#length += 1;
  }
}
