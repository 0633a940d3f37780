/** Where progress goes: a bar on a terminal, quiet lines elsewhere, nothing with --json. */
export interface Progress {
  /** A new phase of `total` steps. */
  start(phase: string, total: number): void;
  /** One step done; the label says which. */
  step(label: string): void;
  /** The phase is over. */
  end(): void;
}

/** Prints nothing. */
export const silentProgress: Progress = { start: () => {}, step: () => {}, end: () => {} };

/** A bar that redraws its line on a terminal, or one line per phase elsewhere. Writes to stderr only. */
export function terminalProgress(out: NodeJS.WriteStream): Progress {
  let phase = '';
  let total = 0;
  let done = 0;
  const draw = (label: string) => {
    if (!out.isTTY) return;
    const filled = total === 0 ? 20 : Math.min(20, Math.round((done / total) * 20));
    const text = `${phase} [${'#'.repeat(filled)}${' '.repeat(20 - filled)}] ${done}/${total} ${label}`;
    out.write(`\r\x1b[2K${text.slice(0, Math.max(20, (out.columns ?? 80) - 1))}`);
  };
  return {
    start(name, steps) {
      phase = name;
      total = steps;
      done = 0;
      draw('');
    },
    step(label) {
      done += 1;
      draw(label);
    },
    end() {
      out.write(out.isTTY ? `\r\x1b[2K${phase}: ${done} done\n` : `${phase}: ${done} done\n`);
    },
  };
}
