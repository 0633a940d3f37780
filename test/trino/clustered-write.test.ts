import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { clusteredWrite } from '../../src/io/athena/clustered-write.ts';
import { unload } from '../../src/io/athena/statements.ts';
import { asTrino } from '../aws/support/athena-statements.ts';
import { runStatement } from './support/statement.ts';

const ROWS = 1_000_000;
const TEAMS = 100;

/** A million rows of a hundred teams in no order, and some of no team. */
const SELECT = `SELECT
  to_hex(sha256(to_utf8(CAST(a * 1000 + b AS VARCHAR)))) AS ledger_id,
  CASE WHEN (a * 7919 + b * 104729) % ${TEAMS} > 0 THEN 'team-' || CAST((a * 7919 + b * 104729) % ${TEAMS} AS VARCHAR) END AS team_id,
  CAST(a * b AS BIGINT) AS amount_micros
FROM UNNEST(sequence(0, 999)) AS x (a) CROSS JOIN UNNEST(sequence(0, 999)) AS y (b)`;

describe('a large build written as Athena writes it', () => {
  const server = inject('trino');
  const run = (sql: string) => runStatement(server.url, 'lake', sql);
  const folder = 'clustered/marts/fct_ledger/period=2026-05/build_id=2026-05-aa/run1-1';
  const bytesOf = async (where: string) => {
    const answer = await run(`SELECT sum(amount_micros) AS amount FROM lake.clustered.ledger WHERE ${where}`);
    return { answer: answer.rows, bytes: (answer as unknown as { physicalInputBytes: number }).physicalInputBytes };
  };

  beforeAll(async () => {
    await run(`CREATE SCHEMA IF NOT EXISTS lake.tokenledger_scratch WITH (location = 'local:///clustered/scratch')`);
    await run(`CREATE SCHEMA lake.clustered WITH (location = 'local:///clustered/schema')`);
    const { select, partitionedBy } = clusteredWrite(SELECT, ROWS, ['team_id']);
    for (const sql of asTrino(unload(select, `local:///${folder}/`, partitionedBy), 'one-write')) {
      await run(sql.replace('"tokenledger_scratch"', 'lake."tokenledger_scratch"'));
    }
    await run(`CREATE TABLE lake.clustered.ledger (ledger_id varchar, team_id varchar, amount_micros bigint)
      WITH (format = 'PARQUET', external_location = 'local:///${folder}')`);
  }, 120_000);

  it('has every row once, also those of no team', async () => {
    const whole = await run(
      `SELECT count(*) AS n, count(team_id) AS owned, sum(amount_micros) AS amount FROM lake.clustered.ledger`,
    );
    const given = await run(
      `SELECT count(*) AS n, count(team_id) AS owned, sum(amount_micros) AS amount FROM (${SELECT})`,
    );
    expect(whole.rows).toEqual(given.rows);
    expect(whole.rows[0]?.n).toBe(String(ROWS));
  });

  it('lies in four parts, and a question about one team reads one of them', async () => {
    const lake = path.join(server.lakeRoot, folder);
    expect(
      existsSync(lake) &&
        readdirSync(lake)
          .filter((name) => !name.startsWith('.'))
          .sort(),
    ).toEqual(['part=00', 'part=01', 'part=02', 'part=03']);
    const all = await bytesOf('true');
    const one = await bytesOf("team_id = 'team-42'");
    expect(one.answer).toEqual(
      (await run(`SELECT sum(amount_micros) AS amount FROM (${SELECT}) WHERE team_id = 'team-42'`)).rows,
    );
    expect(one.bytes).toBeLessThan(all.bytes * 0.4);
  });
});
