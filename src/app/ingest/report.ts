/** What one stream of one connection brought. */
export interface StreamReport {
  readonly source: string;
  readonly connection: string;
  readonly stream: string;
  /** `failed` when any window is in error or the stream was stopped; previous data count on. */
  readonly status: 'ok' | 'failed' | 'not_available';
  readonly windows: {
    readonly complete: number;
    readonly empty: number;
    readonly incomplete: number;
    readonly error: number;
  };
  readonly rows: number;
  /** Windows whose content differs from before. */
  readonly changed: number;
  /** Notes of the parser by code. */
  readonly notes: Readonly<Record<string, number>>;
  /** Tokens kept out of the tables by quarantine. */
  readonly quarantinedTokens: number;
  /** First detail per note code, so that a count can be looked into. */
  readonly samples: Readonly<Record<string, string>>;
  readonly errors: readonly string[];
  /** True when the vendor refused the key: asking for anything else with it is pointless. */
  readonly keyRefused?: boolean;
  /** True when reading ended before all windows were read, because its time was up; the next part goes on. */
  readonly endedEarly?: boolean;
}

/** What an ingest brought, stream by stream. */
export interface IngestReport {
  readonly streams: readonly StreamReport[];
  /** Problems of the config folder, `file:line: found → remedy`; the last good config counts on. */
  readonly configProblems: readonly string[];
  readonly configWarnings: readonly string[];
  /** What the run did beside reading that its user should know of. */
  readonly notices: readonly string[];
}

/** True when every stream and the config went well. */
export function isClean(report: IngestReport): boolean {
  return report.configProblems.length === 0 && report.streams.every((s) => s.status !== 'failed');
}

/** The report of a stream that was not read: `errors` say why, `notes` what of that is told elsewhere. */
export function unreadStream(
  of: Pick<StreamReport, 'source' | 'connection' | 'stream'>,
  why: { readonly errors?: readonly string[]; readonly note?: readonly [code: string, detail: string] },
): StreamReport {
  return {
    ...of,
    status: 'failed',
    windows: { complete: 0, empty: 0, incomplete: 0, error: 0 },
    rows: 0,
    changed: 0,
    notes: why.note === undefined ? {} : { [why.note[0]]: 1 },
    quarantinedTokens: 0,
    samples: why.note === undefined ? {} : { [why.note[0]]: why.note[1] },
    errors: why.errors ?? [],
  };
}

/** Collects what happens to one stream. */
export class StreamTally {
  private readonly windows = { complete: 0, empty: 0, incomplete: 0, error: 0 };
  private readonly notes: Record<string, number> = {};
  private readonly samples: Record<string, string> = {};
  private readonly errors: string[] = [];
  private rows = 0;
  private changed = 0;
  private quarantinedTokens = 0;
  private unavailable = false;
  private isRefused = false;
  private isPart = false;

  window(status: keyof StreamReport['windows'], rows: number, changed: boolean, reason: string | null): void {
    this.windows[status] += 1;
    this.rows += rows;
    if (changed) this.changed += 1;
    if (status === 'error' && reason !== null && !this.errors.includes(reason)) this.errors.push(reason);
  }

  note(code: string, detail: string, tokens = 0): void {
    this.notes[code] = (this.notes[code] ?? 0) + 1;
    this.samples[code] ??= detail;
    this.quarantinedTokens += tokens;
  }

  error(message: string): void {
    if (!this.errors.includes(message)) this.errors.push(message);
  }

  keyRefused(): void {
    this.isRefused = true;
  }

  endsEarly(): void {
    this.isPart = true;
  }

  notAvailable(reason: string): void {
    this.unavailable = true;
    this.note('not_available', reason);
  }

  report(of: Pick<StreamReport, 'source' | 'connection' | 'stream'>): StreamReport {
    const failed = this.errors.length > 0 || this.windows.error > 0;
    return {
      ...of,
      status: failed ? 'failed' : this.unavailable ? 'not_available' : 'ok',
      windows: { ...this.windows },
      rows: this.rows,
      changed: this.changed,
      notes: { ...this.notes },
      quarantinedTokens: this.quarantinedTokens,
      samples: { ...this.samples },
      errors: [...this.errors],
      ...(this.isRefused ? { keyRefused: true } : {}),
      ...(this.isPart ? { endedEarly: true } : {}),
    };
  }
}
