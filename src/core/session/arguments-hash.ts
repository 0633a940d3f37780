import { sha256Hex } from '../ids.ts';

/** JSON with keys in order, so that equal arguments give equal text whatever order they were written in. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** What may be kept of the arguments of a tool call. */
export interface ArgumentsTrace {
  /** SHA-256 of the canonical JSON. */
  readonly args: string;
  /** SHA-256 of the file path among them, where there is one. */
  readonly target: string | null;
  /** UTF-8 bytes of the canonical JSON. */
  readonly bytes: number;
}

const PATH_FIELDS = ['file_path', 'path', 'notebook_path', 'absolute_path'];

/** Hashes and size of the arguments of a tool call; nothing else of them is kept. */
export function argumentsTrace(input: unknown): ArgumentsTrace {
  const text = canonicalJson(input);
  const fields = typeof input === 'object' && input !== null ? (input as Readonly<Record<string, unknown>>) : {};
  const path = PATH_FIELDS.map((name) => fields[name]).find((found) => typeof found === 'string' && found !== '');
  return {
    args: sha256Hex(text),
    target: path === undefined ? null : sha256Hex(path as string),
    bytes: new TextEncoder().encode(text).length,
  };
}
