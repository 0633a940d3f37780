import { money } from '../company/money.ts';
import { seatVendor } from './seat-vendor.ts';

/** GitHub Copilot Business seats; in May three seats are refunded. */
export const githubCopilot = seatVendor({
  vendor: 'github-copilot',
  provider: 'github',
  account: 'northwind-gh',
  tool: 'github_copilot',
  plan: 'Copilot Business',
  prefix: 'GH',
  since: (person) => person.copilotFrom,
  spares: 2,
  listPrice: '19',
  billedPrice: '19',
  defaultTeam: 'platform-infra',
  following: (world, month) =>
    world.company.odd.credits && month === '2026-05'
      ? [{ category: 'Credit', description: 'Refund of three seats', amount: money('-57') }]
      : [],
});
