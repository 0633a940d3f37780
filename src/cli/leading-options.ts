/** Options every command shares, which people also write before the command: whether a value follows. */
const SHARED: Readonly<Record<string, boolean>> = { '--project': true, '--as-of': true, '--json': false };

/**
 * Arguments with shared options that stand before the command moved behind it: `--project x plan` is `plan --project x`.
 * Anything else stays where it is.
 */
export function withSharedOptionsLast(args: readonly string[]): string[] {
  let at = 0;
  while (at < args.length) {
    const [name = '', value] = (args[at] as string).split('=', 2);
    if (!Object.hasOwn(SHARED, name)) break;
    at += SHARED[name] === true && value === undefined ? 2 : 1;
  }
  const [command, ...rest] = args.slice(at);
  if (at === 0 || command === undefined || command.startsWith('-')) return [...args];
  const end = rest.indexOf('--');
  const cut = end < 0 ? rest.length : end;
  return [command, ...rest.slice(0, cut), ...args.slice(0, at), ...rest.slice(cut)];
}
