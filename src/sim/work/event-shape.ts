/** A line of the telemetry collector's files, in the shape the product reads; what is not known is left out. */
export type SimEvent = Readonly<Record<string, string | number | boolean>>;

/** Tools the assistant calls, with the group each belongs to. */
export const CALLS = [
  ['Read', 'read'],
  ['Grep', 'read'],
  ['Edit', 'edit'],
  ['Bash', 'run'],
  ['Edit', 'edit'],
  ['Bash', 'run'],
] as const;
