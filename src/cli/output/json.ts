/** JSON for programs, one space deep; whole numbers beyond JSON's safe range come as text, like every exact figure. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? v.toString() : v), 1);
}
