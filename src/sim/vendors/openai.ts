import { FIRST_DAY } from '../company/calendar.ts';
import { ACCOUNT, monthCharges } from './openai/bill.ts';
import { costs } from './openai/costs.ts';
import { lists } from './openai/lists.ts';
import { usage } from './openai/usage.ts';
import { ownerRows, type SimVendor, type VendorAnswer, type VendorHttp } from './vendor.ts';

const KEY = 'sk-admin-simulated-not-a-secret';

const error: VendorHttp['error'] = (status, message) => ({
  error: {
    message,
    type: status === 429 ? 'requests' : status >= 500 ? 'server_error' : 'invalid_request_error',
    param: null,
    code: status === 401 ? 'invalid_api_key' : status === 429 ? 'rate_limit_exceeded' : null,
  },
});

const answer: VendorHttp['answer'] = ({ path, query }, world): VendorAnswer => {
  const name = path.replace(/^(\/v1)?\/organization\//, '');
  const found = name.startsWith('usage/')
    ? usage(name.slice('usage/'.length), query, world)
    : name === 'costs'
      ? costs(query, world)
      : lists(name, query, world);
  return found ?? { kind: 'body', status: 404, body: error(404, `Invalid URL (GET ${path})`) };
};

/** OpenAI: usage endpoints, costs and the lists of names. */
export const openai: SimVendor = {
  name: 'openai',
  charges: monthCharges,
  files: (world, baseUrl) => ({
    connections: [
      {
        id: 'openai-main',
        source: 'openai',
        billing_account: ACCOUNT,
        base_url: `${baseUrl}/openai`,
        secret: 'OPENAI_ADMIN_KEY',
        start: FIRST_DAY,
      },
    ],
    ledger: [{ provider: 'openai', billing_account: '*', source: 'openai', valid_from: '2026-01-01' }],
    owners: ownerRows(world, 'openai', 'openai', 'project'),
    identities: world.known.people
      .filter((p) => p.sandbox?.listed === false)
      .map((p) => ({
        provider: 'openai',
        external_id: p.sandbox!.userId,
        email: p.email,
        valid_from: '2025-02-01',
        valid_to: '',
      })),
  }),
  http: {
    prefix: '/openai',
    secret: 'OPENAI_ADMIN_KEY',
    key: KEY,
    authorised: (headers) => headers.authorization === `Bearer ${KEY}`,
    error,
    answer,
  },
};
