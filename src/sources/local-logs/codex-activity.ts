import { bytesOf, type CallTrace, callTrace, landedCall, landedResult, type ResultTrace } from './activity.ts';
import { objectOf } from './fields.ts';

/** What a Codex line tells beside tokens: ids, sizes and hashes, no words. */
export type CodexActivity =
  | { readonly kind: 'prompt'; readonly chars: number }
  | { readonly kind: 'abort' | 'compaction' }
  | { readonly kind: 'call'; readonly call: CallTrace }
  | { readonly kind: 'result'; readonly result: ResultTrace };

type Json = Readonly<Record<string, unknown>>;

/** Cheap look at the text of a line: can it tell of activity? */
export const mayHoldCodexActivity = (text: string): boolean =>
  /"(?:response_item|user_message|turn_aborted|compacted|activity)"/.test(text);

/** Arguments as they came: JSON text is read, so that its writing does not matter. */
function inputOf(payload: Json): unknown {
  const said = payload.arguments ?? payload.input ?? payload.action;
  if (typeof said !== 'string') return said ?? null;
  try {
    return JSON.parse(said);
  } catch {
    return said; // a patch or a command as plain text
  }
}

/** Whether a result says that the command failed: by its exit code, by its own flag, or not at all (null). */
function failedOf(output: unknown): boolean | null {
  const whole = objectOf(output);
  if (typeof whole?.success === 'boolean') return !whole.success;
  const text = typeof output === 'string' ? output : typeof whole?.content === 'string' ? whole.content : '';
  try {
    const code = objectOf(objectOf(JSON.parse(text))?.metadata)?.exit_code;
    if (typeof code === 'number') return code !== 0;
  } catch {
    // Plain text: its first line may name the code.
  }
  const code = /(?:exit(?:ed with)? code|Exit code)[: ]+(-?\d+)/i.exec(text.slice(0, 400))?.[1];
  return code === undefined ? null : code !== '0';
}

function responseItem(payload: Json): CodexActivity | null {
  const { type, call_id: id } = payload;
  if (type === 'function_call' || type === 'custom_tool_call' || type === 'local_shell_call') {
    const call = callTrace(id, payload.name ?? 'local_shell', inputOf(payload));
    return call === null ? null : { kind: 'call', call };
  }
  if (type === 'function_call_output' || type === 'custom_tool_call_output') {
    const result = landedResult({ id, failed: failedOf(payload.output), bytes: bytesOf(payload.output) });
    return result === null ? null : { kind: 'result', result };
  }
  return null;
}

function landed(payload: Json): CodexActivity | null {
  const call = payload.kind === 'call' ? landedCall(payload.call) : null;
  if (call !== null) return { kind: 'call', call };
  const result = payload.kind === 'result' ? landedResult(payload.result) : null;
  if (result !== null) return { kind: 'result', result };
  if (payload.kind === 'prompt' && typeof payload.chars === 'number') return { kind: 'prompt', chars: payload.chars };
  return payload.kind === 'abort' || payload.kind === 'compaction' ? { kind: payload.kind } : null;
}

/** The activity of a line by its type and payload, or null. What this gives is landed and may be read again. */
export function codexActivityOf(type: unknown, payload: Json | undefined): CodexActivity | null {
  if (type === 'compacted') return { kind: 'compaction' };
  if (payload === undefined) return null;
  if (type === 'activity') return landed(payload);
  if (type === 'response_item') return responseItem(payload);
  if (type !== 'event_msg') return null;
  if (payload.type === 'turn_aborted') return { kind: 'abort' };
  if (payload.type !== 'user_message') return null;
  return { kind: 'prompt', chars: typeof payload.message === 'string' ? [...payload.message].length : 0 };
}
