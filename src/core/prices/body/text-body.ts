/**
 * The JSON values of a body that was recorded as text: one JSON value, or the events of a stream (`data:` lines; the
 * closing `[DONE]` is none). Lines that are no JSON are left out; nothing readable gives an empty list.
 */
export function textValues(text: string): unknown[] {
  const whole = parsed(text);
  if (whole !== undefined) return Array.isArray(whole) ? whole : [whole];
  return text.split(/\r?\n/).flatMap((line) => {
    const data = /^\s*(?:data:)?\s*([{[].*)$/.exec(line)?.[1];
    const value = data === undefined ? undefined : parsed(data);
    return value === undefined ? [] : [value];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // not JSON by itself; the caller tries it line by line
  }
}
