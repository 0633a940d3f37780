import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildWarehouse } from '../../src/app/build/build.ts';
import { DEMO_PERSON_KEY } from '../../src/app/demo-project.ts';
import { ingest } from '../../src/app/ingest/ingest.ts';
import { openProject } from '../../src/app/project.ts';
import { withWarehouse } from '../../src/app/query.ts';
import { type Company, DEMO_AS_OF, startSimulator, writeCompanyFiles } from '../../src/sim/index.ts';
import { WORK_FIRST_DAY } from '../../src/sim/work/index.ts';
import { type LedgerLink, type LinkScore, scoreLinks } from './score.ts';
import { ticketsOfPulls, trueShares } from './truth.ts';

const SINCE = WORK_FIRST_DAY.slice(0, 7);
/** Tools whose usage and seats are all of sessions; Codex is billed together with other use of its API. */
const TOOLS = "('claude_code', 'cursor')";

const LINKS = `
  select ledger.session_id, slices.repo, slices.branch, cast(slices.usage_day as varchar) as usage_day, ledger.work_class,
    ledger.work_method, ledger.outcome_id, ledger.work_item, cast(sum(ledger.amount_micros) * 0.000001 as double) as amount
  from fct_ledger as ledger
  inner join fct_session_slice as slices on slices.session_slice_id = ledger.session_slice_id
  where ledger.charge_kind in ('usage', 'seat') and ledger.period >= '${SINCE}' and ledger.tool in ${TOOLS}
  group by 1, 2, 3, 4, 5, 6, 7, 8`;

const MONEY = `
  select cast(sum(amount_micros) * 0.000001 as double) as money
  from fct_ledger
  where charge_kind in ('usage', 'seat') and period >= '${SINCE}' and tool in ${TOOLS}`;

/** Scores the links in a published lake of the company. */
export async function scoreLake(
  root: string,
  company: Company,
  keys: Readonly<Record<string, string>>,
): Promise<LinkScore> {
  const project = await openProject({ root, processEnvironment: { ...keys, TOKENLEDGER_PERSON_KEY: DEMO_PERSON_KEY } });
  return withWarehouse(project, async (engine) => {
    const links = (await engine.query(LINKS)).rows as unknown as LedgerLink[];
    const [{ money }] = (await engine.query(MONEY)).rows as unknown as [{ money: number }];
    const numbers = links.map((link) => ({ ...link, amount: Number(link.amount) }));
    const scored = scoreLinks(numbers, trueShares(company, DEMO_AS_OF), ticketsOfPulls(company, DEMO_AS_OF));
    const { rungs, trueMoney, linked, total } = scored;
    return { rungs, money: Number(money), withSession: total, linked, trueMoney };
  });
}

/** Runs the whole pipeline on a company in a temporary folder and scores its links. */
export async function scoreCompany(company: Company): Promise<LinkScore> {
  const root = await mkdtemp(path.join(tmpdir(), 'tl-links-'));
  const simulator = await startSimulator({ company });
  try {
    writeCompanyFiles(company, root, { baseUrl: simulator.url });
    const environment = { ...simulator.keys, TOKENLEDGER_PERSON_KEY: DEMO_PERSON_KEY };
    const project = await openProject({ root, processEnvironment: environment });
    await ingest(project, { asOf: { instant: `${DEMO_AS_OF}T00:00:00Z`, day: DEMO_AS_OF } });
    await buildWarehouse(project, { asOf: DEMO_AS_OF });
    return await scoreLake(root, company, simulator.keys);
  } finally {
    await simulator.close();
    await rm(root, { recursive: true, force: true });
  }
}
