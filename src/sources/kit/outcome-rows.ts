import type { Contract } from '../../core/contracts/index.ts';
import { addDays, firstOfMonth } from '../../core/days.ts';
import type { AiTrace } from '../../core/outcomes/ai-traces.ts';
import { type DayRange, type LandedPage, type ParsedRow, type ParseNote, SourceDataError } from '../source.ts';
import { whereOf } from './answer.ts';
import { completeRow } from './rows.ts';

/** The days a page was asked for; the shell gives them with every page. */
export function rangeOf(page: LandedPage): DayRange {
  if (page.range !== undefined) return page.range;
  throw new SourceDataError('the page does not say which days it was asked for', whereOf(page), 'Ingest it again.');
}

/**
 * Month window of a version (`dt`), or null for one that lies before the range. What changed after the range's end, while
 * it was read, is kept in its last month: the next run asks that day again.
 */
export function monthWindowOf(versionAt: string, range: DayRange): string | null {
  const day = versionAt.slice(0, 10);
  if (day < range.from) return null;
  const last = addDays(range.to, -1);
  return firstOfMonth(day < last ? day : last);
}

/** Collects the rows of one version of an outcome. */
export class OutcomeRows {
  readonly rows: ParsedRow[] = [];
  readonly #dt: string;
  readonly #version: { readonly outcome_id: string; readonly version_at: string };

  constructor(dt: string, outcomeId: string, versionAt: string) {
    this.#dt = dt;
    this.#version = { outcome_id: outcomeId, version_at: versionAt };
  }

  /** Adds a row of a contract; columns not given are NULL. */
  add(contract: Contract, given: Readonly<Record<string, unknown>>): void {
    const row = completeRow(contract, { ...this.#version, ...given });
    this.rows.push({ table: contract.name, dt: this.#dt, row });
  }

  /** Adds evidence rows, each trace of a commit once, numbered in the order given. */
  addEvidence(contract: Contract, traces: readonly (AiTrace & { readonly sha?: string | null })[]): void {
    const seen = new Set<string>();
    let number = 0n;
    for (const trace of traces) {
      const { kind, tool, sha, sessionRefHash, sessionNoteKey } = trace;
      const key = JSON.stringify([kind, tool, sha, sessionRefHash, sessionNoteKey]);
      if (seen.has(key)) continue;
      seen.add(key);
      number += 1n;
      this.add(contract, {
        evidence_no: number,
        kind,
        tool,
        model: trace.model ?? null,
        session_ref_hash: sessionRefHash ?? null,
        session_note_key: sessionNoteKey ?? null,
        sha: sha ?? null,
        ai_lines: trace.aiLines == null ? null : BigInt(trace.aiLines),
        confidence_bp: BigInt(trace.confidenceBp),
      });
    }
  }
}

/** A whole number as the contract wants it; NULL stays NULL. */
export function whole(value: number | null | undefined): bigint | null {
  return value == null ? null : BigInt(value);
}

/**
 * The rows of one outcome, or none and a `quarantined` note where it was accepted before it was opened: nobody can say
 * which of the two times is wrong, and neither may decide where money goes.
 */
export function inOrder(rows: readonly ParsedRow[], notes: ParseNote[]): readonly ParsedRow[] {
  for (const { row } of rows) {
    const { outcome_id, opened_at, accepted_at } = row;
    if (typeof opened_at !== 'string' || typeof accepted_at !== 'string' || accepted_at >= opened_at) continue;
    notes.push({ code: 'quarantined', detail: `${outcome_id}: accepted ${accepted_at}, opened ${opened_at}` });
    return [];
  }
  return rows;
}
