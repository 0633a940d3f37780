import { FIRST_DAY, monthOf, monthsFrom } from '../company/calendar.ts';
import { LAKE_ACCOUNT } from '../company/workloads/cloud.ts';
import { monthCharges } from './aws/bill.ts';
import { monthFiles } from './aws/export.ts';
import type { SimVendor } from './vendor.ts';

const LAKE_OWNER = 'data-platform';

/** A cloud account: no API, a FOCUS export in a folder as the bucket would hold it. */
export const aws: SimVendor = {
  name: 'aws',
  accountDefaults: [{ account: LAKE_ACCOUNT, team: LAKE_OWNER }],
  charges: monthCharges,
  files: (world) => ({
    connections: [{ id: 'cloud', source: 'focus', path: 'exports/focus' }],
    ledger: [{ provider: 'aws_bedrock', billing_account: '*', source: 'focus', valid_from: '2026-01-01' }],
    owners: [
      {
        owner_kind: 'account',
        provider: 'aws_bedrock',
        external_id: LAKE_ACCOUNT,
        team_id: LAKE_OWNER,
        pool: '',
        valid_from: '2026-01-01',
        valid_to: '',
      },
    ],
    exports: monthsFrom(monthOf(FIRST_DAY), monthOf(world.asOf)).flatMap((month) => monthFiles(world, month)),
  }),
};
