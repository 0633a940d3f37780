/** Fields of a log line. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Structured logs: one JSON object a line, without secrets. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** Texts that must never be shown; they are replaced wherever they appear. */
  hide(values: readonly string[]): void;
}

/** A log of one job; `write` takes whole lines. */
export function jsonLog(base: LogFields, write: (line: string) => void): Log {
  const hidden = new Set<string>();
  const line = (level: string, message: string, fields: LogFields = {}) => {
    let text = JSON.stringify({ level, message, ...base, ...fields }, plain);
    for (const value of hidden) text = text.replaceAll(JSON.stringify(value).slice(1, -1), '***');
    write(`${text}\n`);
  };
  return {
    info: (message, fields) => line('INFO', message, fields),
    error: (message, fields) => line('ERROR', message, fields),
    hide: (values) => {
      // Short values would hide ordinary words.
      for (const value of values) if (value.length >= 6) hidden.add(value);
    },
  };
}

const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
