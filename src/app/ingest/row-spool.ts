import { createReadStream } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Column, type Contract, columnsOf } from '../../core/contracts/contract.ts';
import type { ParsedRow } from '../../sources/source.ts';

type Row = ParsedRow['row'];

/** Rows of one (table, day), read back as often as wanted. */
export interface SpooledWindow {
  readonly table: string;
  /** The `dt` of the raw layout. */
  readonly day: string;
  readonly rowCount: number;
  readonly rows: () => AsyncIterable<Row>;
}

interface Pile {
  readonly table: string;
  readonly day: string;
  readonly file: string;
  readonly columns: readonly Column[];
  lines: string[];
  rowCount: number;
}

/** Characters held in memory before they go to disk. */
const MOST_HELD = 8 * 1024 * 1024;

/** Bytes read back at once; a line is at most a few kilobytes. */
const READ_AT_ONCE = 256 * 1024;

/** Sorts rows that come in any order into (table, day) windows on disk, with bounded memory. */
export class RowSpool {
  readonly #folder: string;
  readonly #contracts: ReadonlyMap<string, Contract>;
  readonly #piles = new Map<string, Pile>();
  #held = 0;

  /** `folder`: scratch of this spool alone; the caller removes it. */
  constructor(folder: string, contracts: readonly Contract[]) {
    this.#folder = folder;
    this.#contracts = new Map(contracts.map((contract) => [contract.name, contract]));
  }

  async add({ table, dt, row }: ParsedRow): Promise<void> {
    const pile = this.#pileOf(table, dt);
    const line = JSON.stringify(pile.columns.map(({ name }) => stored(row[name])));
    pile.lines.push(line);
    pile.rowCount += 1;
    this.#held += line.length;
    if (this.#held > MOST_HELD) await this.#flush();
  }

  /** Every window by table and day, each with its rows in the order they came. */
  async windows(): Promise<SpooledWindow[]> {
    await this.#flush();
    return [...this.#piles.values()]
      .sort((a, b) => (a.table + a.day < b.table + b.day ? -1 : 1))
      .map(({ table, day, file, columns, rowCount }) => ({ table, day, rowCount, rows: () => rowsIn(file, columns) }));
  }

  #pileOf(table: string, day: string): Pile {
    const key = `${table} ${day}`;
    const known = this.#piles.get(key);
    if (known !== undefined) return known;
    const contract = this.#contracts.get(table);
    if (contract === undefined) throw new Error(`the stream gave a row of ${table}, which is not one of its tables`);
    const file = path.join(this.#folder, table, `${day}.ndjson`);
    const pile: Pile = { table, day, file, columns: columnsOf(contract), lines: [], rowCount: 0 };
    this.#piles.set(key, pile);
    return pile;
  }

  async #flush(): Promise<void> {
    for (const pile of this.#piles.values()) {
      if (pile.lines.length === 0) continue;
      await mkdir(path.dirname(pile.file), { recursive: true });
      await appendFile(pile.file, `${pile.lines.join('\n')}\n`);
      pile.lines = [];
    }
    this.#held = 0;
  }
}

function stored(value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : (value ?? null);
}

async function* rowsIn(file: string, columns: readonly Column[]): AsyncGenerator<Row> {
  const names = columns.map(({ name }) => name);
  const isWhole = columns.map(({ type }) => type === 'bigint');
  let rest = '';
  for await (const part of createReadStream(file, { encoding: 'utf8', highWaterMark: READ_AT_ONCE })) {
    const lines = (rest + (part as string)).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const values = JSON.parse(line) as (string | boolean | null)[];
      const row: Record<string, unknown> = {};
      for (let i = 0; i < names.length; i++) {
        const value = values[i]!;
        row[names[i]!] = value !== null && isWhole[i] ? BigInt(value) : value;
      }
      yield row;
    }
  }
}
