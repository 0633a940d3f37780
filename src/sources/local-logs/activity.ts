import { argumentsTrace } from '../../core/session/arguments-hash.ts';
import { objectOf } from './fields.ts';

/** A tool call without its arguments. */
export interface CallTrace {
  readonly id: string;
  readonly name: string;
  readonly args: string;
  readonly target: string | null;
  readonly bytes: number;
}

/** A tool result without its text; `failed` null when the log does not say. */
export interface ResultTrace {
  readonly id: string;
  readonly failed: boolean | null;
  readonly bytes: number;
}

const HASH = /^[0-9a-f]{64}$/;
const WORD = /^[\w.:@/+-]{1,200}$/;

/** An id or name as one word, or null: whatever has blanks is no id and stays behind. */
export const wordOf = (value: unknown): string | null => (typeof value === 'string' && WORD.test(value) ? value : null);

/** A name of a tool; one that is no word is not told. */
export const toolNameOf = (value: unknown): string => wordOf(value) ?? 'other';

const sizeOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;

/** UTF-8 bytes of a content of any shape. */
export const bytesOf = (value: unknown): number =>
  value === undefined || value === null
    ? 0
    : new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)).length;

/** The trace of a call as the tool wrote it. */
export function callTrace(id: unknown, name: unknown, input: unknown): CallTrace | null {
  const word = wordOf(id);
  return word === null ? null : { id: word, name: toolNameOf(name), ...argumentsTrace(input) };
}

/** A trace as it was landed, checked again; null when it is none. */
export function landedCall(value: unknown): CallTrace | null {
  const call = objectOf(value);
  const id = wordOf(call?.id);
  const bytes = sizeOf(call?.bytes);
  if (call === undefined || id === null || bytes === null) return null;
  if (typeof call.args !== 'string' || !HASH.test(call.args)) return null;
  const target = typeof call.target === 'string' && HASH.test(call.target) ? call.target : null;
  return { id, name: toolNameOf(call.name), args: call.args, target, bytes };
}

/** A result as it was landed, checked again; null when it is none. */
export function landedResult(value: unknown): ResultTrace | null {
  const result = objectOf(value);
  const id = wordOf(result?.id);
  const bytes = sizeOf(result?.bytes);
  if (result === undefined || id === null || bytes === null) return null;
  return { id, failed: typeof result.failed === 'boolean' ? result.failed : null, bytes };
}
